"""Which outlets a scheduled run asks: those with a listing whose own interval has passed; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.news.listings.poll_schedule import next_poll
from flows.news.outlets.sources import Outlet
from flows.pipeline.outlet_batch import OutletState


@dataclass(frozen=True, slots=True)
class Due:
    """The outlets to ask now, and what is known of them."""

    outlets: tuple[Outlet, ...]
    known: Mapping[str, OutletState]


def due(outlets: Sequence[Outlet], known: Mapping[str, OutletState], now: datetime) -> Due:
    """Return the outlets with a listing that is due at `now`, aware UTC, and those with links that wait for a turn."""
    return Due(tuple(one for one in outlets if _due(one, known.get(one.id, OutletState()), now)), known)


def _due(outlet: Outlet, seen: OutletState, now: datetime) -> bool:
    times = (next_poll(seen.polls.get(url, ()), outlet.interval, now, url) for url in _listings(outlet, seen))
    return bool(seen.pending) or any(at <= now for at in times)


def _listings(outlet: Outlet, seen: OutletState) -> tuple[str, ...]:
    """Return what sets an outlet's rhythm: its feeds and sitemaps, and its sections while none of those answers."""
    first = (*outlet.feeds, *outlet.sitemaps)
    logs = [seen.polls.get(url, ()) for url in first]
    failing = all(log and (log[-1].reason or log[-1].items == 0) for log in logs)
    return (*first, *(section.url for section in outlet.sections)) if failing else first
