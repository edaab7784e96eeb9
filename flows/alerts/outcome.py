"""How an attempt to send ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class DeliveryVerdict(StrEnum):
    """What is known after an attempt: it was accepted, it was refused, or the outcome is unknown."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended; `detail` holds no address and no secret, `retry_after` is what the receiver asked for."""

    verdict: DeliveryVerdict
    detail: str = ""
    retry_after: timedelta | None = None
