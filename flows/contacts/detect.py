"""Detection: what one article says of a contact between the watched pair, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from flows.contacts.clauses import Clause, Frame, Tense, clauses
from flows.contacts.contact import Reading
from flows.contacts.dates import local_day
from flows.contacts.frames import frames as read_frames
from flows.contacts.lexicon import Lexicon, Stems
from flows.contacts.mentions import mentions
from flows.contacts.people import Scene, people
from flows.contacts.weighing import Case, Told, inherit, verdict, weigh
from flows.contacts.words import Unit, spans, units
from flows.news.article import Article
from flows.news.urdu import Folded, fold

LEAD = 2
"""Sentences of the body that count as its lead, of those that name a person."""

OPENING = 5
"""Sentences and lines of the body among which the lead is sought."""

LONGEST = 150_000
"""Characters read of one text; a longer one is a log, not an article."""

ONE_SIDED = 700
"""Characters read of an article that names only one side: it can tell of others only."""

MOST = 300
"""Frames of contacts that are weighed; what comes later tells nothing new."""

_PRESIDENTS = re.compile(
    r"(?:روس|امریک)\w{0,9}\W{1,9}(?:(?:اور|و|کے)\W{1,9})?(?:روس|امریک)\w{0,9}\W{1,9}(?:کے\W{1,9})?"
    r"(?:صدور|سربراہ|رہنما|لیڈر)"
)


def detect(article: Article, lexicon: Lexicon, *, zone: tzinfo) -> Reading:
    """Return what `article` says: a verdict, its mentions and the trace of the rules that fired.

    Dates are read against the day of publication in `zone`. An article in another language than Urdu, or one that
    names no leader, gives the verdict none.
    """
    if article.lang != "ur":
        return Reading(article.id, "none", why=(f"language {article.lang}",))
    texts = {"title": fold(article.title[:LONGEST]), "text": fold(article.text[:LONGEST])}
    sides = _sides(texts, lexicon)
    if not sides:
        return Reading(article.id, "none", why=("no leader named",))
    day = local_day(article.published, zone)
    told = _read(texts, lexicon, day, whole=sides > 1)
    if not told:
        return Reading(article.id, "none", why=("no contact named",))
    title_marks = frozenset[str]().union(*(sentence.marks for sentence in told if sentence.where == "title"))
    return _conclude(Case(article, texts, lexicon, day, title_marks), told)


def _sides(texts: dict[str, Folded], lexicon: Lexicon) -> int:
    """Count the sides of the pair that the texts can name: by name, by title, or as two countries' presidents."""
    whole = " ".join(("", *(text.text for text in texts.values()), ""))
    sides = sum(_named(whole, stems) for stems in lexicon.stems.values())
    if sides < len(lexicon.stems) and "روس" in whole and "امریک" in whole and _PRESIDENTS.search(whole):
        sides = len(lexicon.stems)
    return sides if sides and lexicon.contact.search(whole) else 0


def _named(text: str, stems: Stems) -> bool:
    """Tell whether a text names a leader of one side."""
    holds = text.__contains__
    return any(map(holds, stems.names)) or (any(map(holds, stems.heads)) and any(map(holds, stems.titles)))


@dataclass(slots=True)
class Line:
    """A sentence before it is read: the text it stands in, its units, its stop, and whether it can tell of contacts."""

    field_name: str
    number: int
    units: list[Unit]
    stop: str
    tells: bool


def _lines(texts: dict[str, Folded], lexicon: Lexicon, *, whole: bool) -> Iterator[Line]:
    """Yield the sentences worth reading: the opening, those with a contact, and the one before each.

    The one before may name whom it means. Of an article that names one side only its opening is read.
    """
    for name, text in texts.items():
        plain = text.text if whole else text.text[:ONE_SIDED]
        waiting: tuple[int, int, str] | None = None
        for number, span in enumerate(spans(plain)):
            tells = _tells(plain, span, lexicon)
            if tells and waiting and whole:
                yield from _line(name, plain, (number - 1, waiting), lexicon, tells=False)
            if tells or (whole and number <= LEAD):
                yield from _line(name, plain, (number, span), lexicon, tells=tells)
                waiting = None
            else:
                waiting = span


def _tells(text: str, span: tuple[int, int, str], lexicon: Lexicon) -> bool:
    """Tell whether a sentence can tell of a contact: words as common as بات do so only where a person is named."""
    weak = False
    for match in lexicon.contact.finditer(text, span[0], span[1]):
        if match["weak"] is None:
            return True
        weak = True
    return weak and lexicon.persons.search(text, span[0], span[1]) is not None


def _line(
    name: str, text: str, numbered: tuple[int, tuple[int, int, str]], lexicon: Lexicon, *, tells: bool
) -> Iterator[Line]:
    number, (start, end, stop) = numbered
    if tells or lexicon.matters.search(text, start, end):
        for piece in units(text, start, end, lexicon):
            yield Line(name, number, piece, stop, tells)


def _read(texts: dict[str, Folded], lexicon: Lexicon, day: date | None, *, whole: bool) -> list[Told]:
    """Return the sentences that tell of contacts, in order, the title's first."""
    lines = list(_lines(texts, lexicon, whole=whole))
    scene = Scene(day, us=_meant(lines, lexicon, day))
    told: list[Told] = []
    leading: set[str] = set()
    count = 0
    for number, line in enumerate(lines):
        opens = len(leading) < LEAD and line.number < OPENING
        where = "title" if line.field_name == "title" else "lead" if opens else "body"
        joined = people(line.units, lexicon, scene)
        short = line.field_name == "title" or line.stop == "\n"
        parts = clauses(joined, lexicon, headline=short) if line.tells else [Clause(joined)]
        headline = where == "title" or (short and line.tells and parts[-1].tense is Tense.NONE)
        if not headline and len(leading) < LEAD and any(u.kind == "person" for u in joined):
            leading.add(" ".join(u.key for u in joined))
        here = read_frames(parts, lexicon, scene, headline=headline)
        count += len(here)
        if count > MOST:
            break
        for frame in here:
            frame.where, frame.field_name, frame.sentence = where, line.field_name, number
        if here:
            told.append(_told(joined, line, here))
    return told


def _told(joined: list[Unit], line: Line, here: list[Frame]) -> Told:
    marks = frozenset(u.value for u in joined if u.kind == "mark")
    where = here[0].where
    return Told(joined[0].start, joined[-1].end, where, line.field_name, line.stop in {"؟", "?"}, here, marks)


def _meant(lines: list[Line], lexicon: Lexicon, day: date | None) -> str | None:
    """Return whom an unnamed امریکی صدر means: the president named most, else the one in office on the day."""
    named = Counter(
        unit.value
        for line in lines
        for unit in line.units
        if unit.kind == "leader" and lexicon.leaders[unit.value].side == "us"
    )
    if named:
        return named.most_common(1)[0][0]
    return lexicon.holder("us-president", day) if day else None


def _conclude(case: Case, told: list[Told]) -> Reading:
    """Weigh the frames against each other and say what the article as a whole reports."""
    inherit(told)
    frames = [frame for sentence in told for frame in sentence.frames if frame.who in {"pair", "other", "envoy"}]
    titled = any(frame.where == "title" and frame.who == "pair" for frame in frames)
    case = replace(case, elsewhere=bool(frames) and frames[0].who != "pair" and not titled)
    for sentence in told:
        weigh(sentence, case)
    pairs = [frame for sentence in told for frame in sentence.frames if frame.who == "pair"]
    status, first = verdict(told, pairs)
    if first is None:
        return Reading(case.article.id, status, why=("no contact of the pair",))
    why = (f"{status}: {first.where}", *first.why)
    return Reading(case.article.id, status, mentions(case, told, status, first), why)
