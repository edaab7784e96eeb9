"""Which channel receives which alert, and when, is decided once, in the transaction that stores the contact."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import ValidationError

import warehouse
from flows.alerts.delivery import DeliveryState
from flows.alerts.outbox import AlertState, post, raise_alerts
from flows.alerts.payload import AlertPayload, AlertStep, Source
from flows.alerts.routing import ChannelRules, DeliveryPlan, History, Quiet, digest_time, plan, quiet_until
from flows.contacts.contact import Channel, Contact, ContactDetails, DateBounds, Mention, Reading, Status
from flows.contacts.resolve.resolution_types import Change, ChangeKind, ContactReport, Role
from flows.news.article import Article

NOW = datetime(2025, 7, 3, 18, 0, tzinfo=UTC)
DUTY = ChannelRules(id="duty")
LOW = Source("chota", "چھوٹا اخبار", 3, "https://chota.example/1", "سرخی", "بات ہوئی")
Put = Callable[..., list[AlertPayload]]


def items(file: Path, channel: str) -> list[tuple[str, ...]]:
    with warehouse.open_warehouse(file) as con:
        rows = warehouse.read(con, "delivery_log", DeliveryState)
    return sorted(row.items for row in rows if row.channel == channel)


def test_an_alert_is_raised_once_however_often_it_is_posted(file: Path, put: Put, alert: AlertPayload) -> None:
    assert put([DUTY]) == [alert]
    assert put([DUTY]) == []
    assert put([DUTY], replace(alert, number=2)) == [], "a contact has one first alert"
    assert items(file, "duty") == [(alert.id,)]


def test_an_alert_rolls_back_with_its_contact(file: Path, alert: AlertPayload) -> None:
    def fail() -> None:
        with warehouse.open_warehouse(file) as con, warehouse.transaction(con):
            post(con, [alert], [DUTY], now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with warehouse.open_warehouse(file) as con:
        assert warehouse.read(con, "alert_log", AlertState) == []
    assert items(file, "duty") == []


def test_resolution_becomes_facts_with_all_reports(file: Path) -> None:
    details = ContactDetails("trump", Channel.PHONE, duration_minutes=60)
    contact = Contact("2025-07-03-trump-phone", "ru-us", details, DateBounds(), "press", NOW)
    change = Change(
        contact=contact.id, number=1, kind=ChangeKind.NEW, noted_at=NOW, alert=True, article=UUID(int=1),
        dates=DateBounds(), details=details, outlets=1,
    )  # fmt: skip
    with warehouse.open_warehouse(file) as con, warehouse.transaction(con):
        warehouse.add(con, "contact", [contact], run=UUID(int=9))
        warehouse.add(con, "contact_change", [change], run=UUID(int=9))
        (one,) = raise_alerts(con, [change], [contact], [DUTY], now=NOW)
        assert raise_alerts(con, [change], [contact], [DUTY], now=NOW) == []
    assert (one.id, one.first, one.kind, one.details.duration_minutes) == ("2025-07-03-trump-phone.1", True, "new", 60)


def test_an_article_is_named_once_however_many_of_its_clauses_report_the_contact(file: Path) -> None:
    details = ContactDetails("Trump", Channel.PHONE)
    contact = Contact("2025-07-03-trump-phone", "putin-us", details, DateBounds(), "press", NOW)
    article = Article(
        UUID(int=1), "misaal", "https://misaal.example/1", "سرخی", "متن", NOW, "given", NOW, "ur", UUID(int=2)
    )
    mentions = [
        Mention(article.id, "putin-us", details, Status.HAPPENED, quote, name, 0, 5, confidence=chance)
        for quote, name, chance in (("سرخی", "title", 0.6), ("متن", "text", 0.9))
    ]
    placed = [
        ContactReport(one.id, article.id, contact.id, role, independent=role is Role.OPENING, resolved_at=NOW)
        for one, role in zip(mentions, (Role.OPENING, Role.SUPPORTING), strict=True)
    ]
    change = Change(
        contact=contact.id, number=1, kind=ChangeKind.NEW, noted_at=NOW, alert=True, article=article.id,
        dates=DateBounds(), details=details, outlets=1,
    )  # fmt: skip
    with warehouse.open_warehouse(file) as con, warehouse.transaction(con):
        for table, rows in (("article", [article]), ("contact", [contact]), ("contact_report", placed)):
            warehouse.add(con, table, rows, run=UUID(int=9))
        reading = Reading(article.id, "new")
        warehouse.add(con, "reading", [reading], rules="r1", run=UUID(int=9), read_at=NOW)
        warehouse.add(con, "mention", mentions, rules="r1", run=UUID(int=9))
        warehouse.add(con, "contact_change", [change], run=UUID(int=9))
        (one,) = raise_alerts(con, [change], [contact], [DUTY], now=NOW)
    assert [(source.url, source.independent) for source in one.sources] == [(article.url, True)]


def test_a_channel_receives_the_steps_of_its_rules(file: Path, put: Put, alert: AlertPayload) -> None:
    rules = [DUTY, ChannelRules(id="desk", steps=("new", "corrected")), ChannelRules(id="denials", steps=("denied",))]
    put(rules)
    put(rules, replace(alert, number=2, kind=AlertStep.CORRECTED, first=False))
    put(rules, replace(alert, number=3, kind=AlertStep.DENIED, first=False))
    assert items(file, "duty") == [(alert.id,)]
    assert items(file, "desk") == [(alert.id,), (f"{alert.contact}.2",)]
    assert items(file, "denials") == [(f"{alert.contact}.3",)]


def test_a_channel_that_wants_two_outlets_is_reported_when_there_are_two(
    file: Path, put: Put, alert: AlertPayload
) -> None:
    rules = [ChannelRules(id="careful", minimum_outlets=2), ChannelRules(id="strict", minimum_tier=1)]
    weak = replace(alert, sources=(LOW,))
    put(rules, weak)
    assert items(file, "careful") == items(file, "strict") == []
    put(rules, replace(weak, number=2, kind=AlertStep.CORROBORATED, first=False, outlets=2))
    assert items(file, "careful") == [(f"{alert.contact}.2",)]
    put(rules, replace(alert, number=3, kind=AlertStep.CORROBORATED, first=False, outlets=3))
    assert items(file, "careful") == [(f"{alert.contact}.2",)], "once"
    assert items(file, "strict") == [(f"{alert.contact}.3",)]


def test_a_channel_with_a_threshold_waits_for_a_report_that_is_sure_enough(
    file: Path, put: Put, alert: AlertPayload
) -> None:
    rules = [DUTY, ChannelRules(id="sure", min_confidence=0.9)]
    doubtful, sure = (replace(alert.sources[0], confidence=chance) for chance in (0.62, 0.97))
    put(rules, replace(alert, sources=(doubtful,)))
    assert (items(file, "duty"), items(file, "sure")) == ([(alert.id,)], [])
    put(rules, replace(alert, number=2, kind=AlertStep.CORROBORATED, first=False, outlets=2, sources=(doubtful, sure)))
    assert items(file, "sure") == [(f"{alert.contact}.2",)]
    unread = replace(alert, contact="2025-07-04-trump-phone", sources=alert.sources)
    put(rules, unread)
    assert items(file, "sure")[-1] == (unread.id,), "where no probability is known, the threshold does not apply"


def test_what_raised_no_alert_is_not_reported_later_either(file: Path, put: Put, alert: AlertPayload) -> None:
    old = replace(alert, first=False)
    assert put([DUTY], old, replace(old, number=2, kind=AlertStep.CORROBORATED, outlets=5)) == []
    assert items(file, "duty") == []


def test_a_new_channel_gets_no_old_alerts(file: Path, put: Put) -> None:
    put([DUTY])
    put([DUTY, ChannelRules(id="late")])
    assert items(file, "late") == []


def test_only_a_test_channel_receives_the_canary(file: Path, put: Put, alert: AlertPayload) -> None:
    put([DUTY, ChannelRules(id="cage", steps=("canary",))], replace(alert, kind=AlertStep.CANARY, first=False))
    assert items(file, "duty") == []
    assert items(file, "cage") == [(alert.id,)]


def test_a_digest_gathers_until_it_is_sent(file: Path, put: Put, many: Callable[[int], list[AlertPayload]]) -> None:
    rules = [ChannelRules(id="daily", digest="daily")]
    for contact in many(3):
        put(rules, contact)
    assert [len(found) for found in items(file, "daily")] == [3]


def test_a_flood_becomes_one_digest_and_one_notice(
    file: Path, put: Put, many: Callable[[int], list[AlertPayload]]
) -> None:
    rules = [ChannelRules(id="duty", most_a_day=3), ChannelRules(id="operator", steps=(), notices=True)]
    put(rules, *many(12))
    assert sorted(len(found) for found in items(file, "duty")) == [1, 1, 1, 9]
    assert len(items(file, "operator")) == 1
    with warehouse.open_warehouse(file) as con:
        kinds = [row.kind for row in warehouse.read(con, "delivery_log", DeliveryState) if row.channel == "operator"]
    assert kinds == ["notice"]
    put(rules, replace(many(13)[12]), now=NOW + timedelta(days=2))
    assert sorted(len(found) for found in items(file, "duty")) == [1, 1, 1, 1, 9]


def test_the_limit_of_a_day_counts_contacts_that_are_new_to_the_channel_and_is_notified(
    file: Path, put: Put, many: Callable[[int], list[AlertPayload]]
) -> None:
    rules = [ChannelRules(id="careful", minimum_outlets=2, most_a_day=2, notices=True)]
    for contact in many(6):
        put(rules, contact)
        put(rules, replace(contact, number=2, kind=AlertStep.CORROBORATED, first=False, outlets=2))
    with warehouse.open_warehouse(file) as con:
        rows = warehouse.read(con, "delivery_log", DeliveryState)
    assert sorted((row.kind, len(row.items)) for row in rows) == [
        ("alert", 1), ("alert", 1), ("digest", 4), ("notice", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("local", "kind", "until"),
    [
        ("2025-07-03T23:30+05:00", "denied", "2025-07-04T07:00+05:00"),
        ("2025-07-04T06:59+05:00", "denied", "2025-07-04T07:00+05:00"),
        ("2025-07-04T07:00+05:00", "denied", None),
        ("2025-07-03T21:59+05:00", "denied", None),
        ("2025-07-03T23:30+05:00", "new", None),
    ],
)
def test_quiet_hours_hold_back_what_can_wait(local: str, kind: str, until: str | None) -> None:
    rules = ChannelRules(id="duty", quiet=Quiet(start=time(22), end=time(7)))
    expected = datetime.fromisoformat(until) if until else None
    assert quiet_until(kind, rules, datetime.fromisoformat(local).astimezone(UTC)) == expected


def test_a_weekly_digest_is_sent_on_monday_morning() -> None:
    rules = ChannelRules(id="weekly", digest="weekly", timezone="America/New_York")
    assert digest_time(rules, NOW) == datetime(2025, 7, 7, 12, 0, tzinfo=UTC)
    assert digest_time(rules, datetime(2025, 7, 7, 12, 0, tzinfo=UTC)) == datetime(2025, 7, 14, 12, 0, tzinfo=UTC)


def test_a_night_without_the_hour_of_the_digest_still_has_one() -> None:
    rules = ChannelRules(id="daily", digest="daily", digest_at=time(2, 30), timezone="Europe/Berlin")
    due = digest_time(rules, datetime(2025, 3, 29, 12, 0, tzinfo=UTC))
    assert datetime(2025, 3, 30, 0, 30, tzinfo=UTC) <= due <= datetime(2025, 3, 30, 1, 30, tzinfo=UTC)


def test_the_plan_is_a_pure_function(alert: AlertPayload) -> None:
    assert plan(alert, DUTY, History(), raised=True, now=NOW) == DeliveryPlan()
    assert plan(alert, DUTY, History(alerted=True), raised=True, now=NOW) == DeliveryPlan(), (
        "asked for again, decided again"
    )
    assert plan(alert, DUTY, History(), raised=False, now=NOW) is None


NIGHTS = {"start": "22:00", "end": "07:00"}
WEEKEND = {"start": "00:00", "end": "00:00", "days": ["sat", "sun"]}
LUNCH = {"start": "12:30", "end": "13:30"}


@pytest.mark.parametrize(
    ("windows", "zone", "local", "until"),
    [
        ([NIGHTS, LUNCH], "Asia/Karachi", "2025-07-03T13:00+05:00", "2025-07-03T13:30+05:00"),
        ([NIGHTS, LUNCH], "Asia/Karachi", "2025-07-03T23:00+05:00", "2025-07-04T07:00+05:00"),
        ([NIGHTS, LUNCH], "Asia/Karachi", "2025-07-03T14:00+05:00", None),
        # from Friday night through the weekend and its last night to Monday morning
        ([NIGHTS, WEEKEND], "Asia/Karachi", "2025-07-04T23:00+05:00", "2025-07-07T07:00+05:00"),
        ([{**NIGHTS, "days": ["mon"]}], "Asia/Karachi", "2025-07-04T23:00+05:00", None),
        ([{**NIGHTS, "days": ["thu"]}], "Asia/Karachi", "2025-07-04T06:00+05:00", "2025-07-04T07:00+05:00"),
        # 01:30 comes twice on the night in which New York's clock goes back, and the first ends the window
        ([{"start": "22:00", "end": "01:30"}], "America/New_York", "2026-11-01T01:10-04:00", "2026-11-01T01:30-04:00"),
        ([{"start": "22:00", "end": "01:30"}], "America/New_York", "2026-11-01T01:10-05:00", None),
        # and 02:30 not at all where it goes forward
        ([{"start": "22:00", "end": "02:30"}], "America/New_York", "2026-03-08T01:50-05:00", "2026-03-08T03:30-04:00"),
    ],
)
def test_windows_add_up_know_weekdays_and_survive_a_change_of_the_clock(
    windows: list[dict[str, object]], zone: str, local: str, until: str | None
) -> None:
    rules = ChannelRules.model_validate({"id": "duty", "timezone": zone, "quiet": windows})
    expected = datetime.fromisoformat(until).astimezone(UTC) if until else None
    assert quiet_until("denied", rules, datetime.fromisoformat(local).astimezone(UTC)) == expected


def test_a_channel_that_is_always_quiet_is_so_for_some_days_only() -> None:
    rules = ChannelRules.model_validate({"id": "duty", "quiet": {"start": "8:00", "end": "8:00", "override": []}})
    until = quiet_until("new", rules, NOW)
    assert until is not None
    assert until - NOW < timedelta(days=30)


@pytest.mark.parametrize("until", [20261231, 1.5, True, "soon", datetime(2026, 1, 1, tzinfo=UTC)])
def test_a_channel_is_muted_until_a_day_and_nothing_else(until: object) -> None:
    with pytest.raises(ValidationError):
        ChannelRules.model_validate({"id": "duty", "muted_until": until})
