"""Every page as a WARC 1.1 record: what is archived can be read again by us and by any tool that knows the format.

A page off the web is a response record with its request; an imported file is a resource record. What WARC has no field
for (outlet, canonical address, feed item) stands in WARC-JSON-Metadata, as other archivers do it. Each record is a gzip
member of its own, so that a file cut short loses its last record only. Standard: ISO 28500:2017.
"""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import IO, Any, Self
from urllib.parse import quote
from uuid import UUID

from isal import igzip
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from flows.news.article import Link, Page, Problem
from flows.news.pages.warc_records import Fault, Record, records
from flows.news.web.canonical import LONGEST_URL, host_of, link_name
from flows.news.web.inflate import decoded
from flows.news.web.refused_request import Refused

ROTATE = 256 << 20
"""Bytes after which a file is closed and the next one begun."""

PACKED = 2
"""The level at which records are packed: the highest of isal, 3, takes four times as long for 0 to 4 % less."""

LARGEST = 3 << 20
"""Decoded bytes of a page that are read from an archive; the same as are fetched."""

RAW = LARGEST + (1 << 20)
"""Bytes of a record that are looked at: a page, its headers, and what chunks add."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years that a date may name: a page is not older, nor from further ahead."""

CHANGED = ("content-encoding", "transfer-encoding", "content-length")
"""Headers that no longer fit the decoded body; kept under another name."""

ORIGINAL = "X-Archive-Orig-"

_UNREADABLE = (
    *(ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, zlib.error, OSError, ValueError, TypeError),
    *(KeyError, IndexError, AttributeError, OverflowError, RecursionError),
)
"""What warcio raises for a record that it cannot read."""

ASCII = "".join(map(chr, range(0x20, 0x7F)))

_UNSAFE = re.compile(r"[^\w.-]+")


class Archive:
    """Writes the pages of one run, one file per outlet, under `folder/YYYY/MM/DD/`; a context manager."""

    def __init__(self, folder: Path, run_id: UUID | str) -> None:
        self._folder = folder
        self._run = str(run_id)
        self._files: dict[str, IO[bytes]] = {}
        self._numbers: dict[str, int] = {}
        self._turn = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, page: Page) -> None:
        """Append a page and flush it; threads may do so together. Raises OSError when the disk is full or shut."""
        with self._turn:
            self._write(page)

    def _write(self, page: Page) -> None:
        file = self._file(page)
        writer = WARCWriter(None, gzip=False, warc_version="WARC/1.1")
        record = _resource(writer, page) if page.status == 0 else _response(writer, page)
        _append(file, writer, record)
        if page.asked and page.status:
            _append(file, writer, _request(writer, page, record))
        file.flush()

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()
        self._files.clear()

    def _file(self, page: Page) -> IO[bytes]:
        file = self._files.get(page.outlet)
        if file is not None and file.tell() < ROTATE:
            return file
        if file is not None:
            file.close()
        folder = self._folder / f"{page.fetched_at.astimezone(UTC):%Y/%m/%d}"
        folder.mkdir(parents=True, exist_ok=True)
        while True:  # never append to a file: it may have been cut short
            number = self._numbers.get(page.outlet, -1) + 1
            self._numbers[page.outlet] = number
            path = folder / f"{_in_a_name(page.outlet)}-{self._run}-{number:03}.warc.gz"
            try:
                file = path.open("xb")
                break
            except FileExistsError:
                continue
        self._files[page.outlet] = file
        writer = WARCWriter(None, gzip=False, warc_version="WARC/1.1")
        about = {"software": "Rabita", "format": "WARC File Format 1.1"}
        _append(file, writer, writer.create_warcinfo_record(path.name, about))
        return file


def _append(file: IO[bytes], writer: WARCWriter, record: Any) -> None:  # noqa: ANN401 warcio has no types
    """Write a record as a gzip member: a tenth larger than warcio's own, and packed in a tenth of its time."""
    writer.out = io.BytesIO()
    writer.write_record(record)
    file.write(igzip.compress(writer.out.getvalue(), PACKED))


def _in_a_name(outlet: str) -> str:
    """Return an outlet as part of a file's name: an imported row may call itself anything, `../..` among it."""
    return _UNSAFE.sub("_", outlet)[:80].lstrip(".") or "_"


def _metadata(page: Page) -> str:
    """Return what only we know of a page, as one line of ASCII."""
    said: dict[str, Any] = {"outlet": page.outlet, "url": page.url}
    if page.link:
        said["link"] = asdict(page.link)
    if page.status == 0:
        said["headers"] = page.headers
    return json.dumps(said, default=datetime.isoformat)


def _warc_headers(page: Page) -> dict[str, str]:
    headers = {
        "WARC-Date": page.fetched_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "WARC-JSON-Metadata": _metadata(page),
    }
    return headers | ({"WARC-IP-Address": page.peer} if page.peer else {})


def _response(writer: WARCWriter, page: Page) -> Any:  # noqa: ANN401 warcio has no types
    headers = [(ORIGINAL + name if name.lower() in CHANGED else name, value) for name, value in page.headers]
    headers.append(("Content-Length", str(len(page.body))))
    phrase = HTTPStatus(page.status).phrase if page.status in HTTPStatus._value2member_map_ else "Unknown"
    return writer.create_warc_record(
        page.final_url,
        "response",
        payload=io.BytesIO(page.body),
        length=len(page.body),  # without it warcio goes through a temporary file
        http_headers=StatusAndHeaders(f"{page.status} {phrase}", _one_line(headers), protocol="HTTP/1.1"),
        warc_headers_dict=_warc_headers(page),
    )


def _resource(writer: WARCWriter, page: Page) -> Any:  # noqa: ANN401
    kind = next((value for name, value in page.headers if name.lower() == "content-type"), "application/octet-stream")
    return writer.create_warc_record(
        page.final_url,
        "resource",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        warc_content_type=kind,
        warc_headers_dict=_warc_headers(page),
    )


def _request(writer: WARCWriter, page: Page, response: Any) -> Any:  # noqa: ANN401
    path = "/" + page.final_url.split("/", 3)[3] if page.final_url.count("/") > 2 else "/"  # noqa: PLR2004
    return writer.create_warc_record(
        page.final_url,
        "request",
        http_headers=StatusAndHeaders(f"GET {path} HTTP/1.1", _one_line(page.asked), is_http_request=True),
        warc_headers_dict={
            "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
            "WARC-Date": response.rec_headers.get_header("WARC-Date"),
        },
    )


def _one_line(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return headers as WARC takes them: a line of ASCII each, other letters escaped, and only real names."""
    lines = [(name, " ".join(value.splitlines())) for name, value in headers if name.isascii() and name.isprintable()]
    return [(name, value if value.isascii() else quote(value, safe=ASCII)) for name, value in lines]


def read_warc(path: Path, outlet: str | None = None) -> Iterator[Page | Problem]:
    """Yield the pages of a WARC file, plain or gzipped, ours or another's, in the order in which they were written.

    Of ours only articles and imported files: a listing (a web page without a feed item) is passed over, as are records
    that hold no page: requests, metadata, revisits. Whatever cannot be read, a record, a part of the file, or a page
    too large or in an unknown coding, is a Problem that names file and record, and reading goes on after it. `outlet`
    overrides the outlet of records that name none, which is otherwise their host. Raises OSError for a file that cannot
    be opened.
    """
    for found in records(path, RAW):
        made = page_of_record(found, path.name, outlet)
        if made is not None:
            yield made


def page_of_record(found: Record | Fault, file: str, outlet: str | None = None) -> Page | Problem | None:
    """Return the page of a record of the file of this name, None where it holds none, or the problem that it has."""
    place = f"{file}:{found.number}"
    try:
        return _page(found, outlet, place) if isinstance(found, Record) else _bad(place, found.detail)
    except _UNREADABLE as error:
        return _bad(place, f"{type(error).__name__}: {error}"[:200])


def _bad(place: str, detail: str, outlet: str = "import", when: datetime | None = None) -> Problem:
    return Problem(outlet, place, "read", "bad record", f"record {place}: {detail}", when or datetime.now(UTC))


def _page(found: Record, outlet: str | None, place: str) -> Page | Problem | None:
    """Return the page of a record, what is wrong with it, or None where it is to hold none.

    Raises one of _UNREADABLE.
    """
    record = ArcWarcRecordLoader().parse_record_stream(io.BytesIO(_known_version(found.header) + found.content))
    header = record.rec_headers.get_header
    final_url, kind = header("WARC-Target-URI") or "", (header("WARC-Type") or "").lower()
    said, when = _said(header("WARC-JSON-Metadata")), _instant(header("WARC-Date"))
    is_listing = bool(said) and not said.get("link") and kind == "response"
    if kind and (kind not in {"response", "resource"} or is_listing or final_url.startswith(("dns:", "whois:"))):
        return None
    missing = next((name for name in ("WARC-Type", "WARC-Target-URI", "WARC-Date") if not header(name)), None)
    if missing or when is None:
        return _bad(place, f"no {missing}" if missing else f"WARC-Date is {header('WARC-Date')[:80]!r}")
    owner = _string(said.get("outlet")) or outlet or host_of(final_url) or "import"
    url = _string(said.get("url")) or link_name(final_url)
    blank = Page(owner, url, final_url, when, 0, (), b"", _link(said), place=place)
    if kind == "resource":
        headers = _pairs(said.get("headers")) or (("Content-Type", header("Content-Type") or ""),)
        return _with_body(replace(blank, headers=headers), record, found)
    return _answer(blank, record, found, ours=bool(said))


def _answer(page: Page, record: Any, found: Record, *, ours: bool) -> Page | Problem:  # noqa: ANN401 warcio has no types
    """Return a page with what its server answered, or what is wrong with that."""
    http, place = record.http_headers, page.place or ""
    if http is None:
        return _bad(place, "a response without the server's headers", page.outlet, page.fetched_at)
    code = str(http.get_statuscode())
    if not re.fullmatch(r"[1-9]\d\d", code, re.ASCII):
        return _bad(place, f"its status is {code[:40]!r}", page.outlet, page.fetched_at)
    page = replace(page, status=int(code), headers=_headers(http.headers, ours=ours))
    coding = (http.get_header("Content-Encoding") or "").strip().lower()
    http.remove_header("Content-Encoding")  # warcio passes over data that it cannot unpack
    made = _with_body(page, record, found)
    if isinstance(made, Problem):
        return made
    try:
        return replace(made, body=decoded(made.body, coding, LARGEST))
    except Refused as refused:
        return Problem(
            page.outlet, page.url, "read", refused.reason, f"record {place}: {refused.detail}", page.fetched_at
        )


def _with_body(page: Page, record: Any, found: Record) -> Page | Problem:  # noqa: ANN401
    """Return a page with what its record holds, chunks put together."""
    stream, body = record.content_stream(), bytearray()
    while len(body) <= LARGEST and (piece := stream.read(min(65536, LARGEST + 1 - len(body)))):
        body += piece
    if found.length > RAW or len(body) > LARGEST:
        detail = f"record {page.place}: more than {LARGEST} bytes"
        return Problem(page.outlet, page.url, "read", "too large", detail, page.fetched_at)
    return replace(page, body=bytes(body))


def _known_version(header: bytes) -> bytes:
    """Return a header with a version that warcio knows: those of drafts and of later issues are read as 1.0."""
    return b"WARC/1.0\r\n" + header.split(b"\n", 1)[1]


def _headers(headers: list[tuple[str, str]], *, ours: bool) -> tuple[tuple[str, str], ...]:
    """Return the server's own headers: ours were renamed where they no longer fitted."""
    if ours:
        headers = [pair for pair in headers if pair[0].lower() != "content-length"]
    return tuple((name.removeprefix(ORIGINAL), value) for name, value in headers)


def _said(text: str | None) -> dict[str, Any]:
    """Return what our metadata says; what is no text where it should be, in another's file, counts as unsaid."""
    try:
        said = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(said, dict):
        return {}
    wrong = [name for name in ("outlet", "url") if not isinstance(said.get(name), str) or len(said[name]) > LONGEST_URL]
    return {name: value for name, value in said.items() if name not in wrong}


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    """Return headers as they were written down, those that are pairs of strings."""
    pairs = value if isinstance(value, list) else []
    return tuple(
        (pair[0], pair[1])
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)  # noqa: PLR2004
    )


def _link(said: dict[str, Any]) -> Link | None:
    """Return the feed item of a page of ours; what another wrote under our names is checked, and none without them."""
    row = said.get("link")
    if not isinstance(row, dict):
        return None
    text = {key: _string(row.get(key)) for key in Link.__slots__}
    if not (text["outlet"] and text["url"] and text["found_in"]):
        return None
    return Link(**{**text, "published": _instant(text["published"])})  # type: ignore[arg-type]


def _instant(text: str | None) -> datetime | None:
    """Return a date as aware UTC; None for none, and for one before the web or further ahead than any clock."""
    try:
        when = datetime.fromisoformat((text or "").strip())
        when = when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return when if FIRST_YEAR <= when.year <= LAST_YEAR else None


def archived(folder: Path, since: date | None = None) -> list[Path]:
    """Return the files of an archive from the day `since` (UTC) on, day by day and outlet by outlet."""
    files = sorted(folder.glob("[0-9]*/[0-9]*/[0-9]*/*.warc.gz"))
    return [path for path in files if since is None or _day(path) >= since]


def prune(folder: Path, before: date) -> int:
    """Delete the files of days before `before` (UTC) and return how many there were."""
    doomed = [path for path in archived(folder) if _day(path) < before]
    for path in doomed:
        path.unlink()
    return len(doomed)


def _day(path: Path) -> date:
    year, month, day = path.parts[-4:-1]
    return date(int(year), int(month), int(day))
