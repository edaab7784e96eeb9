"""A body as it comes off the wire, its content coding undone, never larger than allowed, never cut short unnoticed."""

from __future__ import annotations

import zlib

from flows.news.web.guard import Refused

MOST_MEMBERS = 64
"""Gzip members one after the other that are read; a server sends one."""


class Body:
    """Collects a body piece by piece; `coding` is its Content-Encoding, `limit` the most decoded bytes."""

    def __init__(self, coding: str, limit: int) -> None:
        names = [name for name in coding.lower().replace(",", " ").split() if name != "identity"]
        if len(names) > 1 or (names and names[0] not in {"gzip", "x-gzip"}):
            raise Refused("encoding", f"content coding {coding[:80]!r} was not asked for")
        self._inflate = zlib.decompressobj(31) if names else None
        self._members = 1
        self._begun = False
        self._limit = limit
        self._bytes = bytearray()

    def add(self, piece: bytes) -> None:
        """Take a piece off the wire. Raises Refused: "too large", "encoding"."""
        self._begun = self._begun or bool(piece)
        if self._inflate is None:
            self._bytes += piece
        else:
            self._unpack(piece)
        if len(self._bytes) > self._limit:
            raise Refused("too large", f"more than {self._limit} bytes")

    def _unpack(self, piece: bytes) -> None:
        while piece and self._inflate is not None:
            if self._inflate.eof:
                if not piece.startswith(b"\x1f") or self._members >= MOST_MEMBERS:
                    return  # rubbish after the last member is ignored, as gzip does
                self._inflate = zlib.decompressobj(31)
                self._members += 1
            try:
                self._bytes += self._inflate.decompress(piece, self._limit + 1 - len(self._bytes))
            except zlib.error as error:
                raise Refused("encoding", f"said to be gzip and is not: {error}") from error
            if len(self._bytes) > self._limit:
                return
            piece = self._inflate.unused_data if self._inflate.eof else b""

    def finish(self) -> bytes:
        """Return the whole body. Raises Refused("truncated") where a packed one has no end."""
        if self._inflate is not None and not self._inflate.eof and self._begun:
            raise Refused("truncated", "the gzip stream has no end")
        return bytes(self._bytes)


def unpack(data: bytes, limit: int) -> bytes:
    """Return gzipped data unpacked, and data that is not gzipped as it is.

    Raises Refused: "too large" past `limit` bytes, "encoding" or "truncated" for broken data.
    """
    if not data.startswith(b"\x1f\x8b"):
        return data
    body = Body("gzip", limit)
    body.add(data)
    return body.finish()
