"""Newsroom days, played: which alerts, to whom, in which order, with which text."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from cases import (
    confusable_days,
    corrections,
    decisions,
    fate_of_plans,
    imports,
    many_reports,
    plans,
    retellings,
    sending,
    single_contacts,
    withdrawals,
)
from scenario_runner import Newsroom, Receiver, Scenario, live, moment_of, play, row_of, scenario
from scenario_texts import OUTLETS, call
from scenario_whole_runs import WholeRuns

import warehouse

Open = Callable[..., Newsroom]
SCENARIOS = [
    one
    for file in (
        confusable_days,
        corrections,
        decisions,
        fate_of_plans,
        imports,
        many_reports,
        plans,
        retellings,
        sending,
        single_contacts,
        withdrawals,
    )
    for one in file.SCENARIOS
]


@pytest.mark.parametrize("given", SCENARIOS, ids=lambda given: given.name)
def test_days(given: Scenario, newsroom: Open, receiver: Receiver) -> None:
    play(given, newsroom(given), receiver)


@pytest.mark.parametrize("given", [one for one in SCENARIOS if one.whole], ids=lambda given: given.name)
def test_days_by_whole_runs(given: Scenario, newsroom: Open, receiver: Receiver) -> None:
    play(given, newsroom(given, WholeRuns), receiver)


def test_the_lag_of_reports_counts_local_days(newsroom: Open) -> None:
    """Shortly after midnight in Karachi it is still the day before by UTC, and a paper may give its day only."""
    given = scenario("the small hours")
    room = newsroom(given)
    days = (("2027-03-05", "01:10", "جمعہ کو"), ("2027-03-15", "23:10", "پیر کو"), ("2027-03-25", "", "جمعرات کو"))
    for number, (day, hour, when) in enumerate(days):
        outlet = OUTLETS[number]
        at = f"{day} {hour or '12:00'}"
        row = row_of(call(outlet, at if hour else day, when), live(at), str(number))
        room.watch([row], moment_of(at) + timedelta(minutes=10))
    (question,) = [one for one in warehouse.questions() if one.name.endswith("lag-to-first-report")]
    with warehouse.open_warehouse(room.path) as con:
        con.execute("SET search_path = 'public,main'")
        assert [row[:2] for row in con.execute(question.sql).fetchall()] == [(0, 3)]
