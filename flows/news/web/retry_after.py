"""The header Retry-After, of outlets and of the receivers of alerts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_REST = timedelta(hours=24)
"""No Retry-After holds longer; absurd ones have been seen."""

LONGEST_RETRY_AFTER = 100
"""Characters of a Retry-After that are read."""


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """Return when a Retry-After (seconds or an HTTP date) permits the next request, at most 24 h from `now`.

    None for no header, one that cannot be read and one in the past. Source: RFC 9110, 10.2.3.
    """
    text = (value or "").strip()[:LONGEST_RETRY_AFTER]
    if text.isascii() and text.isdigit():
        until = now + min(timedelta(seconds=int(text[:9])), LONGEST_REST) if len(text) < 10 else now + LONGEST_REST  # noqa: PLR2004
    else:
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(until, now + LONGEST_REST) if until > now else None
