"""When a listing is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.news.listings.poll_schedule import FRESH_LIMIT, LONGEST_INTERVAL, Poll, Weight, hold, plan, rhythm, weight
from flows.news.web.response import FetchFailure, Response

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BASE = timedelta(minutes=15)


def log(*polls: tuple[int | None, str | None, int | None, int | None], every: timedelta = BASE) -> list[Poll]:
    first = NOW - every * len(polls)
    return [Poll(first + every * number, *poll) for number, poll in enumerate(polls)]


QUIET, SAME, BUSY, NEW = (200, None, 20, 1), (304, None, None, None), (200, None, 20, 15), (200, None, 20, 20)


def test_a_listing_never_asked_is_due_now_and_asked_for_whole() -> None:
    first = plan([], BASE, NOW)
    assert (first.at, first.conditional) == (NOW, False)


@pytest.mark.parametrize(
    ("polls", "factor"),
    [
        ([QUIET], 1),
        ([QUIET, QUIET], 1.5),
        ([SAME, SAME], 1.5),
        ([QUIET, BUSY, QUIET], 0.5),
        ([BUSY], 0.5),
        ([BUSY] * 9, 1 / 3),
        ([QUIET] * 40, 4),
        ([(200, None, 20, 10)] * 5, 1),
        ([(200, None, 0, 0)] * 5, 1),
        ([(None, "deadline", None, None)] * 5, 1),
    ],
)
def test_the_interval_follows_the_share_of_known_items(
    polls: list[tuple[int | None, str | None, int | None, int | None]], factor: float
) -> None:
    spaced = log(*polls, every=BASE * 4)
    assert rhythm(spaced, BASE).total_seconds() == pytest.approx((BASE * factor).total_seconds(), rel=0.01)


def test_polls_in_quick_succession_say_nothing() -> None:
    assert rhythm(log(*[SAME] * 20, every=timedelta(seconds=20)), BASE) == BASE


def test_nothing_in_common_with_the_last_answer_is_a_gap() -> None:
    assert plan(log(QUIET, NEW), BASE, NOW).fill_gap
    assert not plan(log(NEW), BASE, NOW).fill_gap
    assert not plan(log(QUIET, (200, None, 3, 3)), BASE, NOW).fill_gap
    assert not plan(log(QUIET, NEW, (None, "reset", None, None)), BASE, NOW).fill_gap


def test_errors_slow_a_listing_by_their_weight_and_never_end_it() -> None:
    def wait(reason: str, status: int | None, times: int) -> float:
        polls = log(QUIET, *[(status, reason, None, None)] * times)
        return (plan(polls, BASE, NOW).at - polls[-1].asked_at) / BASE

    assert wait("deadline", None, 1) == pytest.approx(1.25, rel=0.11)
    assert wait("http 404", 404, 2) == pytest.approx(2, rel=0.11)
    assert wait("http 410", 410, 3) == pytest.approx(4, rel=0.11)
    assert wait("no such host", None, 500) <= LONGEST_INTERVAL / BASE * 1.1
    assert plan(log(*[(None, "tls", None, None)] * 9, QUIET), BASE, NOW).at <= NOW + BASE * 0.2


@pytest.mark.parametrize(
    ("reason", "status", "expected"),
    [
        ("http 503", 503, Weight.TEMPORARY),
        ("http 429", 429, Weight.TEMPORARY),
        ("http 404", 404, Weight.SOFT),
        ("not a feed", 200, Weight.SOFT),
        ("robots", None, Weight.HARD),
    ],
)
def test_weights(reason: str, status: int | None, expected: Weight) -> None:
    assert weight(reason, status) == expected


def test_what_the_server_asks_for_holds() -> None:
    asked = NOW - timedelta(minutes=1)
    later = plan([Poll(asked, 429, "http 429", hold=NOW + timedelta(hours=3))], BASE, NOW)
    assert later.at == NOW + timedelta(hours=3)
    absurd = plan([Poll(asked, 503, "http 503", hold=NOW + timedelta(days=900))], BASE, NOW)
    assert absurd.at == asked + timedelta(hours=24)


def test_a_server_that_says_304_for_hours_is_asked_for_the_whole() -> None:
    assert plan(log(QUIET, SAME), BASE, NOW).conditional
    assert not plan(log(QUIET, *[SAME] * 30), BASE, NOW).conditional


def test_jitter_spreads_listings_and_is_the_same_each_time() -> None:
    polls = log(QUIET)
    times = {plan(polls, BASE, NOW, name).at for name in map(str, range(50))}
    assert len(times) == 50
    assert plan(polls, BASE, NOW, "a").at == plan(polls, BASE, NOW, "a").at
    assert all(abs(when - polls[0].asked_at - BASE) <= BASE * 0.1 for when in times)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([200, 304, None, 500]),
            st.sampled_from([None, "reset", "robots"]),
            st.integers(0, 50),
            st.integers(0, 50),
        )
    ),
)
def test_a_plan_is_always_within_bounds(polls: list[tuple[int | None, str | None, int, int]]) -> None:
    made = plan(log(*[(status, reason, items, min(new, items)) for status, reason, items, new in polls]), BASE, NOW)
    assert NOW - timedelta(days=2) <= made.at <= NOW + LONGEST_INTERVAL * 1.1
    assert BASE / 3 <= made.interval <= BASE * 4


def answer(*headers: tuple[str, str], body: bytes = b"") -> Response:
    return Response("https://m.example/feed", "https://m.example/feed", 200, headers, body, NOW)


@pytest.mark.parametrize(
    ("found", "minutes"),
    [
        (answer(), None),
        (answer(("Cache-Control", "public, max-age=600")), 10),
        (answer(("Cache-Control", "max-age=86400")), 30),
        (answer(("Cache-Control", "no-cache, max-age=600")), None),
        (answer(("Expires", "Tue, 24 Nov 2026 12:05:00 GMT")), 5),
        (answer(("Expires", "0")), None),
        (answer(("Expires", "Tue, 24 Nov 2026 12:05:00 GMT"), ("Cache-Control", "max-age=0")), None),
        (answer(body=b"<rss><channel><ttl>15</ttl>"), 15),
        (answer(body=b"<rss><channel><ttl>1440</ttl>"), 30),
    ],
)
def test_how_long_an_answer_is_fresh(found: Response, minutes: int | None) -> None:
    assert timedelta(minutes=30) == FRESH_LIMIT
    assert hold(found) == (None if minutes is None else NOW + timedelta(minutes=minutes))


def test_a_failure_holds_as_long_as_it_says() -> None:
    until = NOW + timedelta(hours=2)
    assert hold(FetchFailure("https://m.example/feed", "http 429", "", NOW, 429, until)) == until
