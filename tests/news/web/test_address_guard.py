"""Only public addresses are fetched, and every byte of a connection is counted."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace

import httpcore
import pytest
from local_server import fetcher, loopback

from flows.news.web.address_guard import METER, GuardedBackend, GuardedStream, Meter
from flows.news.web.public_addresses import LOOPBACK, check
from flows.news.web.refused_request import Refused
from flows.news.web.response import FetchFailure, Response

SPECIAL = (
    *("127.0.0.1", "0.1.2.3", "10.1.2.3", "100.64.0.1", "169.254.169.254", "172.31.0.1", "192.168.1.1", "192.0.0.8"),
    *("198.18.0.1", "224.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "::7f00:1", "::ffff:10.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "fc00::1", "fe80::1%eth0", "fec0::1", "ff02::1"),
    *("2001:db8::1", "3fff::1", "100::1"),
)


@pytest.mark.parametrize("address", SPECIAL)
def test_what_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="private address"):
        check(["93.184.216.34", address])


def test_public_addresses_pass() -> None:
    assert check(["93.184.216.34", "2606:2800:220:1::1"]) == ["93.184.216.34", "2606:2800:220:1::1"]


def test_a_name_is_resolved_once_and_the_checked_address_is_asked(hostile: SimpleNamespace) -> None:
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[str]:  # noqa: ARG001
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    async def run() -> list[Response | FetchFailure]:
        port = hostile.origins["good"].rpartition(":")[2]
        async with fetcher(resolver=rebinding) as mine:
            return [await mine.get(f"http://rebinding.example:{port}/item{n}") for n in range(2)]

    # robots.txt closes its connection, so the second look-up is the first page's: its answer is checked, too
    assert [found.reason for found in asyncio.run(run()) if isinstance(found, FetchFailure)] == ["private address"] * 2
    assert asked[0] == "rebinding.example"


def test_mixed_answers_are_refused(hostile: SimpleNamespace) -> None:
    async def mixed(host: str, port: int) -> Sequence[str]:  # noqa: ARG001
        return ["127.0.0.1", "10.0.0.1"]

    async def run() -> Response | FetchFailure:
        async with fetcher(resolver=mixed) as mine:
            return await mine.get(hostile.origins["good"].replace("127.0.0.1", "mixed.example") + "/item1")

    found = asyncio.run(run())
    assert isinstance(found, FetchFailure)
    assert found.reason == "private address"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1/", "private address"),
        ("http://127.1/", "private address"),
        ("http://0x7f000001/", "private address"),
        ("http://2130706433/", "private address"),
        ("http://[::ffff:127.0.0.1]/", "private address"),
        ("http://[64:ff9b::127.0.0.1]/", "private address"),
        ("http://169.254.43518/", "private address"),
        ("http://127.0.0.1:8080/", "port"),
        ("https://misaal.example:22/", "port"),
        ("file:///etc/passwd", "bad url"),
        ("gopher://misaal.example/", "bad url"),
        ("http://", "bad url"),
        ("", "bad url"),
        ("http://no such host/", "bad url"),
    ],
)
def test_addresses_that_are_never_asked(url: str, reason: str) -> None:
    async def run() -> Response | FetchFailure:
        async with fetcher(allow_private=False) as mine:
            return await mine.get(url)

    found = asyncio.run(run())
    assert isinstance(found, FetchFailure)
    assert found.reason == reason


def test_a_name_nobody_knows() -> None:
    async def nobody(host: str, port: int) -> Sequence[str]:  # noqa: ARG001
        raise OSError("Name or service not known")

    async def run() -> Response | FetchFailure:
        async with fetcher(resolver=nobody) as mine:
            return await mine.get("https://misaal.example/")

    found = asyncio.run(run())
    assert isinstance(found, FetchFailure)
    assert (found.reason, found.problem("misaal").url) == ("no such host", "https://misaal.example/")


def test_loopback_is_allowed_at_the_named_origins_only(hostile: SimpleNamespace) -> None:
    async def run() -> list[Response | FetchFailure]:
        async with fetcher(private_origins=[hostile.origins["good"] + "/feed"]) as mine:
            return [await mine.get(hostile.origins[name] + "/item") for name in ("good", "attributes")]

    good, other = asyncio.run(run())
    assert isinstance(good, Response)
    assert isinstance(other, FetchFailure)
    assert other.reason == "port"


def test_the_guard_sits_where_httpx_opens_connections(hostile: SimpleNamespace) -> None:
    """Fails when a version of httpx or httpcore no longer uses the network backend."""
    opened: list[str] = []
    original = GuardedBackend.connect_tcp

    async def spy(self: GuardedBackend, host: str, *rest: object, **named: object) -> httpcore.AsyncNetworkStream:
        stream = await original(self, host, *rest, **named)  # type: ignore[arg-type]
        assert isinstance(stream, GuardedStream)
        opened.append(host)
        return stream

    async def run() -> Response | FetchFailure:
        async with fetcher() as mine:
            return await mine.get(hostile.origins["good"] + "/item1")

    patch = pytest.MonkeyPatch()
    patch.setattr(GuardedBackend, "connect_tcp", spy)
    try:
        found = asyncio.run(run())
    finally:
        patch.undo()
    assert isinstance(found, Response)
    assert found.peer == "127.0.0.1"
    assert len(opened) == 2  # robots.txt and the page


@pytest.mark.parametrize(("meter", "reason"), [(None, "unguarded"), (Meter(10), "too large")])
def test_every_read_is_counted(hostile: SimpleNamespace, meter: Meter | None, reason: str) -> None:
    async def run() -> None:
        backend = GuardedBackend(loopback, lambda _host, _port: LOOPBACK)
        stream = await backend.connect_tcp("good.example", int(hostile.origins["good"].rpartition(":")[2]), 5)
        METER.set(meter)
        await stream.write(b"GET /item1 HTTP/1.1\r\nHost: x\r\n\r\n", 5)
        with pytest.raises(Refused, match=reason):
            await stream.read(65536, 5)
        await stream.aclose()

    asyncio.run(run())
