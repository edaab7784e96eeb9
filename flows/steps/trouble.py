"""What goes wrong with the service itself, told to the operator once: by the outbox or, failing that, without it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import warehouse
from flows.alerts.message import Notice, Parcel
from flows.alerts.outbox import tell_operator
from flows.alerts.sender import deliver
from flows.settings import Settings
from flows.steps.tell import channels_of

LONGEST = 500
"""Characters of an error that are told."""


def tell_failure(flow: Any, flow_run: Any, state: Any) -> None:  # noqa: ANN401 Prefect's types stay out of the steps
    """Tell the operator that a flow run failed or crashed: a hook as Prefect calls it.

    A flow that fails again and again is told of once a day.
    """
    now = datetime.now(UTC)
    why = " ".join(str(state.message or "no reason given").split())[:LONGEST]
    tell_notice(
        Settings(),
        Notice(
            f"run:{flow.name}:{state.name}:{now:%Y-%m-%d}",
            f"Rabita: the flow {flow.name} has {state.name.lower()}",
            f"{why}\nFlow run {flow_run.name} ({flow_run.id}). The next run takes up what it left. See: rabita runs",
        ),
        now,
    )


def tell_notice(settings: Settings, notice: Notice, now: datetime) -> None:
    """Put a notice into the outbox and send it; where the warehouse itself is the trouble, send it without a record."""
    channels = channels_of(settings)
    try:
        with warehouse.open_warehouse(settings.warehouse, wait=20.0) as con, warehouse.transaction(con):
            tell_operator(con, notice, "service", (channel.rules for channel in channels), now=now)
        deliver(settings.warehouse, channels, wait=20.0)
    except (warehouse.WarehouseError, warehouse.QueryError, OSError):
        for channel in channels:
            if channel.rules.notices:
                channel.send(Parcel(str(uuid4()), notice=notice))
