"""The scores are counted from readings and alerts alone, and each mistake says where it came from."""

from datetime import date
from typing import Any

import pytest

from flows.contacts.contact import Channel, ContactDetails, DateBounds, Mention, Reading, Status
from flows.evaluation.score import LabelledCase, Score, evaluate, read_case
from flows.news.article import hash_id


def row(name: str, status: str = "new", **expected: object) -> dict[str, Any]:
    given = {"status": status, "us_leader": "Trump", "channel": "phone", "alert": status == "new"}
    return {"id": name, "text": "متن", "published": "2026-11-21", "expected": given | expected}


def reading(
    name: str,
    verdict: str = "new",
    *,
    day: date | None = None,
    minutes: int | None = None,
    channel: Channel = Channel.PHONE,
) -> Reading:
    given = {
        "article_id": hash_id(name),
        "watch": "putin-us",
        "details": ContactDetails("Trump", channel, duration_minutes=minutes),
        "dates": DateBounds(day, day),
        "status": Status.HAPPENED if verdict == "new" else Status(verdict),
        "quote": "دونوں صدور کا رابطہ ہوا",
        "field_name": "text",
        "start": 0,
        "end": 23,
        "why": ("finite verb", "pair"),
    }
    return Reading(hash_id(name), verdict, (Mention(**given),), ("lead",))


def score(*pairs: tuple[dict[str, Any], Reading | None], alerts: list[tuple[str, list[str]]] | None = None) -> Score:
    readings = {str(case["id"]): found for case, found in pairs if found}
    return evaluate([read_case(case) for case, _ in pairs], readings, alerts or [])


def test_precision_recall_and_f1() -> None:
    found = score(
        (row("hit"), reading("hit")),
        (row("hit too"), reading("hit too")),
        (row("missed"), reading("missed", "background")),
        (row("unread"), None),
        (row("false", "planned"), reading("false")),
        (row("right", "denied"), reading("right", "denied")),
    )
    assert (found.cases, found.answered, found.true, found.false, found.missed) == (6, 5, 2, 1, 2)
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == pytest.approx(1 / 2)
    assert found.f1 == pytest.approx(4 / 7)
    assert found.verdicts_right == 3


def test_nothing_gives_no_division_by_zero() -> None:
    found = evaluate([], {}, [])
    assert (found.precision, found.recall, found.f1, found.by_alerts.per_contact) == (0, 0, 0, 0)


def test_fields_are_asked_of_hits_only_and_dates_only_where_the_article_had_one() -> None:
    exact = {"contact_date": "2026-11-20", "duration_minutes": 60}
    undated = row("undated", **exact) | {"published": None}
    found = score(
        (row("exact", **exact), reading("exact", day=date(2026, 11, 20), minutes=60)),
        (row("near", **exact), reading("near", day=date(2026, 11, 21), minutes=50)),
        (row("far", **exact), reading("far", day=date(2026, 11, 22), channel=Channel.VIDEO)),
        (undated, reading("undated", minutes=60)),
        (row("not a hit", "denied", **exact), reading("not a hit", "denied")),
    )
    assert found.fields == {"leader": (4, 4), "channel": (3, 4), "date": (2, 3), "duration": (2, 4)}
    assert [(item.case, item.expected, item.got) for item in found.wrong if item.kind == "field"] == [
        ("far", "channel phone", "channel video"),
        ("far", "date 2026-11-20", "date 2026-11-22"),
        ("far", "duration 60", "duration None"),
        ("near", "duration 60", "duration 50"),
    ]


def test_labels_of_the_shared_files_are_understood() -> None:
    assert read_case(row("a", "background_only")).status == "background"
    assert read_case(row("b", "other_leader")).status == "other"
    assert read_case(row("c", contact_date=None)) == LabelledCase(
        "c", "new", alert=True, us_leader="Trump", channel="phone"
    )
    with pytest.raises(KeyError, match="expected"):
        read_case({"id": "d"})
    with pytest.raises(ValueError, match="isoformat"):
        read_case(row("e", contact_date="soon"))


def test_each_error_names_clause_rules_and_expectation_the_worst_first() -> None:
    found = score(
        (row("verdict", "denied"), reading("verdict", "planned")),
        (row("missed"), reading("missed", "planned")),
        (row("false", "envoy"), reading("false")),
    )
    assert [(item.case, item.kind) for item in found.wrong] == [
        ("false", "false"),
        ("missed", "missed"),
        ("verdict", "verdict"),
    ]
    worst = found.wrong[0]
    assert worst.clause == "دونوں صدور کا رابطہ ہوا"
    assert worst.why == ("lead", "finite verb", "pair")
    assert (worst.expected, worst.got) == ("envoy Trump phone", "new")


def test_alerts_are_counted_by_the_contacts_behind_them() -> None:
    cases = [
        row("a1", contact_id="A"),
        row("a2", contact_id="A"),
        row("b", contact_id="B"),
        row("c", contact_id="C"),
        row("n", "planned"),
    ]
    reported = evaluate(
        [read_case(case) for case in cases],
        {},
        [("x", ["a1"]), ("y", ["a2", "unknown"]), ("z", ["b", "n"]), ("w", ["n"])],
    ).by_alerts
    assert (reported.alerts, reported.for_no_contact, reported.contacts, reported.contacts_alerted) == (4, 1, 3, 2)
    assert reported.alerted_again == ("A",)
    assert reported.per_contact == pytest.approx(1.5)
