"""From the outbox to people: what is due, then what readers see, then the proofs of life."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import warehouse
from flows.alerts.feed import write_feeds
from flows.alerts.liveness import PingKind, Vitals, judge, ping
from flows.alerts.outbox import AlertState
from flows.alerts.outcome import Outcome
from flows.alerts.sender import AlertChannel, Sent, deliver
from flows.pipeline.publish import publish, renew_for_readers
from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class _Alive:
    outlets: int
    alive: int
    newest: datetime | None


def notify(
    settings: Settings,
    channels: Sequence[AlertChannel],
    now: datetime,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    stored: bool = False,
) -> Sent:
    """Send what is due, then write the alert feeds, publish the warehouse for readers, and ping the watcher outside.

    Sending comes first and depends on none of the rest: what cannot be written is told to the operator. `stored` says
    that the run has stored what readers have not seen. `now` is aware UTC, and so is what `clock` gives while sending
    goes on. Raises warehouse.BehindError, and sends nothing, where the published copy holds more than the warehouse.
    """
    if settings.canary:
        from flows.pipeline.canary import send_canary

        with (
            warehouse.open_warehouse(settings.warehouse, published=settings.published) as con,
            warehouse.transaction(con),
        ):
            send_canary(con, [channel.rules for channel in channels], now)
    sent = send_due(settings, channels, clock=clock)
    work: dict[str, Callable[[], object]] = {"the feeds": lambda: _feeds(settings, now)}
    if stored or sent.verdicts or settings.canary:  # else readers have it all
        work["the published copy"] = lambda: publish(settings)
    renew_for_readers(settings, channels, now, work)
    if settings.ping_url:
        ping_result(settings, now)
    return sent


def send_due(
    settings: Settings, channels: Sequence[AlertChannel], *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Sent:
    """Send what is due. Raises warehouse.BehindError where the published copy holds more than the warehouse."""
    return deliver(settings.warehouse, channels, clock=clock, published=settings.published)


def _feeds(settings: Settings, now: datetime) -> None:
    with warehouse.open_warehouse(settings.warehouse) as con:
        write_feeds(con, settings.published.parent, base=settings.feed_base, now=now)


def ping_start(settings: Settings) -> Outcome | None:
    """Tell the watcher outside that a run has begun, so that it can miss the end of it."""
    return ping(settings.ping_url, PingKind.START) if settings.ping_url else None


def ping_result(settings: Settings, now: datetime) -> Outcome | None:
    """Tell the watcher outside whether enough outlets answer, the newest article is fresh and alerts get out."""
    if settings.ping_url is None:
        return None
    try:
        with warehouse.open_published(settings.published) as con:
            (state,) = warehouse.read(con, "alive", _Alive)
            alerts = warehouse.read(con, "alert_log", AlertState)
    except warehouse.WarehouseError as error:
        return ping(settings.ping_url, PingKind.FAIL, str(error))
    waiting = sum(alert.outstanding > 0 and not alert.delivered for alert in alerts)
    return ping(settings.ping_url, *judge(Vitals(state.alive, state.outlets, state.newest, waiting), now=now))
