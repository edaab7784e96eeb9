"""Compares a second reader with our own on labelled articles: each alone, and both together as in a run."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from flows.contacts.contact import CONFIDENCE, Reading, Status
from flows.errors import RabitaError
from flows.evaluation.labelled_files import article_of_row, own_reading
from flows.evaluation.score import LabelledCase, Score, evaluate, read_case
from flows.llm_second_reader.opinion import Opinion, OpinionOutcome, follow, is_unsure
from flows.news.article import Article
from flows.news.web.chat_completions import ChatService
from flows.pipeline.ask_llm_second_reader import Doubt, SecondReader, ask
from flows.pipeline.detect_stored import ZONE

MOST_FAILURES = 3
"""Questions in a row without an answer after which the comparison stops."""


class SecondReaderAwayError(RabitaError):
    """The service gives no answers, so that there is nothing to compare."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An article that only one of the two takes for news."""

    case: str
    expected: str
    ours: str
    theirs: str
    outcome: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReaderComparison:
    """The scores of our reader, of the second reader, and of both together, and the cost in tokens and seconds.

    `band` counts the articles on which our own reading is unsure; a run asks only about these.
    """

    model: str
    prompt: str
    ours: Score
    theirs: Score
    both: Score
    asked: int
    band: int
    outcomes: Mapping[str, int]
    reasons: Mapping[str, int]
    tokens_in: int
    tokens_out: int
    seconds_median: float
    seconds_longest: float
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    case: LabelledCase
    article: Article
    own: Reading
    unsure: bool
    said: Opinion


def compare(
    rows: Iterable[Mapping[str, Any]], reader: SecondReader, now: datetime, clock: Callable[[], datetime]
) -> ReaderComparison:
    """Ask about every article of labelled rows, each with the deadline of the reader, and score the answers.

    Raises KeyError or ValueError for an invalid label, SecondReaderAwayError if no answers come.
    """
    given = list(rows)
    cases = [read_case(row) for row in given]
    bare = [{key: value for key, value in row.items() if key != "expected"} for row in given]
    articles = [article_of_row(row, now) for row in bare]
    readings = {case.id: own_reading(article) for case, article in zip(cases, articles, strict=True)}
    found = [(case, article) for case, article in zip(cases, articles, strict=True) if isinstance(article, Article)]
    read = asyncio.run(_read_all(replace(reader, confidence=CONFIDENCE), found, readings, clock))
    theirs = readings | {one.case.id: _theirs(one) for one in read}
    both = readings | {one.case.id: _together(one, reader.model) for one in read}
    asked = [one.said for one in read if one.said.asked]
    return ReaderComparison(
        model=reader.model,
        prompt=reader.prompt,
        ours=evaluate(cases, readings, ()),
        theirs=evaluate(cases, theirs, ()),
        both=evaluate(cases, both, ()),
        asked=len(asked),
        band=sum(one.unsure for one in read),
        outcomes=dict(Counter(str(one.said.outcome) for one in read)),
        reasons=dict(Counter(one.said.reason for one in read if one.said.outcome in _USELESS)),
        tokens_in=sum(one.tokens_in or 0 for one in asked),
        tokens_out=sum(one.tokens_out or 0 for one in asked),
        seconds_median=median([one.seconds for one in asked] or [0.0]),
        seconds_longest=max((one.seconds for one in asked), default=0.0),
        disagreements=tuple(_disagreement(one) for one in read if _is_new(one.own) != _is_new(_theirs(one))),
    )


_USELESS = {OpinionOutcome.DISCARDED, OpinionOutcome.FAILED, OpinionOutcome.NOT_ASKED}


async def _read_all(
    reader: SecondReader,
    found: Sequence[tuple[LabelledCase, Article]],
    readings: Mapping[str, Reading],
    clock: Callable[[], datetime],
) -> list[_Read]:
    """Ask about each article, but about the same text only once."""
    read: list[_Read] = []
    known: dict[UUID, Opinion] = {}
    failures, seconds = 0, reader.deadline.total_seconds()
    async with ChatService(reader.base, reader.key, clock=clock) as service:
        for case, article in found:
            own = readings[case.id]
            unsure = is_unsure(article, own, reader.band, ZONE)
            said = known.get(article.content)
            if said is None:
                said = await ask(service, reader, Doubt(article, own, ZONE), seconds, clock, confirming=unsure)
                failures = failures + 1 if said.outcome is OpinionOutcome.FAILED else 0
                known[article.content] = replace(said, asked=False)
            if failures >= MOST_FAILURES:
                raise SecondReaderAwayError(f"the second reader {reader.base} gives no answers: {said.reason}")
            read.append(_Read(case, article, own, unsure, said))
    return read


def _theirs(one: _Read) -> Reading:
    """Return the reading of the second reader alone; an invalid answer counts as none."""
    status = one.said.status if one.said.outcome not in _USELESS else None
    return Reading(one.article.id, "new" if status == Status.HAPPENED else status or "none")


def _together(one: _Read, model: str) -> Reading:
    """Return the reading that a run stores."""
    if not (one.unsure and one.said.status and one.said.outcome is OpinionOutcome.USED):
        return one.own
    return follow(one.article, one.own, one.said.status, f"second reader {model}: {one.said.reason}", ZONE)


def _is_new(reading: Reading) -> bool:
    return reading.verdict == "new"


def _disagreement(one: _Read) -> Disagreement:
    outcome = (
        f"{one.said.outcome}: {one.said.reason}" if one.unsure or one.said.outcome in _USELESS else "not in the band"
    )
    theirs = one.said.status or "no answer"
    return Disagreement(one.case.id, one.case.status, one.own.verdict, theirs, outcome, one.said.sentence or "")
