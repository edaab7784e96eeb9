"""Vetoes: what no probability may overrule. Each has a name, a place in the order, and examples in its test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flows.contacts.detection.mention_features import Instance
from flows.contacts.leaders import Leader
from flows.contacts.lexicon import Lexicon
from flows.contacts.text.dates import Stated
from flows.contacts.text.sentences import Sentence
from flows.contacts.text.tokens import Token

OLD = 5
"""Days before publication from which a date in the clause of a trigger makes its contact an older one: a contact is
reported as new within three days, by the label of every set, and calendars differ by one."""

GRACE = 20
"""Days after the end of a term in which reports of a leader's last contacts can still come out."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a veto may look at: the instance in its sentence, the US leader it means, and the day of publication."""

    instance: Instance
    sentence: Sentence
    title: Sequence[Token]
    leader: Leader | None
    former: bool
    day: date | None


def _out_of_office(case: Situation, _: Lexicon) -> bool:
    if case.leader is None:
        return False
    if case.day is None:
        return case.leader.historic or case.former
    return not case.leader.holds(case.day, grace=GRACE)


def _old_date(case: Situation, _: Lexicon) -> bool:
    day, dates = case.day, clause_dates(case.instance, case.sentence)
    return day is not None and bool(dates) and all(d.last is not None and (day - d.last).days >= OLD for d in dates)


def _fiction(case: Situation, _: Lexicon) -> bool:
    tokens = (*case.title, *case.sentence.tokens)
    return any(token.kind == "mark" and token.value == "fiction" for token in tokens)


VETOES: tuple[tuple[str, Callable[[Situation, Lexicon], bool]], ...] = (
    ("out-of-office", _out_of_office),
    ("old-date", _old_date),
    ("fiction", _fiction),
)
"""In order: the first that holds is the one that is shown."""


def find_veto(case: Situation, lexicon: Lexicon) -> str | None:
    """Return the name of the veto that forbids to read an instance as a fresh contact, None where none does."""
    return next((name for name, holds in VETOES if holds(case, lexicon)), None)


def clause_dates(instance: Instance, sentence: Sentence) -> list[Stated]:
    """Return the dates in the clause of an instance; a date is a whole with its weekday."""
    tokens = sentence.tokens[instance.clause.start : instance.clause.verb_end]
    if not tokens:
        return []
    first, last = tokens[0].start - sentence.start, tokens[-1].end - sentence.start
    return [stated for stated in sentence.dates if first <= stated.start < last]
