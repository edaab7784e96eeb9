"""Which IP addresses are public hosts of the internet; no network is used here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from flows.news.web.refused_request import Refused

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
