"""When a listing is polled again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.news.listings.poll_schedule import (
    FRESH_LIMIT,
    LONGEST_INTERVAL,
    Poll,
    Weight,
    adapted_interval,
    conditional,
    gap,
    next_poll,
    not_before,
    weight,
)
from flows.news.web.response import FetchFailure, Response

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BASE = timedelta(minutes=15)


def log(*polls: tuple[int | None, str | None, int | None, int | None], every: timedelta = BASE) -> list[Poll]:
    first = NOW - every * len(polls)
    return [Poll(first + every * number, *poll) for number, poll in enumerate(polls)]


QUIET, SAME, BUSY, NEW = (200, None, 20, 1), (304, None, None, None), (200, None, 20, 15), (200, None, 20, 20)


def test_a_listing_never_asked_is_due_now_and_asked_for_whole() -> None:
    assert (next_poll([], BASE, NOW), conditional([], NOW)) == (NOW, False)


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
    assert adapted_interval(spaced, BASE).total_seconds() == pytest.approx((BASE * factor).total_seconds(), rel=0.01)


def test_polls_in_quick_succession_say_nothing() -> None:
    assert adapted_interval(log(*[SAME] * 20, every=timedelta(seconds=20)), BASE) == BASE


def test_nothing_in_common_with_the_last_answer_is_a_gap() -> None:
    assert gap(log(QUIET, NEW))
    assert not gap(log(NEW))
    assert not gap(log(QUIET, (200, None, 3, 3)))
    assert not gap(log(QUIET, NEW, (None, "reset", None, None)))


def test_errors_slow_a_listing_by_their_weight_and_never_end_it() -> None:
    def wait(reason: str, status: int | None, times: int) -> float:
        polls = log(QUIET, *[(status, reason, None, None)] * times)
        return (next_poll(polls, BASE, NOW) - polls[-1].asked_at) / BASE

    assert wait("deadline", None, 1) == pytest.approx(1.25, rel=0.11)
    assert wait("http 404", 404, 2) == pytest.approx(2, rel=0.11)
    assert wait("http 410", 410, 3) == pytest.approx(4, rel=0.11)
    assert wait("no such host", None, 500) <= LONGEST_INTERVAL / BASE * 1.1
    assert next_poll(log(*[(None, "tls", None, None)] * 9, QUIET), BASE, NOW) <= NOW + BASE * 0.2


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
    later = next_poll([Poll(asked, 429, "http 429", not_before=NOW + timedelta(hours=3))], BASE, NOW)
    assert later == NOW + timedelta(hours=3)
    absurd = next_poll([Poll(asked, 503, "http 503", not_before=NOW + timedelta(days=900))], BASE, NOW)
    assert absurd == asked + timedelta(hours=24)


def test_a_server_that_says_304_for_hours_is_asked_for_the_whole() -> None:
    assert conditional(log(QUIET, SAME), NOW)
    assert not conditional(log(QUIET, *[SAME] * 30), NOW)


def test_jitter_spreads_listings_and_is_the_same_each_time() -> None:
    polls = log(QUIET)
    times = {next_poll(polls, BASE, NOW, name) for name in map(str, range(50))}
    assert len(times) == 50
    assert next_poll(polls, BASE, NOW, "a") == next_poll(polls, BASE, NOW, "a")
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
    made = log(*[(status, reason, items, min(new, items)) for status, reason, items, new in polls])
    assert NOW - timedelta(days=2) <= next_poll(made, BASE, NOW) <= NOW + LONGEST_INTERVAL * 1.1
    assert BASE / 3 <= adapted_interval(made, BASE) <= BASE * 4


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
    assert not_before(found) == (None if minutes is None else NOW + timedelta(minutes=minutes))


def test_a_failure_holds_as_long_as_it_says() -> None:
    until = NOW + timedelta(hours=2)
    assert not_before(FetchFailure("https://m.example/feed", "http 429", "", NOW, 429, until)) == until
