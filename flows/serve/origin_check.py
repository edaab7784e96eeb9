"""Which requests a server on loopback answers: none from web pages of another origin.

A page in a browser on this machine can send requests to 127.0.0.1, and its domain name may lead there (DNS rebinding).
The headers Host and Origin show both: a browser sets them, and no page can change them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from http import HTTPStatus
from ipaddress import ip_address

AUTHORITY = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")
DEFAULT_PORTS = {"http": 80, "https": 443}


def refusal(target: str, hosts: Sequence[str], origins: Sequence[str], names: Collection[str]) -> HTTPStatus | None:
    """Return the status with which a request is refused, None where it is answered. Pure.

    `target` is the request target as it was sent, `hosts` and `origins` are the values of all its headers Host and
    Origin, `names` are the host names of this server besides those of loopback, in lower case. Any port is accepted, as
    a tunnel has another one. A request without Origin does not come from a page, or reads only what any page may show.
    """
    if not target.startswith("/"):
        return HTTPStatus.BAD_REQUEST  # http://host/path is for proxies, and would name a second host
    if len(hosts) != 1 or not _ours(hosts[0], names):
        return HTTPStatus.MISDIRECTED_REQUEST
    if len(origins) > 1 or (origins and not _same(origins[0], hosts[0])):
        return HTTPStatus.FORBIDDEN
    return None


def _ours(host: str, names: Collection[str]) -> bool:
    parts = _parts(host, DEFAULT_PORTS["http"])
    if parts is None:
        return False
    name = parts[0]
    if name == "localhost" or name in names:
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _same(origin: str, host: str) -> bool:
    """Return whether a page of `origin` was served under the name and the port of `host`; `null` was not."""
    scheme, _, rest = origin.lower().partition("://")
    if scheme not in DEFAULT_PORTS:
        return False
    theirs, ours = _parts(rest, DEFAULT_PORTS[scheme]), _parts(host, DEFAULT_PORTS[scheme])
    return theirs is not None and theirs == ours


def _parts(authority: str, default: int) -> tuple[str, int] | None:
    found = AUTHORITY.fullmatch(authority.lower())
    if found is None:
        return None
    port = int(found["port"]) if found["port"] else default
    name = found["name"]
    if name.startswith("["):
        name = name[1:-1]
        if ":" not in name:
            return None
    return (name, port) if 0 < port < 1 << 16 else None
