"""The ids of contacts, readable and stable, and what people decided about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from flows.contacts.contact import Contact, DateBasis, Status
from flows.contacts.resolve.candidate_event import CandidateEvent
from flows.contacts.resolve.dated_report import DateStrength, date_report
from flows.contacts.resolve.resolution_types import Change, ChangeKind, Decision, Report, Verb
from flows.news.article import hash_id

# What the report behind the first alert of a contact weighs against others in keeping its id: more than there ever are.
_OPENER = 1_000_000


def decisions_in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions in force: the latest on each thing, unless it takes an earlier one back."""
    latest = {
        (item.verb, item.contact, item.article): item for item in sorted(decisions, key=lambda item: item.decided_at)
    }
    return [item for item in latest.values() if not item.undone]


def assign_ids(
    events: Sequence[CandidateEvent],
    previous: Mapping[UUID, str],
    taken: Collection[str],
    openers: Collection[tuple[str, UUID]],
) -> None:
    """Give each event its id: the ledger's, the one that its reports had before, or a new readable one.

    `previous` tells the contact of each mention resolved before; `taken` are all ids in use, oldest first. `openers`
    are contacts with the articles behind their alerts: an id stays with those above all.
    """
    for event in events:
        event.id = event.known.id if event.known else ""
    fixed = {event.id for event in events if event.known}
    free = [event for event in events if not event.known]
    wanted: list[Counter[str]] = [Counter() for _ in free]
    for event, want in zip(free, wanted, strict=True):
        for report in event.reports:
            if old := previous.get(report.mention):
                want[old] += _OPENER if (old, report.article) in openers else 1
    for place, old in _claims([old for old in taken if old not in fixed], wanted).items():
        free[place].id = old
    used = {*taken, *fixed}
    for event in free:
        if not event.id:
            event.id = _fresh_id(event, used)
            used.add(event.id)


def _claims(ids: Iterable[str], wanted: Sequence[Counter[str]]) -> dict[int, str]:
    """Let as many old ids as possible keep an event that holds some of their reports; each wants its largest share.

    Augmenting paths (Kuhn): an id gives way where it can go on with another event and the newcomer cannot, so that no
    id is lost, and no contact alerted twice, because a report moved.
    """
    holder: dict[int, str] = {}

    def settle(old: str, tried: set[int]) -> bool:
        for place in sorted((place for place, want in enumerate(wanted) if want[old]), key=lambda p: -wanted[p][old]):
            if place in tried:
                continue
            tried.add(place)
            if place not in holder or settle(holder[place], tried):
                holder[place] = old
                return True
        return False

    for old in ids:
        settle(old, set())
    return holder


def _fresh_id(event: CandidateEvent, used: Collection[str]) -> str:
    """Return `day-leader-channel`; the day of publication where no other is known, `-2` for a second of that day."""
    day, details = "undated", event.details
    if event.days:
        day = str(event.days[1] if event.exact is DateStrength.UNDATED else event.days[0])
    stem = f"{day}-{details.us_leader.casefold().replace(' ', '-')}-{details.channel}"
    number = 1
    while (found := stem if number == 1 else f"{stem}-{number}") in used:
        number += 1
    return found


def forgotten_report(contact: Contact, last: Change) -> Report:
    """Return what stands for the erased reports of a contact, so that the next report of it finds its id."""
    key = hash_id("forgotten", contact.id)
    return Report(
        mention=key,
        article=key,
        outlet="",
        published=contact.opened_at,
        first_seen=contact.opened_at,
        status=Status.HAPPENED,
        details=last.details,
        dates=replace(last.dates, date_basis=DateBasis.STATED),
        contact=contact.id,
    )


def without_forgotten(events: Iterable[CandidateEvent]) -> list[CandidateEvent]:
    """Return the events, their ids given, without what stands for erased reports."""
    kept = []
    for event in events:
        event.dated = [item for item in event.dated if item.report.outlet]
        event.sessions = [item for item in event.sessions if item.report.outlet]
        event.floating = [report for report in event.floating if report.outlet]
        event.others = [(report, role) for report, role in event.others if report.outlet]
        if event.reports or event.others:
            kept.append(event)
    return kept


def reports_split_off(reports: Iterable[Report], decisions: Iterable[Decision]) -> dict[UUID, str]:
    """Return the mentions that a split has already moved, with the contact they were given."""
    moved = {(item.article, split_id(item)) for item in decisions if item.verb is Verb.SPLIT}
    return {report.mention: report.contact for report in reports
            if report.contact and (report.article, report.contact) in moved}  # fmt: skip


def split_id(decision: Decision) -> str:
    """Return the contact that a split makes: the one named, or the next number of the one split."""
    return decision.other or f"{decision.contact}-2"


def apply_splits(
    events: list[CandidateEvent], pinned: Iterable[tuple[Report, str]], decisions: Iterable[Decision]
) -> None:
    """Move what people split off into events of its own."""
    homes = {event.id: event for event in events}

    def home(contact: str, family: str) -> CandidateEvent:
        if contact not in homes:
            homes[contact] = CandidateEvent(family, id=contact)
            events.append(homes[contact])
        return homes[contact]

    for decision in decisions:
        source = homes.get(decision.contact)
        if decision.verb is Verb.SPLIT and source:
            target = home(split_id(decision), source.family)
            moved = [item for item in source.dated if item.report.article == decision.article]
            floats = [report for report in source.floating if report.article == decision.article]
            target.dated += moved
            target.floating += floats
            source.dated = [item for item in source.dated if item not in moved]
            further = [item for item in source.sessions if item.report.article == decision.article]
            target.dated += further
            source.sessions = [item for item in source.sessions if item not in further]
            source.floating = [report for report in source.floating if report not in floats]
    for report, contact in pinned:
        evidence = date_report(report)
        target = home(contact, homes[contact].family if contact in homes else "")
        if evidence:
            target.dated.append(evidence)
        else:
            target.floating.append(report)


def merges(changes: Iterable[Change], decisions: Iterable[Decision]) -> dict[str, str]:
    """Return which contact each merged one became, by people's decisions and by what reports have shown."""
    judged = {(item.contact, item.other) for item in decisions if item.verb is Verb.MERGE}
    shown = {
        change.contact: change.became
        for change in changes
        if change.kind is ChangeKind.MERGED and change.became and (change.contact, change.became) not in judged
    }
    decided = {
        item.contact: item.other for item in decisions_in_force(decisions) if item.verb is Verb.MERGE and item.other
    }
    return {**shown, **decided}


def root(contact: str, into: Mapping[str, str]) -> str:
    """Return the contact that this one finally became; a circle of merges ends where it began."""
    seen = {contact}
    while contact in into and into[contact] not in seen:
        contact = into[contact]
        seen.add(contact)
    return contact
