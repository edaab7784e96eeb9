"""Commands about alerts that somebody has seen: alerts ack, alerts snooze."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from flows.cli.console import BAD_CONFIGURATION, FAILED, load_settings, out, stop
from flows.cli.pipeline import load_channels

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse import Connection

Alert = Annotated[str, typer.Argument(metavar="ALERT", help="An alert, or the contact that it is about.")]
Channel = Annotated[str, typer.Option(metavar="NAME", help="For this channel only.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take it back, and send what waited because of it.")]
LONGEST = timedelta(days=3660)
DAY, MINUTE = "%Y-%m-%d", "%Y-%m-%dT%H:%M"


def ack(alert: Alert, channel: Channel = "", undo: Undo = False) -> None:
    """Acknowledge an alert: no more attempts, and no more steps of its contact except a denial or a withdrawal.

    Exit code 0; 1 where there is no such alert; 2 where no such channel is set.
    """
    from flows.alerts.holds import Hold, note_hold

    settings, now = load_settings(), datetime.now(UTC)
    with _noting(settings, alert, channel) as (con, contact):
        note_hold(con, Hold(contact, "open" if undo else "acknowledged", now, channel))
    state = "sent as usual again" if undo else "acknowledged"
    out.print(f"{contact} is {state}{_on(channel)}.", soft_wrap=True)


def snooze(
    alert: Alert,
    length: Annotated[str, typer.Option("--for", metavar="LENGTH", help="Such as 30m, 4h or 2d.")] = "",
    until: Annotated[
        datetime | None,
        typer.Option(formats=[DAY, MINUTE], help="A day or a minute by the clock of RABITA_TIMEZONE."),
    ] = None,
    channel: Channel = "",
    undo: Undo = False,
) -> None:
    """Send nothing about an alert's contact for a while; what comes meanwhile is sent at the end.

    Exit code 0; 1 where there is no such alert; 2 where no such channel is set, or not exactly one end is given.
    """
    from flows.alerts.holds import Hold, note_hold

    settings, now = load_settings(), datetime.now(UTC)
    if bool(length) + (until is not None) + undo != 1:
        stop("one of --for, --until and --undo expected", BAD_CONFIGURATION)
    zone = ZoneInfo(settings.timezone)
    end = now + _span(length) if length else until.replace(tzinfo=zone).astimezone(UTC) if until else now
    if end <= now and not undo:
        stop("the snooze would have ended already", BAD_CONFIGURATION)
    with _noting(settings, alert, channel) as (con, contact):
        hold = Hold(contact, "open", now, channel) if undo else Hold(contact, "snoozed", now, channel, end)
        note_hold(con, hold)
    shown = f"{end.astimezone(zone):%Y-%m-%d %H:%M} {settings.timezone}"
    state = "sent as usual again" if undo else f"snoozed until {shown}"
    out.print(f"{contact} is {state}{_on(channel)}.", soft_wrap=True)


def _span(text: str) -> timedelta:
    from flows.news.time_span import read_span

    try:
        length = read_span(text)
    except ValueError as error:
        stop(f"--for: {error}", BAD_CONFIGURATION)
    return length if length <= LONGEST else stop(f"--for: at most {LONGEST.days} days", BAD_CONFIGURATION)


def _on(channel: str) -> str:
    return f" on {channel}" if channel else " on every channel"


@contextmanager
def _noting(settings: Settings, alert: str, channel: str) -> Iterator[tuple[Connection, str]]:
    """Give the open warehouse and the contact of an alert, then send what is due and publish."""
    from flows.alerts.outbox import AlertState
    from flows.pipeline.send_and_publish import send_and_publish
    from warehouse import open_warehouse, read

    channels = load_channels(settings)
    names = sorted(one.rules.id for one in channels)
    if channel and channel not in names:
        stop(f"no channel {channel} is set; there are {', '.join(names)}", BAD_CONFIGURATION)
    with open_warehouse(settings.warehouse, published=settings.published) as con:
        found = {row.contact for row in read(con, "alert_log", AlertState) if alert in {row.alert, row.contact}}
        if not found:
            stop(f"no alert {alert}", FAILED)
        yield con, found.pop()
    send_and_publish(settings, channels, datetime.now(UTC), stored=True)
