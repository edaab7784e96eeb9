"""Decoding of bodies with a limit on their size; a truncated body is an error.

Content-Encoding is only a hint: servers write utf-8, none or aws-chunked there, declare gzip for a plain body, compress
twice, and send deflate unasked. The bytes decide.
"""

from __future__ import annotations

import re
import zlib

from flows.news.web.refused_request import Refused

MOST_MEMBERS = 64
"""Gzip members of one body that are read; usually there is one."""

MOST_LAYERS = 3
"""Codings of one body that are decoded; servers that compress twice make two."""

PACKED = frozenset({"gzip", "x-gzip", "deflate", "x-deflate", "zlib", "compress", "x-compress", "br", "zstd"})
"""Names of codings whose result is not text."""

GZIP = b"\x1f\x8b"
_WINDOW = 15
_LOOK = 1024
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class BodyDecoder:
    """Collects a body piece by piece; `coding` is its Content-Encoding, `limit` the most bytes, packed or decoded."""

    def __init__(self, coding: str, limit: int) -> None:
        self._coding = coding
        self._limit = limit
        self._bytes = bytearray()

    def __len__(self) -> int:
        return len(self._bytes)

    def add(self, piece: bytes) -> None:
        """Add a piece. Raises Refused("too large")."""
        self._bytes += piece
        if len(self._bytes) > self._limit:
            raise Refused("too large", f"more than {self._limit} bytes")

    def finish(self) -> bytes:
        """Return the whole body, decoded. Raises Refused as `decoded` does."""
        return decoded(bytes(self._bytes), self._coding, self._limit)


def decoded(data: bytes, coding: str, limit: int) -> bytes:
    """Return a decoded body; one that is text already is returned unchanged, whatever `coding` says.

    Raises Refused: "too large" beyond `limit` bytes, "encoding" if it cannot be decoded, "truncated" if its end is
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
        raise Refused("encoding", f"compressed more than {MOST_LAYERS} times")
    return data


def unpack(data: bytes, limit: int) -> bytes:
    """Return gzipped data unpacked, and other data unchanged. Raises Refused as `decoded` does."""
    return decoded(data, "", limit)


def is_text(data: bytes) -> bool:
    """Return whether a body is text: compressed data has control characters, and text in UTF-16 a mark."""
    return data.startswith(_WIDE) or not _CONTROL.search(data, 0, _LOOK)


def _gunzipped(data: bytes, limit: int) -> bytes:
    made = bytearray()
    for _ in range(MOST_MEMBERS):
        inflate = zlib.decompressobj(_WINDOW | 16)
        try:
            made += inflate.decompress(data, limit + 1 - len(made))
        except zlib.error as error:
            raise Refused("encoding", f"it is not valid gzip: {error}") from error
        if len(made) > limit:
            raise Refused("too large", f"more than {limit} bytes")
        if not inflate.eof:
            raise Refused("truncated", "the gzip stream has no end")
        data = inflate.unused_data
        if not data.startswith(GZIP[:1]):
            break  # trailing garbage is ignored, as by gzip
    return bytes(made)


def _inflated(data: bytes, coding: str, limit: int) -> bytes:
    """Return inflated data; servers send deflate with and without the zlib header."""
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
    raise Refused("encoding", f"content coding {coding[:80]!r} cannot be decoded")
