"""How an outlet is doing, from what it answered and what was read of it; pure.

Zero contacts is normal, zero articles is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Literal, cast, get_args

from flows.news.outlets.sources import Expect

State = Literal["ok", "degraded", "blocked", "silent", "moved"]

BLOCKS = frozenset(
    {"robots", "tdm reserved", "challenge", "login wall", "consent wall", "pay wall"}
    | {"http 401", "http 403", "http 429", "http 451"}
)
"""Reasons that say: we are not wanted."""

RECENT = 10
"""Requests that are looked at for errors and walls."""

ENOUGH = 20
"""Articles from which a rhythm or a usual length can be learnt."""

FAILING_AFTER = 3.0
"""Expected gaps that may pass before an outlet counts as silent."""

LEAST_SILENCE = timedelta(hours=6)
DRIFT = 0.5
"""An article length under this share of the usual one says that extraction has lost its way."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to an outlet: when, what for (feed, sitemap, section or page), how it ended, items in a listing."""

    at: datetime
    kind: str
    reason: str | None = None
    items: int | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """One article of an outlet: when first seen, its length in characters, its lines and how many were taken out."""

    at: datetime
    length: int
    removed: int = 0
    lines: int = 0


@dataclass(frozen=True, slots=True)
class OutletHealth:
    """How one outlet does at one moment, and what to do about it; `gap` is the longest silence its rhythm explains."""

    outlet: str
    state: State
    advice: str
    last_success: datetime | None
    newest: datetime | None
    gap: timedelta

    @classmethod
    def of(cls, outlet: str, state: str, advice: str) -> OutletHealth:
        """Return what is left of a health once it was stored: its state and what to do."""
        if state not in get_args(State):
            raise ValueError(f"no state of an outlet: {state!r}")
        return cls(outlet, cast("State", state), advice, None, None, timedelta(0))


def health(  # noqa: PLR0913 the whole of what is known of one outlet
    outlet: str,
    asked: Sequence[Asked],
    read: Sequence[Read],
    expect: Expect,
    now: datetime,
    *,
    first_asked: datetime | None = None,
) -> OutletHealth:
    """Return the health of an outlet from its latest requests and articles, each oldest first.

    `first_asked` is when it was asked for the first time ever; None means that `asked` goes back to then.
    States: moved (a permanent redirect), blocked (we are not wanted), degraded (errors, too few items, extraction has
    drifted), silent (answers and brings nothing new for longer than its rhythm explains), ok. The first that fits.
    """
    good = [one.at for one in asked if one.reason is None and one.kind != "page"]
    newest = read[-1].at if read else None
    gap = expected_gap(read, expect)
    begun = first_asked or (asked[0].at if asked else now)
    state, advice = _state(asked, read, expect, now - (newest or begun), gap)
    return OutletHealth(outlet, state, advice, good[-1] if good else None, newest, gap)


def expected_gap(read: Sequence[Read], expect: Expect) -> timedelta:
    """Return the longest silence that is normal: thrice all but the longest 5 % of past gaps, or what is expected."""
    gaps = sorted(later.at - earlier.at for earlier, later in pairwise(read) if later.at > earlier.at)
    if len(gaps) < ENOUGH:
        return expect.silence
    usual = gaps[int(0.95 * (len(gaps) - 1))]
    return min(max(usual * FAILING_AFTER, LEAST_SILENCE), expect.silence * FAILING_AFTER)


def _state(
    asked: Sequence[Asked], read: Sequence[Read], expect: Expect, quiet: timedelta, gap: timedelta
) -> tuple[State, str]:
    listings = [one for one in asked if one.kind != "page"][-RECENT:]
    pages = [one for one in asked if one.kind == "page"][-RECENT:]
    if not listings:
        return "silent", "never asked; run an ingest"
    if listings[-1].reason is None and listings[-1].moved_to:
        return "moved", f"its listing has moved for good: write {listings[-1].moved_to} into sources.yaml"
    for some in (listings[-3:], pages):
        walls = [one.reason for one in some if one.reason in BLOCKS]
        if some and len(walls) * 2 > len(some):
            return "blocked", _unwanted(walls[-1] or "")
    broken = _broken(listings, pages) or _drift(read, expect) or _thin(listings, expect)
    if broken:
        return "degraded", broken
    if quiet > gap:
        return "silent", f"it answers, and nothing new came for {_words(quiet)}; its rhythm explains {_words(gap)}"
    return "ok", ""


def _unwanted(reason: str) -> str:
    ways = {
        "robots": "its robots.txt does not permit it: ask the outlet, or take it out",
        "tdm reserved": "it reserves text and data mining: ask the outlet, or take it out",
        "http 429": "it wants to be asked less often: raise `interval` and `delay`",
    }
    return ways.get(reason, f"it shuts us out ({reason}): write to the outlet; nothing is bypassed")


def _broken(listings: Sequence[Asked], pages: Sequence[Asked]) -> str:
    for name, some in (("listings", listings), ("pages", pages)):
        wrong = [one.reason for one in some if one.reason]
        if len(wrong) * 2 > len(some):
            failed = f"{len(wrong)} of the last {len(some)} {name} failed, the last with {wrong[-1]!r}"
            only = f"the last of its {name} failed with {wrong[-1]!r}"
            return f"{only if len(some) == 1 else failed}: look at it with `rabita sources check`"
    return ""


def _thin(listings: Sequence[Asked], expect: Expect) -> str:
    counts = [one.items for one in listings if one.reason is None and one.items is not None]
    if counts and counts[-1] < expect.items:
        held = f"its listing holds {counts[-1]} items where {expect.items} are expected"
        return f"{held}: the feed or the pattern has changed"
    return ""


def _drift(read: Sequence[Read], expect: Expect) -> str:
    """Compare the last articles with what is expected, or with those before where nothing is."""
    last, before = read[-RECENT:], read[:-RECENT]
    if len(last) < RECENT:
        return ""
    usual = expect.length or (median(one.length for one in before) if len(before) >= ENOUGH else None)
    length = median(one.length for one in last)
    if usual and length < DRIFT * usual:
        return (
            f"its articles shrank from {usual:.0f} to {length:.0f} characters: the pages have a new layout, mend `body`"
        )
    lines = sum(one.lines for one in last)
    share = sum(one.removed for one in last) / lines if lines else 0.0
    if expect.removed is not None and share > expect.removed:
        return f"cleaning takes out {share:.0%} of its lines where {expect.removed:.0%} are expected: look at `remove`"
    return ""


def _words(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} hours"  # noqa: PLR2004


def changes(before: Mapping[str, str], now: Sequence[OutletHealth]) -> list[tuple[OutletHealth, str | None]]:
    """Return the outlets whose state differs from the one last reported, each with that one: one notice each.

    An outlet never reported is worth a notice only where it is not ok.
    """
    return [(one, before.get(one.outlet)) for one in now if one.state != before.get(one.outlet, "ok")]


def notice(health: OutletHealth, before: str | None) -> str:
    """Return the notice to the operator when a state changes."""
    was = f" (was {before})" if before else ""
    return f"{health.outlet}: {health.state}{was}. {health.advice}".strip()


def digest(all_: Sequence[OutletHealth], articles: Mapping[str, int]) -> str:
    """Return the daily message to the operator: sums, then what needs a hand; `articles` are the day's, by outlet."""
    states = Counter(one.state for one in all_)
    summary = ", ".join(f"{count} {state}" for state, count in states.most_common())
    head = (
        f"{sum(articles.values())} articles from {sum(map(bool, articles.values()))} of {len(all_)} outlets; {summary}"
    )
    return "\n".join([head, *(notice(one, None) for one in all_ if one.state != "ok")])
