"""A page that only leads to another is followed like a redirect."""

from __future__ import annotations

import asyncio

import pytest
from local_server import PAGE, Server, fetcher, ok

from flows.news.web.response import FetchFailure, Response

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
