"""Which outlets a scheduled run asks: those with a listing whose interval has passed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flows.news.listings.poll_schedule import next_poll
from flows.news.outlets.sources import Outlet
from flows.pipeline.outlet_batch import OutletState


def due(outlets: Sequence[Outlet], known: Mapping[str, OutletState], now: datetime) -> tuple[Outlet, ...]:
    """Return the outlets with a listing that is due at `now`, aware UTC, and those with links that wait."""
    return tuple(one for one in outlets if _due(one, known.get(one.id, OutletState()), now))


def _due(outlet: Outlet, seen: OutletState, now: datetime) -> bool:
    times = (next_poll(seen.polls.get(url, ()), outlet.interval, now, url) for url in _listings(outlet, seen))
    return bool(seen.pending) or any(at <= now for at in times)


def _listings(outlet: Outlet, seen: OutletState) -> tuple[str, ...]:
    """Return the listings whose intervals count: feeds and sitemaps, and also sections while none of those answers."""
    first = (*outlet.feeds, *outlet.sitemaps)
    logs = [seen.polls.get(url, ()) for url in first]
    failing = all(log and (log[-1].reason or log[-1].items == 0) for log in logs)
    return (*first, *(section.url for section in outlet.sections)) if failing else first
