"""Rows to contacts to alerts: unread articles are read, what they say is resolved, what is new goes to the outbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from uuid import UUID
from zoneinfo import ZoneInfo

import warehouse
from flows.alerts.channel_rules import ChannelRules
from flows.alerts.outbox import raise_alerts
from flows.alerts.payload import AlertPayload
from flows.alerts.planned_alerts import raise_plans
from flows.contacts.contact import Contact, Reading, Status
from flows.contacts.resolve import FRESHNESS, resolve
from flows.contacts.resolve.ledger import (
    Change,
    ChangeKind,
    Decision,
    Ledger,
    ReferenceContact,
    Report,
    Resolution,
    Verb,
)
from flows.news.article import LONGEST_DETAIL, Article, hash_body, hash_id
from flows.run_statistics import OutletRow, ProblemRow, Run

ARTICLES_PER_TRANSACTION = 500
"""Articles read and resolved in one transaction."""

ZONE = ZoneInfo("Asia/Karachi")
"""Where an outlet that sources.yaml does not know is taken to be."""


PLANS = frozenset({Status.PLANNED, Status.DENIED})
"""What a mention says where a contact is to come, or was called off."""


@dataclass(frozen=True, slots=True)
class WatchResult:
    """What a watch found: articles read, verdicts by name, the contacts that are news, and the alerts put out."""

    read: int
    verdicts: Counter[str]
    news: tuple[Change, ...]
    alerts: tuple[AlertPayload, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unread:
    id: UUID
    published: datetime | None
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class _NeverRead:
    articles: int


@dataclass(frozen=True, slots=True)
class NewsTerms:
    """When a report is news: `now` None and `assume_fresh` are a replay's, as `resolve` explains.

    `channels` are the rules of those who are told; None stores everything and raises no alert.
    """

    now: datetime | None
    freshness: timedelta = FRESHNESS
    assume_fresh: bool = False
    channels: tuple[ChannelRules, ...] | None = None


def read_articles(con: warehouse.Connection, run: Run, terms: NewsTerms) -> WatchResult:
    """Read every article that the rules in force have not read, and put what is news into the outbox.

    A few hundred articles at a time are committed together with their mentions, contacts and alerts, so that being cut
    off loses nothing and repeats nothing.
    """
    version = rules_version()
    zones = {row.id: ZoneInfo(row.timezone) for row in warehouse.read(con, "latest_outlet", OutletRow)}
    total, verdicts, news, alerts = 0, Counter[str](), list[Change](), list[AlertPayload]()
    while unread := warehouse.read(con, "unread_article", _Unread, rules=version, limit=ARTICLES_PER_TRANSACTION):
        articles = warehouse.read(con, "article_by_id", Article, ids=[row.id for row in unread])
        readings, problems = _readings(articles, zones, run)
        with warehouse.transaction(con):
            warehouse.add(con, "problem", problems, run=run.id)
            found = _resolve(con, run, readings, terms)
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


def _readings(
    articles: Iterable[Article], zones: Mapping[str, ZoneInfo], run: Run
) -> tuple[list[Reading], list[ProblemRow]]:
    """Read articles; one at which the rules fail says nothing and is a problem of its outlet, not the end of all."""
    from flows.contacts import lexicon  # here, so that the rules load only where there is something to read
    from flows.contacts.detect import detect

    words, readings, problems = lexicon.load(), [], []
    for item in articles:
        try:
            readings.append(detect(item, words, zone=zones.get(item.outlet, ZONE)))
        except Exception as error:  # noqa: BLE001 a mistake of ours, and others wait
            detail = f"{type(error).__name__}: {error}"[:LONGEST_DETAIL]
            key = hash_id("problem", str(run.id), str(item.id), "detect")
            problems.append(ProblemRow(key, item.outlet, item.url, "detect", "crashed", detail, run.started_at))
            readings.append(Reading(item.id, "none", why=(f"crashed: {detail}",)))
    return readings, problems


def unread(con: warehouse.Connection) -> int:
    """Return how many articles nobody has read yet: a replay, which alerts nothing, must not swallow their news."""
    return warehouse.read(con, "never_read", _NeverRead)[0].articles


def _resolve(con: warehouse.Connection, run: Run, readings: Sequence[Reading], terms: NewsTerms) -> Resolution:
    """Store what the articles say and what it comes to."""
    rules = rules_version()
    mentions = [mention for reading in readings for mention in reading.mentions]
    warehouse.add(con, "reading", readings, rules=rules, run=run.id, read_at=terms.now or run.started_at)
    warehouse.add(con, "mention", mentions, rules=rules, run=run.id)
    # Read after the mentions are in: what other rules made of the same articles no longer counts.
    known, new = ledger(con), {mention.id for mention in mentions}
    before = replace(known, reports=tuple(report for report in known.reports if report.mention not in new))
    reports = [report for report in known.reports if report.mention in new]
    found = resolve(reports, before, now=terms.now, freshness=terms.freshness, assume_fresh=terms.assume_fresh)
    return _store(con, run, found)


def _store(con: warehouse.Connection, run: Run, found: Resolution) -> Resolution:
    warehouse.add(con, "contact", found.contacts, run=run.id)
    warehouse.add(con, "contact_report", found.reports, run=run.id)
    warehouse.add(con, "contact_change", found.changes, run=run.id)
    return found


def decide(
    con: warehouse.Connection, run: Run, decision: Decision, channels: Sequence[ChannelRules] | None = None
) -> Resolution:
    """Store what a person decided and what follows from it, and put it into the outbox of `channels` that ask for it.

    `channels` None tells nobody. Raises KeyError for an unknown contact.
    """
    known = {contact.id for contact in warehouse.read(con, "contact", Contact)}
    named = {decision.contact} | ({decision.other} if decision.verb is Verb.MERGE and decision.other else set())
    if unknown := sorted(named - known):
        raise KeyError(f"no contact {', '.join(unknown)}")
    with warehouse.transaction(con):
        warehouse.add(con, "decision", [decision])
        found = _store(con, run, resolve((), ledger(con), now=decision.decided_at))
        if channels is not None:
            raise_alerts(con, found.changes, found.ledger.contacts, channels, now=decision.decided_at)
    return found


def ledger(con: warehouse.Connection) -> Ledger:
    """Return all that is known of contacts so far; words of the warehouse become the members that `is` asks for."""
    return Ledger(
        known=tuple(warehouse.read(con, "known", ReferenceContact)),
        contacts=tuple(warehouse.read(con, "contact", Contact)),
        reports=tuple(warehouse.read(con, "report", Report)),
        changes=tuple(replace(one, kind=ChangeKind(one.kind)) for one in warehouse.read(con, "change", Change)),
        decisions=tuple(replace(one, verb=Verb(one.verb)) for one in warehouse.read(con, "decision", Decision)),
    )


@cache
def rules_version() -> str:
    """Name the rules in force by their content: articles are read again when the lexicon or the code of it changes."""
    folder = resources.files("flows.contacts")
    files = [*folder.iterdir(), *folder.joinpath("lexicon").iterdir()]
    texts = {file.name: file.read_bytes() for file in files if file.name.endswith((".py", ".yaml"))}
    return hash_body(b"".join(texts[name] for name in sorted(texts))).hex[:12]
