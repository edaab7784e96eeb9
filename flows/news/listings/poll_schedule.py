"""When to poll a listing again, decided from the log of its answers. Pure.

The interval follows the share of items that were known already, as in Media Cloud's fetcher. Errors slow polling down,
but never stop it. Hints of the server, such as Retry-After, are obeyed within limits.
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
"""Limits of the interval, in intervals of sources.yaml: news of a call must not wait for hours."""

SHORTEST = timedelta(minutes=3)
LONGEST_INTERVAL = timedelta(hours=24)
FULL_EVERY = timedelta(hours=6)
"""How long 304s are accepted before the full listing is requested: some servers answer 304 although it changed."""

FRESH_LIMIT = timedelta(minutes=30)
"""The longest TTL or Cache-Control that is obeyed; some feeds say a day and change every minute."""

LONGEST_HEADER = 1000
"""Characters of a header that are read."""

ENOUGH_FOR_A_GAP = 5
"""Items of a listing from which a gap can be seen."""
JITTER = 0.1
EARLY = 0.5
"""A poll after less than this share of the interval does not count."""


class Weight(Enum):
    """How much an error slows polling down, in intervals."""

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
    """One poll of a listing; `reason` is None for a good answer, `items` None for a 304.

    `not_before` is when the server permits the next poll; times are aware UTC.
    """

    asked_at: datetime
    status: int | None
    reason: str | None = None
    items: int | None = None
    items_new: int | None = None
    not_before: datetime | None = None


def next_poll(log: Sequence[Poll], base: timedelta, now: datetime, name: str = "") -> datetime:
    """Return when to poll a listing next, from its log (oldest first) and its interval in sources.yaml.

    A listing that was never polled is due `now`. `name` seeds the jitter, so that listings with the same interval are
    not polled together.
    """
    if not log:
        return now
    last, wait = log[-1], min(adapted_interval(log, base) * (1 + _errors(log)), LONGEST_INTERVAL)
    due = last.asked_at + wait * (1 + JITTER * _jitter(name, last.asked_at))
    return max(due, min(last.not_before, last.asked_at + LONGEST_REST)) if last.not_before else due


def adapted_interval(log: Sequence[Poll], base: timedelta) -> timedelta:
    """Return the interval after all polls of a log, between a third of `base` and four times it."""
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
        if quiet >= 2:  # noqa: PLR2004 two in a row
            interval, quiet = interval * LONGER, 0
        elif share < FEW_SEEN:
            interval *= SHORTER
        interval = min(max(interval, base * LEAST, SHORTEST), base * MOST)
    return interval


def _seen(poll: Poll) -> float | None:
    """Return the share of items that were known, 1 for a 304, None for an empty listing."""
    if poll.status == 304 or poll.items is None:  # noqa: PLR2004
        return 1.0
    return 1 - (poll.items_new or 0) / poll.items if poll.items else None


def _errors(log: Sequence[Poll]) -> float:
    """Return the sum of the weights of all errors since the last good answer."""
    total = 0.0
    for poll in reversed(log):
        if poll.reason is None:
            break
        total += weight(poll.reason, poll.status).value
    return total


def weight(reason: str, status: int | None) -> Weight:
    """Return the weight of an error: least if it passes by itself, most if a person has to act."""
    if reason in HARD:
        return Weight.HARD
    if reason in TEMPORARY or status == 429 or (status is not None and status >= 500):  # noqa: PLR2004
        return Weight.TEMPORARY
    return Weight.SOFT


def gap(log: Sequence[Poll]) -> bool:
    """Return whether the last answer shares no item with the one before, so that items in between were missed."""
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
    """Return whether the next request may be conditional: only if there was a full answer in the last hours."""
    full = [poll.asked_at for poll in log if poll.reason is None and poll.status != 304]  # noqa: PLR2004
    return bool(full) and now - full[-1] < FULL_EVERY


def _jitter(name: str, last: datetime) -> float:
    """Return a number between -1 and 1, the same for the same poll."""
    return xxhash.xxh3_64_intdigest(f"{name}\x1f{last.isoformat()}".encode()) / (1 << 63) - 1


def not_before(answer: Response | FetchFailure) -> datetime | None:
    """Return when a server permits the next poll, or None if it does not say.

    Retry-After counts for up to 24 h; RSS ttl, Cache-Control max-age and Expires for up to half an hour.
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
