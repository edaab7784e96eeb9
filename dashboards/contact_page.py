"""The page of one contact: its facts with who says what, how far it may be trusted, its history and its reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dashboards.article_edits import file_of_edit
from dashboards.fragments import Fragments
from dashboards.i18n import Localizer
from dashboards.outlet_comparison import Comparison, compare
from dashboards.page_data import ContactStep, ContactSummary, PageData


def contact_values(voice: Localizer, material: PageData, place: int) -> dict[str, Any]:
    """Return what the template of a contact's page is filled in with; `place` is the contact's among all of them."""
    contacts = material.contacts
    contact = contacts[place]
    reports = material.reports.get(contact.contact, ())
    account = compare(reports)
    what = what_and_who(voice, contact)
    facts = [
        voice.sentence(what),
        voice.when(contact),
        voice.minutes(contact.details.duration_minutes) if contact.details.duration_minutes else "",
        voice.place(contact.details.place) if contact.details.place else "",
        voice.say("contact.first_line", outlet=account.first.outlet) if account.first else "",
    ]
    return {
        "contact": contact,
        "account": account,
        "title": voice.sentence(f"{what}, {voice.when(contact)}"),
        "description": voice.say("page.between").join(filter(None, facts)),
        "claims": list(_claims(voice, contact, account)),
        "reports": reports,
        "edited": {edit.url: file_of_edit(edit) for edit in reversed(material.edits)},
        "changes": list(_steps(voice, material.changes.get(contact.contact, ()))),
        "later": contacts[place - 1] if place else None,
        "earlier": contacts[place + 1] if place + 1 < len(contacts) else None,
    }


def what_and_who(voice: Localizer, contact: ContactSummary) -> str:
    """Say how they were in contact and who the US leader was."""
    return f"{voice.name('channels', contact.details.channel)}, {voice.name('leaders', contact.details.us_leader)}"


def lead(fragments: Fragments, contact: ContactSummary, account: Comparison, zones: dict[str, str]) -> str:
    """Say in a sentence who was first, who followed how much later, and when the alert was sent."""
    voice, first = fragments.voice, account.first
    if first is None:
        return ""
    sentences = [voice.say("contact.first_line", outlet=fragments.name(first.outlet))]
    if account.second:
        lag = voice.lag(account.second, first, zones)
        sentences.append(voice.say("contact.second_line", lag=lag, outlet=fragments.name(account.second.outlet)))
    if contact.alerted_at and contact.alerted_at >= first.reported_at:
        sentences.append(voice.alerted(contact.alerted_at, first, zones))
    return voice.say("page.then").join(sentences) + voice.say("page.stop")


def _claims(
    voice: Localizer, contact: ContactSummary, account: Comparison
) -> Iterator[tuple[str, str, list[tuple[str, Sequence[str]]]]]:
    """Yield each fact: its name, how it is taken, and what the outlets say with who says so."""
    details = contact.details
    yield "day", voice.when(contact), [(voice.day(said.value), said.outlets) for said in account.days]
    taken = voice.minutes(details.duration_minutes) if details.duration_minutes else ""
    yield "duration", taken, [(voice.minutes(said.value), said.outlets) for said in account.durations]
    taken = voice.place(details.place) if details.place else ""
    yield "place", taken, [(voice.place(said.value), said.outlets) for said in account.places]
    taken = voice.name("channels", details.channel)
    yield "channel", taken, [(voice.name("channels", said.value), said.outlets) for said in account.channels]
    yield "topics", voice.topics(details.topics), [(voice.topic(said.value), said.outlets) for said in account.topics]


def _steps(voice: Localizer, changes: Iterable[ContactStep]) -> Iterator[tuple[ContactStep, list[str]]]:
    """Yield each step in the life of a contact with what is known since then that was not before."""
    known: list[str] = []
    for change in changes:
        shown = [
            voice.count("independent", change.outlets),
            voice.span(change.dates),
            voice.minutes(change.details.duration_minutes) if change.details.duration_minutes else "",
            voice.place(change.details.place) if change.details.place else "",
            change.became or "",
            voice.say("contact.known_as", contact=change.as_contact) if change.as_contact != change.contact else "",
        ]
        yield change, [bit for bit in shown if bit and bit not in known]
        known = shown
