"""Fallback channels: what a channel could not deliver for a while is given to another one, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import warehouse
from flows.alerts.operator_retries import retry
from flows.alerts.retry_policy import DeliveryState, LastSuccess
from flows.alerts.routing import ChannelRules


@dataclass(frozen=True, slots=True)
class _HandOver:
    delivery: UUID
    channel: str
    instead_of: str
    handed_at: datetime


@dataclass(frozen=True, slots=True)
class _Item:
    item: str


def hand_over(con: warehouse.Connection, channels: Iterable[ChannelRules], *, now: datetime) -> set[str]:
    """Give what is overdue on channels to their fallbacks; return the fallbacks that got something.

    An alert that the fallback was given before stays where it is, so that nobody gets it twice. `now` is aware UTC.
    """
    rules = {one.id: one for one in channels}
    reached = set[str]()
    for one in rules.values():
        if one.fallback is None or one.fallback not in rules:
            continue
        (success,) = warehouse.read(con, "alert_channel_success", LastSuccess, channel=one.id)
        outstanding = warehouse.read(con, "delivery_open", DeliveryState, channel=one.id)
        late = overdue(outstanding, one.after, now, worked=success.delivered_at)
        if late and _give(con, one.id, one.fallback, late, now):
            reached.add(one.fallback)
    return reached


def overdue(
    outstanding: Sequence[DeliveryState], after: timedelta, now: datetime, *, worked: datetime | None
) -> list[DeliveryState]:
    """Return the alerts and digests of one channel that a fallback takes over.

    `worked` is when the channel last took something. Where it has taken nothing since, and the first failure is `after`
    ago, that is all that is due; else each that failed for so long by itself. Times are aware UTC.
    """
    failing = [item for item in outstanding if item.state == "failing" and item.attempts_since_retry]
    first = [item.first_started_at for item in failing if item.first_started_at]
    down = any(now >= when + after for when in first if worked is None or when > worked)
    return [
        item
        for item in outstanding
        if item.kind != "notice"
        and item.instead_of is None
        and not (item.snoozed_until and now < item.snoozed_until)
        and (_failed_for(item, after, now) or (down and (item.due_at is None or item.due_at <= now)))
    ]


def _failed_for(item: DeliveryState, after: timedelta, now: datetime) -> bool:
    failing = item.state == "failing" and item.attempts_since_retry > 0
    return failing and item.first_started_at is not None and now >= item.first_started_at + after


def _give(con: warehouse.Connection, channel: str, fallback: str, late: Sequence[DeliveryState], now: datetime) -> int:
    known = {one.item for one in warehouse.read(con, "channel_item", _Item, channel=fallback)}
    given = [one for one in late if known.isdisjoint(one.items)]
    with warehouse.transaction(con):
        warehouse.add(con, "delivery_handover", [_HandOver(one.delivery, fallback, channel, now) for one in given])
        retry(con, given, now=now)
    return len(given)
