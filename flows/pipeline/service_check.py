"""Runs that were cut off, a full disk, and the daily summary: notices to the operator."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import warehouse
from flows.alerts.message import Notice
from flows.alerts.outbox import notify_operator
from flows.alerts.sender import AlertChannel, Sent
from flows.pipeline.metrics import ServiceState
from flows.pipeline.run_record import record_short_run
from flows.pipeline.send_and_publish import send_and_publish, send_due
from flows.settings import Settings

LEAST_FREE = 0.1
"""Share of the disk that has to be free."""


@dataclass(frozen=True, slots=True)
class _Abandoned:
    id: UUID
    flow: str
    started_at: datetime


def check_service(settings: Settings, channels: Sequence[AlertChannel], now: datetime) -> list[Notice]:
    """Notify the operator of interrupted runs and of a full disk, once each, and return the notices."""
    rules = [channel.rules for channel in channels]
    with (
        warehouse.open_warehouse(settings.warehouse, published=settings.published) as con,
        warehouse.transaction(con),
    ):
        record_short_run(con, "health", "prefect", now)
        notice = [*_runs(con, now), *_disk(settings, now)]
        new = [one for one in notice if notify_operator(con, one, "service", rules, now=now)]
    send_due(settings, channels)
    return new


def _runs(con: warehouse.Connection, now: datetime) -> Iterator[Notice]:
    for run in warehouse.read(con, "abandoned_run", _Abandoned, now=now):
        yield Notice(
            f"abandoned:{run.id}",
            f"Rabita: a run of {run.flow} was cut off",
            f"It began at {run.started_at:%Y-%m-%d %H:%M} UTC and never ended: its process or machine died. "
            "The run after it took up what it left. See: rabita runs",
        )


def _disk(settings: Settings, now: datetime) -> Iterator[Notice]:
    space = shutil.disk_usage(settings.data)
    if space.free < LEAST_FREE * space.total:
        yield Notice(
            f"disk:{now:%Y-%m-%d}",
            f"Rabita: {space.free / space.total:.0%} of the disk is free",
            f"{space.free >> 20} MiB are left where {settings.data} lies. Set RABITA_ARCHIVE_DAYS, or add space: "
            "a full disk ends every run.",
        )


def send_daily_summary(settings: Settings, channels: Sequence[AlertChannel], now: datetime) -> Notice:
    """Send the operator the figures of the day: articles, runs, contacts, waiting alerts; once a day (UTC)."""
    with (
        warehouse.open_warehouse(settings.warehouse, published=settings.published) as con,
        warehouse.transaction(con),
    ):
        record_short_run(con, "digest", "prefect", now)
        (day,) = warehouse.read(con, "service_state", ServiceState, now=now)
        newest = f"the newest from {day.newest_article:%Y-%m-%d %H:%M} UTC" if day.newest_article else "none yet"
        body = (
            f"{day.runs_day} runs, {day.runs_lost_day} of them failed or were cut off.\n"
            f"{day.articles_day} new articles of {day.articles} in all, {newest}.\n"
            f"{day.alerts_day} contacts alerted of {day.contacts} known; {day.outstanding} deliveries wait, "
            f"{day.given_up} are given up."
        )
        notice = Notice(f"service:{now:%Y-%m-%d}", f"Rabita: the day until {now:%Y-%m-%d %H:%M} UTC", body)
        notify_operator(con, notice, "service", [channel.rules for channel in channels], now=now)
    send_due(settings, channels)
    return notice


def send_test_contact(settings: Settings, channels: Sequence[AlertChannel], now: datetime) -> Sent:
    """Send the test contact of the day, and what else is due."""
    with (
        warehouse.open_warehouse(settings.warehouse, published=settings.published) as con,
        warehouse.transaction(con),
    ):
        record_short_run(con, "canary", "prefect", now)
    return send_and_publish(settings.model_copy(update={"canary": True}), channels, now)
