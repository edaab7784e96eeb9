"""Send what is in the outbox, and write the alert feeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import warehouse
from flows.alerts.alert_feed import write_feeds
from flows.alerts.sender import AlertChannel, Sent, deliver
from flows.clock import utc_now
from flows.pipeline.monitor_ping import ping_result
from flows.pipeline.publish_copy_and_page import publish_copy_and_metrics, write_for_readers
from flows.settings import Settings


def send_and_publish(
    settings: Settings,
    channels: Sequence[AlertChannel],
    now: datetime,
    *,
    clock: Callable[[], datetime] = utc_now,
    stored: bool = False,
) -> Sent:
    """Send what is due and publish the result.

    1. put the test contact of the day into the outbox, if the settings ask for it
    2. send what is due, so that nothing below can delay or prevent it
    3. publish the warehouse if it has changed, and write the alert feeds from what is published
    4. ping the outside monitor

    `stored` says that the run has stored something since the last publication. `now` is aware UTC, as is `clock`.
    Raises warehouse.BehindError, and sends nothing, where the published copy holds more than the warehouse.
    """
    if settings.canary:
        _add_canary(settings, channels, now)
    sent = deliver(settings.warehouse, channels, clock=clock, published=settings.published)
    work: dict[str, Callable[[], object]] = {}
    if stored or settings.canary or sent.verdicts:
        work["the published copy"] = lambda: publish_copy_and_metrics(settings)
    work["the feeds"] = lambda: _write_feeds(settings, now)
    write_for_readers(settings, channels, now, work)
    if settings.ping_url:
        ping_result(settings, now)
    return sent


def _write_feeds(settings: Settings, now: datetime) -> None:
    if not settings.published.exists():
        return
    with warehouse.open_published(settings.published) as con:
        write_feeds(con, settings.published.parent, base=settings.feed_base, timezone=settings.timezone, now=now)


def _add_canary(settings: Settings, channels: Sequence[AlertChannel], now: datetime) -> None:
    from flows.pipeline.canary_article import send_canary

    with (
        warehouse.open_warehouse(settings.warehouse, published=settings.published) as con,
        warehouse.transaction(con),
    ):
        send_canary(con, [channel.rules for channel in channels], now)
