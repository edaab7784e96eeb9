"""A body is decoded by its bytes, whatever its header says."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest
from local_server import PAGE, Server, fetcher, ok

from flows.news.web.inflate import BodyDecoder
from flows.news.web.refused_request import Refused
from flows.news.web.response import FetchFailure, Response


def test_a_packed_body_in_pieces_and_members() -> None:
    data = gzip.compress(b"ab" * 5000) + gzip.compress(b"cd") + b"rubbish"
    body = BodyDecoder("gzip", 1 << 20)
    for start in range(0, len(data), 7):
        body.add(data[start : start + 7])
    assert body.finish() == b"ab" * 5000 + b"cd"


ZLIB = zlib.compress(PAGE)
RAW = zlib.compressobj(wbits=-15)
DEFLATED = RAW.compress(PAGE) + RAW.flush()


def packed(data: bytes) -> bytes:
    """Pack without the time of day: every worker must collect the same tests."""
    return gzip.compress(data, mtime=0)


PACKED = packed(PAGE)


@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        *((name, PAGE) for name in ("", "utf-8", "UTF-8", "identity", "none", "aws-chunked", "8bit", "rot13")),
        *((name, PAGE) for name in ("gzip", "x-gzip", "deflate", "br", "zstd", "gzip, br", "compress", "text/html")),
        *((name, PACKED) for name in ("gzip", "x-gzip", "GZIP", "", "utf-8", "none", "deflate", "aws-chunked,gzip")),
        *((name, ZLIB) for name in ("deflate", "gzip", "x-deflate", "zlib", "deflate, aws-chunked")),
        *((name, DEFLATED) for name in ("deflate", "gzip", "identity, deflate")),
        *((name, packed(PACKED)) for name in ("gzip", "gzip, gzip", "")),
        *((name, packed(ZLIB)) for name in ("deflate, gzip", "gzip, deflate")),
        ("gzip", PACKED + b"rubbish"),
        ("gzip", b""),
        ("br", b""),
        ("gzip", PAGE.decode().encode("utf-16")),
    ],
)  # fmt: skip
def test_a_body_is_what_its_bytes_are_whatever_the_header_says(coding: str, wire: bytes) -> None:
    async def run() -> Response | FetchFailure:
        answer = ok(wire, b"Content-Encoding: " + coding.encode())
        async with Server({"/a": answer}) as server, fetcher() as mine:
            return await mine.get(server.origin + "/a")

    found = asyncio.run(run())
    assert isinstance(found, Response), found
    assert found.body in {PAGE, b"", PAGE.decode().encode("utf-16")}
    assert bool(found.body) is bool(wire)


@pytest.mark.parametrize(
    ("coding", "wire", "reason"),
    [
        ("br", bytes(range(200)), "encoding"),
        ("zstd", b"\x28\xb5\x2f\xfd\x04\x58\x00\x00", "encoding"),
        ("gzip", bytes(range(200)), "encoding"),
        ("compress", b"\x1f\x9d\x90" + bytes(range(100)), "encoding"),
        ("gzip", PACKED[:-20], "truncated"),
        ("", PACKED[:-20], "truncated"),
        ("deflate", ZLIB[:-20], "truncated"),
        ("gzip", packed(packed(packed(PACKED))), "encoding"),
        ("gzip", packed(bytes(3000)), "too large"),
        ("gzip, gzip", packed(packed(bytes(3000))), "too large"),
        ("deflate", zlib.compress(bytes(3000)), "too large"),
        ("", b"x" * 3000, "too large"),
    ],
)
def test_what_cannot_be_undone_is_refused(coding: str, wire: bytes, reason: str) -> None:
    def read() -> bytes:
        body = BodyDecoder(coding, 2000)
        body.add(wire)
        return body.finish()

    with pytest.raises(Refused, match=reason):
        read()
