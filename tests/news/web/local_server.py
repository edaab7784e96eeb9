"""A server in the event loop of a test, and fetchers that may use it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Self

from flows.news.web.fetch import Fetcher

PAGE = "<html lang='ur'><body><p>سرگودھا میں سڑک کی مرمت کا کام شروع ہو گیا۔</p></body></html>".encode()

PATIENT = 120.0
"""Seconds for requests that end by themselves, so that a busy machine does not exceed the deadline."""


def fetcher(**options: Any) -> Fetcher:
    return Fetcher("editor@misaal.example", **({"deadline": PATIENT, "delay": 0, "allow_private": True} | options))


async def loopback(host: str, port: int) -> Sequence[str]:  # noqa: ARG001
    return ["127.0.0.1"]


class Server:
    """A server on loopback with an answer for each path; it records the requests."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self.answers = answers
        self.asked: list[tuple[float, str]] = []
        self.busy = self.most = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._handle, "127.0.0.1", 0)
        self.origin = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *error: object) -> None:
        self._server.close()

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.busy += 1
        self.most = max(self.most, self.busy)
        self.asked.append((time.monotonic(), request))
        await asyncio.sleep(0.02)
        path = request.split(" ", 2)[1]
        body = self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        writer.write(body.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        await writer.drain()
        self.busy -= 1
        writer.close()

    @property
    def paths(self) -> list[str]:
        return [request.split(" ", 2)[1] for _, request in self.asked]


def ok(body: bytes = b"abc", *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = (b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
