"""Checks that an address is on the public internet, connects to exactly that address, and counts the bytes.

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
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import httpcore

from flows.news.web.refused_request import Refused

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the IP addresses of a host and port as text, best first; raises OSError if there are none."""

Network = IPv4Network | IPv6Network

SPECIAL_V4 = tuple(
    ip_network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16/32"),
    )
)
"""Not public hosts: IANA's special-purpose registry, multicast, class E, and Azure's metadata service."""

GLOBAL_V6 = ip_network("2000::/3")
SPECIAL_V6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")))
"""Exceptions within global unicast: protocol assignments with Teredo, documentation, 6to4, direct delegation."""

LOOPBACK = tuple(map(ip_network, ("127.0.0.0/8", "::1/128")))
OWN_NETWORK = (
    *LOOPBACK,
    *map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")),
)
"""Networks of an operator's own machines: private use (RFC 1918, RFC 4193) and shared address space (RFC 6598)."""

PORTS = frozenset({80, 443})
"""Ports of public web servers."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address is a public host of the internet.

    Not Python's `is_global`: in 3.11 it is true for NAT64, 6to4 and IPv4-compatible addresses, which can be private.
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in SPECIAL_V4)
    return address in GLOBAL_V6 and not any(address in network for network in SPECIAL_V6)


def check(addresses: Iterable[str], inside: Sequence[Network] = ()) -> list[str]:
    """Return the addresses if all of them are public or in a network of `inside`.

    Raises Refused("private address") if even one is not: mixed answers are a sign of DNS rebinding.
    """
    checked = []
    for text in addresses:
        address = ip_address(text.partition("%")[0])
        if not (is_public(address) or within(address, inside)):
            raise Refused("private address", f"{address} is not on the public internet")
        checked.append(str(address))
    if not checked:
        raise Refused("no such host", "the name has no address")
    return checked


def within(address: IPv4Address | IPv6Address, networks: Iterable[Network]) -> bool:
    """Return whether an address is in one of the networks."""
    return any(address in network for network in networks if network.version == address.version)


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
