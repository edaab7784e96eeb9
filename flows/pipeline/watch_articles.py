"""Unread articles to contacts to the outbox, a few hundred in one transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import warehouse
from flows.alerts.outbox import raise_alerts
from flows.alerts.payload import AlertPayload
from flows.alerts.planned_alerts import raise_plans
from flows.contacts.contact import Status
from flows.contacts.resolve.ledger import (
    Change,
)
from flows.news.article import Article
from flows.pipeline.detect import ARTICLES_PER_TRANSACTION, _Unread, detect_all, rules_version
from flows.pipeline.resolve import NewsTerms, resolve_readings
from flows.run_statistics import OutletRow, Run

PLANS = frozenset({Status.PLANNED, Status.DENIED})
"""What a mention says where a contact is to come, or was called off."""


@dataclass(frozen=True, slots=True)
class WatchResult:
    """What a watch found: articles read, verdicts by name, the contacts that are news, and the alerts put out."""

    read: int
    verdicts: Counter[str]
    news: tuple[Change, ...]
    alerts: tuple[AlertPayload, ...] = ()


def read_articles(con: warehouse.Connection, run: Run, terms: NewsTerms) -> WatchResult:
    """Read every article that the rules in force have not read, and put what is news into the outbox.

    A few hundred articles at a time are committed together with their mentions, contacts and alerts, so that being cut
    off loses nothing and repeats nothing.
    """
    version = rules_version()
    zones = {row.id: ZoneInfo(row.timezone) for row in warehouse.read(con, "latest_outlet", OutletRow)}
    total, verdicts, news, alerts = 0, Counter[str](), list[Change](), list[AlertPayload]()
    while count_unread := warehouse.read(con, "unread_article", _Unread, rules=version, limit=ARTICLES_PER_TRANSACTION):
        articles = warehouse.read(con, "article_by_id", Article, ids=[row.id for row in count_unread])
        readings, problems = detect_all(articles, zones, run, terms.confidence)
        with warehouse.transaction(con):
            warehouse.add(con, "problem", problems, run=run.id)
            found = resolve_readings(con, run, readings, terms)
            if terms.channels is not None:
                now = terms.now or run.started_at
                alerts += raise_alerts(con, found.changes, found.ledger.contacts, terms.channels, now=now)
                ids = {reading.article_id for reading in readings if PLANS & {one.status for one in reading.mentions}}
                if ids:
                    alerts += raise_plans(con, ids, terms.channels, freshness=terms.freshness, now=now)
        total += len(articles)
        verdicts.update(reading.verdict for reading in readings)
        news += found.alerts
    return WatchResult(total, verdicts, tuple(news), tuple(alerts))
