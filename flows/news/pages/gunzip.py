"""The bytes of a file, packed or not: a gzip member that is broken is reported, and reading goes on at the next one."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import IO

from isal import isal_zlib  # unpacks twice as fast as Python's zlib

PIECE = 1 << 20
"""Bytes that are unpacked at a time."""

BOMB, RATIO = 64 << 20, 250
"""Unpacked bytes above which a member may not be more than this many times its packed size; text is packed 3 to 20."""

_MAGIC = b"\x1f\x8b\x08"
_BROKEN: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # its stub takes the class for an instance
_READ = 1 << 16
_LOOK = 64


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a file that could not be read, from the byte `offset` of the file on, and why."""

    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class MemberEnd:
    """The end of a gzip member: the next one begins at the byte `offset` of the file."""

    offset: int


def pieces(
    file: IO[bytes], starts: re.Pattern[bytes], *, packed: bool, begin: int = 0
) -> Iterator[bytes | Gap | MemberEnd]:
    """Yield the bytes of a file that can be seeked, unpacked where it is gzip, and a Gap for each part that is broken.

    `starts` matches what a member begins with: by it the next one is found after a broken one, and a file that is said
    to be `packed` and is not is known. `begin` is the byte of the file to begin at, where a member does. Bytes before a
    Gap may be wrong, since gzip says so only at a member's end.
    """
    file.seek(0)
    head = file.read(_LOOK)
    file.seek(begin)
    if not head.startswith(_MAGIC) and (not packed or starts.match(head)):
        while piece := file.read(PIECE):
            yield piece
        return
    at: int | None = begin
    while at is not None:
        file.seek(at)
        head = file.read(_LOOK)
        if head.startswith(_MAGIC):
            end, reason = yield from _member(file, at)
        else:
            end, reason = None, "not gzip" if head.strip(b"\0") else ""
        if reason:
            yield Gap(at, reason)
        at = _next(file, at + 1, starts) if end is None else end


def _member(file: IO[bytes], at: int) -> Generator[bytes | MemberEnd, None, tuple[int | None, str]]:
    """Yield the bytes of the member at `at`; return where it ends, or None and why it is broken."""
    inflate = isal_zlib.decompressobj(31)
    taken = made = 0
    while not inflate.eof:
        file.seek(at + taken)
        packed = file.read(_READ)
        if not packed:
            return None, "cut short"
        taken += len(packed)
        out = b"."
        while not inflate.eof and (packed or len(out) == PIECE):
            try:
                out = inflate.decompress(packed, PIECE)
            except _BROKEN as error:
                return None, str(error)
            made += len(out)
            if made > BOMB and made > RATIO * taken:
                return None, f"expands to more than {RATIO} times its size"
            if out:
                yield out
            packed = inflate.unconsumed_tail
    end = at + taken - len(inflate.unused_data)
    yield MemberEnd(end)
    return end, ""


def _next(file: IO[bytes], at: int, starts: re.Pattern[bytes]) -> int | None:
    """Return where the next member begins, from the byte `at` on."""
    while True:
        file.seek(at)
        piece = file.read(PIECE)
        found = piece.find(_MAGIC)
        if found >= 0:
            file.seek(at + found)
            if _starts(file.read(_READ), starts):
                return at + found
            at += found + 1
        elif len(piece) < PIECE:
            return None
        else:
            at += len(piece) - len(_MAGIC)


def _starts(packed: bytes, starts: re.Pattern[bytes]) -> bool:
    try:
        return starts.match(isal_zlib.decompressobj(31).decompress(packed, _LOOK)) is not None
    except _BROKEN:
        return False
