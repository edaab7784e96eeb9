"""Files that somebody has, as pages: text, HTML, JSON lines and WARC, so that they go the way of every other page."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from flows.news.article import Page, Problem, hash_id
from flows.news.pages.archive import LARGEST, read_warc
from flows.news.pages.extract import GIVEN
from flows.news.web.canonical import canonical, host_of

TEXT, HTML, JSONL, WARC = (".txt",), (".html", ".htm"), (".jsonl", ".jsonl.gz"), (".warc", ".warc.gz")

_URDU = re.compile(
    rb"\xdb[\x92\x81]|\xd9\xb9|&#(?:1746|1729|1657|x6d2|x6c1|x679);|\\u06(?:d2|c1)|\\u0679", re.IGNORECASE
)
"""ے, ہ or ٹ in UTF-8, as an HTML or a JSON escape: letters that Arabic and Persian do without."""

_OTHER_CHARSET = re.compile(rb"windows-1256|cp1256|utf-16|\xff\xfe|\xfe\xff", re.IGNORECASE)
_LETTERS = 5


def read_import(
    path: Path, *, now: datetime, published: date | datetime | None = None, outlet: str | None = None
) -> Iterator[Page | Problem]:
    """Yield what a file, or every known file of a folder, holds.

    `now` (aware UTC) is when it was read; `published` is when the articles came out, where one date holds for all, and
    `outlet` where they come from, where the files do not say. A file's address is a URN of its content, never its place
    on this machine. What cannot be read is a Problem that names file and line. Of a WARC file only successful pages in
    which Urdu letters stand are yielded. Raises FileNotFoundError where there is nothing at `path`.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    for file in _files(path):
        for found in _read(file, now, outlet):
            if isinstance(found, Problem) or published is None:
                yield found
            else:
                yield replace(found, headers=(*found.headers, (GIVEN, published.isoformat())))


def maybe_urdu(body: bytes) -> bool:
    """Say whether a page may be Urdu, from its bytes and at little cost; wrong only in saying yes too often."""
    return len(_URDU.findall(body)) >= _LETTERS or _OTHER_CHARSET.search(body[:4096]) is not None


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    known = (*TEXT, *HTML, *JSONL, *WARC)
    return sorted(file for file in path.rglob("*") if file.is_file() and file.name.lower().endswith(known))


def _read(file: Path, now: datetime, outlet: str | None) -> Iterator[Page | Problem]:
    name = file.name.lower()
    try:
        if name.endswith(WARC):
            yield from (found for found in read_warc(file, outlet) if isinstance(found, Problem) or _wanted(found))
        elif name.endswith(JSONL):
            yield from _rows(file, now, outlet)
        elif name.endswith((*TEXT, *HTML)):
            yield _whole(file, now, outlet, "text/html" if name.endswith(HTML) else "text/plain; charset=utf-8")
        else:
            yield _problem(
                file.name, "unknown format", "known are .txt, .html, .jsonl[.gz] and .warc[.gz]", now, outlet
            )
    except (OSError, EOFError, zlib.error) as error:
        yield _problem(file.name, "unreadable", str(error) or type(error).__name__, now, outlet)


def _wanted(page: Page) -> bool:
    kind = next((value.lower() for name, value in page.headers if name.lower() == "content-type"), "")
    if page.status == 0:
        return True
    return page.status == 200 and (not kind or "html" in kind or "text/plain" in kind) and maybe_urdu(page.body)  # noqa: PLR2004


def _whole(file: Path, now: datetime, outlet: str | None, kind: str) -> Page | Problem:
    """Return a file that is one article."""
    if file.stat().st_size > LARGEST:
        return _problem(file.name, "too large", f"more than {LARGEST} bytes", now, outlet)
    body = file.read_bytes()
    if not body.strip():
        return _problem(file.name, "empty", "nothing in it", now, outlet)
    return _page(outlet or "import", _urn(body), now, kind, body)


def _rows(file: Path, now: datetime, outlet: str | None) -> Iterator[Page | Problem]:
    """Yield the lines of a JSON lines file."""
    with gzip.open(file) if file.name.lower().endswith(".gz") else file.open("rb") as lines:
        number = 0
        while line := lines.readline(LARGEST + 1):
            number += 1
            if len(line) > LARGEST:
                yield _problem(
                    f"{file.name}:{number}", "too large", f"a line of more than {LARGEST} bytes", now, outlet
                )
                return
            if line.strip():
                yield row_page(line.strip(), f"{file.name}:{number}", now, outlet)


def row_page(line: bytes, place: str, now: datetime, outlet: str | None = None) -> Page | Problem:
    """Return one line of JSON as a page; `place` names it in a problem, `outlet` holds where the row names none."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _problem(place, "bad row", f"no JSON: {error}", now, outlet)
    if not isinstance(row, dict):
        return _problem(place, "bad row", "an article is an object", now, outlet)
    url = row.get("url")
    address = canonical(url) if isinstance(url, str) and host_of(url) else _urn(line)
    named = row.get("outlet")
    owner = named if isinstance(named, str) and named else outlet or host_of(address) or "import"
    return _page(owner, address, now, "application/json", line)


def _page(outlet: str, url: str, now: datetime, kind: str, body: bytes) -> Page:
    return Page(outlet, url, url, now, 0, (("content-type", kind),), body)


def _problem(place: str, reason: str, detail: str, now: datetime, outlet: str | None) -> Problem:
    return Problem(outlet or "import", place, "read", reason, f"{place}: {detail}", now)


def _urn(body: bytes) -> str:
    return f"urn:rabita:{hash_id(body.decode('utf-8', 'surrogateescape')).hex}"
