"""Resolve reports to real-world contacts, and decide which contact raises an alert.

The contacts depend on the set of reports alone, not on their order: all reports of one leader are gathered anew each
time, and what changed is appended. Ids stay: an event keeps the id that its reports had.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from uuid import UUID

from flows.contacts.contact import WATCH, Contact
from flows.contacts.resolve.candidate_event import CandidateEvent, in_order
from flows.contacts.resolve.cluster import cluster_reports, slack
from flows.contacts.resolve.dated_report import DatedReport
from flows.contacts.resolve.identity import (
    apply_splits,
    assign_ids,
    decisions_in_force,
    forgotten_report,
    merges,
    reports_split_off,
    root,
    without_forgotten,
)
from flows.contacts.resolve.independent_reports import independent, latest_versions, mark_copies
from flows.contacts.resolve.lifecycle import changes_of
from flows.contacts.resolve.resolution_types import (
    Change,
    ChangeKind,
    ContactReport,
    Ledger,
    Report,
    Resolution,
    Role,
    Verb,
)

FRESHNESS = timedelta(hours=72)
_NEVER = datetime.min.replace(tzinfo=UTC)


def resolve(  # noqa: PLR0913 - what is new, what is known, and what is news
    reports: Iterable[Report],
    ledger: Ledger,
    *,
    now: datetime | None = None,
    freshness: timedelta = FRESHNESS,
    assume_fresh: bool = False,
    silent: bool = False,
    unseen: Mapping[UUID, datetime] = MappingProxyType({}),
) -> Resolution:
    """Resolve `reports`, given all that is known, and return what to append to the warehouse.

    A contact alerts once, by the first new report that tells of it as news while its day lies within `freshness`
    before `now` (aware UTC). `now` None asks what would have been raised when each report came out, as a replay does.
    `assume_fresh` lets a report with no date at all raise an alert too; else it opens a contact and raises nothing.
    With `silent` none of `reports` raises anything, and a later one still can. `unseen` are the articles that came out
    while nobody looked, with their publication (aware UTC): whether they are news is judged as of then, not of `now`.
    Reports already in the ledger are ignored, so that a repetition changes nothing. A report that comes with its
    `contact` filled, because other rules read its article before, keeps that contact if it still can.
    """
    seen = {report.mention for report in ledger.reports}
    new = {report.mention: report for report in sorted(reports, key=in_order) if report.mention not in seen}
    session = _Session(ledger, new, _Terms(now, freshness, assume_fresh, silent, unseen))
    groups: dict[str, list[Report]] = defaultdict(list)
    for report in (*ledger.reports, *new.values()):
        groups[report.details.us_leader].append(report)
    for key in sorted(groups):
        # Without reports there are decisions to carry out, and what they leave is counted anew.
        if not new or any(report.mention in new for report in groups[key]) or session.pending(groups[key]):
            session.settle(groups[key])
    session.record_decisions()
    return session.result()


@dataclass(frozen=True, slots=True)
class _Terms:
    """When a report is news, as `resolve` explains."""

    now: datetime | None
    freshness: timedelta
    assume_fresh: bool
    silent: bool
    unseen: Mapping[UUID, datetime]


class _Session:
    """One call of resolve: what it was given, and what it has found so far."""

    def __init__(self, ledger: Ledger, new: Mapping[UUID, Report], terms: _Terms) -> None:
        self.ledger, self.new, self.now, self.terms = ledger, new, terms.now, terms
        self.time = self.now or max((report.effective for report in (*ledger.reports, *new.values())), default=_NEVER)
        self.decisions = decisions_in_force(ledger.decisions)
        self.into = merges(ledger.changes, ledger.decisions)
        self.decided = {name for item in ledger.decisions for name in (item.contact, item.other) if name}
        self.dismissed = {root(item.contact, self.into) for item in self.decisions if item.verb is Verb.DISMISS}
        self.alerted = {root(change.contact, self.into) for change in ledger.changes if change.alert}
        self.openers = {
            (change.contact, change.article) for change in ledger.changes if change.alert and change.article
        }
        self.past: dict[str, list[Change]] = defaultdict(list)
        for change in sorted(ledger.changes, key=lambda item: item.number):
            self.past[change.contact].append(change)
        self.contacts: dict[str, Contact] = {contact.id: contact for contact in ledger.contacts}
        self.placed: dict[UUID, ContactReport] = {}
        self.changes: list[Change] = []

    def pending(self, reports: Iterable[Report]) -> bool:
        """Whether a split waits to be carried out among these reports, or an outlet took one back."""
        waiting = {(item.article, item.contact) for item in self.decisions if item.verb is Verb.SPLIT}
        return any(
            (report.article, report.contact) in waiting or (report.taken_back and report.contact) for report in reports
        )

    def settle(self, reports: list[Report]) -> None:
        """Gather the reports of one leader, name the events, and note what changed."""
        leader = reports[0].details.us_leader
        known = [item for item in self.ledger.known if item.details.us_leader == leader]
        stored = reports
        latest = latest_versions(reports)
        reports = mark_copies((*latest, *self._forgotten(latest, leader)))
        pinned = reports_split_off(reports, self.decisions)
        events = cluster_reports((report for report in reports if report.mention not in pinned), known)
        previous = {report.mention: report.contact for report in reports if report.contact}
        assign_ids(events, previous, [*self.contacts], self.openers)
        events = without_forgotten(events)
        pins = [(report, pinned[report.mention]) for report in reports if report.mention in pinned]
        apply_splits(events, pins, self.decisions)
        self._absorb(events, previous)
        self._place(events, stored)
        folded = self._folded(events)
        for event in folded:
            self._follow(event)
        self._withdraw(stored, folded)

    def _forgotten(self, reports: Iterable[Report], leader: str) -> Iterator[Report]:
        """Yield what is left of contacts whose reports were erased: what people were alerted to stays known."""
        reported = {report.contact for report in reports}
        known = {item.id for item in self.ledger.known}
        for contact in self.ledger.contacts:
            gone = contact.id not in reported | known and root(contact.id, self.into) == contact.id
            if gone and contact.details.us_leader == leader:
                yield forgotten_report(contact, self.past[contact.id][-1])

    def _absorb(self, events: list[CandidateEvent], previous: Mapping[UUID, str]) -> None:
        """Note contacts whose reports have all turned out to tell of others."""
        alive = {event.id for event in events if event.reports}
        heirs: dict[str, str] = {}
        for event in events:
            for report in event.reports:
                heirs.setdefault(previous.get(report.mention, ""), event.id)
        for old, heir in heirs.items():
            if old in self.contacts and old not in alive and root(old, self.into) == old:
                self.into[old] = heir
                self._note(old, ChangeKind.MERGED, heir, "its reports tell of the same event")
        self.alerted = {root(contact, self.into) for contact in self.alerted}

    def _place(self, events: list[CandidateEvent], reports: list[Report]) -> None:
        """Note where each mention belongs, if it is new or has moved."""
        homes: dict[UUID, ContactReport] = {}
        for event in events:
            voices = {report.mention for report in independent(event.reports)}
            opening = event.reports[0].mention if event.reports and event.id not in self.contacts else None
            roles = [
                (report, Role.OPENING if report.mention == opening else Role.SUPPORTING) for report in event.reports
            ]
            for report, role in (*roles, *event.others):
                homes[report.mention] = ContactReport(
                    report.mention, report.article, event.id, role, report.mention in voices, self.time
                )
        for report in reports:
            home = homes.get(report.mention)
            if home and (report.mention in self.new or home.contact != report.contact or home.contact in self.decided):
                self.placed[report.mention] = home
            elif home is None and report.contact:
                self.placed[report.mention] = ContactReport(
                    report.mention, report.article, None, Role.BACKGROUND, independent=False, resolved_at=self.time,
                )  # fmt: skip

    def _folded(self, events: list[CandidateEvent]) -> list[CandidateEvent]:
        """Return the events with those that are merged put into the one they became."""
        homes = {event.id: event for event in events}
        for event in events:
            target = root(event.id, self.into)
            if target != event.id:
                home = homes.setdefault(target, CandidateEvent(event.family, id=target))
                home.dated += event.dated
                home.sessions += event.sessions
                home.floating += event.floating
                home.others += event.others
        return [event for event in homes.values() if event.reports and root(event.id, self.into) == event.id]

    def _follow(self, event: CandidateEvent) -> None:
        # What moved here counts too: one day more can show that reports taken for one event were of two.
        joined = [report for report in event.reports if report.mention in self.new or report.contact != event.id]
        news = self._news(event)
        raised = next((report for report in joined if report.mention in news), None)
        if raised:
            self.alerted.add(event.id)
        changes = changes_of(event, self.past[event.id], joined, raised=raised, as_of=self.now)
        if event.id not in self.contacts:
            self.contacts[event.id] = self._contact(event, changes[0])
        self.past[event.id] += changes
        self.changes += changes

    def _withdraw(self, stored: Iterable[Report], events: Iterable[CandidateEvent]) -> None:
        """Note contacts that nobody reports any more since the outlets that did took it back."""
        alive = {event.id for event in events if event.reports}
        lost = {root(report.contact, self.into): report for report in stored if report.taken_back and report.contact}
        for contact, report in sorted(lost.items()):
            if contact in self.contacts and not {contact} & (alive | self.dismissed):
                detail = f"no longer reported by {report.outlet}"
                self._note(contact, ChangeKind.WITHDRAWN, None, detail)

    def _news(self, event: CandidateEvent) -> set[UUID]:
        """Return the mentions that tell of the event while it is fresh, each judged by itself and the reference ledger.

        So whether a contact alerts does not hang on what came before; what others know better corrects it later.
        """
        if self.terms.silent or event.id in self.alerted or event.id in self.dismissed:
            return set()
        if event.known and not event.known.happened:
            return set()
        day = event.known.date_to + slack(event.known) if event.known else None
        fresh = {item.report.mention for item in (*event.dated, *event.sessions) if self._fresh(item, day)}
        return fresh | {report.mention for report in event.floating if self.terms.assume_fresh}

    def _fresh(self, evidence: DatedReport, known: date | None) -> bool:
        if evidence.report.published is None:
            return self.terms.assume_fresh
        as_of = self.terms.unseen.get(evidence.report.article) or self.now or evidence.report.published
        likely = min(evidence.likely, known) if known else evidence.likely
        noon = datetime.combine(likely, time(12), UTC)
        return as_of - self.terms.freshness <= noon <= as_of + timedelta(days=1)

    def _contact(self, event: CandidateEvent, opened: Change) -> Contact:
        origin = "reference" if event.known else "press"
        return Contact(event.id, WATCH, opened.details, opened.dates, origin, opened.noted_at)

    def record_decisions(self) -> None:
        """Note merges and dismissals that no change tells of yet."""
        for item in self.decisions:
            kinds = {(change.kind, change.became) for change in self.past[item.contact]}
            if item.contact not in self.contacts:
                continue
            if item.verb is Verb.MERGE and (ChangeKind.MERGED, item.other) not in kinds:
                self._note(
                    item.contact, ChangeKind.MERGED, item.other, f"decided by {item.decided_by}", item.decided_at
                )
            elif item.verb is Verb.DISMISS and (ChangeKind.DISMISSED, None) not in kinds:
                self._note(item.contact, ChangeKind.DISMISSED, None, f"decided by {item.decided_by}", item.decided_at)

    def _note(
        self, contact: str, kind: ChangeKind, became: str | None, detail: str, noted_at: datetime | None = None
    ) -> None:
        last = self.past[contact][-1]
        change = replace(
            last, number=last.number + 1, kind=kind, alert=False, article=None, became=became, detail=detail,
            noted_at=noted_at or self.now or last.noted_at,
            outlets=0 if kind is ChangeKind.WITHDRAWN else last.outlets,
        )  # fmt: skip
        self.past[contact].append(change)
        self.changes.append(change)

    def result(self) -> Resolution:
        """Return what was found, and the ledger as it is once that has been appended."""
        known_before = {contact.id for contact in self.ledger.contacts}
        contacts = tuple(contact for key, contact in self.contacts.items() if key not in known_before)
        homes = {mention: row.contact for mention, row in self.placed.items()}
        changes = tuple(sorted(self.changes, key=lambda one: (one.dates.date_to or date.max, one.contact, one.number)))
        both = {report.mention: report for report in (*self.ledger.reports, *self.new.values())}
        ledger = replace(
            self.ledger,
            contacts=(*self.ledger.contacts, *contacts),
            changes=(*self.ledger.changes, *changes),
            reports=tuple(replace(report, contact=homes.get(key, report.contact)) for key, report in both.items()),
        )
        return Resolution(contacts, tuple(self.placed.values()), changes, ledger)
