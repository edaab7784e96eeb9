"""Commands about alerts: list, show, retry, test, ack, snooze, move, drop."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer
from rich.text import Text

from flows.cli.console import BAD_CONFIGURATION, load_settings, out, stop, working
from flows.cli.list_output import Csv, Json, shape_of
from flows.cli.list_output import show as show_rows
from flows.cli.pipeline import load_channels
from flows.cli.query import published
from flows.cli.run_output import plural

if TYPE_CHECKING:
    from flows.alerts.channel_address_changes import Waiting
    from flows.alerts.outbox import AlertState
    from flows.alerts.sender import Sent

TERMINAL_ID = "console"
ONLY_HERE = "alerts go to no one but this terminal: set RABITA_ALERT_URLS or alerts.yaml (docs/alerts.md)"

alerts = typer.Typer(invoke_without_command=True)


@alerts.callback()
def default(context: typer.Context, json: Json = False, csv: Csv = False) -> None:
    """List the alerts, or: show, retry, test, ack, snooze, move, drop."""
    if context.invoked_subcommand is None:
        list_alerts(json=json, csv=csv)


@alerts.command("list")
def list_alerts(json: Json = False, csv: Csv = False) -> None:
    """List the alerts, newest first, with their deliveries, and what waits for a channel that is no longer set."""
    from flows.alerts.channel_address_changes import ChannelSet, waiting
    from flows.alerts.outbox import AlertState
    from warehouse import read

    shape = shape_of(json=json, csv=csv)
    with published() as con:
        rows = read(con, "alert_log", AlertState)
        names = [name for one in read(con, "alert_channel_settings", ChannelSet) for name in one.channels]
        lost = waiting(con, names) if names else []
    columns = ("alert", "step", "raised", "deliveries", "delivered", "waiting", "given up", "first delivered", "hold")
    show_rows("Alerts", columns, [
        (row.alert, row.kind, row.raised_at, row.deliveries, row.delivered, row.outstanding, row.given_up,
         row.first_delivered_at, _hold(row))
        for row in rows
    ], shape, spare=("deliveries", "first delivered", "given up", "hold"))  # fmt: skip
    if shape is None:
        _say_lost(lost, names)


def _hold(row: AlertState) -> str | None:
    """Return whether an alert is acknowledged or snoozed now, None where it is neither."""
    from flows.alerts.holds import HoldState

    if row.hold == HoldState.SNOOZED and row.hold_until and row.hold_until > datetime.now(UTC):
        return f"snoozed until {row.hold_until:%Y-%m-%d %H:%M}"
    return row.hold if row.hold == HoldState.ACKNOWLEDGED else None


@alerts.command()
def show(alert: Annotated[str, typer.Argument(metavar="ALERT")]) -> None:
    """Print an alert as it is sent, and every attempt to deliver it."""
    from flows.alerts.delivery import DeliveryState
    from flows.alerts.message import OutgoingMessage, render
    from flows.alerts.outbox import Alert
    from flows.alerts.payload import from_json
    from warehouse import read

    with published() as con:
        found = [row for row in read(con, "alert_latest", Alert, most=10_000) if alert in {row.id, row.contact}]
        deliveries = read(con, "delivery_log", DeliveryState)
    if not found:
        stop(f"no alert {alert}", 1)
    for row in found:
        words = render(OutgoingMessage(row.id, (from_json(row.facts),)))
        # As Text, so that the bidi isolates stay, without which the words of Urdu lines are reordered.
        out.print(Text(f"\n{words.title}", style="bold"), soft_wrap=True)
        out.print(Text(words.body), soft_wrap=True)
        mine = [item for item in deliveries if row.id in item.items]
        show_rows("Deliveries", ("channel", "state", "attempts", "last answer", "delivered"), [
            (item.channel + (f" for {item.instead_of}" if item.instead_of else ""), item.state, item.attempts,
             item.last_detail, item.delivered_at)
            for item in mine
        ])  # fmt: skip


@alerts.command()
def retry(
    alert: Annotated[
        str | None, typer.Argument(metavar="ALERT", help="Without it: all that are not delivered.")
    ] = None,
) -> None:
    """Try deliveries again at once, also those that were given up.

    Exit code 0; 1 where there is no such alert.
    """
    from flows.alerts.channel_address_changes import note_channels, waiting
    from flows.alerts.delivery import DeliveryState
    from flows.alerts.operator_retries import retry as ask
    from flows.alerts.outbox import AlertState
    from flows.pipeline.send_and_publish import send_and_publish
    from warehouse import open_warehouse, read

    settings = load_settings()
    channels, now = load_channels(settings), datetime.now(UTC)
    names = {channel.rules.id for channel in channels}
    with open_warehouse(settings.warehouse, published=settings.published) as con:
        if alert and alert not in {
            name for row in read(con, "alert_log", AlertState) for name in (row.alert, row.contact)
        }:
            stop(f"no alert {alert}", 1)
        moved = note_channels(con, names, now=now)
        wanted = [
            item
            for item in read(con, "delivery_log", DeliveryState)
            if item.channel in names and (alert is None or any(f"{one}.".startswith(f"{alert}.") for one in item.items))
        ]
        count = ask(con, wanted, now=now)
        lost = waiting(con, names)
    for old, new in moved.items():
        out.print(f"{new} replaces {old} and gets what waited for it.")
    sent = send_and_publish(settings, channels, now)
    out.print(f"{count} to be tried again; {_verdicts(sent)}.")
    _say_lost(lost, names)


@alerts.command()
def move(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A channel that is no longer set.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A channel of the settings.")],
) -> None:
    """Send what waits for channel OLD to channel NEW, now and from now on.

    Exit code 0; 1 where nothing was ever stored for OLD; 2 where OLD is still set or NEW is not.
    """
    from flows.alerts.channel_address_changes import move as readdress
    from flows.pipeline.send_and_publish import send_and_publish
    from warehouse import open_warehouse

    settings = load_settings()
    channels, now = load_channels(settings), datetime.now(UTC)
    names = {channel.rules.id for channel in channels}
    _refuse_set(old, names)
    if new not in names:
        stop(f"no channel {new} is set; there are {', '.join(sorted(names))}", BAD_CONFIGURATION)
    with open_warehouse(settings.warehouse, published=settings.published) as con:
        count = readdress(con, old, new, now=now)
    if count is None:
        stop(f"nothing was stored for a channel {old}", 1)
    sent = send_and_publish(settings, channels, now, stored=True)
    out.print(f"{new} gets {_deliveries(count)} of {old}; {_verdicts(sent)}.")


@alerts.command()
def drop(channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="A channel that is no longer set.")]) -> None:
    """Give up what waits for a channel that is no longer set.

    Exit code 0; 1 where nothing waits for it; 2 where it is still set.
    """
    from flows.alerts.channel_address_changes import drop as give_up
    from warehouse import open_warehouse, publish

    settings = load_settings()
    _refuse_set(channel, {one.rules.id for one in load_channels(settings)})
    with open_warehouse(settings.warehouse, published=settings.published) as con:
        count = give_up(con, channel, now=datetime.now(UTC))
    if not count:
        stop(f"nothing waits for a channel {channel}", 1)
    publish(settings.warehouse, settings.published)
    out.print(f"Gave up {_deliveries(count)} of {channel}.")


def _verdicts(sent: Sent) -> str:
    return ", ".join(f"{number} {verdict}" for verdict, number in sent.verdicts.items()) or "nothing was sent"


def _deliveries(count: int) -> str:
    return f"{count} delivery" if count == 1 else f"{count} deliveries"


def _refuse_set(channel: str, names: Collection[str]) -> None:
    if channel in names:
        stop(f"the channel {channel} is still set: take its address out of the settings first", BAD_CONFIGURATION)


def _say_lost(lost: Sequence[Waiting], names: Collection[str]) -> None:
    """Print which deliveries wait for channels that are no longer set, and what to do about them."""
    other = min((name for name in names if name != TERMINAL_ID), default="CHANNEL")
    for one in lost:
        out.print(
            f"{one.channel} is no longer set, and {_deliveries(one.deliveries)} "
            f"{'waits' if one.deliveries == 1 else 'wait'} for it since {one.since:%Y-%m-%d %H:%M} UTC.\n"
            f"  Send them elsewhere: rabita alerts move {one.channel} {other}\n"
            f"  Give them up:        rabita alerts drop {one.channel}",
            soft_wrap=True,
        )


@alerts.command()
def test() -> None:
    """Send a test notice to every channel of the settings and print the answers. Exit code 1 where one fails."""
    from flows.alerts.delivery import DeliveryVerdict
    from flows.alerts.message import Notice, OutgoingMessage
    from flows.alerts.sender import attempt

    channels = load_channels(load_settings())
    if not channels:
        stop("there is no channel: set RABITA_ALERT_URLS", BAD_CONFIGURATION)
    notice = Notice("test", "Rabita: a test", "If you can read this, alerts reach you here.\nیہ صرف آزمائش ہے۔")
    with working(f"sending a test to {plural(len(channels), 'channel')}"):
        answers = [
            (channel.rules.id, attempt(channel, OutgoingMessage(str(uuid4()), notice=notice))) for channel in channels
        ]
    rows = [(name, answer.verdict, answer.detail) for name, answer in answers]
    show_rows("Test", ("channel", "verdict", "answer"), rows)
    if {name for name, _ in answers} == {TERMINAL_ID}:
        out.print(ONLY_HERE, soft_wrap=True)
    if any(answer.verdict is not DeliveryVerdict.DELIVERED for _, answer in answers):
        raise typer.Exit(1)
