"""Unread articles to contacts to the outbox, a few hundred in one transaction."""

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
from flows.pipeline.late_contacts import late_changes, late_notice, published_unseen
from flows.pipeline.resolve_stored import NewsTerms, resolve_readings
from flows.run_statistics import OutletRow, Run

PLANS = frozenset({Status.PLANNED, Status.DENIED})
"""What a mention says where a contact is to come, or was called off."""


@dataclass(frozen=True, slots=True)
class WatchResult:
    """What a watch found: articles read, verdicts by name, the contacts that are news, and the alerts put out.

    `quiet` are the contacts that what was brought in silence opened.
    """

    read: int
    verdicts: Counter[str]
    news: tuple[Change, ...]
    alerts: tuple[AlertPayload, ...] = ()
    quiet: tuple[str, ...] = ()


def read_articles(con: warehouse.Connection, run: Run, terms: NewsTerms) -> WatchResult:
    """Read every article that the rules in force have not read, and put what is news into the outbox.

    What was brought in silence is read first, so that what it says of older contacts is known when live news is judged.
    With silent `terms` live news is left unread. A few hundred articles at a time are committed together with their
    mentions, contacts and alerts, so that being cut off loses nothing and repeats nothing.
    """
    quiet = _read_part(con, run, replace(terms, channels=None, silent=True), alert=not terms.silent)
    live = WatchResult(0, Counter(), ()) if terms.silent else _read_part(con, run, terms, alert=True)
    return WatchResult(quiet.read + live.read, quiet.verdicts + live.verdicts, live.news, live.alerts, quiet.quiet)


def _read_part(con: warehouse.Connection, run: Run, terms: NewsTerms, *, alert: bool) -> WatchResult:
    """Read what was brought in silence, or everything else, as the terms say; `alert` is whether this watch alerts."""
    version = rules_version()
    zones = {row.id: ZoneInfo(row.timezone) for row in warehouse.read(con, "outlet_description", OutletRow)}
    total, verdicts, opened = 0, Counter[str](), list[str]()
    news, alerts = list[Change](), list[AlertPayload]()
    asked = {"rules": version, "limit": ARTICLES_PER_TRANSACTION, "quiet": terms.silent, "alert": alert}
    while unread := warehouse.read(con, "unread_article", UnreadArticle, **asked):
        articles = warehouse.read(con, "article_by_id", Article, ids=[row.id for row in unread])
        readings, problems = detect_all(articles, zones, run, terms.confidence)
        if terms.second_reader:
            from flows.pipeline.second_opinions import follow_opinions

            readings = follow_opinions(con, articles, readings, zones, terms.second_reader)
        with warehouse.transaction(con):
            warehouse.add(con, "problem", problems, run=run.id)
            found = resolve_readings(con, run, readings, terms)
            alerts += _put_out(con, run, readings, found, terms)
        total += len(articles)
        verdicts.update(reading.verdict for reading in readings)
        news += found.alerts
        opened += [contact.id for contact in found.contacts]
    return WatchResult(total, verdicts, tuple(news), tuple(alerts), tuple(opened))


def _put_out(
    con: warehouse.Connection, run: Run, readings: Sequence[Reading], found: Resolution, terms: NewsTerms
) -> list[AlertPayload]:
    """Put what is news into the outbox, where the terms name channels."""
    if terms.channels is None:
        return []
    now = terms.now or run.started_at
    late = late_changes(found.changes, now - terms.freshness)
    changes = found.changes
    if late and terms.late == "notice":
        notify_operator(con, late_notice(run, late), "", terms.channels, now=now)
        changes = tuple(change for change in changes if change not in late)
    names = {change.contact for change in late}
    alerts = raise_alerts(con, changes, found.ledger.contacts, terms.channels, late=names, now=now)
    ids = {reading.article_id for reading in readings if PLANS & {one.status for one in reading.mentions}}
    if ids:
        unseen = published_unseen(con, [*ids])
        alerts += raise_plans(con, ids, terms.channels, freshness=terms.freshness, unseen=unseen, now=now)
    return alerts
