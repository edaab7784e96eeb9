"""Boilerplate of an outlet: lines that many of its articles repeat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import warehouse
from flows.news.pages.boilerplate_rules import LEARN_ARTICLES, LEARN_DAYS, LEARN_SHARE, LearntLine, learnt

LEARN_INTERVAL = timedelta(days=1)
"""How often lines are learnt: it takes seconds in a large warehouse."""


@dataclass(frozen=True, slots=True)
class LearntLines:
    """The match keys learnt last for an outlet; a row of learnt_boilerplate."""

    outlet: str
    learnt_at: datetime
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineDecision:
    """What a person decided of a line: a row of boilerplate_decision."""

    outlet: str
    line: str
    decided_at: datetime
    removes: bool


def repeated(con: warehouse.Connection, outlet: str, now: datetime) -> list[LearntLine]:
    """Return the short lines that an outlet's articles repeat, the most frequent first, and which are boilerplate."""
    return warehouse.read(
        con,
        "boilerplate_candidate",
        LearntLine,
        outlet=outlet,
        since=now - timedelta(days=LEARN_DAYS),
        articles=LEARN_ARTICLES,
        share=LEARN_SHARE,
    )


def known(con: warehouse.Connection) -> dict[str, LearntLines]:
    """Return what was learnt last, by outlet."""
    return {row.outlet: row for row in warehouse.read(con, "learnt_boilerplate", LearntLines)}


def learn(con: warehouse.Connection, outlets: Iterable[str], now: datetime) -> None:
    """Learn the lines of outlets for which that was not done within LEARN_INTERVAL."""
    last = known(con)
    stale = [name for name in outlets if name not in last or now - last[name].learnt_at >= LEARN_INTERVAL]
    rows = [LearntLines(name, now, tuple(sorted(learnt(repeated(con, name, now))))) for name in stale]
    warehouse.add(con, "learnt_boilerplate", rows)


def decide_line(con: warehouse.Connection, said: LineDecision) -> None:
    """Store that a person wants a line of an outlet removed or kept from now on, whatever the counts say."""
    with warehouse.transaction(con):
        warehouse.add(con, "boilerplate_decision", [said])
        lines = tuple(sorted(learnt(repeated(con, said.outlet, said.decided_at))))
        warehouse.add(con, "learnt_boilerplate", [LearntLines(said.outlet, said.decided_at, lines)])
