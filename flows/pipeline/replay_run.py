"""One replay: the archive or stored articles read again by the rules of today. Nobody is alerted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import warehouse
from flows.clock import utc_now
from flows.news.outlets.sources import Outlet
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.detect_and_resolve import WatchResult
from flows.pipeline.detect_stored import count_unread
from flows.pipeline.ingest_run import Ingested
from flows.pipeline.load import record_stats
from flows.pipeline.publish import publish_or_log
from flows.pipeline.run_record import BY_HAND_REQUEST, RunRequest, record_end, recorded_run
from flows.settings import Settings


async def run_replay(settings: Settings, outlets: Sequence[Outlet], since: date | None = None) -> Ingested:
    """Read the archive again by the rules of today, and detect contacts in what has changed; nobody is alerted.

    Raises warehouse.BusyError where another run is going, ValueError where articles wait for their first reading.
    """
    from flows.pipeline.replay_archive import rebuild

    with recorded_run(settings, "replay", "hand", utc_now(), silent=True) as run:
        with warehouse.open_warehouse(settings.warehouse) as con:
            _refuse_unread(con)
        stats, problems = await rebuild(settings, run, outlets, since)
        with warehouse.open_warehouse(settings.warehouse) as con:
            done = Ingested(run, record_stats(con, stats), tuple(problems), frozenset())
            record_end(con, run, done.outcome, utc_now())
        publish_or_log(settings)
    return done


def reread_articles(settings: Settings, order: RunRequest = BY_HAND_REQUEST) -> WatchResult:
    """Read stored articles again by the rules of today, store the result, and alert nobody.

    Raises ValueError where articles wait for their first reading, since their contacts would alert nobody;
    warehouse.BusyError where another run is going.
    """
    with warehouse.open_warehouse(settings.warehouse) as con:
        _refuse_unread(con)
    return run_watch(settings, (), order, alert=False)


def _refuse_unread(con: warehouse.Connection) -> None:
    """Raise ValueError where articles wait for their first reading."""
    if waiting := count_unread(con):
        raise ValueError(f"{waiting} articles were never read, and a replay sends no alerts: `rabita watch` first")
