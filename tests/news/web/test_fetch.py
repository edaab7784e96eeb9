"""A fetch ends in time, within its limits and with the right reason, whatever the server does."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from local_server import Server, fetcher, loopback, ok

from flows.news.web.fetch import CAPS, user_agent
from flows.news.web.response import FetchFailure, Response
from flows.news.web.robots import RobotsCache

DEADLINE = 3.0


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
    with pytest.raises(ValueError, match="must verify"):
        fetcher(tls=context)


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
