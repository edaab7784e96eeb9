"""Files that somebody has, as pages: text, HTML, JSON lines and WARC, so that they go the way of every other page."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from flows.news.article import GIVEN, Page, Problem, hash_id
from flows.news.pages.archive import FIRST_YEAR, LARGEST, LAST_YEAR
from flows.news.pages.date_parsing import instant
from flows.news.pages.gunzip import Gap, MemberEnd, pieces
from flows.news.pages.warc_records import BEGINNING, Position
from flows.news.pages.warc_scan import read_part
from flows.news.web.canonical import canonical, host_of

TEXT, HTML, JSONL, WARC = (".txt",), (".html", ".htm"), (".jsonl", ".jsonl.gz"), (".warc", ".warc.gz")

_ROW = re.compile(rb"\s{0,40}(?:\xef\xbb\xbf\s{0,40})?[\[{]")
"""What JSON lines begin with."""

FIELDS = ("title", "text", "published", "url", "outlet")
"""Fields of a row that are strings where they are there; without one of them it would be another article."""

DETAIL = 120
KNOWN = "known are .txt, .html, .jsonl[.gz] and .warc[.gz]"


def read_import(
    path: Path, *, now: datetime, published: date | datetime | None = None, outlet: str | None = None
) -> Iterator[Page | Problem]:
    """Yield what a file, or every known file of a folder, holds.

    `now` (aware UTC) is when it was read; `published` is when the articles came out, where one date holds for all, and
    `outlet` where they come from, where the files do not say. A file's address is a URN of its content, never its place
    on this machine. What cannot be read is a Problem that names file and line or record, and reading goes on after it.
    Of a WARC file only successful pages in which Urdu letters stand are yielded. Raises FileNotFoundError where there
    is nothing at `path`.
    """
    for file in importable(path, now, outlet):
        for found in [file] if isinstance(file, Problem) else _read(file, now, outlet):
            yield dated(found, published)


def dated(found: Page | Problem, published: date | datetime | None) -> Page | Problem:
    """Give a page the date that was given with the import, where one was."""
    if isinstance(found, Problem) or published is None:
        return found
    return replace(found, headers=(*found.headers, (GIVEN, published.isoformat())))


def importable(path: Path, now: datetime, outlet: str | None) -> Iterator[Path | Problem]:
    """Yield the known files at a path in order, and a problem for what cannot be looked into or is not known.

    Raises FileNotFoundError where there is nothing at `path`.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    if not path.is_dir():
        yield path if path.is_file() else _problem(path.name, "unreadable", "neither a file nor a folder", now, outlet)
        return
    failed: list[OSError] = []
    others: dict[str, list[str]] = {}
    known = 0
    for folder, folders, names in os.walk(path, onerror=failed.append):
        folders.sort()
        for file in (Path(folder, name) for name in sorted(names) if not name.startswith(".")):
            if file.name.lower().endswith((*TEXT, *HTML, *JSONL, *WARC)):
                known += 1
                yield file if file.is_file() else _problem(file.name, "unreadable", "no file", now, outlet)
            else:
                others.setdefault(file.suffix.lower(), []).append(file.name)
    for error in failed:
        name = Path(error.filename or path).name
        yield _problem(name, "unreadable", error.strerror or str(error), now, outlet)
    for names in others.values():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield _problem(names[0] + more, "unknown format", KNOWN, now, outlet)
    if not (known or failed or others):
        yield _problem(path.name, "empty", "a folder without files", now, outlet)


def _read(file: Path, now: datetime, outlet: str | None) -> Iterator[Page | Problem]:
    try:
        if file.name.lower().endswith((*WARC, *JSONL)):
            yield from _many(file, now, outlet)
        elif file.name.lower().endswith((*TEXT, *HTML)):
            kind = "text/html" if file.name.lower().endswith(HTML) else "text/plain; charset=utf-8"
            yield _whole(file, now, outlet, kind)
        else:
            yield _problem(file.name, "unknown format", KNOWN, now, outlet)
    except OSError as error:
        yield _problem(file.name, "unreadable", error.strerror or type(error).__name__, now, outlet)


def _many(file: Path, now: datetime, outlet: str | None) -> Iterator[Page | Problem]:
    """Yield what stands in a file of many articles, and a problem where nothing does."""
    count = 0
    if is_warc(file):
        begin: Position | None = BEGINNING
        while begin:
            part = read_part(file, begin, now=now, outlet=outlet)
            yield from part.found
            count, begin = count + part.records, part.end
    else:
        for found in _rows(file, now, outlet):
            count += 1
            yield found
    if not count:
        yield nothing_in(file, now, outlet)


def is_warc(file: Path) -> bool:
    """Say whether a file is a WARC file by its name."""
    return file.name.lower().endswith(WARC)


def nothing_in(file: Path, now: datetime, outlet: str | None) -> Problem:
    """Return the problem of a file without anything in it."""
    return _problem(file.name, "empty", "nothing in it", now, outlet)


def _whole(file: Path, now: datetime, outlet: str | None, kind: str) -> Page | Problem:
    """Return a file that is one article."""
    if file.stat().st_size > LARGEST:
        return _problem(file.name, "too large", f"more than {LARGEST} bytes", now, outlet)
    body = file.read_bytes()
    if not body.strip():
        return _problem(file.name, "empty", "nothing in it", now, outlet)
    url = _urn(body)
    return Page(outlet or "import", url, url, now, 0, (("content-type", kind),), body, place=file.name)


def _rows(file: Path, now: datetime, outlet: str | None) -> Iterator[Page | Problem]:
    """Yield the lines of a JSON lines file that hold something."""
    with file.open("rb") as opened:
        for number, line in _lines(pieces(opened, _ROW, packed=file.name.lower().endswith(".gz"))):
            place = f"{file.name}:{number}"
            if isinstance(line, Gap):
                yield _problem(place, "unreadable", f"{line.reason}, at byte {line.offset} of the file", now, outlet)
            elif line is None:
                yield _problem(place, "too large", f"a line of more than {LARGEST} bytes", now, outlet)
            else:
                yield row_page(line, place, now, outlet)


def _lines(source: Iterator[bytes | Gap | MemberEnd]) -> Iterator[tuple[int, bytes | Gap | None]]:
    """Yield the number and the bytes of each line that is not empty: None for one that is too long to be held.

    A line that a gap cuts is left out with it. Lines are counted as far as they could be read.
    """
    number, line = 1, _Line()
    for piece in source:
        if isinstance(piece, Gap):
            yield number, piece
            line = _Line()
        elif isinstance(piece, bytes) and line.is_empty and not piece.strip():
            number += piece.count(b"\n")  # a billion empty lines are passed over quickly
        elif isinstance(piece, bytes):
            *ended, rest = piece.split(b"\n")
            for part in ended:
                line.add(part)
                if not line.is_empty:
                    yield number, line.bytes
                number, line = number + 1, _Line()
            line.add(rest)
    if not line.is_empty:
        yield number, line.bytes


class _Line:
    """A line as it comes, of which no more is held than a page may have."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._length = 0

    def add(self, part: bytes) -> None:
        """Take what comes next of it."""
        self._length += len(part)
        self._parts = [*self._parts, part] if self._length <= LARGEST else []

    @property
    def bytes(self) -> bytes | None:
        """The line without white space around it; None where it is too long."""
        return b"".join(self._parts).strip() if self._length <= LARGEST else None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it yet."""
        return self.bytes == b""


def row_page(line: bytes, place: str, now: datetime, outlet: str | None = None) -> Page | Problem:
    """Return one line of JSON as a page; `place` names it in a problem, `outlet` holds where the row names none."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _problem(place, "bad row", f"no JSON: {error}"[:DETAIL], now, outlet)
    if not isinstance(row, dict):
        return _problem(place, "bad row", "an article is an object", now, outlet)
    wrong = next((name for name in FIELDS if not isinstance(row.get(name), str | None)), None)
    if wrong:
        return _problem(place, "bad row", f"{wrong} is no string: {json.dumps(row[wrong])[:DETAIL]}", now, outlet)
    if not any((row.get(name) or "").strip() for name in ("title", "text")):
        return _problem(place, "empty", "neither title nor text", now, outlet)
    raw = (row.get("published") or "").strip()
    if raw and not _is_date(raw):
        return _problem(place, "bad row", f"published is no date: {raw[:DETAIL]}", now, outlet)
    url = row.get("url")
    address = canonical(url) if url and host_of(url) else _urn(line)
    owner = row.get("outlet") or outlet or host_of(address) or "import"
    return Page(owner, address, address, now, 0, (("content-type", "application/json"),), line, place=place)


def _is_date(raw: str) -> bool:
    """Say whether a text names a day of an age that has newspapers."""
    try:
        when = instant(raw) if len(raw) <= DETAIL else None
    except (OverflowError, ValueError):
        return False
    return when is not None and FIRST_YEAR <= when.year <= LAST_YEAR


def _problem(place: str, reason: str, detail: str, now: datetime, outlet: str | None) -> Problem:
    return Problem(outlet or "import", place, "read", reason, f"{place}: {detail}", now)


def _urn(body: bytes) -> str:
    return f"urn:rabita:{hash_id(body.decode('utf-8', 'surrogateescape')).hex}"
