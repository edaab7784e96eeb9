"""Commands about alerts: list, show, retry, test."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import typer

from flows.cli.console import BAD_CONFIGURATION, load_settings, out, stop, table
from flows.cli.pipeline import load_channels
from flows.cli.query import published

alerts = typer.Typer(help="The alerts: list, show, retry, test.", invoke_without_command=True)


@alerts.callback()
def default(context: typer.Context) -> None:
    """Do what `list` does, where no command is named."""
    if context.invoked_subcommand is None:
        list_alerts()


@alerts.command("list")
def list_alerts() -> None:
    """List the alerts, newest first, and what became of their deliveries."""
    from flows.alerts.outbox import AlertState
    from warehouse import read

    with published() as con:
        rows = read(con, "alert_log", AlertState)
    columns = ("alert", "step", "raised", "deliveries", "delivered", "outstanding", "given up", "first delivered")
    out.print(table("Alerts", columns, [
        (row.alert, row.kind, f"{row.raised_at:%Y-%m-%d %H:%M}", row.deliveries, row.delivered, row.outstanding,
         row.given_up, f"{row.first_delivered_at:%Y-%m-%d %H:%M}" if row.first_delivered_at else None)
        for row in rows
    ]))  # fmt: skip


@alerts.command()
def show(alert: Annotated[str, typer.Argument(metavar="ALERT")]) -> None:
    """Print an alert as it is told, and every attempt to deliver it."""
    from flows.alerts.message import OutgoingMessage, render
    from flows.alerts.outbox import Alert
    from flows.alerts.payload import from_json
    from flows.alerts.retry_policy import DeliveryState
    from warehouse import read

    with published() as con:
        found = [row for row in read(con, "alert_latest", Alert, most=10_000) if alert in {row.id, row.contact}]
        deliveries = read(con, "delivery_log", DeliveryState)
    if not found:
        stop(f"no alert {alert}", 1)
    for row in found:
        words = render(OutgoingMessage(row.id, (from_json(row.facts),)))
        out.print(f"\n{words.title}", style="bold")
        out.print(words.body)
        mine = [item for item in deliveries if row.id in item.items]
        out.print(table("Deliveries", ("channel", "state", "attempts", "last answer", "delivered"), [
            (item.channel, item.state, item.attempts, item.last_detail,
             f"{item.delivered_at:%Y-%m-%d %H:%M}" if item.delivered_at else None)
            for item in mine
        ]))  # fmt: skip


@alerts.command()
def retry(
    alert: Annotated[str | None, typer.Argument(metavar="ALERT", help="None: all that are not done.")] = None,
) -> None:
    """Try deliveries again at once, also those that were given up."""
    from flows.alerts.retry_policy import DeliveryState
    from flows.alerts.sender import retry as ask
    from flows.pipeline.notify import send_and_publish
    from warehouse import open_warehouse, read

    settings = load_settings()
    channels, now = load_channels(settings), datetime.now(UTC)
    with open_warehouse(settings.warehouse) as con:
        wanted = [item for item in read(con, "delivery_log", DeliveryState) if alert is None or alert in item.items]
        count = ask(con, wanted, now=now)
    sent = send_and_publish(settings, channels, now)
    said = ", ".join(f"{number} {verdict}" for verdict, number in sent.verdicts.items()) or "nothing was sent"
    out.print(f"{count} to be tried again; {said}.")


@alerts.command()
def test() -> None:
    """Send a test notice to every channel of the settings and print what each answered. Exit code 1 where one fails."""
    from flows.alerts.message import Notice, OutgoingMessage
    from flows.alerts.outcome import DeliveryVerdict
    from flows.alerts.sender import attempt

    channels = load_channels(load_settings())
    if not channels:
        stop("there is no channel: set RABITA_ALERT_URLS", BAD_CONFIGURATION)
    notice = Notice("test", "Rabita: a test", "If you can read this, alerts reach you here.\nیہ صرف آزمائش ہے۔")
    answers = [
        (channel.rules.id, attempt(channel, OutgoingMessage(str(uuid4()), notice=notice))) for channel in channels
    ]
    rows = [(name, answer.verdict, answer.detail) for name, answer in answers]
    out.print(table("Test", ("channel", "verdict", "answer"), rows))
    if any(answer.verdict is not DeliveryVerdict.DELIVERED for _, answer in answers):
        raise typer.Exit(1)
