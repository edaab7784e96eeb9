"""WARC records one after the other: what is none, or does not end where it says, is reported and passed.

Only where records begin and end is decided here; what stands in one is warcio's to read. Standard: ISO 28500:2017.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flows.news.pages.gunzip import Gap, MemberEnd, pieces

STARTS = re.compile(rb"WARC/\d")
"""What a record, and a gzip member that holds one, begins with."""

HEADER = 1 << 20
"""Bytes that the header of a record may have."""

_VERSION = re.compile(rb"WARC/(\d{1,3})\.(\d{1,3})\s*$")
_DIGITS = 15
_NEXT = b"\nWARC/"
_SHOWN = 60
_LINE = 200
_BLANK = b"\r\n \t"


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in a file: its number from 1 on, its header with the empty line, and what follows.

    `fields` are what the header says (see `fields_of`), `length` how long it says that the content is; `content` has no
    more than was asked for.
    """

    number: int
    header: bytes
    fields: dict[bytes, bytes]
    content: bytes
    length: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands where a record should: `number` is the one it would have been; and why it is none."""

    number: int
    detail: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where reading may begin: at the byte `offset` of a file, with the record of this number."""

    offset: int
    number: int


BEGINNING = Position(0, 1)


def end_of_header(data: bytes | bytearray, most: int) -> int:
    """Return where a header ends that `data` begins with, behind its empty line; -1 where `most` bytes have none."""
    end = data.find(b"\n\r\n", 0, most)
    bare = data.find(b"\n\n", 0, most if end < 0 else end + 1)
    return bare + 2 if bare >= 0 else end + 3 if end >= 0 else -1


def fields_of(header: bytes) -> dict[bytes, bytes]:
    """Return the fields of a header, a record's or HTTP's, by their names in lower case; the first of a name counts."""
    fields: dict[bytes, bytes] = {}
    for line in header.split(b"\n"):
        name, colon, value = line.partition(b":")
        if colon:
            fields.setdefault(name.rstrip(b" \t").lower(), value.partition(b"\r")[0].strip())
    return fields


def records(path: Path, most: int) -> Iterator[Record | Fault]:
    """Yield the records of a WARC file, packed or not, with at most `most` bytes of what each holds.

    After a fault, reading goes on at the next record that can be found. Raises OSError for a file that cannot be read.
    """
    return (found for found in records_from(path, most, BEGINNING) if not isinstance(found, Position))


def records_from(path: Path, most: int, begin: Position) -> Iterator[Record | Fault | Position]:
    """Yield records as `records` does, from a position on, and between them the positions from which one may go on.

    Those are the ends of gzip members; in a plain file the end of each record.
    """
    with path.open("rb") as file:
        run = _Run(file, packed=path.name.lower().endswith(".gz"), begin=begin.offset)
        number = begin.number
        while not run.is_last:
            run.begin()
            for found in _in_run(run, number, most):
                yield found
                number += 1
                if run.offset is not None:
                    yield Position(run.offset, number)
            if run.end is not None:
                yield Position(run.end, number)


class _Run:
    """The bytes of one gzip member after the other, or of a plain file; a record lies in one of them."""

    def __init__(self, file: IO[bytes], *, packed: bool, begin: int = 0) -> None:
        self._file = file
        self._source = pieces(file, STARTS, packed=packed, begin=begin)
        self.bytes = bytearray()
        self.is_last = self.is_over = False
        self._size = None if file.read(2) == b"\x1f\x8b" else os.fstat(file.fileno()).st_size
        self.gap: Gap | None = None
        self.end: int | None = None

    def begin(self) -> None:
        """Go on to the next member."""
        self.is_over, self.gap, self.end = False, None, None

    @property
    def offset(self) -> int | None:
        """The byte of a plain file at which it stands; None in a packed one."""
        return None if self._size is None else self._file.tell() - len(self.bytes)

    def more(self) -> bool:
        """Read on; False where the run is over."""
        if self.is_over:
            return False
        piece = next(self._source, None)
        if isinstance(piece, bytes):
            self.bytes += piece
            return True
        self.is_over, self.is_last = True, piece is None
        self.gap = piece if isinstance(piece, Gap) else None
        self.end = piece.offset if isinstance(piece, MemberEnd) else None
        return False

    def is_beyond(self, count: int) -> bool:
        """Say whether a plain file has no such number of bytes left; of a packed one nobody knows."""
        return self._size is not None and count > self._size - self._file.tell() + len(self.bytes)

    def have(self, count: int) -> bool:
        """Read on until there are so many bytes; False where there are fewer."""
        while len(self.bytes) < count:
            if not self.more():
                return False
        return True

    def take(self, count: int, most: int) -> tuple[bytes, int]:
        """Return the next bytes, `most` of them at most, and how many there were of `count`."""
        if count <= min(most, len(self.bytes)):  # as a rule, and one copy then
            content = bytes(memoryview(self.bytes)[:count])
            del self.bytes[:count]
            return content, count
        taken, left = bytearray(), count
        while left and (self.bytes or self.more()):
            part = self.bytes[:left]
            del self.bytes[:left]
            left -= len(part)
            taken += part[: max(0, most - len(taken))]
        return bytes(taken), count - left

    def put_back(self, taken: bytes) -> None:
        """Put bytes back that were taken last."""
        self.bytes[:0] = taken

    def skip_to(self, wanted: bytes) -> int:
        """Pass over bytes up to those wanted, to the end where they do not come; return how many."""
        passed = 0
        while (found := self.bytes.find(wanted)) < 0:
            passed += max(0, len(self.bytes) - len(wanted))
            del self.bytes[: max(0, len(self.bytes) - len(wanted))]
            if not self.more():
                found = len(self.bytes)
                break
        del self.bytes[:found]
        return passed + found

    def skip_blank(self) -> bool:
        """Pass over empty lines; False where nothing else is left."""
        while True:
            if self.bytes[:1].strip(_BLANK):  # as a rule
                return True
            self.bytes = self.bytes.lstrip(_BLANK)
            if not (self.bytes or self.more()):
                return False


def _in_run(run: _Run, number: int, most: int) -> Iterator[Record | Fault]:
    """Yield what stands in a run, and at last the gap in which it ends."""
    while run.skip_blank():
        yield _record(run, number, most)
        number += 1
    if run.gap:
        yield Fault(number, f"{run.gap.reason}, at byte {run.gap.offset} of the file")


def _record(run: _Run, number: int, most: int) -> Record | Fault:
    """Return the record that begins here, or a fault, and stand at the next one."""
    run.have(_LINE)
    line = bytes(run.bytes[:_LINE]).partition(b"\n")[0]
    version = _VERSION.match(line)
    if version is None:
        passed = run.skip_to(_NEXT)
        return Fault(number, f"{passed} bytes that are no record: {line[:_SHOWN].decode('utf-8', 'replace')!r}")
    header, fields, length = _header(run)
    if version[1] not in {b"0", b"1"}:
        fault = f"WARC version {version[1].decode()}.{version[2].decode()}"
    elif header is None:
        fault = f"a header of more than {HEADER} bytes, or without an end"
    elif length is None:
        fault = "no Content-Length that is one"
    elif run.is_beyond(length):
        fault = f"Content-Length is {length}, beyond the end of the file"
    else:
        content, came = run.take(length, most)
        if came == length and _ends_here(run, content):
            return Record(number, header, fields, content, length)
        fault = f"Content-Length is {length}, and that is not where it ends" if came == length else "cut short"
        if came == len(content):
            run.put_back(content)
    run.skip_to(_NEXT)
    return Fault(number, fault)


def _header(run: _Run) -> tuple[bytes | None, dict[bytes, bytes], int | None]:
    """Take the header of a record; return it, None where it has no end, its fields, and the length that it states."""
    while (end := end_of_header(run.bytes, HEADER)) < 0 and len(run.bytes) < HEADER and run.more():
        pass
    if end < 0:
        del run.bytes[:1]  # the next record is looked for behind this one's beginning
        return None, {}, None
    header, _ = run.take(end, HEADER)
    fields = fields_of(header)
    digits = fields.get(b"content-length", b"")
    return header, fields, int(digits) if digits.isdigit() and len(digits) <= _DIGITS else None


def _ends_here(run: _Run, content: bytes) -> bool:
    """Say whether a record ends where its length says: before the next, an empty line, or the end."""
    run.have(_LINE)
    rest = bytes(run.bytes[:_LINE])
    if not rest.strip(_BLANK) or STARTS.match(rest.lstrip(_BLANK)):
        return True
    return rest.startswith((b"\r\n\r\n", b"\n\n")) and _NEXT not in content
