"""The worked questions run, on nothing and on known rows, and give the answers that can be counted by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import warehouse
from warehouse.sql_docs import manual

CALL, SUMMIT = "2025-07-03-trump-phone", "2025-08-15-trump-meeting"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "sql.md"
QUESTIONS = {question.name: question for question in warehouse.questions()}


def ask(con: warehouse.Connection, name: str) -> list[dict[str, object]]:
    """Run the question whose name ends so, and return its rows by column."""
    (question,) = [question for key, question in QUESTIONS.items() if key.endswith(name)]
    cursor = con.execute(question.sql)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_there_are_twenty_questions_and_each_says_what_it_asks() -> None:
    assert len(QUESTIONS) >= 20
    assert all(question.title.endswith(("?", "?\n")) for question in QUESTIONS.values())
    assert len({question.title for question in QUESTIONS.values()}) == len(QUESTIONS)


def test_every_question_runs_on_an_empty_warehouse() -> None:
    with warehouse.open_warehouse(warehouse.MEMORY) as con:
        con.execute("SET search_path = 'public,main'")
        for question in QUESTIONS.values():
            assert con.execute(question.sql).fetchall() is not None, question.name


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_runs_on_the_published_copy(public: warehouse.Connection, name: str) -> None:
    assert public.execute(QUESTIONS[name].sql).description, "the names of its columns"


def test_who_was_first_and_by_how_much(public: warehouse.Connection) -> None:
    rows = ask(public, "first-outlet")
    assert [(row["contact"], row["outlet_name"], row["minutes_ahead"]) for row in rows] == [
        (SUMMIT, "بے", 10.0),
        (CALL, "الف", 30.0),
    ]


def test_lags_are_counted_in_days_and_minutes(public: warehouse.Connection) -> None:
    assert [(row["days_after"], row["contacts"]) for row in ask(public, "lag-to-first-report")] == [(0, 1), (1, 1)]
    (alerted, *_) = [row for row in ask(public, "lag-to-alert") if row["contact"] == CALL]
    assert (alerted["minutes_until_had"], alerted["minutes_until_alerted"]) == (2.0, 1.0)


def test_one_of_two_durations_is_disputed_by_ten_minutes(public: warehouse.Connection) -> None:
    assert ask(public, "disputed-durations") == [
        {
            "contacts_with_duration": 2,
            "disputed": 1,
            "share": 0.5,
            "widest_minutes": 10,
            "widest_contact": CALL,
        }
    ]


def test_topics_places_and_days(public: warehouse.Connection) -> None:
    assert [(row["year"], row["topic"], row["contacts"]) for row in ask(public, "topics-by-year")] == [
        (2025, "یوکرین", 2),
        (2025, "ایران", 1),
    ]
    assert [(row["place"], row["contacts"]) for row in ask(public, "places")] == [("الاسکا", 1)]
    assert [row["contact"] for row in ask(public, "disputed-days")] == [SUMMIT]


def test_coverage_counts_firsts_shares_and_own_words(public: warehouse.Connection) -> None:
    rows = {row["outlet_name"]: row for row in ask(public, "coverage")}
    found = {
        name: (row["contacts"], row["share"], row["first_reports"], row["own_words"]) for name, row in rows.items()
    }
    assert found == {"الف": (2, 1.0, 1, 2), "بے": (2, 1.0, 1, 2), "جیم": (1, 0.5, 0, 0)}


def test_plans_and_denials_are_distinguished(public: warehouse.Connection) -> None:
    (plan,) = ask(public, "planned-and-not-held")
    assert (plan["fate"], plan["channel"]) == ("past", "meeting")
    assert [(row["contact"], row["denied_in"]) for row in ask(public, "13-denied")] == [(CALL, "bay")]


def test_reprints_are_no_voices(public: warehouse.Connection) -> None:
    (agency, *_) = ask(public, "reprinted-agencies")
    assert (agency["agency"], agency["reports"], agency["copies"]) == ("APP", 2, 1)


def test_deliveries_show_what_is_missing(public: warehouse.Connection) -> None:
    assert [(row["channel"], row["state"]) for row in ask(public, "undelivered")] == [("mail", "interrupted")]
    assert {row["channel"]: row["median_seconds"] for row in ask(public, "delivery-times")} == {
        "mail": None,
        "slack": 4.0,
    }


def test_the_past_is_reported_as_it_was_known_then(public: warehouse.Connection) -> None:
    opened = datetime(2025, 7, 3, 16, 8, tzinfo=UTC)

    def known(at: datetime) -> list[tuple[object, ...]]:
        return public.execute("SELECT contact, duration_minutes, outlets FROM contacts_as_of(?)", [at]).fetchall()

    assert known(opened - timedelta(seconds=1)) == []
    assert known(opened) == [(CALL, 50, 1)]
    assert known(opened + timedelta(hours=2)) == [(CALL, 55, 2)]
    assert [row[0] for row in known(datetime(2026, 1, 1, tzinfo=UTC))] == [CALL, SUMMIT]
    reports = "SELECT outlet FROM reports_as_of(?) WHERE role <> 'denied'"
    assert public.execute(reports, [datetime(2025, 7, 3, 16, 40, tzinfo=UTC)]).fetchall() == [("alif",), ("bay",)]


def test_contacts_between_two_days_counts_both(public: warehouse.Connection) -> None:
    ask = "SELECT contact FROM contacts_between(?, ?)"
    assert public.execute(ask, ["2025-07-03", "2025-08-14"]).fetchall() == [(CALL,)]
    assert public.execute(ask, ["2025-07-04", "2025-08-14"]).fetchall() == []
    assert public.execute(ask, ["2025-07-03", "2025-08-15"]).fetchall() == [(CALL,), (SUMMIT,)]


def test_the_manual_is_what_the_schema_says_of_itself() -> None:
    with warehouse.open_warehouse(warehouse.MEMORY) as con:
        assert DOCS.read_text(encoding="utf-8") == manual(con), "run: python -m warehouse.sql_docs docs/sql.md"
