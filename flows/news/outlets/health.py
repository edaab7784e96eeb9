"""The state of an outlet, judged from its latest requests and articles. Pure.

An outlet without contacts is normal, one without articles is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from flows.news.outlets.sources import Expect, Outlet
from flows.news.web.response import RequestKind


class HealthState(StrEnum):
    """The state of an outlet; the first that fits, from MOVED down."""

    MOVED = "moved"
    """Its listing answers with a permanent redirect."""
    BLOCKED = "blocked"
    """It does not want to be read."""
    DEGRADED = "degraded"
    """Requests fail, listings have too few items, or extraction no longer fits its pages."""
    SILENT = "silent"
    """It answers, and has published nothing new for longer than usual."""
    OK = "ok"


BLOCKS = frozenset(
    {"robots", "tdm reserved", "challenge", "login wall", "consent wall", "pay wall"}
    | {"http 401", "http 403", "http 429", "http 451"}
)
"""Reasons which mean that an outlet does not want to be read."""

RECENT = 10
"""The latest requests and articles that are looked at."""

ENOUGH = 20
"""Articles that are needed to know the usual gap or length."""

SILENT_AFTER = 3.0
"""Usual gaps after which an outlet counts as silent."""

LEAST_SILENCE = timedelta(hours=6)
DRIFT = 0.5
"""Share of the usual length below which extraction no longer fits the pages."""


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request to an outlet: when, its kind, how it ended, and the items of a listing."""

    at: datetime
    kind: str
    reason: str | None = None
    items: int | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """One article of an outlet: when first seen, its length in characters, its lines, and how many cleaning removed."""

    at: datetime
    length: int
    removed: int = 0
    lines: int = 0


@dataclass(frozen=True, slots=True)
class OutletHealth:
    """The state of an outlet at one moment, and what to do about it; `gap` is the longest silence that is normal."""

    outlet: str
    state: HealthState
    advice: str
    last_success: datetime | None
    newest: datetime | None
    gap: timedelta

    @classmethod
    def of(cls, outlet: str, state: str, advice: str) -> OutletHealth:
        """Return the health of an outlet from what is stored of it. Raises ValueError for an unknown state."""
        return cls(outlet, HealthState(state), advice, None, None, timedelta(0))


def health(
    outlet: Outlet,
    requests: Sequence[RequestRecord],
    articles: Sequence[ArticleRecord],
    now: datetime,
    *,
    first_asked: datetime | None = None,
) -> OutletHealth:
    """Return the health of an outlet from its latest requests and articles, each oldest first.

    `first_asked` is the time of the first request ever; None means that it is the first of `requests`.
    """
    good = [one.at for one in requests if one.reason is None and one.kind != RequestKind.PAGE]
    newest = articles[-1].at if articles else None
    gap = expected_gap(articles, outlet.expect)
    begun = first_asked or (requests[0].at if requests else now)
    state, advice = _state(requests, articles, outlet.expect, now - (newest or begun), gap)
    return OutletHealth(outlet.id, state, advice, good[-1] if good else None, newest, gap)


def expected_gap(articles: Sequence[ArticleRecord], expect: Expect) -> timedelta:
    """Return the longest silence that is normal: three times the 95th percentile of past gaps, or what is expected."""
    gaps = sorted(later.at - earlier.at for earlier, later in pairwise(articles) if later.at > earlier.at)
    if len(gaps) < ENOUGH:
        return expect.silence
    usual = gaps[int(0.95 * (len(gaps) - 1))]
    return min(max(usual * SILENT_AFTER, LEAST_SILENCE), expect.silence * SILENT_AFTER)


def _state(
    requests: Sequence[RequestRecord],
    articles: Sequence[ArticleRecord],
    expect: Expect,
    quiet: timedelta,
    gap: timedelta,
) -> tuple[HealthState, str]:
    listings = [one for one in requests if one.kind != RequestKind.PAGE][-RECENT:]
    pages = [one for one in requests if one.kind == RequestKind.PAGE][-RECENT:]
    if not listings:
        return HealthState.SILENT, "never asked; run an ingest"
    if listings[-1].reason is None and listings[-1].moved_to:
        return HealthState.MOVED, f"its listing has moved for good: write {listings[-1].moved_to} into sources.yaml"
    for some in (listings[-3:], pages):
        walls = [one.reason for one in some if one.reason in BLOCKS]
        if some and len(walls) * 2 > len(some):
            return HealthState.BLOCKED, _blocked_advice(walls[-1] or "")
    broken = _broken(listings, pages) or _drift(articles, expect) or _thin(listings, expect)
    if broken:
        return HealthState.DEGRADED, broken
    if quiet > gap:
        return (
            HealthState.SILENT,
            f"it answers, but has published nothing for {_words(quiet)}; up to {_words(gap)} is normal",
        )
    return HealthState.OK, ""


def _blocked_advice(reason: str) -> str:
    ways = {
        "robots": "its robots.txt does not permit it: ask the outlet, or remove it",
        "tdm reserved": "it reserves text and data mining: ask the outlet, or remove it",
        "http 429": "it wants to be asked less often: raise `interval` and `delay`",
    }
    return ways.get(reason, f"it blocks us ({reason}): write to the outlet; nothing is bypassed")


def _broken(listings: Sequence[RequestRecord], pages: Sequence[RequestRecord]) -> str:
    for name, some in (("listings", listings), ("pages", pages)):
        wrong = [one.reason for one in some if one.reason]
        if len(wrong) * 2 > len(some):
            failed = f"{len(wrong)} of the last {len(some)} {name} failed, the last with {wrong[-1]!r}"
            only = f"the last of its {name} failed with {wrong[-1]!r}"
            return f"{only if len(some) == 1 else failed}: look at it with `rabita sources check`"
    return ""


def _thin(listings: Sequence[RequestRecord], expect: Expect) -> str:
    counts = [one.items for one in listings if one.reason is None and one.items is not None]
    if counts and counts[-1] < expect.items:
        held = f"its listing has {counts[-1]} items instead of {expect.items}"
        return f"{held}: the feed or the pattern has changed"
    return ""


def _drift(articles: Sequence[ArticleRecord], expect: Expect) -> str:
    """Compare the latest articles with the expected values, or with earlier articles if none are given."""
    last, before = articles[-RECENT:], articles[:-RECENT]
    if len(last) < RECENT:
        return ""
    usual = expect.length or (median(one.length for one in before) if len(before) >= ENOUGH else None)
    length = median(one.length for one in last)
    if usual and length < DRIFT * usual:
        return (
            f"its articles shrank from {usual:.0f} to {length:.0f} characters: the layout has changed, correct `body`"
        )
    lines = sum(one.lines for one in last)
    share = sum(one.removed for one in last) / lines if lines else 0.0
    if expect.removed is not None and share > expect.removed:
        return f"cleaning removes {share:.0%} of its lines instead of {expect.removed:.0%}: check `remove`"
    return ""


def _words(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} hours"  # noqa: PLR2004


def changes(before: Mapping[str, str], now: Sequence[OutletHealth]) -> list[tuple[OutletHealth, str | None]]:
    """Return the outlets whose state differs from the one last reported, each with that state.

    An outlet that was never reported counts as ok before.
    """
    return [(one, before.get(one.outlet)) for one in now if one.state != before.get(one.outlet, HealthState.OK)]


def notice(health: OutletHealth, before: str | None) -> str:
    """Return the notice to the operator about a changed state."""
    was = f" (was {before})" if before else ""
    return f"{health.outlet}: {health.state}{was}. {health.advice}".strip()


def digest(outlets: Sequence[OutletHealth], articles: Mapping[str, int]) -> str:
    """Return the daily message to the operator: sums, then outlets that need attention; `articles` is by outlet."""
    states = Counter(one.state for one in outlets)
    summary = ", ".join(f"{count} {state}" for state, count in states.most_common())
    publishing = sum(map(bool, articles.values()))
    head = f"{sum(articles.values())} articles from {publishing} of {len(outlets)} outlets; {summary}"
    return "\n".join([head, *(notice(one, None) for one in outlets if one.state is not HealthState.OK)])
