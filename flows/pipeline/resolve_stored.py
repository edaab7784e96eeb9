"""Store what articles say, and resolve it to contacts."""

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
from flows.pipeline.late_contact_alerts import published_unseen
from flows.run_statistics import Run


@dataclass(frozen=True, slots=True)
class NewsTerms:
    """When a report is news; `now` None and `assume_fresh` are for replays, see `resolve`.

    `alert_channels` are the rules of the alert channels; None puts nothing into the outbox. With `silent` no contact
    counts as alerted, so that a later report of it may still alert. `confidence` is the probability from which an
    article counts as a report of a new contact. `late` says what happens to contacts that came out while the service
    was down and are now older than `freshness`: an alert marked as late, or one notice to the operator.
    `second_reader` is the model and the version of the question whose stored opinions are used.
    """

    now: datetime | None
    freshness: timedelta = FRESHNESS
    assume_fresh: bool = False
    alert_channels: tuple[ChannelRules, ...] | None = None
    confidence: float = CONFIDENCE
    silent: bool = False
    late: Literal["alert", "notice"] = "alert"
    second_reader: tuple[str, str] | None = None


def resolve_readings(con: warehouse.Connection, run: Run, readings: Sequence[Reading], terms: NewsTerms) -> Resolution:
    """Store what the articles say, and the contacts that follow from it."""
    rules = rules_version()
    mentions = [mention for reading in readings for mention in reading.mentions]
    warehouse.add(con, "reading", readings, rules=rules, run=run.id, read_at=terms.now or run.started_at)
    warehouse.add(con, "mention", mentions, rules=rules, run=run.id)
    # Read after the mentions are stored: mentions of the same articles by other rules no longer count.
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
    """Store a person's decision and the changes that follow, and put them into the outbox of `channels`.

    Returns the stored decision; that of a split names the contact that it made. `channels` None alerts nobody. Raises
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
