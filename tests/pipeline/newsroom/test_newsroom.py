"""Newsroom days, played: which alerts, to whom, in which order, with which text."""

from collections.abc import Callable

import pytest
from newsroom.player import Newsroom, Receiver, Scenario, play
from newsroom.runs import WholeRuns
from newsroom.scenarios import calls, corrections, days, decisions, events, imports, pending, plans, sending

Open = Callable[..., Newsroom]
SCENARIOS = [one for file in (calls, corrections, days, decisions, events, imports, plans, sending) for one in file.SCENARIOS]


@pytest.mark.parametrize("given", SCENARIOS, ids=lambda given: given.name)
def test_days(given: Scenario, newsroom: Open, receiver: Receiver) -> None:
    play(given, newsroom(given), receiver)


@pytest.mark.parametrize("given", [one for one in SCENARIOS if one.whole], ids=lambda given: given.name)
def test_days_by_whole_runs(given: Scenario, newsroom: Open, receiver: Receiver) -> None:
    play(given, newsroom(given, WholeRuns), receiver)


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="not so yet")
@pytest.mark.parametrize("given", pending.SCENARIOS, ids=lambda given: given.name)
def test_days_to_come(given: Scenario, newsroom: Open, receiver: Receiver) -> None:
    play(given, newsroom(given), receiver)
