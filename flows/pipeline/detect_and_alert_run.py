"""One watch: read, resolve, alert, send, publish, and build the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import warehouse
from flows.alerts.channel_address_changes import note_channels
from flows.alerts.sender import AlertChannel
from flows.pipeline.detect_and_resolve import WatchResult, read_articles
from flows.pipeline.outlet_health import notify_digest, notify_health
from flows.pipeline.publish import build_page_for_readers, publish_for_readers
from flows.pipeline.resolve_stored import NewsTerms
from flows.pipeline.run_record import BY_HAND_REQUEST, RunRequest, exclusive_run, record_end, record_start
from flows.pipeline.send_and_publish import send_and_publish
from flows.run_statistics import Run
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.pipeline.second_opinions import SecondReading


def run_watch(
    settings: Settings, channels: Sequence[AlertChannel], request: RunRequest = BY_HAND_REQUEST, *, alert: bool = True
) -> WatchResult:
    """Turn articles that nobody has read yet into contacts and alerts.

    1. ask the second reader, where the settings name one, about what our own reading leaves unsure
    2. read them, resolve what they say, and put alerts into the outbox
    3. put notices about outlets and the digest of the day into the outbox
    4. send what is due, and publish the warehouse
    5. build the page

    Without `alert` nothing is sent, and only what silent runs and the last import brought is read, and again what other
    rules have read: live news waits for a watch that alerts. Raises warehouse.BusyError where another run is going.
    """
    clock = request.clock
    rules = tuple(channel.rules for channel in channels) if alert else None
    with exclusive_run(settings, "watch", request.started_by, clock(), wait=request.wait, silent=not alert) as run:
        said = _consult(settings, run, clock, alert=alert)
        with warehouse.open_warehouse(settings.warehouse, published=settings.published) as con:
            record_start(con, run)
            if rules is not None:
                note_channels(con, (one.id for one in rules), now=clock())
            if said:
                said.store(con, run, rules, clock())
            result = read_articles(
                con,
                run,
                NewsTerms(
                    now=clock(),
                    freshness=settings.freshness,
                    channels=rules,
                    confidence=settings.confidence,
                    silent=not alert,
                    late=settings.late,
                    second_reader=said.asked if said else None,
                ),
            )
            if rules is not None:
                notify_health(con, rules, clock())
                notify_digest(con, rules, clock())
            record_end(con, run, "ok", clock())
    if alert:
        send_and_publish(settings, channels, clock(), clock=clock, stored=True)
    else:
        publish_for_readers(settings, channels, clock())
    build_page_for_readers(settings, channels, clock())
    return result


def _consult(settings: Settings, run: Run, clock: Callable[[], datetime], *, alert: bool) -> SecondReading | None:
    """Return what the second reader says, None where the settings name none: then nothing of it is even imported."""
    if not settings.second_reader:
        return None
    from flows.pipeline.second_opinions import consult

    return consult(settings, run, alert=alert, clock=clock)
