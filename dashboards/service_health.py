"""Whether the service is healthy, in one line: a pure reading of runs, outlets and alerts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from dashboards.page_data import PageData
from flows.alerts import heartbeat

LATE = 3
"""Runs that may be missed before a page that nobody renewed calls itself out of date."""
SOONEST, LATEST = timedelta(minutes=30), timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class ServiceHealth:
    """The state of the service: `level` is ok, partly, failing, imported (no outlet is asked) or waiting (no run yet).

    `reason` says of a failing one what is wrong: answers (too few outlets answer), articles (none is fresh) or alerts
    (some have reached nobody).
    Times are aware UTC. A page that still stands after `stale_at` was not renewed as usual.
    """

    level: str
    reason: str
    alive: int
    outlets: int
    last_run: datetime | None
    newest: datetime | None
    outstanding: int
    given_up: int
    stale_at: datetime


def judge(material: PageData) -> ServiceHealth:
    """Judge the service as the outside monitor sees it, and also whether every outlet answers."""
    ended = [run.ended_at for run in material.runs if run.ended_at]
    outstanding = sum(alert.outstanding > 0 and not alert.delivered for alert in material.alerts)
    pulse = heartbeat.Vitals(material.pulse.alive, material.pulse.outlets, material.pulse.newest, outstanding)
    beat, _ = heartbeat.judge(pulse, now=material.now)
    if not ended:
        level = "waiting"
    elif not pulse.outlets:
        level = "imported"
    elif beat is not heartbeat.PingKind.SUCCESS:
        level = "failing"
    else:
        level = "ok" if pulse.alive == pulse.outlets else "partly"
    return ServiceHealth(
        level=level,
        reason=_reason(pulse) if level == "failing" else "",
        alive=pulse.alive,
        outlets=pulse.outlets,
        last_run=max(ended, default=None),
        newest=pulse.newest,
        outstanding=outstanding,
        given_up=sum(alert.given_up > 0 for alert in material.alerts),
        stale_at=material.now + _patience([run.started_at for run in material.runs if run.flow == "ingest"]),
    )


def _reason(pulse: heartbeat.Vitals) -> str:
    if pulse.alive < max(1, round(pulse.outlets / 2)):
        return "answers"
    return "alerts" if pulse.outstanding else "articles"


def _patience(started: list[datetime]) -> timedelta:
    """Return how long the page may stand: a few times the usual gap between runs, within reason."""
    gaps = [later - earlier for later, earlier in pairwise(sorted(started, reverse=True))]
    usual = timedelta(seconds=median(gap.total_seconds() for gap in gaps)) if gaps else LATEST
    return min(max(LATE * usual, SOONEST), LATEST)
