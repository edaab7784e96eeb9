"""From the outbox to people, and to the readers of the alert feeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import warehouse
from flows.alerts.alert_feed import write_feeds
from flows.alerts.sender import AlertChannel, Sent, deliver
from flows.clock import utc_now
from flows.pipeline.monitor_ping import ping_result
from flows.pipeline.publish import publish_copy_and_metrics, write_for_readers
from flows.settings import Settings


def send_and_publish(
    settings: Settings,
    channels: Sequence[AlertChannel],
    now: datetime,
    *,
    clock: Callable[[], datetime] = utc_now,
    stored: bool = False,
) -> Sent:
    """Send what is due and show readers what came of it.

    1. put the test contact of the day into the outbox, where the settings ask for it
    2. send what is due: nothing that follows can delay or prevent it
    3. write the alert feeds, and publish the warehouse where it has changed
    4. ping the monitor outside

    `stored` says that the run has stored what readers have not seen. `now` is aware UTC, and so is what `clock` gives.
    Raises warehouse.BehindError, and sends nothing, where the published copy holds more than the warehouse.
    """
    if settings.canary:
        _add_canary(settings, channels, now)
    sent = send_due(settings, channels, clock=clock)
    work: dict[str, Callable[[], object]] = {"the feeds": lambda: _write_feeds(settings, now)}
    if stored or settings.canary or sent.verdicts:
        work["the published copy"] = lambda: publish_copy_and_metrics(settings)
    write_for_readers(settings, channels, now, work)
    if settings.ping_url:
        ping_result(settings, now)
    return sent


def send_due(settings: Settings, channels: Sequence[AlertChannel], *, clock: Callable[[], datetime] = utc_now) -> Sent:
    """Send what is due. Raises warehouse.BehindError where the published copy holds more than the warehouse."""
    return deliver(settings.warehouse, channels, clock=clock, published=settings.published)


def _write_feeds(settings: Settings, now: datetime) -> None:
    with warehouse.open_warehouse(settings.warehouse) as con:
        write_feeds(con, settings.published.parent, base=settings.feed_base, timezone=settings.timezone, now=now)


def _add_canary(settings: Settings, channels: Sequence[AlertChannel], now: datetime) -> None:
    from flows.pipeline.canary_article import send_canary

    with (
        warehouse.open_warehouse(settings.warehouse, published=settings.published) as con,
        warehouse.transaction(con),
    ):
        send_canary(con, [channel.rules for channel in channels], now)
