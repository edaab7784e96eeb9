"""The header Retry-After, as sent by outlets and by services that receive alerts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_REST = timedelta(hours=24)
"""The longest Retry-After that is obeyed; some servers send absurd ones."""

LONGEST_RETRY_AFTER = 100
"""Characters of a Retry-After that are read."""


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """Return when a Retry-After (seconds or an HTTP date) permits the next request, at most 24 h from `now`.

    None for a missing or invalid header and for a time in the past. Standard: RFC 9110, 10.2.3.
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
