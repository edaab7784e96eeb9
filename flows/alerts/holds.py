"""Alerts that a person has acknowledged, so that no more are sent, or snoozed until a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import warehouse


class HoldState(StrEnum):
    """What holds for the alerts of a contact."""

    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Hold:
    """A row of the table alert_hold: what holds for a channel, or for every channel where `channel` is empty.

    Of an acknowledged contact only steps in TAKES_BACK are sent, of a snoozed one nothing before `until`; an open one
    is sent as usual, with what has waited. `noted_at` and `until` are aware UTC. `note_hold` sets `number`.
    """

    contact: str
    state: HoldState
    noted_at: datetime
    channel: str = ""
    until: datetime | None = None
    number: int = 0


def note_hold(con: warehouse.Connection, hold: Hold) -> None:
    """Store what a person decided; it replaces what was decided before."""
    before = warehouse.read(con, "alert_hold", Hold, contact=hold.contact)
    warehouse.add(con, "alert_hold", [replace(hold, number=len(before) + 1)])
