"""When to try a delivery and when to give it up. Pure, and right also after the clock was set back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flows.alerts.delivery import DeliveryState, DeliveryStatus

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
# About five days of trying: no outage should go unnoticed for longer.
MOST_ATTEMPTS = 500
# The operator is notified at the attempt that fails after about four minutes.
NOTICE_AT = 4
# The longest wait that a receiver can ask for.
LONGEST_RETRY_AFTER = timedelta(days=1)
# A stored time further in the future than this is from before the clock was set back, and is ignored.
SET_BACK = timedelta(minutes=1)


def due(outstanding: Sequence[DeliveryState], now: datetime) -> DeliveryState | None:
    """Return the delivery of one channel to be tried now, None where all of them have to wait.

    `outstanding` is in the order in which people should receive them. No step of a contact is tried before an earlier
    one is done. While the channel fails, the first delivery is tried whenever a new one is due, so that nothing
    overtakes it. A delivery that the channel refuses while it accepts others waits alone. What is snoozed waits.
    """
    outstanding = [item for item in outstanding if not (item.snoozed_until and now < item.snoozed_until)]
    if any(_asked_to_wait(item, now) for item in outstanding):
        return None
    contacts = [item.contact for item in outstanding]
    heads = [
        item for place, item in enumerate(outstanding) if item.contact is None or item.contact not in contacts[:place]
    ]
    queue = [item for item in heads if not item.passed and (item.attempts or is_due(item, now))]
    if queue and (is_due(queue[0], now) or not all(item.attempts for item in queue)):
        return queue[0]
    return next((item for item in heads if item.passed and is_due(item, now)), None)


def is_due(item: DeliveryState, now: datetime) -> bool:
    """Return whether a delivery may be tried now, if its channel can be."""
    if item.attempts == 0:
        return item.due_at is None or now >= item.due_at or now < item.created_at - SET_BACK or item.retry_asked
    if item.attempts_since_retry == 0:
        return True
    if item.state is DeliveryStatus.INTERRUPTED and item.attempts_since_retry == 1:
        return True  # the sender died; the next one takes over at once
    last = item.last_ended_at or item.last_started_at or item.created_at
    return now >= last + wait_after(item.attempts_since_retry) or now < last - SET_BACK


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after the n-th failure: 30 s, doubled each time, at most 15 minutes."""
    return min(FIRST_WAIT * (1 << min(failures - 1, 16)), LONGEST_WAIT)


def _asked_to_wait(item: DeliveryState, now: datetime) -> bool:
    if item.retry_at is None or item.last_ended_at is None:
        return False
    asked_at = item.last_ended_at
    return now < item.retry_at and now >= asked_at - SET_BACK and item.attempts_since_retry > 0
