"""The time, for callers who are given none."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the time, aware and UTC."""
    return datetime.now(UTC)
