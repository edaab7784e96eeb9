"""One contact per real-world event and one alert per contact, whatever the order, the copies and the calendars."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from flows.contacts.contact import Channel, DateBasis, DateBounds, DatePrecision, Status
from flows.contacts.resolve import resolve
from flows.contacts.resolve.resolution_types import (
    Change,
    ChangeKind,
    Decision,
    Ledger,
    ReferenceContact,
    Report,
    Resolution,
    Role,
    Verb,
)
from flows.news.article import hash_id

Make = Callable[..., Report]
Feed = Callable[..., tuple[Ledger, list[Change]]]
Reference = tuple[ReferenceContact, ...]


def reported(ledger: Ledger) -> dict[str, set[str]]:
    """Return each contact with the outlets that report it."""
    found: dict[str, set[str]] = {}
    for report in ledger.reports:
        if report.contact and report.status == Status.HAPPENED:
            found.setdefault(report.contact, set()).add(report.outlet)
    return found


def last(resolution: Ledger, contact: str) -> tuple[date | None, date | None]:
    change = [item for item in resolution.changes if item.contact == contact][-1]
    return change.dates.date_from, change.dates.date_to


# ---------------------------------------------------------------------------------------------- one event or two


def test_a_fresh_report_opens_a_readable_contact_and_alerts_once(make: Make, feed: Feed) -> None:
    first = make("2026-11-20T15:00", "2026-11-20", duration_minutes=60)
    ledger, alerts = feed([first, make("2026-11-21"), make("2026-11-21", "2026-11-20"), first])
    assert [alert.contact for alert in alerts] == ["2026-11-20-trump-phone"]
    assert alerts[0].article == first.article
    assert list(reported(ledger)) == ["2026-11-20-trump-phone"]


def test_two_calls_on_adjacent_days_are_two(make: Make, feed: Feed) -> None:
    reports = [
        make("2026-11-28", "2026-11-28"),
        make("2026-11-29", "2026-11-28"),
        make("2026-11-29", "2026-11-29"),
        make("2026-11-30", "2026-11-29"),
    ]
    ledger, alerts = feed(reports)
    assert {alert.contact for alert in alerts} == {"2026-11-28-trump-phone", "2026-11-29-trump-phone"}
    assert len(alerts) == len(reported(ledger)) == 2


@pytest.mark.parametrize("midnight", ["T00:00+00:00", "T00:00+05:00"])
def test_a_bare_date_is_a_day_however_it_was_read(make: Make, feed: Feed, midnight: str) -> None:
    first, second = (
        replace(make(day, day), published=datetime.fromisoformat(day + midnight))
        for day in ("2026-11-28", "2026-11-29")
    )
    assert len(feed([first, second])[1]) == 2


def test_one_call_reported_by_two_calendars_is_one(make: Make, feed: Feed) -> None:
    reports = [make("2026-08-19", "2026-08-18"), make("2026-08-19", "2026-08-19"), make("2026-08-20", "2026-08-18")]
    for order in (reports, reports[::-1]):
        ledger, alerts = feed(order)
        assert len(alerts) == len(reported(ledger)) == 1


def test_two_calls_within_three_days_are_two_though_no_report_dates_them(make: Make, feed: Feed) -> None:
    _, alerts = feed([make("2026-12-15"), make("2026-12-18", "2026-12-17"), make("2026-12-18")])
    assert len(alerts) == 2


def test_undated_echoes_of_a_call_raise_nothing_for_days(make: Make, feed: Feed) -> None:
    echoes = [make(f"2026-12-{day}") for day in (15, 16, 17, 18, 19)]
    ledger, alerts = feed([make("2026-12-14", "2026-12-14"), *echoes])
    assert len(alerts) == len(reported(ledger)) == 1
    assert len(feed([make("2026-12-14", "2026-12-14"), *echoes, make("2026-12-21")])[1]) == 2


def test_a_call_and_a_meeting_of_one_day_are_two_and_a_video_call_is_a_call(make: Make, feed: Feed) -> None:
    reports = [
        make("2026-11-20", "2026-11-20"),
        make("2026-11-20", "2026-11-20", channel=Channel.VIDEO),
        make("2026-11-20", "2026-11-20", channel=Channel.MEETING),
        make("2026-11-20", "2026-11-20", channel=Channel.BRIEF),
    ]
    ledger, alerts = feed(reports)
    assert len(alerts) == 2
    assert sorted(len(outlets) for outlets in reported(ledger).values()) == [2, 2]


def test_a_meeting_without_a_place_is_the_video_call_that_others_tell_of(
    make: Make, feed: Feed, known: Reference
) -> None:
    meeting, video = (make("2026-11-20", "2026-11-20", channel=kind) for kind in (Channel.MEETING, Channel.VIDEO))
    elsewhere = make("2026-11-20", "2026-11-20", channel=Channel.MEETING, place="Riyadh")
    for order in ([meeting, video], [video, meeting]):
        ledger, alerts = feed(order)
        assert len(alerts) == len(reported(ledger)) == 1
    assert len(feed([video, meeting, elsewhere])[1]) == 2
    found = resolve([make("2021-12-08", us_leader="Biden", channel=Channel.MEETING)], Ledger(known=known))
    assert [contact.id for contact in found.contacts] == ["2021-12-07-biden-video"]


def test_leaders_are_never_mixed(make: Make, feed: Feed) -> None:
    _, alerts = feed([make("2026-11-20"), make("2026-11-20", us_leader="Vance")])
    assert [alert.contact for alert in alerts] == ["2026-11-20-trump-phone", "2026-11-20-vance-phone"]


def test_durations_and_places_may_differ(make: Make, feed: Feed) -> None:
    ledger, alerts = feed(
        [make("2026-11-20", duration_minutes=50), make("2026-11-20", duration_minutes=60, place="Moscow")]
    )
    assert len(alerts) == len(reported(ledger)) == 1


def test_ranges_and_yesterdays_find_the_day(make: Make, feed: Feed) -> None:
    reports = [
        make("2026-11-20T18:00", "2026-11-20"),
        make("2026-11-22", "2026-11-16/2026-11-22", date_precision=DatePrecision.RANGE),
        make("2026-11-22", "2026-11-21", date_basis=DateBasis.RELATIVE),
        make("2026-11-22", "2026-11-22", date_basis=DateBasis.BYLINE),
    ]
    ledger, alerts = feed(reports)
    assert [alert.contact for alert in alerts] == ["2026-11-20-trump-phone"]
    assert last(ledger, "2026-11-20-trump-phone") == (date(2026, 11, 20), date(2026, 11, 20))


def test_a_missing_date_stays_unknown_until_someone_tells_it_and_the_id_stays(make: Make) -> None:
    first = resolve([make("2026-11-21")], Ledger())
    assert first.changes[0].dates == DateBounds(date(2026, 11, 16), date(2026, 11, 21))
    second = resolve([make("2026-11-21", "2026-11-20")], first.ledger)
    assert not second.contacts
    assert second.changes[0].kind is ChangeKind.DETAILED
    assert last(second.ledger, first.contacts[0].id) == (date(2026, 11, 20), date(2026, 11, 20))


def test_a_day_that_only_publication_bounds_is_not_taken_for_reported(make: Make, feed: Feed) -> None:
    bounded = make("2026-11-22", "2026-11-21/2026-11-22", date_basis=DateBasis.NONE)
    ledger, alerts = feed([make("2026-11-19", "2026-11-19"), bounded])
    assert len(alerts) == len(reported(ledger)) == 1


def test_a_headline_without_a_date_tells_of_the_call_its_body_dates(make: Make) -> None:
    body = make("2026-11-20", "2026-02-10")
    headline = replace(make("2026-11-20"), article=body.article, outlet=body.outlet)
    assert not resolve([headline, body], Ledger()).alerts


# -------------------------------------------------------------------------------------------------- what alerts


@pytest.mark.parametrize("status", [Status.PLANNED, Status.DENIED, Status.BACKGROUND, Status.ENVOY, Status.OTHER])
def test_only_what_happened_opens_a_contact(make: Make, status: Status) -> None:
    found = resolve([make("2026-11-20", "2026-11-20", status=status)], Ledger())
    assert not found.contacts
    assert not found.alerts


def test_an_old_date_raises_nothing_and_opens_nothing(make: Make) -> None:
    found = resolve([make("2026-11-20", "2026-11-10")], Ledger())
    assert not found.contacts


def test_last_week_supports_the_call_it_means_and_raises_nothing_by_itself(make: Make, feed: Feed) -> None:
    week = make("2026-11-22", "2026-11-14/2026-11-20")
    assert not resolve([week], Ledger()).alerts
    ledger, alerts = feed([make("2026-11-18", "2026-11-18"), week])
    assert [alert.contact for alert in alerts] == list(reported(ledger)) == ["2026-11-18-trump-phone"]


def test_what_was_news_before_now_is_kept_and_raises_nothing(make: Make) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    found = resolve([make("2026-11-10", "2026-11-10")], Ledger(), now=now)
    assert [contact.id for contact in found.contacts] == ["2026-11-10-trump-phone"]
    assert not found.alerts
    assert resolve([make("2026-11-23", "2026-11-22")], found.ledger, now=now).alerts


def test_a_report_without_any_date_raises_only_where_the_caller_takes_it_for_fresh(
    make: Make, known: Reference
) -> None:
    report = make(None, us_leader="Biden", channel=Channel.MEETING, place="Geneva", duration_minutes=300)
    ledger = Ledger(known=known)
    assert not resolve([report], ledger).alerts
    found = resolve([report], ledger, assume_fresh=True)
    assert [alert.contact for alert in found.alerts] == ["2021-06-16-biden-meeting"]
    again = replace(report, mention=hash_id("again"), article=hash_id("again"))
    assert not resolve([again], found.ledger, assume_fresh=True).alerts


def test_undated_reports_that_nothing_tells_apart_raise_one_alert(make: Make, feed: Feed) -> None:
    _, alerts = feed([make(None), make(None, duration_minutes=30)], assume_fresh=True)
    assert [alert.contact for alert in alerts] == ["undated-trump-phone"]


# ---------------------------------------------------------------------------------------- the reference ledger


def test_the_ledger_does_not_silence_what_was_fresh_when_it_was_written(make: Make, known: Reference) -> None:
    found = resolve([make("2025-07-03", "2025-07-03")], Ledger(known=known))
    assert [alert.contact for alert in found.alerts] == ["2025-07-03-trump-phone"]
    assert found.contacts[0].origin == "reference"
    recalled = make("2026-06-01", "2025-07-03")
    later = resolve([recalled], found.ledger)
    assert not later.changes
    assert [(row.contact, row.role) for row in later.reports] == [("2025-07-03-trump-phone", Role.BACKGROUND)]


def test_a_stated_date_gives_way_to_the_number_of_the_call(make: Make, known: Reference) -> None:
    sixth = {"stated_month": 6, "stated_day": 14, "ordinal": 6, "duration_minutes": 60}
    undated = resolve([make(None, **sixth)], Ledger(known=known), assume_fresh=True)
    assert [alert.contact for alert in undated.alerts] == ["2025-07-03-trump-phone"]
    dated = resolve([make("2025-07-04", "2025-06-14", ordinal=6)], Ledger(known=known))
    assert [alert.contact for alert in dated.alerts] == ["2025-07-03-trump-phone"]


def test_a_weekday_alone_finds_the_call_that_fits(make: Make, known: Reference) -> None:
    thursday = make(None, us_leader="Biden", stated_weekday=4, duration_minutes=50)
    found = resolve([thursday], Ledger(known=known), assume_fresh=True)
    assert [alert.contact for alert in found.alerts] == ["2021-12-30-biden-phone"]


@pytest.mark.parametrize(
    ("published", "stated", "contact"),
    [
        ("2025-12-28", "2025-12-28", "2025-12-28-trump-phone"),
        ("2025-12-30", "2025-12-29", "2025-12-29-trump-phone"),
        ("2025-12-30", None, "2025-12-29-trump-phone"),
        ("2025-08-19", "2025-08-18", "2025-08-18-trump-phone"),
        ("2025-08-19", "2025-08-19", "2025-08-18-trump-phone"),
        ("2025-06-16", "2025-06-15", "2025-06-14-trump-phone"),
        ("2025-07-03", None, "2025-07-03-trump-phone"),
        ("2025-07-05", None, "2025-07-03-trump-phone"),
    ],
)
def test_reports_find_the_known_contact_nearest_to_them(
    make: Make, known: Reference, published: str, stated: str | None, contact: str
) -> None:
    found = resolve([make(published, stated)], Ledger(known=known))
    assert [row.contact for row in found.reports] == [contact]


def test_what_is_known_not_to_have_happened_never_alerts(make: Make, known: Reference) -> None:
    found = resolve([make("2024-11-11")], Ledger(known=known))
    assert not found.alerts


# ------------------------------------------------------------------------------------------------ the lifecycle


def kinds(*resolutions: Resolution) -> list[ChangeKind]:
    return [change.kind for found in resolutions for change in found.changes]


def test_copies_of_one_agency_text_are_one_voice(make: Make) -> None:
    first = make("2026-11-20T10:00", "2026-11-20")
    opened = resolve([first], Ledger())
    copies = [make("2026-11-20T11:00", "2026-11-20", copy_of=first.article) for _ in range(3)]
    copied = resolve(copies, opened.ledger)
    assert kinds(opened, copied) == [ChangeKind.NEW]
    assert [row.independent for row in copied.reports] == [False] * 3
    other = resolve([make("2026-11-20T12:00", "2026-11-20")], copied.ledger)
    assert kinds(other) == [ChangeKind.CORROBORATED]
    assert other.changes[0].outlets == 2


def test_a_correction_and_a_denial_are_reported_as_changes(make: Make) -> None:
    opened = resolve([make("2026-11-21T09:00", "2026-11-20", place="Riyadh")], Ledger())
    reports = [make("2026-11-21T10:00", "2026-11-20", place="Jeddah") for _ in range(2)]
    corrected = resolve(reports, opened.ledger)
    denied = resolve([make("2026-11-22", status=Status.DENIED)], corrected.ledger)
    assert kinds(opened, corrected, denied) == [
        ChangeKind.NEW,
        ChangeKind.CORRECTED,
        ChangeKind.CORROBORATED,
        ChangeKind.DENIED,
    ]
    assert corrected.changes[0].detail == "place Riyadh → Jeddah"


def test_a_cancelled_meeting_denies_no_call(make: Make) -> None:
    opened = resolve([make("2026-11-20", "2026-11-20")], Ledger())
    assert not resolve([make("2026-11-22", status=Status.DENIED, channel=Channel.MEETING)], opened.ledger).changes


def test_a_plan_that_comes_true_is_reported(make: Make) -> None:
    planned = resolve([make("2026-11-18", "2026-11-20", status=Status.PLANNED)], Ledger())
    happened = resolve([make("2026-11-20", "2026-11-20")], planned.ledger)
    assert kinds(planned, happened) == [ChangeKind.NEW, ChangeKind.HAPPENED]
    assert Role.PLANNED in {row.role for row in happened.reports}


# ----------------------------------------------------------------------------------------------- what people say


def decided(verb: Verb, contact: str, **fields: object) -> Decision:
    given = {"decided_by": "sana", "decided_at": datetime(2026, 11, 24, tzinfo=UTC)}
    return Decision(verb, contact, **(given | fields))


def test_a_dismissed_contact_never_alerts_again(make: Make, feed: Feed) -> None:
    dismissed = (decided(Verb.DISMISS, "2026-11-20-trump-phone"),)
    _, alerts = feed([make("2026-11-20", "2026-11-20")], Ledger(decisions=dismissed))
    assert not alerts
    ledger, alerts = feed([make("2026-11-20", "2026-11-20")])
    after = resolve([make("2026-11-20", "2026-11-20")], replace(ledger, decisions=dismissed))
    assert ChangeKind.DISMISSED in kinds(after)
    assert not resolve([make("2026-11-20", "2026-11-20")], after.ledger).alerts


def test_merged_contacts_are_one_for_alerts_and_counts(make: Make, feed: Feed) -> None:
    reports = [make("2026-11-28", "2026-11-28"), make("2026-11-29T20:00", "2026-11-29")]
    merge = decided(Verb.MERGE, "2026-11-29-trump-phone", other="2026-11-28-trump-phone")
    _, alerts = feed(reports, Ledger(decisions=(merge,)))
    assert [alert.contact for alert in alerts] == ["2026-11-28-trump-phone"]
    ledger, _ = feed(reports)
    after = resolve([make("2026-11-30", "2026-11-29")], replace(ledger, decisions=(merge,)))
    assert not after.alerts
    assert [(item.contact, item.kind, item.outlets) for item in after.changes] == [
        ("2026-11-28-trump-phone", ChangeKind.CORRECTED, 3),
        ("2026-11-28-trump-phone", ChangeKind.CORROBORATED, 3),
        ("2026-11-29-trump-phone", ChangeKind.MERGED, 1),
    ]
    undone = replace(merge, undone=True, decided_at=merge.decided_at + timedelta(hours=1))
    apart = resolve([make("2026-11-30", "2026-11-29")], replace(after.ledger, decisions=(merge, undone)))
    assert {item.contact for item in apart.changes} == {"2026-11-29-trump-phone", "2026-11-28-trump-phone"}


def test_a_split_report_keeps_its_own_contact_through_replays(make: Make, feed: Feed) -> None:
    one, two = make("2026-11-20T10:00", "2026-11-20"), make("2026-11-20T20:00", "2026-11-20")
    ledger, _ = feed([one, two])
    split = decided(Verb.SPLIT, "2026-11-20-trump-phone", article=two.article)
    for before in (replace(ledger, decisions=(split,)), Ledger(decisions=(split,))):
        reports = [] if before.reports else [one, two]
        after = resolve(reports, before)
        assert {report.mention: report.contact for report in after.ledger.reports} == {
            one.mention: "2026-11-20-trump-phone",
            two.mention: "2026-11-20-trump-phone-2",
        }
        again = resolve([make("2026-11-21", "2026-11-20")], after.ledger)
        assert reported(again.ledger)["2026-11-20-trump-phone-2"] == {two.outlet}


def test_other_rules_keep_the_contact_of_an_article(make: Make) -> None:
    first = make("2026-11-21")
    opened = resolve([first], Ledger())
    reread = replace(first, mention=hash_id("other rules"), contact=opened.contacts[0].id)
    again = resolve([reread], replace(opened.ledger, reports=()))
    assert not again.contacts
    assert not again.alerts
    assert [row.contact for row in again.reports] == [opened.contacts[0].id]
