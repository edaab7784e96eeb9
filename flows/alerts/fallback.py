"""Fallback channels: what a channel has failed to deliver for a while goes to another channel, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import warehouse
from flows.alerts.delivery import DeliveryKind, DeliveryState, DeliveryStatus
from flows.alerts.operator_retries import retry
from flows.alerts.routing import ChannelRules


@dataclass(frozen=True, slots=True)
class _HandOver:
    delivery: UUID
    channel: str
    instead_of: str
    handed_at: datetime


def hand_over(con: warehouse.Connection, channels: Iterable[ChannelRules], *, now: datetime) -> set[str]:
    """Hand over what is overdue on channels to their fallbacks, and return the fallbacks that got something.

    An alert that the fallback has already had stays where it is, so that nobody gets it twice. `now` is aware UTC.
    """
    rules = {one.id: one for one in channels}
    reached = set[str]()
    for one in rules.values():
        if one.fallback is None or one.fallback not in rules:
            continue
        (worked,) = warehouse.column(con, "alert_channel_success", channel=one.id)
        outstanding = warehouse.read(con, "delivery_open", DeliveryState, channel=one.id)
        late = overdue(outstanding, one.after, now, worked=worked)
        if late and _give(con, one.id, one.fallback, late, now):
            reached.add(one.fallback)
    return reached


def overdue(
    outstanding: Sequence[DeliveryState], after: timedelta, now: datetime, *, worked: datetime | None
) -> list[DeliveryState]:
    """Return the alerts and digests of one channel that a fallback takes over.

    `worked` is when the channel last accepted something. A channel that has failed for as long as `after` since then
    hands over everything that is due; otherwise only what has failed for so long by itself. Times are aware UTC.
    """
    first = [item.first_started_at for item in outstanding if _failing(item) and item.first_started_at]
    down = any(now >= when + after for when in first if worked is None or when > worked)
    return [
        item
        for item in outstanding
        if item.kind is not DeliveryKind.NOTICE
        and item.instead_of is None
        and not (item.snoozed_until and now < item.snoozed_until)
        and (_failed_for(item, after, now) or (down and (item.due_at is None or item.due_at <= now)))
    ]


def _failed_for(item: DeliveryState, after: timedelta, now: datetime) -> bool:
    return _failing(item) and item.first_started_at is not None and now >= item.first_started_at + after


def _failing(item: DeliveryState) -> bool:
    return item.state is DeliveryStatus.FAILING and item.attempts_since_retry > 0


def _give(con: warehouse.Connection, channel: str, fallback: str, late: Sequence[DeliveryState], now: datetime) -> int:
    known = set(warehouse.column(con, "alert_channel_item", channel=fallback))
    given = [one for one in late if known.isdisjoint(one.items)]
    with warehouse.transaction(con):
        warehouse.add(con, "delivery_handover", [_HandOver(one.delivery, fallback, channel, now) for one in given])
        retry(con, given, now=now)
    return len(given)
