"""Which outlets a scheduled run asks: those with a listing whose own interval has passed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import warehouse
from flows.news.outlets import Outlet
from flows.news.polling import Plan, Poll, plan
from flows.steps.collect import Seen


@dataclass(frozen=True, slots=True)
class Due:
    """The outlets to ask now, and what is known of them."""

    outlets: tuple[Outlet, ...]
    known: Mapping[str, Seen]


@dataclass(frozen=True, slots=True)
class _Asked:
    url: str
    asked_at: datetime
    status: int | None
    reason: str | None
    items: int | None
    items_new: int | None
    hold: datetime | None


def due(con: warehouse.Connection, outlets: Sequence[Outlet], known: Mapping[str, Seen], now: datetime) -> Due:
    """Return the outlets with a listing that is due at `now`, aware UTC, and those with links that wait for their turn.

    A listing that is due for a whole answer loses its validators in `known`, so that it is asked unconditionally.
    """
    logs: dict[str, list[Poll]] = defaultdict(list)
    for row in warehouse.read(con, "poll", _Asked, now=now):
        logs[row.url].append(Poll(row.asked_at, row.status, row.reason, row.items, row.items_new, row.hold))
    chosen: list[Outlet] = []
    seen = dict(known)
    for outlet in outlets:
        plans = {url: plan(logs[url], outlet.interval, now, url) for url in _listings(outlet)}
        before = known.get(outlet.id, Seen())
        if before.pending or any(one.at <= now for one in plans.values()):
            chosen.append(outlet)
            seen[outlet.id] = replace(before, validators=_conditional(before, plans))
    return Due(tuple(chosen), seen)


def _conditional(seen: Seen, plans: Mapping[str, Plan]) -> dict[str, tuple[str | None, str | None]]:
    return {url: tags for url, tags in seen.validators.items() if url not in plans or plans[url].conditional}


def _listings(outlet: Outlet) -> tuple[str, ...]:
    return (*outlet.feeds, *outlet.sitemaps, *(section.url for section in outlet.sections))
