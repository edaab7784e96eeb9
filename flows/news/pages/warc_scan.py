"""Another's WARC file, part by part: what may be an Urdu page, and where the next part begins.

Of a thousand records of a crawl of the news a few are Urdu. So a record is looked at as it stands: its type, the
server's status and content type, and its letters. Only what may be Urdu is parsed. Every record is unpacked to its end,
since otherwise nobody would know that it is broken. A part is read in a child process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from flows.news.article import Page, Problem
from flows.news.pages.archive import RAW, page_of_record
from flows.news.pages.urdu_bytes import maybe_urdu
from flows.news.pages.warc_records import BEGINNING, Fault, Position, Record, records_from

MOST_RECORDS, MOST_PAGES, MOST_BYTES = 5_000, 200, 16 << 20
"""Records, pages and bytes of pages after which a part ends, at the next position from which one may go on."""

PAGE_KINDS = ("html", "text/plain", "octet-stream")
"""What servers call pages."""

AHEAD = timedelta(days=366)

_TYPE = re.compile(rb"^warc-type[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_OURS = b"WARC-JSON-Metadata"
_STATUS = re.compile(rb"HTTP/\S{1,9}[ \t]+([1-9]\d\d)(?!\S)")
_HEADER = 16_384
_END = re.compile(rb"\r?\n\r?\n")
_CODED = re.compile(rb"^(?:content|transfer)-encoding[ \t]*:", re.IGNORECASE | re.MULTILINE)
_KIND = re.compile(rb"^content-type[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class WarcPart:
    """What one part of a file holds.

    `records` is how many may have held a page; `end` is where the next part begins, None behind the last one.
    """

    found: tuple[Page | Problem, ...]
    records: int
    end: Position | None


def read_part(path: Path, begin: Position = BEGINNING, *, now: datetime, outlet: str | None = None) -> WarcPart:
    """Read a part of a WARC file: successful pages in which Urdu letters stand, and problems that name the record.

    `now` (aware UTC) is when it is read; `outlet` is where pages come from, where a record does not say. A gzip member
    is read to its end, however many records it holds. Raises OSError for a file that cannot be read.
    """
    kept: list[Page | Problem] = []
    size = count = 0
    for found in records_from(path, RAW, begin):
        if isinstance(found, Position):
            if count >= MOST_RECORDS or len(kept) >= MOST_PAGES or size >= MOST_BYTES:
                return WarcPart(tuple(kept), count, found)
            continue
        if isinstance(found, Record) and not _may_hold_page(found):
            continue
        count += 1
        for made in _wanted(found, path.name, now, outlet):
            kept.append(made)
            size += len(made.body) if isinstance(made, Page) else 0
    return WarcPart(tuple(kept), count, None)


def _wanted(found: Record | Fault, file: str, now: datetime, outlet: str | None) -> Iterator[Page | Problem]:
    """Yield the page of a record where it is one that may be Urdu, or the problem that it has."""
    if isinstance(found, Record) and not may_be_wanted(found):
        return
    made = page_of_record(found, file, outlet)
    if isinstance(made, Problem):
        yield replace(made, noted_at=now)
    elif made is not None and made.fetched_at > now + AHEAD:
        place = made.place or file
        detail = f"{place}: WARC-Date {made.fetched_at} is to come"
        yield Problem(outlet or "import", place, "read", "bad record", detail, now)
    elif made is not None and _is_page(made):
        yield made


def _kind_of(record: Record) -> bytes:
    kind = _TYPE.search(record.header)
    return kind[1].strip().lower() if kind else b""


def _may_hold_page(record: Record) -> bool:
    """Say whether a record is no request, no metadata and the like."""
    return _kind_of(record) in {b"response", b"resource", b""}


def may_be_wanted(record: Record) -> bool:
    """Say of a record as it stands whether it may be a page in Urdu; wrong only in saying yes too often.

    Records of ours, files, and answers in a coding are looked at when they are parsed.
    """
    head = _END.search(record.content, 0, _HEADER)
    if head is None or _OURS in record.header or _kind_of(record) != b"response":
        return True
    status, said = _STATUS.match(record.content), record.content[: head.end()]
    if status is None or _CODED.search(said):
        return True
    content_type = _KIND.search(said)
    name = content_type[1].decode("latin-1").lower() if content_type else ""
    if status[1] != b"200" or (name and not any(word in name for word in PAGE_KINDS)):
        return False
    return maybe_urdu(record.content[head.end() :], name)


def _is_page(page: Page) -> bool:
    """Say whether a page is a file that somebody has, or one that was answered with success and may be Urdu."""
    kind = next((value.lower() for name, value in page.headers if name.lower() == "content-type"), "")
    if page.status == 0:
        return True
    is_page = page.status == 200 and (not kind or any(word in kind for word in PAGE_KINDS))  # noqa: PLR2004
    return is_page and maybe_urdu(page.body, kind)
