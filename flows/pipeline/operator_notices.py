"""Notices to the operator about the service, each sent once: through the outbox or, if that fails, without it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import warehouse
from flows.alerts.delivery import DeliveryVerdict
from flows.alerts.message import Notice, OutgoingMessage
from flows.alerts.outbox import notify_operator
from flows.alerts.sender import AlertChannel, attempt, deliver
from flows.pipeline.build_alert_channels import operator_channels
from flows.settings import Settings

LONGEST_REASON = 500
"""Characters of an error in a notice."""

REMEMBERED = 200
"""Ids that are remembered of notices sent without the warehouse, so that no run sends them again."""


def notify_failure(flow: Any, flow_run: Any, state: Any) -> None:  # noqa: ANN401 Prefect's types, which this package does not import
    """Notify the operator that a flow run failed or crashed: a hook for Prefect.

    A flow that fails again and again is reported once a day.
    """
    now = datetime.now(UTC)
    why = " ".join(str(state.message or "no reason given").split())[:LONGEST_REASON]
    send_notice(
        Settings(),
        Notice(
            f"run:{flow.name}:{state.name}:{now:%Y-%m-%d}",
            f"Rabita: the flow {flow.name} has {state.name.lower()}",
            f"{why}\nFlow run {flow_run.name} ({flow_run.id}). The next run goes on from there. See: rabita runs",
        ),
        now,
    )


def send_notice(
    settings: Settings, notice: Notice, now: datetime, channels: Sequence[AlertChannel] | None = None
) -> None:
    """Put a notice into the outbox and send it, or send it without the warehouse where that cannot be used.

    `channels` None means those of the settings. A warehouse that is older than its published copy is reported instead,
    once a day.
    """
    channels = operator_channels(settings) if channels is None else channels
    try:
        with (
            warehouse.open_warehouse(settings.warehouse, wait=20.0, published=settings.published) as con,
            warehouse.transaction(con),
        ):
            notify_operator(con, notice, (channel.rules for channel in channels), now=now)
        deliver(settings.warehouse, channels, wait=20.0, published=settings.published)
    except warehouse.BehindError as error:
        _send_unrecorded(settings, _behind_notice(error, now), channels)
    except (warehouse.WarehouseError, warehouse.QueryError, OSError):
        _send_unrecorded(settings, notice, channels)


def _behind_notice(error: warehouse.BehindError, now: datetime) -> Notice:
    title = "Rabita: the warehouse is older than its published copy"
    return Notice(f"behind:{now:%Y-%m-%d}", title, f"{error}. See: rabita doctor")


def _send_unrecorded(settings: Settings, notice: Notice, channels: Sequence[AlertChannel]) -> None:
    """Send a notice to the operator's channels, unless a file beside the warehouse lists it as sent."""
    file = settings.data / "notices.sent"
    sent = _lines(file)
    if notice.id in sent:
        return
    outgoing = OutgoingMessage(str(uuid4()), notice=notice)
    outcomes = [attempt(channel, outgoing) for channel in channels if channel.rules.notices]
    if any(outcome.verdict is DeliveryVerdict.DELIVERED for outcome in outcomes):
        with suppress(OSError):  # on a full disk the notice is sent again
            file.write_text("\n".join([*sent, notice.id][-REMEMBERED:]) + "\n", "utf-8")


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8").splitlines()
    except OSError:
        return []
