"""What has to be done now and then: the day summed up, outlets and runs looked at, what is kept no longer deleted."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import warehouse
from flows.alerts.message import Notice
from flows.alerts.outbox import tell_operator
from flows.alerts.sender import Channel, Sent, deliver
from flows.news.archive import prune
from flows.news.health import Asked, Health, Read, changes, health
from flows.news.health import digest as digest_text
from flows.news.health import notice as words
from flows.news.outlets import Outlet
from flows.settings import Settings
from flows.steps.landing import Landing, merge
from flows.steps.metrics import Service
from flows.steps.runs import begun, end, note
from flows.steps.tell import tell

FEW = 5
"""Changes of outlets told one by one; more at once are one trouble of ours, and one notice."""

LEAST_FREE = 0.1
"""Share of the disk that has to be free."""

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class _Asked:
    outlet: str
    at: datetime
    kind: str
    reason: str | None
    items: int | None


@dataclass(frozen=True, slots=True)
class _Harvested:
    outlet: str
    at: datetime
    length: int
    removed: int


@dataclass(frozen=True, slots=True)
class _Told:
    outlet: str
    state: str


@dataclass(frozen=True, slots=True)
class _Day:
    outlet: str
    articles: int


@dataclass(frozen=True, slots=True)
class _Abandoned:
    id: UUID
    flow: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Retained:
    """What retention did: WARC files deleted, landed batches merged late."""

    files: int
    batches: int


def states(con: warehouse.Connection, outlets: Sequence[Outlet], now: datetime) -> list[Health]:
    """Return how each outlet does at `now`, aware UTC."""
    asked: dict[str, list[Asked]] = defaultdict(list)
    for row in warehouse.read(con, "asked", _Asked, now=now):
        asked[row.outlet].append(Asked(row.at, row.kind, row.reason, row.items))
    read: dict[str, list[Read]] = defaultdict(list)
    for found in warehouse.read(con, "harvested", _Harvested, now=now):
        read[found.outlet].append(Read(found.at, found.length, found.removed))
    return [health(one.id, asked[one.id], read[one.id], one.expect, now) for one in outlets if asked[one.id]]


def look_after(
    settings: Settings, outlets: Sequence[Outlet], channels: Sequence[Channel], now: datetime
) -> list[Notice]:
    """Tell the operator of outlets whose state has changed, of runs that were cut off and of a full disk, once each."""
    rules = [channel.rules for channel in channels]
    with warehouse.open_warehouse(settings.warehouse) as con, warehouse.transaction(con):
        before = {row.outlet: row.state for row in warehouse.read(con, "told_state", _Told)}
        changed = changes(before, states(con, outlets, now))
        told = [*_outlets(changed, now), *_runs(con, now), *_disk(settings, now)]
        note(con, "health", "prefect", now)
        new = [one for one in told if tell_operator(con, one, "service", rules, now=now)]
        if len(changed) > FEW:  # remembered one by one, told together
            for one, was in changed:
                tell_operator(con, _outlet(one, was, now), "service", (), now=now)
    deliver(settings.warehouse, channels)
    return new


def _outlets(changed: Sequence[tuple[Health, str | None]], now: datetime) -> Iterable[Notice]:
    if len(changed) > FEW:
        body = "\n".join(words(one, was) for one, was in changed)
        return [Notice(f"outlets:{now:%Y-%m-%dT%H:%M}", f"Rabita: {len(changed)} outlets have changed", body)]
    return [_outlet(one, was, now) for one, was in changed]


def _outlet(one: Health, was: str | None, now: datetime) -> Notice:
    key = f"outlet:{one.outlet}:{one.state}:{now:%Y-%m-%dT%H:%M}"
    return Notice(key, f"Rabita: {one.outlet} is {one.state}", words(one, was))


def _runs(con: warehouse.Connection, now: datetime) -> Iterable[Notice]:
    for run in warehouse.read(con, "abandoned_run", _Abandoned, now=now):
        yield Notice(
            f"abandoned:{run.id}",
            f"Rabita: a run of {run.flow} was cut off",
            f"It began at {run.started_at:%Y-%m-%d %H:%M} UTC and never ended: its process or machine died. "
            "The run after it took up what it left. See: rabita runs",
        )


def _disk(settings: Settings, now: datetime) -> Iterable[Notice]:
    space = shutil.disk_usage(settings.data)
    if space.free < LEAST_FREE * space.total:
        yield Notice(
            f"disk:{now:%Y-%m-%d}",
            f"Rabita: {space.free / space.total:.0%} of the disk is free",
            f"{space.free >> 20} MiB are left where {settings.data} lies. Set RABITA_ARCHIVE_DAYS, or add space: "
            "a full disk ends every run.",
        )


def sum_up(settings: Settings, outlets: Sequence[Outlet], channels: Sequence[Channel], now: datetime) -> Notice:
    """Tell the operator how the day was: articles, outlets that need a hand, contacts, alerts that wait."""
    with warehouse.open_warehouse(settings.warehouse) as con, warehouse.transaction(con):
        note(con, "digest", "prefect", now)
        day = {row.outlet: row.articles for row in warehouse.read(con, "day", _Day, since=now - timedelta(days=1))}
        (service,) = warehouse.read(con, "service_state", Service)
        body = (
            f"{digest_text(states(con, outlets, now), day)}\n"
            f"{service.contacts} contacts known, {service.alerts} alerted, {service.outstanding} deliveries wait, "
            f"{service.given_up} given up."
        )
        told = Notice(f"digest:{now:%Y-%m-%d}", f"Rabita: the day until {now:%Y-%m-%d %H:%M} UTC", body)
        tell_operator(con, told, "service", [channel.rules for channel in channels], now=now)
    deliver(settings.warehouse, channels)
    return told


def prove(settings: Settings, channels: Sequence[Channel], now: datetime) -> Sent:
    """Send the test contact of the day, and what else is due."""
    with warehouse.open_warehouse(settings.warehouse) as con, warehouse.transaction(con):
        note(con, "canary", "prefect", now)
    return tell(settings.model_copy(update={"canary": True}), channels, now)


def retain(settings: Settings, now: datetime) -> Retained:
    """Delete WARC files older than `archive_days`, and merge what workers landed and no run took.

    Raises warehouse.BusyError where a run goes on for longer than a minute.
    """
    with begun(settings, "retention", "schedule", now, wait=60.0) as run:
        batches = merge(settings, Landing(settings.landing_url), now, besides=run.id)
        days = settings.archive_days
        files = prune(settings.archive, (now - timedelta(days=days)).date()) if days else 0
        end(settings, run, "ok", now)
    return Retained(files, batches)
