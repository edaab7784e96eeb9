"""The state of the service, judged from runs, outlets and alerts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from dashboards.page_data import PageData
from flows.alerts import heartbeat
from flows.run_statistics import RunKind

LATE = 3
"""Missed runs after which a page says that it is out of date."""
SOONEST, LATEST = timedelta(minutes=30), timedelta(hours=24)


class ServiceLevel(StrEnum):
    """How well the service works; IMPORTED: it asks no outlet; WAITING: there was no run yet."""

    OK = "ok"
    PARTLY = "partly"
    FAILING = "failing"
    IMPORTED = "imported"
    WAITING = "waiting"


class Trouble(StrEnum):
    """Why it is failing: too few outlets answer, no article is fresh, or alerts have reached nobody."""

    ANSWERS = "answers"
    ARTICLES = "articles"
    ALERTS = "alerts"


@dataclass(frozen=True, slots=True)
class ServiceHealth:
    """The state of the service; `trouble` is None unless it is failing.

    Times are aware UTC. A page that was not replaced by `stale_at` is out of date.
    """

    level: ServiceLevel
    trouble: Trouble | None
    alive: int
    outlets: int
    last_run: datetime | None
    newest: datetime | None
    outstanding: int
    given_up: int
    stale_at: datetime


def judge(data: PageData) -> ServiceHealth:
    """Return the state of the service: by the rules of the ping to the monitor, and by whether all outlets answer."""
    ended = [run.ended_at for run in data.runs if run.ended_at]
    outstanding = sum(alert.outstanding > 0 and not alert.delivered for alert in data.alerts)
    outlets = data.outlets_alive
    vitals = heartbeat.Vitals(outlets.alive, outlets.outlets, outlets.newest, outstanding)
    ping, _ = heartbeat.judge(vitals, now=data.now)
    if not ended:
        level = ServiceLevel.WAITING
    elif not vitals.outlets:
        level = ServiceLevel.IMPORTED
    elif ping is not heartbeat.PingKind.SUCCESS:
        level = ServiceLevel.FAILING
    else:
        level = ServiceLevel.OK if vitals.alive == vitals.outlets else ServiceLevel.PARTLY
    return ServiceHealth(
        level=level,
        trouble=_trouble(vitals) if level is ServiceLevel.FAILING else None,
        alive=vitals.alive,
        outlets=vitals.outlets,
        last_run=max(ended, default=None),
        newest=vitals.newest,
        outstanding=outstanding,
        given_up=sum(alert.given_up > 0 for alert in data.alerts),
        stale_at=data.now + _lifetime([run.started_at for run in data.runs if run.flow is RunKind.INGEST]),
    )


def _trouble(vitals: heartbeat.Vitals) -> Trouble:
    if vitals.alive < max(1, round(vitals.outlets / 2)):
        return Trouble.ANSWERS
    return Trouble.ALERTS if vitals.outstanding else Trouble.ARTICLES


def _lifetime(started: list[datetime]) -> timedelta:
    """Return how long a page is up to date: a few times the usual gap between runs, within limits."""
    gaps = [later - earlier for later, earlier in pairwise(sorted(started, reverse=True))]
    usual = timedelta(seconds=median(gap.total_seconds() for gap in gaps)) if gaps else LATEST
    return min(max(LATE * usual, SOONEST), LATEST)
