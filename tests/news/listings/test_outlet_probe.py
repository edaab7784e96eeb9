"""Probes of outlets, on the sites of the demo."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from listing_bodies import answer

from flows.demo.server import DemoSite, serve
from flows.news.article import Problem
from flows.news.listings.outlet_probe import ListingProbe, NewOutlet, OutletProbe, name_of, read_homepage
from flows.news.outlets.sources import load_sources, parse_sources
from flows.news.sandbox import SandboxPool
from flows.news.web.fetch import Fetcher


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    with serve(datetime.now(UTC), tmp_path_factory.mktemp("demo")) as site:
        yield site


def test_every_listing_is_asked_and_reported_of(site: DemoSite) -> None:
    async def run() -> dict[str, ListingProbe]:
        sources = load_sources(site.sources, allow_private=True)
        async with Fetcher("a@b.example", delay=0, allow_private=True) as fetcher, SandboxPool(1) as pool:
            probe = OutletProbe(fetcher, pool)
            reported = [await probe.check(outlet, datetime.now(UTC)) for outlet in sources.outlets]
        return {one.outlet: one for many in reported for one in many}

    reported = asyncio.run(run())
    assert (reported["namuna"].answered, reported["namuna"].robots, reported["namuna"].advice) == ("ok", "allowed", "")
    assert reported["namuna"].items >= 3
    assert reported["namuna"].newest is not None
    assert reported["band"].answered == "connect"
    assert reported["deewar"].answered == "not a feed"
    assert "sources add" in reported["deewar"].advice


@pytest.mark.parametrize("outlet", ["namuna", "misaal"])
def test_a_new_outlet_is_found_from_its_homepage(site: DemoSite, outlet: str) -> None:
    async def run() -> NewOutlet | Problem:
        async with Fetcher("a@b.example", delay=0, allow_private=True) as fetcher, SandboxPool(1) as pool:
            return await OutletProbe(fetcher, pool).find(site.origins[outlet] + "/", datetime.now(UTC), private=True)

    found = asyncio.run(run())
    assert isinstance(found, NewOutlet), found
    again = parse_sources("outlets:\n" + found.block, allow_private=True)
    assert again.outlets[0] == found.outlet
    said = json.loads(found.golden["expected.json"])
    assert said["listing"]["items"] >= 3
    assert said["article"]["text"]
    assert set(found.golden) == {"listing.xml", "page.html", "expected.json"}


def test_a_homepage_that_does_not_answer_is_a_problem(site: DemoSite) -> None:
    async def run() -> NewOutlet | Problem:
        async with Fetcher("a@b.example", delay=0, allow_private=True) as fetcher, SandboxPool(1) as pool:
            return await OutletProbe(fetcher, pool).find(site.origins["band"], datetime.now(UTC), private=True)

    found = asyncio.run(run())
    assert isinstance(found, Problem)
    assert found.reason == "connect"


def test_feeds_a_page_declares() -> None:
    body = """<title>مثال نیوز | تازہ خبریں</title><link rel="alternate" type="application/rss+xml" href="/feed/">
      <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
      <link rel="alternate" hreflang="en" href="/en">"""
    said = read_homepage(answer(body, "text/html", "https://m.example/"))
    assert (said.name, said.feeds) == ("مثال نیوز", ("https://m.example/feed/",))


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://urdu.arynews.tv/", "urdu-arynews"),
        ("https://www.jang.com.pk/", "jang"),
        ("https://kashmiruzma.news", "kashmiruzma"),
        ("http://127.0.0.1:80/", "127"),
    ],
)
def test_an_id_comes_from_the_host(url: str, name: str) -> None:
    assert name_of(url) == name
