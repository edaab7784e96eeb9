"""Which addresses of the internet may be asked, and a connection that goes to the checked address and counts its bytes.

The name is resolved once, every address it has is checked, and the connection goes to one of those checked: a second
look-up could give another answer (DNS rebinding). How the address was spelt does not matter, since the check reads what
the resolver gave.
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

from flows.news.web.refused import Refused

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives the IP addresses of a host name and port as text, best first; raises OSError where there is none."""

Network = IPv4Network | IPv6Network

SPECIAL_V4 = tuple(
    ip_network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16/32"),
    )
)
"""What is no public host: IANA's special-purpose registry, multicast, class E, and a cloud's metadata service."""

GLOBAL_V6 = ip_network("2000::/3")
SPECIAL_V6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")))
"""Inside the global unicast block: protocol assignments with Teredo, documentation, 6to4, direct delegation."""


LOOPBACK = tuple(map(ip_network, ("127.0.0.0/8", "::1/128")))
OWN_NETWORK = (
    *LOOPBACK,
    *map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")),
)
"""Where an operator's own machines are: private use (RFC 1918, RFC 4193) and shared address space (RFC 6598)."""

PORTS = frozenset({80, 443})
"""Where the web is asked."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Say whether an address is an ordinary host of the internet.

    Python's `is_global` is not asked: 3.11 says yes to NAT64, 6to4 and IPv4-compatible addresses, which lead inside.
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in SPECIAL_V4)
    return address in GLOBAL_V6 and not any(address in network for network in SPECIAL_V6)


def check(addresses: Iterable[str], inside: Sequence[Network] = ()) -> list[str]:
    """Return the addresses, all of which are public or in a network of `inside`.

    Raises Refused("private address") when even one of them is not: mixed answers are how rebinding begins.
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
    """Say whether an address is in one of the networks."""
    return any(address in network for network in networks if network.version == address.version)


def system_resolver(threads: int = 16) -> Resolver:
    """Return a resolver that asks the operating system, in threads of its own so that slow names block nobody else."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix="resolver")

    async def resolve(host: str, port: int) -> list[str]:
        def ask() -> list[str]:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            return list(dict.fromkeys(str(item[4][0]) for item in found))

        return await asyncio.get_running_loop().run_in_executor(pool, ask)

    return resolve


@dataclass(slots=True)
class Meter:
    """Bytes that may still come off the wire for one request, and where they came from."""

    left: int
    peer: str | None = None


METER: ContextVar[Meter | None] = ContextVar("METER", default=None)
"""The meter of the request that the current task makes: a kept-open connection serves many."""


def _spend(count: int) -> None:
    meter = METER.get()
    if meter is None:
        raise Refused("unguarded", "a read without a meter")
    meter.left -= count
    if meter.left < 0:
        raise Refused("too large", "more bytes on the wire than allowed")


class GuardedStream(httpcore.AsyncNetworkStream):
    """A network stream that counts what it reads against the meter of the current request."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, peer: str) -> None:
        self._stream = stream
        self._peer = peer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 httpcore's signature
        """Read and count. Raises Refused("too large") when the meter has run out."""
        data = await self._stream.read(max_bytes, timeout)
        _spend(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Write, and note in the meter whom to."""
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
        """Start TLS and go on counting."""
        return GuardedStream(await self._stream.start_tls(ssl_context, server_hostname, timeout), self._peer)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 httpcore's signature
        """Pass on what is known of the socket."""
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects only to addresses that were checked.

    `inside` gives the networks, besides the public ones, that a host and port may be in; there any port is asked.
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
        """Resolve, check all, connect to the first that answers.

        Raises Refused for an address that may not be asked or a name without one, httpcore.ConnectError otherwise.
        """
        try:
            found = await self._resolver(host.strip("[]"), port)
        except (OSError, UnicodeError) as error:
            raise Refused("no such host", f"{host}: {error}") from error
        inside = self._inside(host, port)
        addresses = check(found, inside)
        if port not in PORTS and not all(within(ip_address(address), inside) for address in addresses):
            raise Refused("port", f"port {port} of {host} is not a port of the web")
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
        """Refuse: no outlet lives on a socket file."""
        raise Refused("private address", path)

    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        await self._backend.sleep(seconds)
