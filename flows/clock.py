"""The current time."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the current time, aware and UTC."""
    return datetime.now(UTC)
