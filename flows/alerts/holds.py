"""What a person says of the alerts of a contact: acknowledged, so no more of them; or snoozed, so not before a time."""

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
    """A row of the table alert_hold: what holds for a channel, or for every one where `channel` is empty.

    An acknowledged contact is sent no further, but for what takes it back; a snoozed one not before `until`; an open
    one as usual, and what waited is sent. `noted_at` and `until` are aware UTC. `number` is given when it is stored.
    """

    contact: str
    state: HoldState
    noted_at: datetime
    channel: str = ""
    until: datetime | None = None
    number: int = 0


def note_hold(con: warehouse.Connection, hold: Hold) -> None:
    """Store what a person said; from then on it holds instead of what was said before."""
    before = warehouse.read(con, "alert_hold", Hold, contact=hold.contact)
    warehouse.add(con, "alert_hold", [replace(hold, number=len(before) + 1)])
