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
from dataclasses import asdict
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import IO, Any, Self
from urllib.parse import quote
from uuid import UUID

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.news.article import Link, Page, Problem
from flows.news.pages.dates import YEARS
from flows.news.web.canonical import LONGEST_URL, host_of, link_name

ROTATE = 256 << 20
"""Bytes after which a file is closed and the next one begun."""

LARGEST = 3 << 20
"""Decoded bytes of a page that are read from an archive; the same as are fetched."""

CHANGED = ("content-encoding", "transfer-encoding", "content-length")
"""Headers that no longer fit the decoded body; kept under another name."""

ORIGINAL = "X-Archive-Orig-"

BROKEN = (
    ArchiveLoadFailed, EOFError, OSError, zlib.error, ArithmeticError, AttributeError, LookupError, RuntimeError,
    TypeError, ValueError,
)  # fmt: skip
"""What warcio raises at a file that is cut short or none of its kind."""

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
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
        record = _resource(writer, page) if page.status == 0 else _response(writer, page)
        writer.write_record(record)
        if page.asked and page.status:
            writer.write_record(_request(writer, page, record))
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
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
        writer.write_record(
            writer.create_warcinfo_record(path.name, {"software": "Rabita", "format": "WARC File Format 1.1"})
        )
        return file


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

    Of ours only articles and imported files: a listing (a web page without a feed item) is passed over.
    A page too large or in a coding that cannot be undone is a Problem. The file may be cut short: what stands before
    the cut is yielded, and nothing said of the rest. `outlet` overrides the outlet of records that name none, which is
    otherwise their host. Raises OSError for a file that cannot be opened.
    """
    with path.open("rb") as file:
        records = iter(ArchiveIterator(file, no_record_parse=False, arc2warc=True))
        while True:
            try:
                record = next(records, None)
                made = _page(record, outlet) if record is not None else None
            except BROKEN:
                return
            if record is None:
                return
            if made is not None:
                yield made


def _page(record: Any, outlet: str | None) -> Page | Problem | None:  # noqa: ANN401
    """Return the page of a record, or None where it holds none."""
    if record.rec_type not in {"response", "resource"}:
        return None
    header = record.rec_headers.get_header
    final_url = header("WARC-Target-URI") or ""
    said = _said(header("WARC-JSON-Metadata"))
    when = _instant(header("WARC-Date"))
    http = record.http_headers
    listing = bool(said) and not said.get("link") and record.rec_type == "response"
    if when is None or listing or (record.rec_type == "response" and http is None):
        return None
    owner = said.get("outlet") or outlet or host_of(final_url) or "import"
    url = said.get("url") or link_name(final_url)
    body = _body(record)
    if len(body) > LARGEST:
        return Problem(owner, url, "read", "too large", f"more than {LARGEST} bytes", when)
    if http is None or record.rec_type == "resource":
        kept = _pairs(said.get("headers")) or (("Content-Type", header("Content-Type") or ""),)
        return Page(owner, url, final_url, when, 0, kept, body, _link(said))
    coding = http.get_header("Content-Encoding") or "identity"
    if coding not in {"gzip", "x-gzip", "deflate", "identity"}:
        return Problem(owner, url, "read", "encoding", f"content coding {coding}", when)
    status = int(http.get_statuscode()) if str(http.get_statuscode()).isdigit() else 0
    return Page(owner, url, final_url, when, status, _headers(http.headers, ours=bool(said)), body, _link(said))


def _body(record: Any) -> bytes:  # noqa: ANN401
    """Return the decoded body, one byte more than LARGEST at most. Raises EOFError for a record that was cut short."""
    stream, body = record.content_stream(), bytearray()
    while len(body) <= LARGEST and (piece := stream.read(min(65536, LARGEST + 1 - len(body)))):
        body += piece
    if len(body) <= LARGEST and (record.raw_stream.limit or not record.rec_headers.get_header("Content-Length")):
        raise EOFError
    return bytes(body)


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


def _pairs(headers: object) -> tuple[tuple[str, str], ...]:
    """Return the headers of our metadata, without what is no pair of texts."""
    rows = headers if isinstance(headers, list) else []
    return tuple((row[0], row[1]) for row in rows if _texts(row) and len(row) == 2)  # noqa: PLR2004


def _texts(row: object) -> bool:
    return isinstance(row, list) and all(isinstance(one, str) for one in row)


def _link(said: dict[str, Any]) -> Link | None:
    row = said.get("link")
    if not isinstance(row, dict):
        return None
    texts = {key: row[key] for key in Link.__slots__ if isinstance(row.get(key), str) and key != "published"}
    if not {"outlet", "url", "found_in"} <= texts.keys():
        return None
    return Link(**texts, published=_instant(row.get("published")))


def _instant(text: object) -> datetime | None:
    try:
        when = datetime.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)) if when.year in YEARS else None


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
