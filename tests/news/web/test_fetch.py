"""A fetch ends in time, within its bytes and with the right reason, whatever the server does."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import time
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import httpcore
import pytest

from flows.news.web.address_guard import LOOPBACK, METER, GuardedBackend, GuardedStream, Meter, Refused, check
from flows.news.web.fetch import CAPS, Fetcher, user_agent
from flows.news.web.inflate import Body
from flows.news.web.response import FetchFailure, Response
from flows.news.web.robots import RobotsCache

DEADLINE = 3.0
PATIENT = 120.0
"""Seconds for what ends by itself: a busy machine must not make a deadline of it."""


def fetcher(**options: Any) -> Fetcher:
    return Fetcher("editor@misaal.example", **({"deadline": PATIENT, "delay": 0, "allow_private": True} | options))


async def loopback(host: str, port: int) -> Sequence[str]:  # noqa: ARG001
    return ["127.0.0.1"]


# ------------------------------------------------------------------------------------------------ the hostile server


def test_every_misbehaviour_ends_in_time_with_its_reason(hostile: SimpleNamespace) -> None:
    async def run() -> dict[str, Response | FetchFailure]:
        origins = hostile.origins.values()
        async with (
            fetcher(private_origins=origins, deadline=DEADLINE) as short,
            fetcher(private_origins=origins) as long,
        ):
            together = asyncio.Semaphore(10)  # the server is one process: floods must not starve the rest

            async def one(name: str, origin: str) -> tuple[str, Response | FetchFailure]:
                async with together:
                    mine = short if "deadline" in hostile.reasons[name].split("|") else long
                    return name, await mine.get(f"{origin}/item")

            return dict(await asyncio.gather(*(one(name, origin) for name, origin in hostile.origins.items())))

    ended = asyncio.run(run())
    network = {name for name, found in ended.items() if isinstance(found, FetchFailure)}
    assert len(network) >= 45
    for name, found in ended.items():
        reasons = hostile.reasons[name].split("|")
        if isinstance(found, FetchFailure):
            assert found.reason in reasons, (name, found.reason, found.detail)
        else:
            assert len(found.body) <= CAPS["page"], name
            assert name not in network
    good = ended["good"]
    assert isinstance(good, Response)
    assert "تجارتی کانفرنس" in good.body.decode()


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("429-seconds", timedelta(seconds=100), timedelta(seconds=121)),
        ("503-date", timedelta(hours=2), timedelta(hours=2.5)),
        ("503-absurd", timedelta(hours=23), timedelta(hours=24.1)),
        ("503-past", None, None),
        ("429-empty", None, None),
    ],
)
def test_retry_after_is_reported(
    hostile: SimpleNamespace, name: str, least: timedelta | None, most: timedelta | None
) -> None:
    async def run() -> list[Response | FetchFailure]:
        async with fetcher() as mine:
            return [await mine.get(hostile.origins[name] + "/item") for _ in range(2)]

    first, second = asyncio.run(run())
    assert isinstance(first, FetchFailure)
    assert isinstance(second, FetchFailure)
    if least is None or most is None:
        assert first.retry_after is None
    else:
        assert first.retry_after is not None
        assert least < first.retry_after - first.fetched_at < most
    assert second.reason == ("http 503" if name == "503-past" else "resting")


@pytest.mark.parametrize("name", ["tls-good", "tls-expired", "tls-self-signed", "tls-wrong-name"])
def test_certificates_are_verified_against_the_name(hostile: SimpleNamespace, name: str) -> None:
    port, reason = hostile.tls[name]
    host = {"tls-good": "good.test", "tls-expired": "expired.test", "tls-self-signed": "selfsigned.test"}.get(
        name, "wrong.test"
    )

    async def run() -> Response | FetchFailure:
        context = ssl.create_default_context(cafile=hostile.ca)
        async with fetcher(tls=context, resolver=loopback) as mine:
            return await mine.get(f"https://{host}:{port}/item")

    found = asyncio.run(run())
    assert (found.reason if isinstance(found, FetchFailure) else "") == reason


def test_a_context_that_does_not_verify_is_no_context() -> None:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with pytest.raises(ValueError, match="does not verify"):
        fetcher(tls=context)


# ------------------------------------------------------------------------------------------------------ the addresses


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


# ----------------------------------------------------------------------------------------------------------- the seam


def test_the_guard_sits_where_httpx_opens_connections(hostile: SimpleNamespace) -> None:
    """Fails when a version of httpx or httpcore goes around the seam."""
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


# --------------------------------------------------------------------------------------------------------- the manners


class Server:
    """A server whose answers are given by path, and which notes what it is asked; on loopback, in this event loop."""

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


def test_one_request_at_a_time_and_a_pause_between() -> None:
    async def run() -> Server:
        async with Server({f"/{n}": ok() for n in range(3)}) as server, fetcher(delay=0.3) as mine:
            await asyncio.gather(*(mine.get(f"{server.origin}/{n}") for n in range(3)))
            return server

    server = asyncio.run(run())
    times = [when for when, _ in server.asked]
    assert server.most == 1
    assert server.paths[0] == "/robots.txt"
    assert all(later - earlier >= 0.3 for earlier, later in pairwise(times))


def test_robots_is_asked_once_obeyed_and_kept(tmp_path: Path) -> None:
    rules = b"User-agent: Rabita\nDisallow: /private\nCrawl-delay: 0.4\n"

    async def run() -> tuple[Server, list[Response | FetchFailure]]:
        async with Server({"/robots.txt": ok(rules), "/a": ok(), "/b": ok(), "/private/x": ok()}) as server:
            found = []
            for _ in range(2):
                async with fetcher(robots=RobotsCache(tmp_path / "robots.json"), delay=0.1) as mine:
                    found += [await mine.get(server.origin + path) for path in ("/a", "/private/x", "/b")]
            return server, found

    server, found = asyncio.run(run())
    assert server.paths == ["/robots.txt", "/a", "/b", "/a", "/b"]
    assert [one.reason for one in found if isinstance(one, FetchFailure)] == ["robots"] * 2
    times = [when for when, _ in server.asked]
    assert times[2] - times[1] >= 0.4


@pytest.mark.parametrize("status", [b"500 Broken", b"503 Busy", b"429 Slow"])
def test_a_broken_robots_means_no(status: bytes) -> None:
    async def run() -> tuple[Server, Response | FetchFailure]:
        async with Server({"/robots.txt": ok(b"", status=status), "/a": ok()}) as server, fetcher() as mine:
            return server, await mine.get(server.origin + "/a")

    server, found = asyncio.run(run())
    assert isinstance(found, FetchFailure)
    assert found.reason == "robots unreachable"
    assert server.paths == ["/robots.txt"]


def test_who_asks_is_said_and_nothing_is_carried_over() -> None:
    cookie = ok(b"a", b"Set-Cookie: a=b; Path=/", b'ETag: "7"', b"Last-Modified: Tue, 24 Nov 2026 00:00:00 GMT")
    moved = ok(b"", b"Location: /b", b"Set-Cookie: c=d", status=b"301 Moved")

    async def run() -> tuple[Server, list[Response | FetchFailure]]:
        answers = {"/a": cookie, "/b": cookie, "/moved": moved, "/n": ok(b"", status=b"304 Not Modified")}
        async with Server(answers) as server, fetcher() as mine:
            paths = [("/a", None), ("/moved", None), ("/n", '"7"')]
            return server, [await mine.get(server.origin + path, etag=etag) for path, etag in paths]

    server, found = asyncio.run(run())
    assert all("cookie" not in request.lower() for _, request in server.asked)
    assert all(f"User-Agent: {user_agent('editor@misaal.example')}" in request for _, request in server.asked)
    assert all(
        "Accept-Encoding: gzip\r\n" in request and "Accept-Language: ur\r\n" in request for _, request in server.asked
    )
    assert 'If-None-Match: "7"' in server.asked[-1][1]
    first, second, third = found
    assert isinstance(first, Response)
    assert isinstance(second, Response)
    assert isinstance(third, Response)
    assert first.header("etag") == '"7"'
    assert (second.url, second.final_url) == (f"{server.origin}/moved", f"{server.origin}/b")
    assert second.moved_to == second.final_url
    assert (third.status, third.body) == (304, b"")


def test_an_answer_becomes_a_page() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    answer = Response(
        "https://m.example/a/?utm_source=x", "https://m.example/a/", 200, (("A", "b"),), b"x", now, peer="1.2.3.4"
    )
    page = answer.page("misaal")
    assert (page.url, page.final_url, page.peer) == ("https://m.example/a", "https://m.example/a/", "1.2.3.4")


def test_a_user_agent_is_ascii_in_one_line() -> None:
    assert user_agent("مدیر ed@m.example\r\nX: y").isascii()
    assert "\n" not in user_agent("a\r\nb")


# ---------------------------------------------------------------------------------------------------------- the bodies


def test_a_packed_body_in_pieces_and_members() -> None:
    data = gzip.compress(b"ab" * 5000) + gzip.compress(b"cd") + b"rubbish"
    body = Body("gzip", 1 << 20)
    for start in range(0, len(data), 7):
        body.add(data[start : start + 7])
    assert body.finish() == b"ab" * 5000 + b"cd"


PAGE = "<html lang='ur'><body><p>سرگودھا میں سڑک کی مرمت کا کام شروع ہو گیا۔</p></body></html>".encode()
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
        body = Body(coding, 2000)
        body.add(wire)
        return body.finish()

    with pytest.raises(Refused, match=reason):
        read()


# ------------------------------------------------------------------------------------------------- pages that send on


ELSEWHERE = b"<html><head>%s<title>x</title></head><body>%s</body></html>"


@pytest.mark.parametrize(
    "head",
    [
        b'<meta http-equiv="refresh" content="0; url=/article?a=1&amp;b=2">',
        b'<META HTTP-EQUIV=REFRESH CONTENT="0;URL=/article?a=1&amp;b=2">',
        b"<meta http-equiv='refresh' content='0;url=\"/article?a=1&b=2\"'/>",
        b'<meta content="5; URL=/article?a=1&amp;b=2" http-equiv="Refresh">',
        b'<meta http-equiv="refresh" content="0 url=/article?a=1&amp;b=2">',
        b'<meta http-equiv="refresh" content="0;/article?a=1&amp;b=2">',
        b"<!-- <meta http-equiv=refresh content=0;url=/x> --><meta http-equiv=refresh content=1;url=/article?a=1&b=2>",
        b'<script>if (1 < 2) {}</script><meta http-equiv="refresh" content="0.5;url=/article?a=1&amp;b=2">',
    ],
)  # fmt: skip
def test_a_page_that_only_sends_on_is_followed(head: bytes) -> None:
    async def run() -> tuple[Response | FetchFailure, str]:
        answers = {"/a": ok(ELSEWHERE % (head, b"Please wait")), "/article?a=1&b=2": ok(PAGE)}
        async with Server(answers) as server, fetcher() as mine:
            return await mine.get(server.origin + "/a"), server.origin

    found, origin = asyncio.run(run())
    assert isinstance(found, Response)
    assert (found.body, found.url, found.final_url) == (PAGE, f"{origin}/a", f"{origin}/article?a=1&b=2")
    assert found.moved_to is None


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (b'<meta http-equiv="refresh" content="600">', b""),
        (b'<meta http-equiv="refresh" content="0;url=/a">', b""),
        (b'<meta http-equiv="refresh" content="300; url=/article">', b""),
        (b'<meta http-equiv="refresh" content="0; url=/article">', PAGE * 20),
        (b'<noscript><meta http-equiv="refresh" content="0; url=/article"></noscript>', b""),
        (b'<!-- <meta http-equiv="refresh" content="0; url=/article"> -->', b""),
        (b'<script>"<meta http-equiv=refresh content=0;url=/article>"</script>', b""),
        (b'<meta name="refresh" content="0; url=/article">', b""),
        (b'<meta http-equiv="refresh" content="0; url=javascript:x()">', b""),
        (b'<meta http-equiv="content-type" content="text/html; charset=utf-8">refresh', b""),
    ],
)
def test_a_page_of_its_own_is_not_left(head: bytes, text: bytes) -> None:
    async def run() -> tuple[Response | FetchFailure, list[str]]:
        async with Server({"/a": ok(ELSEWHERE % (head, text)), "/article": ok(PAGE)}) as server, fetcher() as mine:
            return await mine.get(server.origin + "/a"), server.paths

    found, paths = asyncio.run(run())
    assert isinstance(found, Response)
    assert found.body == ELSEWHERE % (head, text)
    assert paths == ["/robots.txt", "/a"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://169.254.169.254/latest", "private address"),
        ("/a?again", "redirect loop"),
        ("/forbidden", "robots"),
    ],
)
def test_a_page_that_sends_on_is_guarded_as_a_redirect_is(target: str, reason: str) -> None:
    sends_on = ok(ELSEWHERE % (b'<meta http-equiv="refresh" content="0; url=%s">' % target.encode(), b""))
    back = ok(ELSEWHERE % (b'<meta http-equiv="refresh" content="0; url=/a">', b""))
    rules = ok(b"User-agent: *\nDisallow: /forbidden\n")

    async def run() -> Response | FetchFailure:
        async with Server({"/robots.txt": rules, "/a": sends_on, "/a?again": back}) as server, fetcher() as mine:
            return await mine.get(server.origin + "/a")

    found = asyncio.run(run())
    assert isinstance(found, FetchFailure)
    assert found.reason == reason


def test_the_header_refresh_is_one_too() -> None:
    async def run() -> Response | FetchFailure:
        answers = {"/a": ok(b"", b"Refresh: 0; url=/b"), "/b": ok(PAGE, b"Refresh: 900")}
        async with Server(answers) as server, fetcher() as mine:
            return await mine.get(server.origin + "/a")

    found = asyncio.run(run())
    assert isinstance(found, Response)
    assert found.body == PAGE
