"""A text as sentences: tokens with their persons, dates and durations, each knowing where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flows.contacts.lexicon import Lexicon
from flows.contacts.text.dates import Stated, find_dates
from flows.contacts.text.durations import find_durations
from flows.contacts.text.persons import Setting, find_persons
from flows.contacts.text.tokens import Token, spans, tokenize
from flows.news.urdu import Folded

WEEK = 7
MONTH = 45
RECENT = 3
"""Days before publication up to which a date is kept apart from the days around it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article.

    `field` is title or text, `number` its place in the field, `start` and `end` offsets in the folded text. `stop` is
    the sign that ends it. `dates` have offsets in the sentence, `durations` are (start, end, minutes) in it,
    `places` the places of the lexicon that it names.
    """

    field: str
    number: int
    start: int
    end: int
    stop: str
    tokens: tuple[Token, ...]
    dates: tuple[Stated, ...] = ()
    durations: tuple[tuple[int, int, int], ...] = ()
    places: tuple[str, ...] = ()

    @property
    def names_person(self) -> bool:
        """Whether a person stands in it."""
        return any(token.kind == "person" for token in self.tokens)


def read_sentences(texts: Mapping[str, Folded], lexicon: Lexicon, day: date | None) -> list[Sentence]:
    """Return the sentences that name a person or a contact, in order, the title's first.

    `texts` maps title and text to their folded form; dates are read against `day`, the day of publication.
    """
    pieces = list(_pieces(texts, lexicon))
    setting = Setting(lexicon, day, _meant_leader((tokens for *_, tokens in pieces), lexicon, day))
    return [_sentence(texts, piece, setting) for piece in pieces]


_Piece = tuple[str, int, tuple[int, int, str], list[Token]]


def _pieces(texts: Mapping[str, Folded], lexicon: Lexicon) -> Iterator[_Piece]:
    for field, text in texts.items():
        plain = text.text
        for number, span in enumerate(spans(plain)):
            start, end, _ = span
            if field == "title" or lexicon.matters.search(plain, start, end):
                for tokens in tokenize(plain, start, end, lexicon):
                    yield field, number, span, tokens


def _meant_leader(pieces: Iterator[Sequence[Token]], lexicon: Lexicon, day: date | None) -> str | None:
    """Return whom an unnamed امریکی صدر means: the US leader named most, else the one in office on the day."""
    named = Counter(
        token.value
        for tokens in pieces
        for token in tokens
        if token.kind == "leader" and lexicon.leaders[token.value].side == "us"
    )
    if named:
        return named.most_common(1)[0][0]
    return lexicon.holder("us-president", day) if day else None


def _sentence(texts: Mapping[str, Folded], piece: _Piece, setting: Setting) -> Sentence:
    field, number, (_, last, stop), tokens = piece
    start, end = tokens[0].start, min(tokens[-1].end, last)
    text = texts[field].text[start:end]
    dates, durations = tuple(find_dates(text, setting.day)), tuple(find_durations(text))
    persons = find_persons(tokens, setting)
    marked = _with_times(persons, start, dates, durations, setting.day)
    places = tuple(dict.fromkeys(setting.lexicon.place_of[match[1]] for match in setting.lexicon.places.finditer(text)))
    return Sentence(field, number, start, end, stop, tuple(marked), dates, durations, places)


def _with_times(
    tokens: Sequence[Token],
    start: int,
    dates: Sequence[Stated],
    durations: Sequence[tuple[int, int, int]],
    day: date | None,
) -> list[Token]:
    """Join the tokens of each date and duration into one."""
    marks = [(start + d.start, start + d.end, "date", relation(d, day)) for d in dates]
    marks += [(start + first, start + last, "duration", str(minutes)) for first, last, minutes in durations]
    marks.sort()
    if not marks:
        return list(tokens)
    found: list[Token] = []
    step = 0
    for token in tokens:
        while step < len(marks) and marks[step][1] <= token.start:
            step += 1
        inside = step < len(marks) and marks[step][0] <= token.start and token.kind != "person"
        if not inside:
            found.append(token)
        elif found and (found[-1].kind, found[-1].start) == (marks[step][2], marks[step][0]):
            found[-1] = found[-1]._replace(end=max(found[-1].end, token.end))
        else:
            first, _, kind, value = marks[step]
            found.append(Token(token.key, first, token.end, kind, value))
    return found


def relation(stated: Stated, day: date | None) -> str:
    """Return how a stated date lies to the day of publication, as one of some twenty names."""
    if stated.first is None or stated.last is None:
        return "weekday" if stated.weekday else "unanchored"
    if day is None:
        return f"no-day-{stated.precision}"
    if stated.precision in {"month", "year"}:
        where = "this" if stated.first <= day <= stated.last else "past" if stated.last < day else "future"
        return f"{where}-{stated.precision}"
    if stated.first > day:
        return "tomorrow" if (stated.first - day).days == 1 else "future"
    return _past(max((day - stated.last).days, 0), ranged=stated.precision == "range")


def _past(days: int, *, ranged: bool) -> str:
    """Return how long ago a day or the end of a range was."""
    if ranged:
        return "range-now" if days == 0 else "range-week" if days <= WEEK else "range-past"
    if days <= RECENT:
        return f"day-{days}"
    return "week" if days <= WEEK else "month" if days <= MONTH else "past"
