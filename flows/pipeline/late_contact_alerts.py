"""Contacts that were published while the service was down, and are no longer fresh when they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID

import warehouse
from flows.alerts.message import Notice
from flows.contacts.resolve.resolution_types import Change
from flows.run_statistics import Run


@dataclass(frozen=True, slots=True)
class _PublishedUnseen:
    article: UUID
    published: datetime


def published_unseen(con: warehouse.Connection, articles: Sequence[UUID]) -> dict[UUID, datetime]:
    """Return the publication times of articles that came out after the service had last looked for them.

    The service looks with a watch that alerts and, at the outlets of sources.yaml, with a listing that answers. Whether
    such an article is news is judged as of its publication, however long the service was down.
    """
    rows = warehouse.read(con, "published_during_outage", _PublishedUnseen, articles=articles)
    return {row.article: row.published for row in rows}


def late_changes(changes: Iterable[Change], fresh_since: datetime) -> tuple[Change, ...]:
    """Return the alerts of contacts before `fresh_since` (aware UTC): the service was down when they came out."""
    return tuple(
        change for change in changes if change.alert and change.dates.date_to and _noon_after(change) < fresh_since
    )


def late_notice(run: Run, changes: Sequence[Change]) -> Notice:
    """Return the notice that says how many contacts were found late, and which."""
    names = [f"{change.contact} ({change.outlets} outlets)" for change in changes]
    count = f"{len(changes)} contacts" if len(changes) > 1 else "one contact"
    return Notice(
        f"late:{run.id}:{changes[0].contact}",
        f"Rabita: {count} came out while the service was down",
        "\n".join(["No alert was sent, since RABITA_LATE is notice.", *names, "See: rabita contacts"]),
    )


def _noon_after(change: Change) -> datetime:
    assert change.dates.date_to  # noqa: S101 asked by the caller
    return datetime.combine(change.dates.date_to, time(12), UTC)
