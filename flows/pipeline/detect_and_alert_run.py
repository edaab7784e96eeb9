"""One watch: read, resolve, alert, send, publish, build the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import warehouse
from flows.alerts.channel_address_changes import note_channels
from flows.alerts.sender import AlertChannel
from flows.pipeline.detect_and_resolve import WatchResult, read_articles
from flows.pipeline.outlet_health import notify_digest, notify_health
from flows.pipeline.publish_copy_and_page import build_page_for_readers, publish_for_readers
from flows.pipeline.resolve_stored import NewsTerms
from flows.pipeline.run_record import BY_HAND_REQUEST, RunRequest, exclusive_run, record_end, record_start
from flows.pipeline.send_and_publish import send_and_publish
from flows.run_statistics import Run, RunKind, RunOutcome
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.pipeline.apply_second_opinions import SecondReading


def run_watch(
    settings: Settings, channels: Sequence[AlertChannel], request: RunRequest = BY_HAND_REQUEST, *, alert: bool = True
) -> WatchResult:
    """Read unread articles, and turn them into contacts and alerts.

    1. ask the second reader, if the settings name one, where our own reading is unsure
    2. read the articles, resolve what they say, and put alerts into the outbox
    3. put notices about outlets and the daily digest into the outbox
    4. send what is due, and publish the warehouse
    5. build the page

    Without `alert` nothing is sent, and live news waits for a watch that alerts: only articles of silent runs and of
    the last import are read, and those that earlier rules have read. Raises warehouse.BusyError where another run is in
    progress.
    """
    clock = request.clock
    rules = tuple(channel.rules for channel in channels) if alert else None
    with exclusive_run(settings, RunKind.WATCH, replace(request, key=None, silent=not alert)) as run:
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
                    alert_channels=rules,
                    confidence=settings.confidence,
                    silent=not alert,
                    late=settings.late,
                    second_reader=said.asked if said else None,
                ),
            )
            if rules is not None:
                notify_health(con, rules, clock())
                notify_digest(con, rules, clock())
            record_end(con, run, RunOutcome.OK, clock())
    if alert:
        send_and_publish(settings, channels, clock(), clock=clock, stored=True)
    else:
        publish_for_readers(settings, channels, clock())
    build_page_for_readers(settings, channels, clock())
    return result


def _consult(settings: Settings, run: Run, clock: Callable[[], datetime], *, alert: bool) -> SecondReading | None:
    """Return what the second reader says, None where the settings name none; its modules are then not imported."""
    if not settings.second_reader:
        return None
    from flows.pipeline.apply_second_opinions import consult

    return consult(settings, run, alert=alert, clock=clock)
