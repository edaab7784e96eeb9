"""From the outbox to people: the channels of the settings, what is due, the feeds, the proofs of life."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import warehouse
from flows.alerts.channels import open_channels
from flows.alerts.feed import write_feeds
from flows.alerts.heartbeat import Beat, Pulse, judge, ping
from flows.alerts.outbox import AlertState
from flows.alerts.outcome import Outcome
from flows.alerts.sender import Channel, Sent, deliver
from flows.alerts.subscriptions import load_subscriptions
from flows.settings import Settings
from flows.vault import from_environment


@dataclass(frozen=True, slots=True)
class _Alive:
    outlets: int
    alive: int
    newest: datetime | None


def channels_of(settings: Settings, secret: Callable[[str], str | None] = from_environment) -> tuple[Channel, ...]:
    """Open the terminal, the addresses of the environment and the channels of alerts.yaml.

    `secret` finds the addresses that alerts.yaml names. Raises flows.alerts.channels.ChannelError or
    flows.alerts.subscriptions.SubscriptionsError.
    """
    from rich.console import Console

    console = Console() if settings.log_format == "text" else None  # a panel is no line of JSON
    simple = open_channels(settings.alert_urls, settings.operator_urls, console=console)
    return simple + (load_subscriptions(settings.alerts, secret) if settings.alerts.exists() else ())


def tell(
    settings: Settings,
    channels: Sequence[Channel],
    now: datetime,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Sent:
    """Send what is due, write the alert feeds beside the published copy, and ping the watcher outside.

    `now` is aware UTC, and so is what `clock` gives while sending goes on.
    """
    if settings.canary:
        from flows.steps.canary import send_canary

        with warehouse.open_warehouse(settings.warehouse) as con, warehouse.transaction(con):
            send_canary(con, [channel.rules for channel in channels], now)
    sent = deliver(settings.warehouse, channels, clock=clock)
    with warehouse.open_warehouse(settings.warehouse) as con:
        write_feeds(con, settings.published.parent, base=settings.feed_base, now=now)
    if sent.verdicts or settings.canary:  # else the copy that the run published has it all
        warehouse.publish(settings.warehouse, settings.published)
    if settings.ping_url:
        beat(settings, now)
    return sent


def start_beat(settings: Settings) -> Outcome | None:
    """Tell the watcher outside that a run has begun, so that it can miss the end of it."""
    return ping(settings.ping_url, Beat.START) if settings.ping_url else None


def beat(settings: Settings, now: datetime) -> Outcome | None:
    """Tell the watcher outside whether enough outlets answer, the newest article is fresh and alerts get out."""
    if settings.ping_url is None:
        return None
    with warehouse.open_published(settings.published) as con:
        (state,) = warehouse.read(con, "alive", _Alive)
        alerts = warehouse.read(con, "alert_log", AlertState)
    waiting = sum(alert.outstanding > 0 and not alert.delivered for alert in alerts)
    return ping(settings.ping_url, *judge(Pulse(state.alive, state.outlets, state.newest, waiting), now=now))
