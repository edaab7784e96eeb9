"""The demo site over HTTP, as an ingest run sees it."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from protego import Protego

from flows.demo import DemoSite, serve
from flows.demo.invented_articles import CLOCK, Day, DemoArticle, load_press
from flows.demo.pages import NOTICE
from flows.news.outlets.sources import load_sources

NOW = datetime(2026, 3, 8, 6, 30, tzinfo=UTC)  # a Sunday, 11:30 in Karachi
HEALTHY = {"farzi", "khayali", "misaal", "namuna"}
NEW_CONTACT = {
    "flash-putin-trump",
    "putin-trump-phone-call",
    "trump-putin-long-call",
    "kremlin-white-house-phone-contact",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    with serve(NOW, tmp_path_factory.mktemp("demo")) as running:
        yield running


def ask(url: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        target = f"{parts.path}?{parts.query}"
        connection.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def sources(site: DemoSite) -> dict[str, dict[str, list[str]]]:
    return {outlet["id"]: outlet for outlet in yaml.safe_load(site.sources.read_text("utf-8"))["outlets"]}


def links(outlet: dict[str, list[str]]) -> list[str]:
    """The article addresses an outlet announces, in whichever format."""
    if "sitemaps" in outlet:
        tree = etree.fromstring(ask(outlet["sitemaps"][0])[1])
        return [str(loc.text) for loc in tree.iter("{*}loc")]
    feed = feedparser.parse(ask(outlet["feeds"][0])[1])
    assert not feed.bozo
    return [entry.link for entry in feed.entries]


def article(slug: str) -> DemoArticle:
    return next(item for outlet in load_press(NOW) for item in outlet.articles if item.path == f"/{slug}/")


def test_everything_announced_answers_with_its_text_and_says_it_is_a_demo(site: DemoSite) -> None:
    press = {outlet.id: outlet for outlet in load_press(NOW)}
    seen = 0
    for key, outlet in sources(site).items():
        for url in links(outlet) if key in HEALTHY else []:
            answer, body = ask(url)
            page = " ".join(str(text) for text in html.fromstring(body.decode()).itertext())
            reported = next(item for item in press[key].articles if item.path == urlsplit(url).path)
            assert answer.status == 200
            assert NOTICE in page
            assert all(paragraph.removeprefix("## ") in page for paragraph in reported.paragraphs)
            seen += 1
    assert seen == 19


def test_each_outlet_has_a_format_and_a_layout_of_its_own() -> None:
    press = [outlet for outlet in load_press(NOW) if outlet.id in HEALTHY]
    assert {outlet.feed for outlet in press} == {"rss", "atom", "rdf", "sitemap"}
    assert len({outlet.layout for outlet in press}) == len(press) == 4


def test_one_new_contact_is_reported_by_four_outlets_one_of_them_a_reprint() -> None:
    tellers = [outlet for outlet in load_press(NOW) for item in outlet.articles if item.path.strip("/") in NEW_CONTACT]
    assert len(tellers) == len({outlet.id for outlet in tellers}) == 4
    original, reprint = article("putin-trump-phone-call"), article("kremlin-white-house-phone-contact")
    assert original.paragraphs == reprint.paragraphs
    assert original.title != reprint.title
    assert "50 منٹ" in " ".join(original.paragraphs)
    assert "تقریباً ایک گھنٹہ" in " ".join(article("trump-putin-long-call").paragraphs)


def test_feed_and_article_answer_304_to_whoever_has_them(site: DemoSite) -> None:
    for url in (f"{site.origins['namuna']}/feed/", f"{site.origins['farzi']}/trump-putin-long-call/"):
        first, _ = ask(url)
        etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
        same, body = ask(url, If_None_Match=f'"other", {etag}')
        assert (same.status, body) == (304, b"")
        assert ask(url, If_Modified_Since=modified)[0].status == 304
        assert ask(url, If_Modified_Since=modified, If_None_Match='"other"')[0].status == 200
        assert ask(url, If_Modified_Since="Thu, 01 Jan 2015 00:00:00 GMT")[0].status == 200
        assert ask(url, If_Modified_Since="yesterday")[0].status == 200


def test_answers_are_gzipped_for_those_who_can_read_it(site: DemoSite) -> None:
    url = f"{site.origins['khayali']}/sitemap-news.xml"
    plain, body = ask(url)
    zipped, packed = ask(url, Accept_Encoding="gzip")
    assert plain.headers["Content-Encoding"] is None
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == body
    head, nothing = ask(url, method="HEAD")
    assert (head.headers["Content-Length"], nothing) == (str(len(body)), b"")


def test_robots_txt_keeps_one_announced_page_to_members(site: DemoSite) -> None:
    rules = Protego.parse(ask(f"{site.origins['namuna']}/robots.txt")[1].decode())
    closed = [url for url in links(sources(site)["namuna"]) if not rules.can_fetch(url, "Rabita")]
    assert [urlsplit(url).path for url in closed] == ["/members/daily-crossword/"]


def test_two_outlets_are_ill(site: DemoSite) -> None:
    with pytest.raises(ConnectionRefusedError):
        ask(sources(site)["band"]["feeds"][0])
    answer, body = ask(sources(site)["deewar"]["feeds"][0])
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert NOTICE in body.decode()


def test_an_unknown_address_is_a_404(site: DemoSite) -> None:
    answer, body = ask(f"{site.origins['misaal']}/nothing-here")
    assert answer.status == 404
    assert NOTICE in body.decode()


@settings(deadline=None, max_examples=50)
@given(st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 hypothesis adds the zone
def test_at_any_moment_nothing_is_of_the_future_and_yesterday_is_yesterday(now: datetime) -> None:
    yesterday = Day(now.astimezone(CLOCK).date() - timedelta(days=1))
    reported: dict[str, DemoArticle] = {}
    for outlet in load_press(now):
        times = [item.published for item in outlet.articles]
        assert times == sorted(times, reverse=True)
        assert all(moment <= now for moment in times)
        reported |= {item.path.strip("/"): item for item in outlet.articles}
    assert {reported[slug].published.date() for slug in NEW_CONTACT} == {yesterday.value}
    assert f"{yesterday.weekday} کے روز" in reported["putin-trump-phone-call"].paragraphs[0]
    assert f"{yesterday.oblique} کے روز" in reported["trump-putin-long-call"].paragraphs[0]
    reaction = reported["europe-cautious-after-call"]
    assert "گزشتہ روز" in reaction.paragraphs[0]
    assert reaction.published.date() - timedelta(days=1) == yesterday.value


def test_a_day_in_urdu_words() -> None:
    assert Day(date(2026, 3, 7)).full == "ہفتہ 7 مارچ 2026"
    assert Day(date(2026, 3, 6)).oblique == "جمعے"
    assert Day(date(2026, 3, 5)).oblique == "جمعرات"


def test_addresses_stay_the_same_from_day_to_day() -> None:
    def paths(now: datetime) -> set[str]:
        return {outlet.id + item.path for outlet in load_press(now) for item in outlet.articles}

    assert paths(NOW) == paths(NOW + timedelta(days=40))


def test_a_wanted_port_is_taken_and_given_back(tmp_path: Path) -> None:
    def start(port: int) -> tuple[DemoSite, HTTPResponse] | None:
        try:
            with serve(NOW, tmp_path, port) as site:
                return site, ask(site.origins["farzi"] + "/")[0]
        except OSError:
            return None

    threads = threading.active_count()
    port = next(port for port in range(18470, 19470, 10) if start(port))
    again = start(port)
    assert again is not None
    assert next(iter(again[0].origins.values())) == f"http://127.0.0.1:{port}"
    assert again[1].status == 200
    assert threading.active_count() == threads


def test_only_this_machine_is_served_and_the_sources_are_those_of_the_house(site: DemoSite) -> None:
    assert all(origin.startswith("http://127.0.0.1:") for origin in site.origins.values())
    loaded = load_sources(site.sources, allow_private=True)
    assert {outlet.id for outlet in loaded.outlets} == set(site.origins)
    assert {outlet.delay for outlet in loaded.outlets} == {0}
