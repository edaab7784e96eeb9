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
from flows.news.pages.looks_urdu import maybe_urdu
from flows.news.pages.warc_records import (
    BEGINNING,
    Fault,
    Position,
    Record,
    end_of_header,
    fields_of,
    records_from,
)

MOST_RECORDS, MOST_PAGES, MOST_BYTES = 5_000, 200, 16 << 20
"""Records, pages and bytes of pages after which a part ends, at the next position from which one may go on."""

PAGE_KINDS = ("html", "text/plain", "octet-stream")
"""What servers call pages."""

AHEAD = timedelta(days=366)

_OURS = b"warc-json-metadata"
_STATUS = re.compile(rb"HTTP/\S{1,9}[ \t]+([1-9]\d\d)(?!\S)")
_HEADER = 16_384
_CODINGS = frozenset({b"content-encoding", b"transfer-encoding"})
_PAGE_TYPES = frozenset({b"response", b"resource", b""})


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
        if isinstance(found, Record) and _type_of(found) not in _PAGE_TYPES:  # requests, metadata and the like
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


def _type_of(record: Record) -> bytes:
    return record.fields.get(b"warc-type", b"").lower()


def may_be_wanted(record: Record) -> bool:
    """Say of a record as it stands whether it may be a page in Urdu; wrong only in saying yes too often.

    Records of ours, files, and answers in a coding are looked at when they are parsed.
    """
    end = end_of_header(record.content, _HEADER)
    if end < 0 or _OURS in record.fields or _type_of(record) != b"response":
        return True
    status, said = _STATUS.match(record.content), fields_of(record.content[:end])
    if status is None or not _CODINGS.isdisjoint(said):
        return True
    name = said.get(b"content-type", b"").decode("latin-1").lower()
    if status[1] != b"200" or (name and not any(word in name for word in PAGE_KINDS)):
        return False
    return maybe_urdu(record.content, name, end)


def _is_page(page: Page) -> bool:
    """Say whether a page is a file that somebody has, or one that was answered with success and may be Urdu."""
    kind = next((value.lower() for name, value in page.headers if name.lower() == "content-type"), "")
    if page.status == 0:
        return True
    is_page = page.status == 200 and (not kind or any(word in kind for word in PAGE_KINDS))  # noqa: PLR2004
    return is_page and maybe_urdu(page.body, kind)
