"""The page of one contact: its facts and who states them, how far it can be trusted, its history and its reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dashboards.article_edits import file_of_edit
from dashboards.fragments import Fragments
from dashboards.i18n import Locale
from dashboards.outlet_comparison import Comparison, compare
from dashboards.page_data import ContactStep, ContactSummary, PageData


def contact_values(locale: Locale, data: PageData, place: int) -> dict[str, Any]:
    """Return the values for the template of a contact's page; `place` is its index in `data.contacts`."""
    contacts = data.contacts
    contact = contacts[place]
    reports = data.reports.get(contact.contact, ())
    account = compare(reports)
    what = what_and_who(locale, contact)
    facts = [
        locale.sentence(what),
        locale.when(contact),
        locale.minutes(contact.details.duration_minutes) if contact.details.duration_minutes else "",
        locale.place(contact.details.place) if contact.details.place else "",
        locale.say("contact.first_line", outlet=account.first.outlet) if account.first else "",
    ]
    return {
        "contact": contact,
        "account": account,
        "title": locale.sentence(f"{what}, {locale.when(contact)}"),
        "description": locale.say("page.between").join(filter(None, facts)),
        "claims": list(_claims(locale, contact, account)),
        "reports": reports,
        "edited": {edit.url: file_of_edit(edit) for edit in reversed(data.edits)},
        "changes": list(_steps(locale, data.changes.get(contact.contact, ()))),
        "later": contacts[place - 1] if place else None,
        "earlier": contacts[place + 1] if place + 1 < len(contacts) else None,
    }


def what_and_who(locale: Locale, contact: ContactSummary) -> str:
    """Return how they were in contact and who the US leader was."""
    return f"{locale.name('channels', contact.details.channel)}, {locale.name('leaders', contact.details.us_leader)}"


def lead(fragments: Fragments, contact: ContactSummary, account: Comparison, zones: dict[str, str]) -> str:
    """Return a sentence: who reported first, who followed and when, and when the alert was sent."""
    locale, first = fragments.locale, account.first
    if first is None:
        return ""
    sentences = [locale.say("contact.first_line", outlet=fragments.name(first.outlet))]
    if account.second:
        lag = locale.lag(account.second, first, zones)
        sentences.append(locale.say("contact.second_line", lag=lag, outlet=fragments.name(account.second.outlet)))
    if contact.alerted_at and contact.alerted_at >= first.reported_at:
        sentences.append(locale.alerted(contact.alerted_at, first, zones))
    return locale.say("page.then").join(sentences) + locale.say("page.stop")


def _claims(
    locale: Locale, contact: ContactSummary, account: Comparison
) -> Iterator[tuple[str, str, list[tuple[str, Sequence[str]]]]]:
    """Yield each fact: its name, the value that the page shows, and each stated value with its outlets."""
    details = contact.details
    yield "day", locale.when(contact), [(locale.day(said.value), said.outlets) for said in account.days]
    taken = locale.minutes(details.duration_minutes) if details.duration_minutes else ""
    yield "duration", taken, [(locale.minutes(said.value), said.outlets) for said in account.durations]
    taken = locale.place(details.place) if details.place else ""
    yield "place", taken, [(locale.place(said.value), said.outlets) for said in account.places]
    taken = locale.name("channels", details.channel)
    yield "channel", taken, [(locale.name("channels", said.value), said.outlets) for said in account.channels]
    yield "topics", locale.topics(details.topics), [(locale.topic(said.value), said.outlets) for said in account.topics]


def _steps(locale: Locale, changes: Iterable[ContactStep]) -> Iterator[tuple[ContactStep, list[str]]]:
    """Yield each change of a contact with the details that became known with it."""
    known: list[str] = []
    for change in changes:
        shown = [
            locale.count("independent", change.outlets),
            locale.span(change.dates),
            locale.minutes(change.details.duration_minutes) if change.details.duration_minutes else "",
            locale.place(change.details.place) if change.details.place else "",
            change.became or "",
            locale.say("contact.known_as", contact=change.as_contact) if change.as_contact != change.contact else "",
        ]
        yield change, [bit for bit in shown if bit and bit not in known]
        known = shown
