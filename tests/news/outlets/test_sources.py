"""The keys of sources.yaml, and the messages about mistakes in it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from flows.news.outlets.sources import SourcesError, load_sources, parse_sources

ROOT = Path(__file__).parents[3]
GOOD = """
defaults:
  interval: 20m
outlets:
  - id: misaal
    name: Misaal
    homepage: https://misaal.example/
    country: IN
    tier: 2
    timezone: Asia/Kolkata
    feeds: [https://misaal.example/feed/]
    sections:
      - {url: https://misaal.example/world, links: '/news/\\d+'}
    body: ["//div[@class='story']"]
    remove: [".promo", "//p[@class='more']"]
    expect: {items: 5, silence: 6h}
    verified: 2026-11-24
"""


def issues(text: str, *, allow_private: bool = False) -> str:
    with pytest.raises(SourcesError) as caught:
        parse_sources(text, "s.yaml", allow_private=allow_private)
    return str(caught.value)


def test_a_block_is_read_with_the_defaults_filled_in() -> None:
    outlet = parse_sources(GOOD).by_id("misaal")
    assert outlet.interval == timedelta(minutes=20)
    assert outlet.delay == 2
    assert outlet.expect.silence == timedelta(hours=6)
    assert outlet.verified == date(2026, 11, 24)
    assert outlet.rules.remove == (".promo", "//p[@class='more']")
    assert outlet.rules.timezone == "Asia/Kolkata"


@pytest.mark.parametrize(
    ("old", "new", "reported"),
    [
        ("    feeds:", "    feed:", "s.yaml:11: outlet 'misaal': unknown key 'feed'; did you mean 'feeds'?"),
        ("interval: 20m", "intervall: 20m", "s.yaml:3: unknown key 'intervall'; did you mean 'interval'?"),
        ("interval: 20m", "interval: soon", "s.yaml:3: outlet 'misaal': interval: a length of time"),
        ("items: 5", "item: 5", "s.yaml:16: outlet 'misaal': unknown key 'item'; did you mean 'items'?"),
        (", links:", ", link:", "s.yaml:13: outlet 'misaal': unknown key 'link'; did you mean 'links'?"),
        ("links: '/news/\\d+'", "links: '('", "s.yaml:13: outlet 'misaal': links: not a regular expression"),
        ("    tier: 2\n", "", "s.yaml:5: outlet 'misaal': the key 'tier' is missing"),
        ("tier: 2", "tier: 7", "s.yaml:9: outlet 'misaal': tier: Input should be 1, 2 or 3"),
        (
            "country: IN",
            "country: true",
            "s.yaml:8: outlet 'misaal': country: Input should be a valid string; put it in q",
        ),
        ("Asia/Kolkata", "Asia/Delhi", "s.yaml:10: outlet 'misaal': timezone: not a time zone of the IANA database"),
        (
            "https://misaal.example/feed/",
            "misaal.example/feed",
            "s.yaml:11: outlet 'misaal': feeds: not an http or https URL",
        ),
        (
            "https://misaal.example/feed/",
            "http://127.1/feed",
            "s.yaml:11: outlet 'misaal': http://127.0.0.1/feed is a priv",
        ),
        ("https://misaal.example/feed/", "'http://[::ffff:10.0.0.1]/'", "is a private address"),
        ("//div[@class='story']", "//div[", "s.yaml:14: outlet 'misaal': body: not an XPath"),
        (".promo", ".promo[", "s.yaml:15: outlet 'misaal': remove: not a CSS selector"),
        ("2026-11-24", "yesterday", "s.yaml:17: outlet 'misaal': verified: `never` or a day"),
        ("    tier: 2", "    tier: 2\n    tier: 3", "s.yaml:10: the key 'tier' is given twice"),
        ("outlets:", "outlet:", "s.yaml:4: unknown key 'outlet'; did you mean 'outlets'?"),
        ("  - id: misaal", "  - id: [", "s.yaml:7: not valid YAML"),
    ],
)
def test_a_mistake_is_reported_with_its_line_and_key(old: str, new: str, reported: str) -> None:
    assert old in GOOD
    assert reported in issues(GOOD.replace(old, new, 1))


def test_all_mistakes_are_reported_at_once() -> None:
    text = GOOD.replace("tier: 2", "tier: 9").replace("name:", "nane:")
    assert len(issues(text).splitlines()) == 3


def test_an_id_or_a_feed_that_stands_twice_is_a_mistake() -> None:
    reported = issues(GOOD + GOOD.partition("outlets:")[2])
    assert "the id 'misaal' is already in line 5" in reported
    assert "https://misaal.example/feed/ is already a listing of 'misaal'" in reported


@pytest.mark.parametrize("text", ["", "outlets: []", "- 1", "outlets: [3]", "\t", "outlets: 5", "outlets: &a [*a]"])
def test_files_that_are_nothing_like_it_are_reported_too(text: str) -> None:
    assert "s.yaml" in issues(text)


def test_loopback_is_for_the_demo() -> None:
    text = GOOD.replace("https://misaal.example", "http://127.0.0.1:8000")
    assert parse_sources(text, allow_private=True).outlets[0].homepage == "http://127.0.0.1:8000/"
    assert "private address" in issues(text)


def test_a_missing_file_is_a_mistake() -> None:
    with pytest.raises(SourcesError, match="cannot be read"):
        load_sources(Path("nowhere.yaml"))


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="did you mean 'misaal'"):
        parse_sources(GOOD).by_id("misal")


def test_the_real_file_holds_the_urdu_press_of_the_world() -> None:
    outlets = load_sources(ROOT / "sources.yaml").outlets
    countries = {outlet.country for outlet in outlets}
    assert len(outlets) >= 40
    assert {"PK", "IN", "GB", "DE", "US", "IR", "TR", "RU", "SA", "AE"} <= countries
    zones = {"PK": "Asia/Karachi", "IN": "Asia/Kolkata", "IR": "Asia/Tehran", "TR": "Europe/Istanbul"}
    assert all(outlet.timezone == zones[outlet.country] for outlet in outlets if outlet.country in zones)
