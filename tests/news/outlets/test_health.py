"""The state of an outlet, and the notices to the operator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from flows.news.outlets.health import (
    ArticleRecord,
    HealthState,
    OutletHealth,
    RequestRecord,
    changes,
    digest,
    expected_gap,
    health,
    notice,
)
from flows.news.outlets.sources import Expect, Outlet

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def outlet(expect: Expect | None = None) -> Outlet:
    site = "https://m.example/"
    return Outlet(id="m", name="M", homepage=site, country="PK", tier=1, feeds=(site,), expect=expect or Expect())


def listings(*reasons: str | None, items: int = 20) -> list[RequestRecord]:
    return [
        RequestRecord(NOW - HOUR * (len(reasons) - n), "feed", reason, None if reason else items)
        for n, reason in enumerate(reasons)
    ]


def articles(count: int = 60, last: timedelta = HOUR, length: int = 1500) -> list[ArticleRecord]:
    return [ArticleRecord(NOW - last - HOUR * (count - n - 1), length, 2, 20) for n in range(count)]


def state(asked: list[RequestRecord], read: list[ArticleRecord], expect: Expect | None = None) -> str:
    return health(outlet(expect), asked, read, NOW).state


def test_an_outlet_that_brings_news_is_ok() -> None:
    found = health(outlet(), listings(None, None), articles(), NOW)
    assert (found.state, found.advice) == ("ok", "")
    assert found.last_success == NOW - HOUR
    assert found.newest == NOW - HOUR


@pytest.mark.parametrize("reason", ["robots", "http 403", "http 429", "challenge"])
def test_an_outlet_that_does_not_want_us_is_blocked(reason: str) -> None:
    assert state(listings(None, reason, reason), articles()) == "blocked"
    pages = [RequestRecord(NOW, "page", reason)] * 3
    assert state([*listings(None, None), *pages], articles()) == "blocked"


def test_errors_degrade_and_one_does_not() -> None:
    assert state(listings(*[None] * 5, "deadline"), articles()) == "ok"
    found = health(outlet(), listings(None, *["deadline"] * 4), articles(), NOW)
    assert found.state == "degraded"
    assert "4 of the last 5 listings failed, the last with 'deadline'" in found.advice


def test_too_few_items_degrade() -> None:
    assert state(listings(None, items=2), articles(), Expect(items=5)) == "degraded"
    assert state(listings(None, items=0), articles()) == "degraded"


def test_a_permanent_redirect_says_where_to() -> None:
    found = health(outlet(), [RequestRecord(NOW, "feed", None, 9, "https://n.example/feed")], articles(), NOW)
    assert found.state == "moved"
    assert "https://n.example/feed" in found.advice


def test_silence_is_measured_by_the_outlets_own_rhythm() -> None:
    assert expected_gap(articles(), Expect()) == timedelta(hours=6)
    assert state(listings(None), articles(last=timedelta(hours=5))) == "ok"
    assert state(listings(None), articles(last=timedelta(hours=7))) == "silent"
    weekly = [ArticleRecord(NOW - timedelta(days=7) * n, 900) for n in range(30, 0, -1)]
    assert state(listings(None), weekly, Expect(silence=timedelta(days=9))) == "ok"


def test_few_articles_teach_nothing_and_the_expectation_holds() -> None:
    few = articles(count=3, last=timedelta(days=1))
    assert state(listings(None), few) == "ok"
    assert state(listings(None), few, Expect(silence=timedelta(hours=5))) == "silent"


def test_an_outlet_that_never_brought_an_article_is_silent_in_the_end() -> None:
    assert state(listings(*[None] * 60), []) == "silent"
    assert state(listings(None), []) == "ok"


def test_extraction_that_lost_its_way_degrades() -> None:
    shrunk = [*articles(40, last=HOUR * 11), *articles(10, length=200)]
    assert state(listings(None), shrunk) == "degraded"
    assert state(listings(None), articles(10, length=300), Expect(length=1200)) == "degraded"
    assert state(listings(None), articles(10), Expect(removed=0.05)) == "degraded"
    assert state(listings(None), articles(10), Expect(removed=0.2)) == "ok"


def made(outlet: str, state: str) -> OutletHealth:
    return OutletHealth(outlet, HealthState(state), "advice" if state != "ok" else "", None, None, HOUR)


def test_one_notice_for_each_change_of_state() -> None:
    now = [made("a", "ok"), made("b", "blocked"), made("c", "ok"), made("d", "silent"), made("e", "ok")]
    reported = changes({"a": "ok", "b": "blocked", "c": "silent", "d": "degraded"}, now)
    assert [(one.outlet, was) for one, was in reported] == [("c", "silent"), ("d", "degraded")]
    assert notice(*reported[1]) == "d: silent (was degraded). advice"
    assert [one.outlet for one, _ in changes({}, now)] == ["b", "d"]


def test_the_digest_says_sums_and_what_needs_a_hand() -> None:
    text = digest([made("a", "ok"), made("b", "blocked")], {"a": 12, "b": 0})
    assert text.splitlines() == ["12 articles from 1 of 2 outlets; 1 ok, 1 blocked", "b: blocked. advice"]
