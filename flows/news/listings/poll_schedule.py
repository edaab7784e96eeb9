"""When to ask a listing again, decided from the log of what it answered; pure.

The interval follows the share of items that were known already (as Media Cloud's fetcher does it), errors slow a
listing down and never end it, and what the server says about its own rhythm holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum

import xxhash

from flows.news.web.response import FetchFailure, Response
from flows.news.web.retry_after import LONGEST_REST

MANY_SEEN, FEW_SEEN = 0.67, 0.33
LONGER, SHORTER = 1.5, 0.5
MOST, LEAST = 4.0, 1 / 3
"""Bounds of the interval, in intervals of sources.yaml: news of a leader's call must not wait for hours."""

SHORTEST = timedelta(minutes=3)
LONGEST_INTERVAL = timedelta(hours=24)
FULL_EVERY = timedelta(hours=6)
"""How long 304s are believed before the whole listing is asked for: some servers say 304 though it changed."""

FRESH_LIMIT = timedelta(minutes=30)
"""The most that a TTL or a Cache-Control holds us back; some say a day on a feed that changes by the minute."""

LONGEST_HEADER = 1000
"""Characters of a header that are read."""

ENOUGH_FOR_A_GAP = 5
JITTER = 0.1
EARLY = 0.5
"""A poll that came sooner than this share of the interval says nothing about the rhythm."""


class Weight(Enum):
    """How much an error slows a listing down, in intervals."""

    TEMPORARY = 0.25
    SOFT = 0.5
    HARD = 1.0


TEMPORARY = {
    "deadline",
    "reset",
    "truncated",
    "connect",
    "resting",
    "busy",
    "timeout",
    "memory",
    "died",
    "robots unreachable",
}
HARD = {
    "robots",
    "tdm reserved",
    "challenge",
    "parked",
    "no such host",
    "tls",
    "private address",
    "bad url",
    "port",
    "http 401",
    "http 403",
    "http 410",
}


@dataclass(frozen=True, slots=True)
class Poll:
    """One line of the log of a listing; `reason` is None for a good answer, `items` None for 304.

    `hold` is the moment before which the server does not want to be asked; times are aware UTC.
    """

    asked_at: datetime
    status: int | None
    reason: str | None = None
    items: int | None = None
    items_new: int | None = None
    hold: datetime | None = None


@dataclass(frozen=True, slots=True)
class PollPlan:
    """What to do next: when, at which interval, conditionally or not, whether to fill a gap, and why."""

    at: datetime
    interval: timedelta
    conditional: bool
    fill_gap: bool
    why: str


def plan(log: Sequence[Poll], base: timedelta, now: datetime, name: str = "") -> PollPlan:
    """Return the next poll of a listing from its log (oldest first) and its interval in sources.yaml.

    `name` seeds the jitter, so that listings of one interval do not fall together; a listing never asked is due now.
    """
    if not log:
        return PollPlan(now, base, conditional=False, fill_gap=False, why="never asked")
    interval = rhythm(log, base)
    errors = _errors(log)
    wait = min(interval * (1 + errors), LONGEST_INTERVAL)
    minutes = interval.total_seconds() / 60
    why = f"errors weigh {errors:g} intervals of {minutes:.0f} min" if errors else f"every {minutes:.0f} min"
    last = log[-1]
    due = last.asked_at + wait * (1 + JITTER * _jitter(name, last.asked_at))
    hold = last.hold and min(last.hold, last.asked_at + LONGEST_REST)
    if hold and hold > due:
        due, why = hold, "the server asked for it"
    return PollPlan(due, interval, conditional(log, now), gap(log), why)


def rhythm(log: Sequence[Poll], base: timedelta) -> timedelta:
    """Return the interval that the share of known items has led to, between a third of `base` and four times it."""
    interval, quiet = base, 0
    before: datetime | None = None
    for poll in log:
        if poll.reason is not None:
            continue
        early = before is not None and poll.asked_at - before < interval * EARLY
        before = poll.asked_at
        share = _seen(poll)
        if early or share is None:
            continue
        quiet = quiet + 1 if share >= MANY_SEEN else 0
        if quiet >= 2:  # noqa: PLR2004 two in a row, not one quiet hour
            interval, quiet = interval * LONGER, 0
        elif share < FEW_SEEN:
            interval *= SHORTER
        interval = min(max(interval, base * LEAST, SHORTEST), base * MOST)
    return interval


def _seen(poll: Poll) -> float | None:
    """Return the share of a listing's items that were known, 1 for 304, None for an empty listing."""
    if poll.status == 304 or poll.items is None:  # noqa: PLR2004
        return 1.0
    return 1 - (poll.items_new or 0) / poll.items if poll.items else None


def _errors(log: Sequence[Poll]) -> float:
    """Return the weight of the errors since the last good answer."""
    total = 0.0
    for poll in reversed(log):
        if poll.reason is None:
            break
        total += weight(poll.reason, poll.status).value
    return total


def weight(reason: str, status: int | None) -> Weight:
    """Return how much an error counts: what passes by itself least, what a person must mend most."""
    if reason in HARD:
        return Weight.HARD
    if reason in TEMPORARY or status == 429 or (status is not None and status >= 500):  # noqa: PLR2004
        return Weight.TEMPORARY
    return Weight.SOFT


def gap(log: Sequence[Poll]) -> bool:
    """Say whether the last answer shares no item with the one before: something was missed in between."""
    good = [poll for poll in log if poll.reason is None]
    last = good[-1] if good else None
    return bool(
        last is log[-1]
        and len(good) > 1
        and last.items
        and last.items >= ENOUGH_FOR_A_GAP
        and last.items_new == last.items
    )


def conditional(log: Sequence[Poll], now: datetime) -> bool:
    """Say whether to ask "has it changed": not where no whole answer came for hours."""
    full = [poll.asked_at for poll in log if poll.reason is None and poll.status != 304]  # noqa: PLR2004
    return bool(full) and now - full[-1] < FULL_EVERY


def _jitter(name: str, last: datetime) -> float:
    """Return a number between -1 and 1, the same for the same poll."""
    return xxhash.xxh3_64_intdigest(f"{name}\x1f{last.isoformat()}".encode()) / (1 << 63) - 1


def hold(answer: Response | FetchFailure) -> datetime | None:
    """Return the moment before which a server does not want its listing asked for again, or None where it does not say.

    Retry-After holds for up to 24 h; RSS ttl, Cache-Control max-age and Expires for up to half an hour.
    """
    if isinstance(answer, FetchFailure):
        return answer.retry_after
    fresh = max((span for span in (_max_age(answer), _expires(answer), _ttl(answer)) if span), default=timedelta(0))
    return answer.fetched_at + min(fresh, FRESH_LIMIT) if fresh > timedelta(0) else None


def _max_age(answer: Response) -> timedelta | None:
    said = (answer.header("cache-control") or "")[:LONGEST_HEADER]
    match = re.search(r"max-age\s*=\s*\"?(\d{1,9})", said, re.IGNORECASE)
    return (
        timedelta(seconds=int(match[1])) if match and not re.search("no-cache|no-store", said, re.IGNORECASE) else None
    )


def _expires(answer: Response) -> timedelta | None:
    if "max-age" in (answer.header("cache-control") or "")[:LONGEST_HEADER].lower():
        return None  # RFC 9111, 5.3: max-age outranks Expires
    try:
        until = parsedate_to_datetime((answer.header("expires") or "")[:LONGEST_HEADER])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (until if until.tzinfo else until.replace(tzinfo=UTC)) - answer.fetched_at


def _ttl(answer: Response) -> timedelta | None:
    match = re.search(rb"<ttl>\s*(\d{1,6})\s*</ttl>", answer.body[:8192])
    return timedelta(minutes=int(match[1])) if match else None
