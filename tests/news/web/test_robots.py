"""What robots.txt permits, and how long it is cached."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.news.web.retry_after import retry_after
from flows.news.web.robots import Robots, RobotsCache

SUITE = Path(__file__).parents[4] / "shared/suites/robotstxt/cases.json"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://misaal.example/news/1"


def robots(text: str, status: int | None = 200) -> Robots:
    return Robots(NOW, status, text)


def test_our_own_name_counts_before_the_star() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: rabita\nDisallow: /private\nCrawl-delay: 7\n"
    assert robots(text).allows(URL)
    assert not robots(text).allows("https://misaal.example/private/x")
    assert robots(text).delay() == 7


@pytest.mark.parametrize(
    ("status", "open_"),
    [(200, True), (404, True), (403, True), (500, False), (503, False), (429, False), (None, False)],
)
def test_4xx_means_no_rules_and_5xx_or_silence_means_no(status: int | None, open_: bool) -> None:
    assert robots("", status).allows(URL) is open_


def test_urdu_paths_are_matched_escaped_and_raw() -> None:
    text = "User-agent: *\nDisallow: /ذاتی\n"
    assert not robots(text).allows("https://misaal.example/%D8%B0%D8%A7%D8%AA%DB%8C/1")


def test_sitemaps_are_named() -> None:
    assert robots("Sitemap: https://misaal.example/s.xml\n").sitemaps() == ["https://misaal.example/s.xml"]


def test_an_answer_holds_a_day_and_silence_ten_minutes(tmp_path: Path) -> None:
    path = tmp_path / "state" / "robots.json"
    book = RobotsCache(path)
    book.put("https://a.example", robots("User-agent: *\nDisallow: /\n"))
    book.put("https://b.example", robots("", 503))
    book.save(NOW)
    again = RobotsCache(path)
    assert again.get("https://a.example", NOW + timedelta(hours=23)) == robots("User-agent: *\nDisallow: /\n")
    assert again.get("https://a.example", NOW + timedelta(hours=25)) is None
    assert again.get("https://b.example", NOW + timedelta(minutes=9)) is not None
    assert again.get("https://b.example", NOW + timedelta(minutes=11)) is None


@pytest.mark.parametrize("rubbish", ["", "[]", "{", '{"https://a.example": {"text": 1}}', '{"a": 5}'])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, rubbish: str) -> None:
    path = tmp_path / "robots.json"
    path.write_text(rubbish, "utf-8")
    assert RobotsCache(path).get("https://a.example", NOW) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", None),
        ("86401", 86400),
        ("9" * 40, 86400),
        ("Tue, 24 Nov 2026 12:05:00 GMT", 300),
        ("Tue, 24 Nov 2026 11:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400),
        ("-5", None),
        ("soon", None),
        ("٣", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_and_bounded(value: str | None, seconds: int | None) -> None:
    assert retry_after(value, NOW) == (None if seconds is None else NOW + timedelta(seconds=seconds))


@pytest.mark.skipif(not SUITE.exists(), reason="Google's robots.txt suite lies in ../shared, which is absent")
def test_googles_suite() -> None:
    """138 of 142. The rest want escaped and raw paths to differ (3), and an agent with a space in its name (1)."""
    cases = json.loads(SUITE.read_text("utf-8"))
    missed = [case for case in cases if robots(case["robots"]).allows(case["url"], case["ua"]) is not case["allowed"]]
    print(f"robots suite: {len(cases) - len(missed)} of {len(cases)}")  # noqa: T201
    assert len(cases) - len(missed) >= 138


LONG = 500 * 1024
RULES = "".join(f"Disallow: /{number}\n" for number in range(14_000))
COSTLY = {
    "newlines": "\n" * LONG,
    "carriage returns": "\r" * LONG,
    "spaces": " " * LONG,
    "agents": "".join(f"User-agent: a{number}\n" for number in range(14_000)) + RULES,
    "agents without colons": "".join(f"User-agent a{number}\n" for number in range(14_000)) + RULES,
    "agents with stars": "".join(f"User-agent: r{'*' * (number % 300)}{number}a\n" for number in range(3_000)) + RULES,
    "our own name": "User-agent: rabita\n" * 12_000 + RULES,
    "stars": "User-agent: *\nDisallow: /" + "*a" * 240_000 + "b",
    "many stars": "User-agent: *\n" + "".join(f"Disallow: /*a*a*a*a*b{number}\n" for number in range(19_000)),
    "percent signs": "User-agent: *\nDisallow: /" + "%" * (LONG - 30),
    "dollars": "User-agent: *\n" + "Disallow: /$$$$$\n" * 28_000,
    "one word": "a" * LONG,
    "colons": ":" * LONG,
}


@pytest.mark.parametrize("kind", COSTLY)
def test_no_robots_txt_takes_longer_than_its_length_asks_for(kind: str) -> None:
    rules = robots(COSTLY[kind])
    assert rules.allows("https://misaal.example/" + "a" * 4_000)
    assert rules.delay() == 0
    assert rules.sitemaps() == []


def test_only_a_hundred_sitemaps_are_looked_at() -> None:
    assert len(robots("Sitemap: https://misaal.example/s.xml\n" * 5_000).sitemaps()) == 100


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: other\nUser-agent: rabita\nDisallow: /news", False),
        ("User-agent: rabita\nUser-agent: other\nDisallow: /news", False),
        ("User-agent: rabita\nDisallow: /x\nUser-agent: other\nDisallow: /news", True),
        ("User-agent: rabita\nNoindex: /y\nDisallow: /news", False),
        ("user agent rabita\ndisallow /news", False),
        ("User-agent: Rab*\nDisallow: /news", False),
        ("User-agent: rabita/2.0\nDisallow: /news", True),
        ("User-agent: rabita # ours\nDisallow: /news # all of it", False),
        ("User-agent: *\nDisallow:\nUser-agent: rabita\nDisallow: /news", False),
        ("\ufeffUser-agent: *\r\nDisallow: /news\r\n", False),
    ],
)
def test_the_rules_of_a_group_are_those_of_its_agents(text: str, allowed: bool) -> None:
    assert robots(text).allows(URL) is allowed
