"""What articles say, resolved to contacts and stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

import warehouse
from flows.alerts.outbox import raise_alerts
from flows.alerts.routing import ChannelRules
from flows.contacts.contact import CONFIDENCE, Contact, Reading
from flows.contacts.resolve import FRESHNESS, resolve
from flows.contacts.resolve.operator_decisions import checked
from flows.contacts.resolve.resolution_types import (
    Change,
    Decision,
    Ledger,
    ReferenceContact,
    Report,
    Resolution,
)
from flows.pipeline.detect_stored import rules_version
from flows.pipeline.late_contacts import published_unseen
from flows.run_statistics import Run


@dataclass(frozen=True, slots=True)
class NewsTerms:
    """When a report is news: `now` None and `assume_fresh` are a replay's, as `resolve` explains.

    `channels` are the rules of the alert channels; None puts nothing into the outbox. With `silent` no contact counts
    as alerted either, so that a later report of it may still alert. `confidence` is the probability from which an
    article is taken to report a new contact. `late` says what becomes of contacts that came out while the service was
    down and are older than `freshness` by now: an alert marked as late, or one notice to the operator.
    `second_reader` is the model and the version of the question whose stored opinions are followed.
    """

    now: datetime | None
    freshness: timedelta = FRESHNESS
    assume_fresh: bool = False
    channels: tuple[ChannelRules, ...] | None = None
    confidence: float = CONFIDENCE
    silent: bool = False
    late: Literal["alert", "notice"] = "alert"
    second_reader: tuple[str, str] | None = None


def resolve_readings(con: warehouse.Connection, run: Run, readings: Sequence[Reading], terms: NewsTerms) -> Resolution:
    """Store what the articles say and what it comes to."""
    rules = rules_version()
    mentions = [mention for reading in readings for mention in reading.mentions]
    warehouse.add(con, "reading", readings, rules=rules, run=run.id, read_at=terms.now or run.started_at)
    warehouse.add(con, "mention", mentions, rules=rules, run=run.id)
    # Read after the mentions are in: what other rules made of the same articles no longer counts.
    known, new = ledger(con), {mention.id for mention in mentions}
    before = replace(known, reports=tuple(report for report in known.reports if report.mention not in new))
    reports = [report for report in known.reports if report.mention in new]
    found = resolve(
        reports,
        before,
        now=terms.now,
        freshness=terms.freshness,
        assume_fresh=terms.assume_fresh,
        silent=terms.silent,
        unseen=published_unseen(con, [reading.article_id for reading in readings]) if terms.now else {},
    )
    return _store(con, run, found)


def _store(con: warehouse.Connection, run: Run, found: Resolution) -> Resolution:
    warehouse.add(con, "contact", found.contacts, run=run.id)
    warehouse.add(con, "contact_report", found.reports, run=run.id)
    warehouse.add(con, "contact_change", found.changes, run=run.id)
    return found


def decide(
    con: warehouse.Connection, run: Run, decision: Decision, channels: Sequence[ChannelRules] | None = None
) -> Decision:
    """Store a person's decision and the changes that follow, and put them into the outbox of `channels` that want them.

    Returns the decision as it was stored: a split with the contact that it made. `channels` None alerts nobody. Raises
    KeyError for an unknown contact, ImpossibleDecisionError for what cannot be done.
    """
    decision = checked(decision, ledger(con))
    with warehouse.transaction(con):
        warehouse.add(con, "decision", [decision])
        found = _store(con, run, resolve((), ledger(con), now=decision.decided_at))
        if channels is not None:
            raise_alerts(con, found.changes, found.ledger.contacts, channels, now=decision.decided_at)
    return decision


def ledger(con: warehouse.Connection) -> Ledger:
    """Return all that is known of contacts so far."""
    return Ledger(
        known=tuple(warehouse.read(con, "reference_contact", ReferenceContact)),
        contacts=tuple(warehouse.read(con, "contact", Contact)),
        reports=tuple(warehouse.read(con, "report", Report)),
        changes=tuple(warehouse.read(con, "contact_change", Change)),
        decisions=tuple(warehouse.read(con, "decision", Decision)),
    )
