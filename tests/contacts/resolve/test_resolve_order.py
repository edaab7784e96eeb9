"""Any order and any repetition of the same reports gives the same contacts, and one alert each."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.contacts.contact import Channel, ContactDetails, DateBasis, DateBounds, DatePrecision, Status
from flows.contacts.resolve import resolve
from flows.contacts.resolve.ledger import Change, Ledger, ReferenceContact, Report
from flows.news.article import hash_id

Feed = Callable[..., tuple[Ledger, list[Change]]]

CALL = ContactDetails("Trump", Channel.PHONE)
START = date(2026, 3, 1)


@st.composite
def pressed(draw: st.DrawFn) -> list[Report]:
    """Reports of calls and meetings within three weeks: exact, a day off, "yesterday", a range, undated."""
    reports = []
    for number in range(draw(st.integers(1, 12))):
        day = START + timedelta(days=draw(st.integers(0, 20)))
        published = day + timedelta(days=draw(st.integers(0, 3)))
        kind = draw(st.sampled_from(["day", "day", "relative", "range", "none", "none"]))
        first = day - timedelta(days=2 if kind == "range" else 0)
        hour = draw(st.sampled_from([0, 9, 19]))
        reports.append(
            Report(
                mention=hash_id("m", str(number)),
                article=hash_id("a", str(number)),
                outlet=f"outlet-{number}",
                published=datetime(published.year, published.month, published.day, hour, tzinfo=UTC),
                first_seen=datetime(2026, 6, 1, tzinfo=UTC),
                status=Status.HAPPENED,
                details=ContactDetails("Trump", draw(st.sampled_from([Channel.PHONE, Channel.MEETING]))),
                dates=DateBounds(
                    date_from=None if kind == "none" else first,
                    date_to=None if kind == "none" else day,
                    date_precision=DatePrecision(kind if kind in {"none", "range"} else "day"),
                    date_basis=DateBasis(kind if kind in {"none", "relative"} else "stated"),
                ),
            )
        )
    return reports


def groups(ledger: Ledger) -> set[frozenset[object]]:
    found: dict[str, set[object]] = {}
    for report in ledger.reports:
        if report.contact:
            found.setdefault(report.contact, set()).add(report.mention)
    return {frozenset(group) for group in found.values()}


def alerted(ledger: Ledger, alerts: list[Change]) -> list[str]:
    """Return the contacts that alerts told of, as they are now: those that proved to be one event are one."""
    became = {change.contact: change.became for change in ledger.changes if change.became}
    found = {alert.contact for alert in alerts}
    assert len(found) == len(alerts), "no contact alerts twice"
    while moved := {contact for contact in found if became.get(contact)}:
        found = (found - moved) | {str(became[contact]) for contact in moved}
    return sorted(found)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=pressed(), chance=st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same_contacts_and_one_alert_each(
    feed: Feed, reports: list[Report], chance: random.Random
) -> None:
    whole = resolve(reports, Ledger())
    shuffled = [*reports, *chance.sample(reports, len(reports) // 2)]
    chance.shuffle(shuffled)
    ledger, alerts = feed(shuffled)
    assert groups(ledger) == groups(whole.ledger)
    assert len(whole.alerts) <= len(alerted(ledger, alerts)) <= len(groups(ledger))
    shuffled.sort(key=lambda report: report.effective)
    ledger, alerts = feed(shuffled)
    assert groups(ledger) == groups(whole.ledger)
    assert len(alerts) == len({alert.contact for alert in alerts}) == len(whole.alerts)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=pressed(), more=pressed())
def test_one_report_more_never_makes_for_fewer_contacts(reports: list[Report], more: list[Report]) -> None:
    extra = replace(more[0], mention=hash_id("extra"), article=hash_id("extra"))
    before = groups(resolve(reports, Ledger()).ledger)
    after = groups(resolve([*reports, extra], Ledger()).ledger)
    assert len(before) <= len(after) <= len(before) + 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=pressed(), chance=st.randoms(use_true_random=False))
def test_with_known_contacts_too(feed: Feed, reports: list[Report], chance: random.Random) -> None:
    days = [START + timedelta(days=step) for step in (4, 5, 12)]
    known = tuple(
        ReferenceContact(
            f"{day}-trump-phone", "putin-us", CALL, day, day, DatePrecision.DAY, confidence="date_from_memory"
        )
        for day in days
    )
    whole = resolve(reports, Ledger(known=known))
    chance.shuffle(reports)
    ledger, alerts = feed(reports, Ledger(known=known))
    assert groups(ledger) == groups(whole.ledger)
    assert len(whole.alerts) <= len(alerted(ledger, alerts)) <= len(groups(ledger))
