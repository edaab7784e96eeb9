"""What articles say, resolved to contacts and stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import warehouse
from flows.alerts.channel_rules import ChannelRules
from flows.alerts.outbox import raise_alerts
from flows.contacts.contact import CONFIDENCE, Contact, Reading
from flows.contacts.resolve import FRESHNESS, resolve
from flows.contacts.resolve.ledger import (
    Change,
    Decision,
    Ledger,
    ReferenceContact,
    Report,
    Resolution,
    Verb,
)
from flows.errors import RabitaError
from flows.pipeline.detect import rules_version
from flows.run_statistics import Run


class DecisionError(RabitaError, ValueError):
    """A decision would change nothing."""


@dataclass(frozen=True, slots=True)
class NewsTerms:
    """When a report is news: `now` None and `assume_fresh` are a replay's, as `resolve` explains.

    `channels` are the rules of the alert channels; None stores everything and raises no alert. `confidence` is the
    probability from which an article is taken to report a new contact.
    """

    now: datetime | None
    freshness: timedelta = FRESHNESS
    assume_fresh: bool = False
    channels: tuple[ChannelRules, ...] | None = None
    confidence: float = CONFIDENCE


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
    """Store a person's decision and the changes that follow, and put them into the outbox of `channels` that want them.

    `channels` None alerts nobody. Raises KeyError for an unknown contact, DecisionError for a decision that would
    change nothing.
    """
    known = {contact.id for contact in warehouse.read(con, "contact", Contact)}
    named = {decision.contact} | ({decision.other} if decision.verb is Verb.MERGE and decision.other else set())
    if unknown := sorted(named - known):
        raise KeyError(f"no contact {', '.join(unknown)}")
    if reason := _pointless(con, decision):
        raise DecisionError(reason)
    with warehouse.transaction(con):
        warehouse.add(con, "decision", [decision])
        found = _store(con, run, resolve((), ledger(con), now=decision.decided_at))
        if channels is not None:
            raise_alerts(con, found.changes, found.ledger.contacts, channels, now=decision.decided_at)
    return found


def _pointless(con: warehouse.Connection, decision: Decision) -> str | None:
    """Say why a decision would change nothing, None where it may."""
    if decision.undone:
        same = (decision.verb, decision.contact, decision.article)
        before = [
            one
            for one in warehouse.read(con, "decision", Decision)
            if (one.verb, one.contact, one.article) == same and decision.other in {None, one.other}
        ]
        if not before or before[-1].undone:
            return f"there is no {decision.verb} of {decision.contact} to take back"
        return None
    if decision.verb is Verb.MERGE and decision.contact == decision.other:
        return f"{decision.contact} cannot be merged with itself"
    if decision.verb is Verb.SPLIT:
        reports = warehouse.read(con, "report", Report)
        if not any(one.article == decision.article for one in reports):
            return (
                f"article {decision.article} reports no contact: `rabita contacts show` prints the ids of those that do"
            )
    return None


def ledger(con: warehouse.Connection) -> Ledger:
    """Return all that is known of contacts so far."""
    return Ledger(
        known=tuple(warehouse.read(con, "known", ReferenceContact)),
        contacts=tuple(warehouse.read(con, "contact", Contact)),
        reports=tuple(warehouse.read(con, "report", Report)),
        changes=tuple(warehouse.read(con, "change", Change)),
        decisions=tuple(warehouse.read(con, "decision", Decision)),
    )
