"""The health of each outlet: judged after a run, stored and notified when it changes; and the daily digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import warehouse
from flows.alerts.message import Notice
from flows.alerts.outbox import notify_operator
from flows.alerts.routing import ChannelRules
from flows.news.outlets.health import ArticleRecord, OutletHealth, RequestRecord, changes, digest, health, notice
from flows.news.outlets.sources import Outlet
from flows.run_statistics import Run

MOST_LINES = 30
"""Outlets that one notice names."""


@dataclass(frozen=True, slots=True)
class OutletHealthRow:
    """The state of an outlet since `since`, and what to do about it."""

    outlet: str
    state: str
    advice: str
    since: datetime


@dataclass(frozen=True, slots=True)
class _AskedRow:
    outlet: str
    at: datetime
    kind: str
    reason: str | None
    items: int | None
    moved_to: str | None


@dataclass(frozen=True, slots=True)
class _ReadRow:
    outlet: str
    at: datetime
    length: int
    removed: int
    id: UUID


@dataclass(frozen=True, slots=True)
class _FirstAsked:
    outlet: str
    first: datetime
    last_success: datetime | None


@dataclass(frozen=True, slots=True)
class _Lines:
    id: UUID
    lines: int


@dataclass(frozen=True, slots=True)
class _StateRow:
    outlet: str
    noted_at: datetime
    state: str
    before: str | None
    advice: str
    last_success: datetime | None
    newest: datetime | None
    gap_hours: float


@dataclass(frozen=True, slots=True)
class _StateChange:
    run: UUID
    outlet: str
    state: str
    before: str | None
    advice: str


@dataclass(frozen=True, slots=True)
class _Harvest:
    outlet: str
    articles: int


def record_health(con: warehouse.Connection, run: Run, outlets: Iterable[Outlet], now: datetime) -> list[OutletHealth]:
    """Judge the outlets by their answers and articles, and store the states that have changed.

    Returns the outlets whose state changed, or that are new and not ok.
    """
    found = _judge(con, outlets, now)
    before = {row.outlet: row.state for row in warehouse.read(con, "current_outlet_state", OutletHealthRow)}
    rows = [
        _StateRow(
            one.outlet,
            now,
            one.state,
            before.get(one.outlet),
            one.advice,
            one.last_success,
            one.newest,
            one.gap / timedelta(hours=1),
        )
        for one in found
        if one.state != before.get(one.outlet)
    ]
    warehouse.add(con, "outlet_state", rows, run=run.id)
    return [one for one, _ in changes(before, found)]


def _judge(con: warehouse.Connection, outlets: Iterable[Outlet], now: datetime) -> list[OutletHealth]:
    asked, read = defaultdict[str, list[RequestRecord]](list), defaultdict[str, list[ArticleRecord]](list)
    ids = dict[str, list[UUID]]()
    for row in warehouse.read(con, "request_log", _AskedRow, now=now):
        asked[row.outlet].append(RequestRecord(row.at, row.kind, row.reason, row.items, row.moved_to))
    for line in warehouse.read(con, "recent_article_lengths", _ReadRow, now=now):
        read[line.outlet].append(ArticleRecord(line.at, line.length, line.removed))
        ids.setdefault(line.outlet, []).append(line.id)
    first = {row.outlet: row for row in warehouse.read(con, "outlet_first_request", _FirstAsked)}
    found = []
    for outlet in outlets:
        known = first.get(outlet.id)
        articles = read[outlet.id]
        if outlet.expect.removed is not None:
            articles = _with_lines(con, articles, ids.get(outlet.id, []))
        begun = known.first if known else None
        one = health(outlet, asked[outlet.id], articles, now, first_asked=begun)
        found.append(replace(one, last_success=known.last_success if known else None))
    return found


def _with_lines(
    con: warehouse.Connection, articles: Sequence[ArticleRecord], ids: Sequence[UUID]
) -> list[ArticleRecord]:
    """Add line counts to articles, for outlets that limit how many lines cleaning may remove."""
    lines = {row.id: row.lines for row in warehouse.read(con, "article_lines", _Lines, ids=list(ids))}
    return [
        replace(one, lines=lines.get(key, 0) + one.removed) for one, key in zip(articles, ids, strict=True)
    ]  # fmt: skip


def notify_health(con: warehouse.Connection, channels: Iterable[ChannelRules], now: datetime) -> int:
    """Put state changes into the outbox, those of one run as one notice; return the number of notices."""
    of_run: dict[UUID, list[_StateChange]] = {}
    for row in warehouse.read(con, "outlet_state_change", _StateChange, now=now):
        of_run.setdefault(row.run, []).append(row)
    rules = tuple(channels)
    posted = [notify_operator(con, _notice(run, rows), rules, now=now) for run, rows in of_run.items()]
    return sum(posted)


def _notice(run: UUID, rows: Sequence[_StateChange]) -> Notice:
    first = rows[0]
    title = (
        f"Rabita: {first.outlet} is {first.state}" if len(rows) == 1 else f"Rabita: {len(rows)} outlets changed state"
    )
    lines = [notice(OutletHealth.of(row.outlet, row.state, row.advice), row.before) for row in rows]
    more = len(lines) - MOST_LINES
    rest = [f"… and {more} more: rabita sources list"] if more > 0 else []
    return Notice(f"health:{run}", title, "\n".join([*lines[:MOST_LINES], *rest]), "outlets")


def notify_digest(con: warehouse.Connection, channels: Iterable[ChannelRules], now: datetime) -> bool:
    """Put the digest of outlets into the outbox, once a day (UTC) and not on the first; return whether that was now."""
    key = f"digest:{now:%Y-%m-%d}"
    if warehouse.column(con, "digest_due", now=now, id=key) != [True]:
        return False
    states = [
        OutletHealth.of(row.outlet, row.state, row.advice)
        for row in warehouse.read(con, "current_outlet_state", OutletHealthRow)
    ]
    harvest = {row.outlet: row.articles for row in warehouse.read(con, "articles_last_day", _Harvest, now=now)}
    posted = Notice(key, f"Rabita: the outlets until {now:%Y-%m-%d %H:%M} UTC", digest(states, harvest), "outlets")
    return notify_operator(con, posted, channels, now=now)
