"""Any order and any repetition of the same reports gives the same contacts, and one alert each."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.contacts.contact import Channel, ContactDetails, DateBasis, DateBounds, DatePrecision, Status
from flows.contacts.resolve import resolve
from flows.contacts.resolve.resolution_types import Change, Ledger, ReferenceContact, Report
from flows.news.article import hash_id

Feed = Callable[..., tuple[Ledger, list[Change]]]

CALL = ContactDetails("Trump", Channel.PHONE)
START = date(2026, 3, 1)
DAY = date(2026, 3, 5)


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


TEXTS = tuple(
    f"دونوں صدور نے {topic} پر تفصیل سے بات کی اور رابطے جاری رکھنے پر اتفاق کیا۔ "
    f"ترجمان نے کہا کہ {topic} کے معاملے پر جلد پیش رفت کی امید ہے۔"
    for topic in ("یوکرین", "توانائی", "اسلحے کی تخفیف")
)


@st.composite
def retold(draw: st.DrawFn) -> list[Report]:
    """Reports of one call: copies, versions, with and without a day, of other lengths, within two days."""
    reports = []
    for number in range(draw(st.integers(2, 8))):
        outlet = draw(st.sampled_from(["misaal", "khayali", "farzi", "namuna"]))
        published = datetime(2026, 3, 5, 12, tzinfo=UTC) + timedelta(hours=draw(st.integers(0, 40)))
        dated = draw(st.booleans())
        reports.append(
            Report(
                mention=hash_id("m", str(number)),
                article=hash_id("a", str(number)),
                outlet=outlet,
                published=published,
                first_seen=published + timedelta(minutes=5),
                status=Status.HAPPENED,
                details=replace(CALL, duration_minutes=draw(st.sampled_from([None, 50, 60]))),
                dates=DateBounds(DAY, DAY, DatePrecision.DAY, DateBasis.STATED) if dated else DateBounds(),
                context=f"فون پر گفتگو\n{draw(st.sampled_from(TEXTS))}",
                address=f"https://{outlet}.example/{draw(st.integers(1, 2))}",
            )
        )
    return reports


def facts(ledger: Ledger) -> tuple[object, ...]:
    """Return what is known of the only contact, and which of its reports count as sources of their own."""
    last = ledger.changes[-1]
    return last.dates, last.details.duration_minutes, len({change.contact for change in ledger.changes})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=retold(), chance=st.randoms(use_true_random=False))
def test_any_order_and_repetition_of_one_contact_gives_the_same(
    feed: Feed, reports: list[Report], chance: random.Random
) -> None:
    whole = resolve(reports, Ledger())
    again = [*reports, *chance.sample(reports, chance.randint(0, len(reports)))]
    chance.shuffle(again)
    ledger, alerts = feed(again)
    assert len(whole.alerts) == len(alerts) == 1
    assert facts(ledger) == facts(whole.ledger)


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
