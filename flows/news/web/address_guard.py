"""Connects only to addresses on the public internet, to exactly those that were checked, and counts the bytes.

A name is resolved once, all its addresses are checked, and the connection goes to one of them, since a second lookup
could give another answer (DNS rebinding). The spelling of an address does not matter: the check reads the result of
the resolver.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import httpcore

from flows.news.web.public_addresses import PORTS, Network, check, within
from flows.news.web.refused_request import Refused

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the IP addresses of a host and port as text, best first; raises OSError if there are none."""


def system_resolver(threads: int = 16) -> Resolver:
    """Return a resolver that asks the operating system in its own threads, so that slow names block nothing else."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix="resolver")

    async def resolve(host: str, port: int) -> list[str]:
        def ask() -> list[str]:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            return list(dict.fromkeys(str(item[4][0]) for item in found))

        return await asyncio.get_running_loop().run_in_executor(pool, ask)

    return resolve


@dataclass(slots=True)
class Meter:
    """The bytes that one request may still read, and the IP address of the server."""

    left: int
    peer: str | None = None


METER: ContextVar[Meter | None] = ContextVar("METER", default=None)
"""The meter of the current request; a connection that is kept open serves many requests."""


def _spend(count: int) -> None:
    meter = METER.get()
    if meter is None:
        raise Refused("unguarded", "a read without a meter")
    meter.left -= count
    if meter.left < 0:
        raise Refused("too large", "more bytes on the wire than allowed")


class GuardedStream(httpcore.AsyncNetworkStream):
    """A network stream that counts the bytes it reads in the meter of the current request."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, peer: str) -> None:
        self._stream = stream
        self._peer = peer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 httpcore's signature
        """Read and count bytes. Raises Refused("too large") beyond the limit of the meter."""
        data = await self._stream.read(max_bytes, timeout)
        _spend(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Write, and note the server in the meter."""
        if meter := METER.get():
            meter.peer = self._peer
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the stream."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        """Start TLS on a stream that counts too."""
        return GuardedStream(await self._stream.start_tls(ssl_context, server_hostname, timeout), self._peer)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 httpcore's signature
        """Return information about the socket."""
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects only to checked addresses.

    `inside` returns the private networks that a host and port may be in; there any port is permitted.
    """

    def __init__(self, resolver: Resolver, inside: Callable[[str, int], Sequence[Network]]) -> None:
        self._resolver = resolver
        self._inside = inside
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve a name, check all its addresses, and connect to the first that answers.

        Raises Refused for a name without an address or with a forbidden one, httpcore.ConnectError otherwise.
        """
        try:
            found = await self._resolver(host.strip("[]"), port)
        except (OSError, UnicodeError) as error:
            raise Refused("no such host", f"{host}: {error}") from error
        inside = self._inside(host, port)
        addresses = check(found, inside)
        if port not in PORTS and not all(within(ip_address(address), inside) for address in addresses):
            raise Refused("port", f"port {port} of {host} is not a web port")
        last: Exception | None = None
        for address in addresses[:4]:
            try:
                stream = await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return GuardedStream(stream, address)
        raise last or httpcore.ConnectError("no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: outlets are not on Unix sockets."""
        raise Refused("private address", path)

    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        await self._backend.sleep(seconds)
