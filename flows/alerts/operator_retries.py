"""Deliveries that a person, a fallback or a changed address has tried again at once, or gives up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import warehouse
from flows.alerts.delivery import DeliveryState, DeliveryStatus


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
    """Have deliveries tried again at once, also those given up; return how many were not delivered yet."""
    wanted = [item for item in deliveries if item.state is not DeliveryStatus.DELIVERED]
    return warehouse.add(con, "delivery_retry", [_Retry(item.delivery, item.attempts, now) for item in wanted])


def give_up(con: warehouse.Connection, deliveries: Iterable[DeliveryState], *, now: datetime) -> int:
    """Give deliveries up until `retry` is called for them; return how many."""
    return warehouse.add(con, "delivery_given_up", [GivenUp(item.delivery, item.attempts, now) for item in deliveries])
