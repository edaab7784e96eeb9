"""A delivery as it stands, and how an attempt to send it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class DeliveryVerdict(StrEnum):
    """What is known after an attempt: it was accepted, it was refused, or the outcome is unknown."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """How an attempt ended; `detail` holds no address and no secret, `retry_after` is what the receiver asked for."""

    verdict: DeliveryVerdict
    detail: str = ""
    retry_after: timedelta | None = None


class DeliveryKind(StrEnum):
    """What a delivery carries: one alert, several, or a notice to the operator."""

    ALERT = "alert"
    DIGEST = "digest"
    NOTICE = "notice"


class DeliveryStatus(StrEnum):
    """How a delivery stands; INTERRUPTED has an attempt whose end was never stored."""

    WAITING = "waiting"
    INTERRUPTED = "interrupted"
    FAILING = "failing"
    DELIVERED = "delivered"
    GIVEN_UP = "given up"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """One delivery as it stands: a row of the view delivery_log, whose comments describe the fields.

    `contact` is that of a single alert; `passed` is true where the channel refused the delivery before and after it
    accepted another.
    """

    delivery: UUID
    channel: str
    kind: DeliveryKind
    created_at: datetime
    due_at: datetime | None
    state: DeliveryStatus
    attempts: int
    attempts_since_retry: int
    retry_asked: bool
    first_started_at: datetime | None
    last_started_at: datetime | None
    last_ended_at: datetime | None
    last_verdict: str | None
    last_detail: str | None
    retry_at: datetime | None
    delivered_at: datetime | None
    may_have_arrived: bool
    repeat_told: bool
    snoozed_until: datetime | None = None
    instead_of: str | None = None
    items: tuple[str, ...] = field(default=())
    contact: str | None = None
    passed: bool = False
