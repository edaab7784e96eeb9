"""Fields: day, duration, place, topics and ordinal of a contact, from its own clause and those that mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flows.contacts.contact import UNDATED, DateBasis, DateBounds, DatePrecision, Status
from flows.contacts.detection.mention_features import Instance
from flows.contacts.lexicon import Lexicon
from flows.contacts.text.dates import DAY, Stated, find_dates
from flows.contacts.text.sentences import Sentence
from flows.news.urdu import Folded, match_pattern

OPEN = 14
"""Days; a longer interval says no more of news than its publication does."""

DATELINE = 60
"""Characters of a text in which a date before a bracket, a colon or a dash is that of the report, not of the news."""

ORDINAL_REACH = 3


_DATELINE = re.compile(r"\s{0,9}(?:\u0621\s{0,9})?[():\u2013\u2014-]")
_MORE = re.compile(match_pattern(r"\s{0,9}(?:تک\s{1,9})?سے\s{1,9}(?:بھی\s{1,9})?(?:زائد|زیادہ|اوپر|کچھ زیادہ)"))
_NEGATED = re.compile(match_pattern(r"\s{0,3}(?:(?:کو|کے روز|کے دن|بروز|(?:کی|کے) \w{2,9})\s{0,3}){0,2}نہیں"))
_FINENESS = ("day", "range", "month", "year")


@dataclass(frozen=True, slots=True)
class Place:
    """An instance with its sentence, and the text that holds it."""

    instance: Instance
    sentence: Sentence
    text: Folded

    @property
    def words(self) -> str:
        """The folded text of the sentence."""
        return self.text.text[self.sentence.start : self.sentence.end]

    @property
    def clause(self) -> tuple[int, int]:
        """Where the clause stands in the sentence: offsets in its folded text."""
        clause, tokens = self.instance.clause, self.sentence.tokens
        part = tokens[clause.start : clause.verb_end] or tokens
        return part[0].start - self.sentence.start, part[-1].end - self.sentence.start


def find_day(places: Sequence[Place], day: date | None, status: Status) -> tuple[DateBounds, str]:
    """Return the finest date stated with the contact and its words, else what the date of the report bounds.

    A date in the clause comes first, then one elsewhere in its sentence, then those of the other `places`, which tell
    of the same contact. The date of a dateline only says that it was that day or the day before; so does publication
    for news without a date. Nothing is said where publication is unknown.
    """
    bounds: list[tuple[Stated, str]] = []
    for place in places:
        stated = stated_days(place.words, find_dates(place.words, day, ahead=status is Status.PLANNED))
        if status is Status.HAPPENED:
            stated = [one for one in stated if _says_more(one, day)]
        own, near, apart = _by_closeness(stated, place)
        if chosen := own or near:
            best = min(chosen, key=lambda one: (_FINENESS.index(one.precision), one.start))
            return _dated(best, place.words)
        bounds += [(one, place.words) for one in apart]
    if status is not Status.HAPPENED or day is None:
        return UNDATED, ""
    for one, text in bounds:
        if one.last and one.precision == "day":
            eve = DateBounds(one.last - DAY, one.last, DatePrecision.RANGE, DateBasis.BYLINE)
            return eve, text[one.start : one.end]
    return DateBounds(day - DAY, day, DatePrecision.RANGE), ""


def stated_days(words: str, dates: Iterable[Stated]) -> list[Stated]:
    """Return the dates of a sentence without those that it denies: "not on Tuesday but on Wednesday"."""
    return [one for one in dates if not _NEGATED.match(words, one.end)]


def corrects_day(words: str, dates: Sequence[Stated]) -> bool:
    """Tell whether a sentence denies one day and states another, so that it corrects the day and denies no contact."""
    days = [one for one in dates if one.precision == "day"]
    return 0 < len(stated_days(words, days)) < len(days)


def _says_more(stated: Stated, day: date | None) -> bool:
    """Tell whether a date says more of news than its publication does: "this week" and "this year" do not."""
    if stated.precision not in {"day", "range"}:
        return False
    if stated.first is None or stated.last is None:
        return True
    around = day is not None and stated.first < day <= stated.last
    return (stated.last - stated.first).days <= OPEN and not around


def _by_closeness(stated: Sequence[Stated], place: Place) -> tuple[list[Stated], list[Stated], list[Stated]]:
    """Part the dates of a sentence: in the contact's clause, elsewhere, and those of a dateline."""
    own: list[Stated] = []
    near: list[Stated] = []
    apart: list[Stated] = []
    start, end = place.clause
    for one in stated:
        heads = place.sentence.field == "text" and place.sentence.start + one.end < DATELINE
        if heads and _DATELINE.match(place.words, one.end):
            apart.append(one)
        else:
            (own if start <= one.start < end else near).append(one)
    return own, near, apart


def _dated(stated: Stated, text: str) -> tuple[DateBounds, str]:
    precision = DatePrecision(stated.precision) if stated.first else DatePrecision.NONE
    days = stated.first, stated.last, precision, DateBasis(stated.basis)
    return DateBounds(*days, stated.weekday, stated.month, stated.day), text[stated.start : stated.end]


def find_duration(places: Sequence[Place]) -> int | None:
    """Return the minutes that the contact lasted: those of the first clause or sentence that states them exactly.

    "More than an hour" counts only where nothing else is stated.
    """
    stated = [(*one, place) for place in places for one in _durations(place)]
    exact = [minutes for _, end, minutes, place in stated if not _MORE.match(place.words, end)]
    return next(iter(exact or [minutes for _, _, minutes, _ in stated]), None)


def _durations(place: Place) -> list[tuple[int, int, int]]:
    """Return the durations of a sentence, those in the clause first."""
    start, end = place.clause
    return sorted(place.sentence.durations, key=lambda one: not start <= one[0] < end)


def find_place(places: Sequence[Place], lexicon: Lexicon) -> str | None:
    """Return the place in which the contact was: the first one said with میں, else the first one named."""
    named = [match for place in places for match in lexicon.places.finditer(place.words)]
    best = min(named, key=lambda match: match[2] is None, default=None)
    return lexicon.place_of[best[1]] if best else None


def find_topics(places: Sequence[Place], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the topics named with the contact, in the order of the lexicon."""
    found = {lexicon.topic_of[match[1]] for place in places for match in lexicon.topics.finditer(place.words)}
    return tuple(topic for topic in lexicon.cues.topics if topic in found)


def find_ordinal(places: Sequence[Place], lexicon: Lexicon) -> int | None:
    """Return n where a contact is called the n-th of its kind."""
    for place in places:
        trigger = place.instance.trigger
        for token in place.sentence.tokens[max(trigger.place - ORDINAL_REACH, 0) : trigger.place]:
            if number := lexicon.ordinals.get(token.key):
                return number
    return None
