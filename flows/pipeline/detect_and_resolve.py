"""Unread articles to contacts and alerts, a few hundred in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import warehouse
from flows.alerts.outbox import notify_operator, raise_alerts
from flows.alerts.payload import AlertPayload
from flows.alerts.planned_contact_alerts import raise_plans
from flows.contacts.contact import Reading, Status
from flows.contacts.resolve.resolution_types import Change, Resolution
from flows.news.article import Article
from flows.pipeline.detect_stored import ARTICLES_PER_TRANSACTION, UnreadArticle, detect_all, rules_version
from flows.pipeline.late_contact_alerts import late_changes, late_notice, published_unseen
from flows.pipeline.resolve_stored import NewsTerms, resolve_readings
from flows.run_statistics import OutletRow, Run

PLANS = frozenset({Status.PLANNED, Status.DENIED})
"""Statuses of mentions of a planned contact, or of one that was called off."""


@dataclass(frozen=True, slots=True)
class WatchResult:
    """What a watch found: articles read, verdicts, the contacts that are news, and the alerts put into the outbox.

    `quiet` are the contacts opened by articles of silent runs.
    """

    read: int
    verdicts: Counter[str]
    news: tuple[Change, ...]
    alerts: tuple[AlertPayload, ...] = ()
    quiet: tuple[str, ...] = ()


def read_articles(con: warehouse.Connection, run: Run, terms: NewsTerms) -> WatchResult:
    """Read every article that the current rules have not read, and put what is news into the outbox.

    Articles of silent runs are read first, so that the older contacts in them are known when live news is judged. With
    silent `terms` live news is left unread. A few hundred articles are stored in one transaction with their mentions,
    contacts and alerts, so that an interruption loses nothing and repeats nothing.
    """
    quiet = _read_part(con, run, replace(terms, alert_channels=None, silent=True), alert=not terms.silent)
    live = WatchResult(0, Counter(), ()) if terms.silent else _read_part(con, run, terms, alert=True)
    return WatchResult(quiet.read + live.read, quiet.verdicts + live.verdicts, live.news, live.alerts, quiet.quiet)


def _read_part(con: warehouse.Connection, run: Run, terms: NewsTerms, *, alert: bool) -> WatchResult:
    """Read the articles of silent runs or all others, as the terms say; `alert` is whether this watch alerts."""
    version = rules_version()
    zones = {row.id: ZoneInfo(row.timezone) for row in warehouse.read(con, "outlet_description", OutletRow)}
    total, verdicts, opened = 0, Counter[str](), list[str]()
    news, alerts = list[Change](), list[AlertPayload]()
    asked = {"rules": version, "limit": ARTICLES_PER_TRANSACTION, "quiet": terms.silent, "alert": alert}
    while unread := warehouse.read(con, "article_to_detect", UnreadArticle, **asked):
        articles = warehouse.read(con, "article_by_id", Article, ids=[row.id for row in unread])
        readings, problems = detect_all(articles, zones, run, terms.confidence)
        if terms.second_reader:
            from flows.pipeline.apply_second_opinions import follow_opinions

            readings = follow_opinions(con, articles, readings, zones, terms.second_reader)
        with warehouse.transaction(con):
            warehouse.add(con, "problem", problems, run=run.id)
            found = resolve_readings(con, run, readings, terms)
            alerts += _raise(con, run, readings, found, terms)
        total += len(articles)
        verdicts.update(reading.verdict for reading in readings)
        news += found.alerts
        opened += [contact.id for contact in found.contacts]
    return WatchResult(total, verdicts, tuple(news), tuple(alerts), tuple(opened))


def _raise(
    con: warehouse.Connection, run: Run, readings: Sequence[Reading], found: Resolution, terms: NewsTerms
) -> list[AlertPayload]:
    """Put what is news into the outbox, if the terms have alert channels."""
    if terms.alert_channels is None:
        return []
    now = terms.now or run.started_at
    late = late_changes(found.changes, now - terms.freshness)
    changes = found.changes
    if late and terms.late == "notice":
        notify_operator(con, late_notice(run, late), terms.alert_channels, now=now)
        changes = tuple(change for change in changes if change not in late)
    names = {change.contact for change in late}
    alerts = raise_alerts(con, changes, found.ledger.contacts, terms.alert_channels, late=names, now=now)
    ids = {reading.article_id for reading in readings if PLANS & {one.status for one in reading.mentions}}
    if ids:
        unseen = published_unseen(con, [*ids])
        alerts += raise_plans(con, ids, terms.alert_channels, freshness=terms.freshness, unseen=unseen, now=now)
    return alerts
