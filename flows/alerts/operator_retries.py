"""What becomes of deliveries at somebody's request: tried again at once, or given up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import warehouse
from flows.alerts.retry_policy import DeliveryState


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A row of the table delivery_given_up."""

    delivery: UUID
    after_number: int
    given_up_at: datetime


@dataclass(frozen=True, slots=True)
class _Retry:
    delivery: UUID
    after_number: int
    asked_at: datetime


def retry(con: warehouse.Connection, deliveries: Iterable[DeliveryState], *, now: datetime) -> int:
    """Ask for deliveries to be tried again at once, dead letters too; return how many were not delivered yet."""
    wanted = [item for item in deliveries if item.state != "delivered"]
    return warehouse.add(con, "delivery_retry", [_Retry(item.delivery, item.attempts, now) for item in wanted])


def give_up(con: warehouse.Connection, deliveries: Iterable[DeliveryState], *, now: datetime) -> int:
    """Give deliveries up, so that only `retry` has them tried again; return how many."""
    return warehouse.add(con, "delivery_given_up", [GivenUp(item.delivery, item.attempts, now) for item in deliveries])
