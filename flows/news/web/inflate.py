"""A body as it comes off the wire, its content coding undone, never larger than allowed, never cut short unnoticed.

What the header says is a hint: servers write utf-8, none or aws-chunked there, say gzip of a plain body, pack twice,
and send deflate though it was not asked for. The bytes decide.
"""

from __future__ import annotations

import re
import zlib

from flows.news.web.refused import Refused

MOST_MEMBERS = 64
"""Gzip members one after the other that are read; a server sends one."""

MOST_LAYERS = 3
"""Codings of one body that are undone; a server that packs what is packed already makes two."""

PACKED = frozenset({"gzip", "x-gzip", "deflate", "x-deflate", "zlib", "compress", "x-compress", "br", "zstd"})
"""Names of codings that leave no text."""

GZIP = b"\x1f\x8b"
_WINDOW = 15
_LOOK = 1024
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class Body:
    """Collects a body piece by piece; `coding` is its Content-Encoding, `limit` the most bytes, packed or decoded."""

    def __init__(self, coding: str, limit: int) -> None:
        self._coding = coding
        self._limit = limit
        self._bytes = bytearray()

    def __len__(self) -> int:
        return len(self._bytes)

    def add(self, piece: bytes) -> None:
        """Take a piece off the wire. Raises Refused("too large")."""
        self._bytes += piece
        if len(self._bytes) > self._limit:
            raise Refused("too large", f"more than {self._limit} bytes")

    def finish(self) -> bytes:
        """Return the whole body, decoded. Raises Refused as `decoded` does."""
        return decoded(bytes(self._bytes), self._coding, self._limit)


def decoded(data: bytes, coding: str, limit: int) -> bytes:
    """Return a body with its codings undone; one that is text as it stands is taken as it is, whatever `coding` says.

    Raises Refused: "too large" past `limit` bytes, "encoding" for what cannot be undone, "truncated" where the end is
    missing.
    """
    names = set(coding.lower().replace(",", " ").split())
    for _ in range(MOST_LAYERS):
        if data.startswith(GZIP):
            data = _gunzipped(data, limit)
        elif names & PACKED and not is_text(data):
            data = _inflated(data, coding, limit)
        else:
            return data
    if data.startswith(GZIP):
        raise Refused("encoding", f"packed more than {MOST_LAYERS} times")
    return data


def unpack(data: bytes, limit: int) -> bytes:
    """Return gzipped data unpacked, and data that is not gzipped as it is. Raises Refused as `decoded` does."""
    return decoded(data, "", limit)


def is_text(data: bytes) -> bool:
    """Say whether a body is text as it stands: packed bytes hold control characters, and text in UTF-16 has a mark."""
    return data.startswith(_WIDE) or not _CONTROL.search(data, 0, _LOOK)


def _gunzipped(data: bytes, limit: int) -> bytes:
    made = bytearray()
    for _ in range(MOST_MEMBERS):
        inflate = zlib.decompressobj(_WINDOW | 16)
        try:
            made += inflate.decompress(data, limit + 1 - len(made))
        except zlib.error as error:
            raise Refused("encoding", f"said to be gzip and is not: {error}") from error
        if len(made) > limit:
            raise Refused("too large", f"more than {limit} bytes")
        if not inflate.eof:
            raise Refused("truncated", "the gzip stream has no end")
        data = inflate.unused_data
        if not data.startswith(GZIP[:1]):
            break  # rubbish after the last member is ignored, as gzip does
    return bytes(made)


def _inflated(data: bytes, coding: str, limit: int) -> bytes:
    """Return what deflate packed; servers send it with and without the header of zlib."""
    for window in (_WINDOW, -_WINDOW):
        inflate = zlib.decompressobj(window)
        try:
            made = inflate.decompress(data, limit + 1)
        except zlib.error:
            continue
        if len(made) > limit:
            raise Refused("too large", f"more than {limit} bytes")
        if inflate.eof:
            return made
        if window > 0:
            raise Refused("truncated", "the deflate stream has no end")
    raise Refused("encoding", f"content coding {coding[:80]!r} cannot be undone")
