"""One replay: the archive or stored articles are read again with today's rules. Nobody is alerted."""

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
from flows.pipeline.publish_copy_and_page import publish_or_log
from flows.pipeline.run_record import BY_HAND_REQUEST, RunRequest, record_end, recorded_run
from flows.run_statistics import RunKind
from flows.settings import Settings


async def run_replay(settings: Settings, outlets: Sequence[Outlet], since: date | None = None) -> Ingested:
    """Read the archive again with today's rules; no alert is sent.

    Raises warehouse.BusyError where another run is in progress, ValueError where articles wait for their first reading.
    """
    from flows.pipeline.replay_archive import rebuild

    with recorded_run(settings, RunKind.REPLAY, RunRequest(silent=True)) as run:
        with warehouse.open_warehouse(settings.warehouse) as con:
            _refuse_unread(con)
        stats, problems = await rebuild(settings, run, outlets, since)
        with warehouse.open_warehouse(settings.warehouse) as con:
            done = Ingested(run, record_stats(con, stats), tuple(problems), frozenset())
            record_end(con, run, done.outcome, utc_now())
        publish_or_log(settings)
    return done


def reread_articles(settings: Settings, request: RunRequest = BY_HAND_REQUEST) -> WatchResult:
    """Read stored articles again with today's rules and store the result; no alert is sent.

    Raises ValueError where articles wait for their first reading, whose contacts should raise alerts;
    warehouse.BusyError where another run is in progress.
    """
    with warehouse.open_warehouse(settings.warehouse) as con:
        _refuse_unread(con)
    return run_watch(settings, (), request, alert=False)


def _refuse_unread(con: warehouse.Connection) -> None:
    """Raise ValueError where articles wait for their first reading."""
    if waiting := count_unread(con):
        raise ValueError(f"{waiting} articles were never read, and a replay sends no alerts: `rabita watch` first")
