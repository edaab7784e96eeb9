"""Detection: what one article says of a contact between the watched pair, and why."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, tzinfo

from flows.contacts.clauses import Clause, Tense, clauses
from flows.contacts.contact import Reading
from flows.contacts.dates import local_day
from flows.contacts.frames import frames
from flows.contacts.lexicon import Lexicon, Stems
from flows.contacts.mentions import mentions
from flows.contacts.parties import remember_subject
from flows.contacts.people import Scene, people
from flows.contacts.weighing import Told, inherit, verdict, weigh
from flows.contacts.words import Unit, spans, units
from flows.news.article import Article
from flows.news.urdu import Folded, fold

LEAD = 2
"""Sentences of the body that count as its lead."""

LONGEST = 150_000
"""Characters read of one text; a longer one is a log, not an article."""

ONE_SIDED = 700
"""Characters read of an article that names only one side: it can tell of others only."""

MOST = 300
"""Frames of contacts that are weighed; what comes later tells nothing new."""

_BOTH = re.compile(r"(?:روس|امریک)\w*\W+(?:(?:اور|و|کے)\W+)?(?:روس|امریک)\w*\W+(?:کے\W+)?(?:صدور|سربراہ|رہنما|لیڈر)")


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
    return _conclude(article, texts, told, lexicon, day)


def _sides(texts: dict[str, Folded], lexicon: Lexicon) -> int:
    """Count the sides of the pair that the texts can name: by name, by title, or as two countries' presidents."""
    whole = " ".join(("", *(text.text for text in texts.values()), ""))
    if not lexicon.contact.search(whole):
        return 0
    sides = sum(_named(whole, stems) for stems in lexicon.stems.values())
    return 2 if sides < 2 and _BOTH.search(whole) else sides  # noqa: PLR2004


def _named(text: str, stems: Stems) -> bool:
    """Tell whether a text names a leader of one side."""
    return any(name in text for name in stems.names) or (
        any(word in text for word in stems.heads) and any(title in text for title in stems.titles)
    )


def _read(texts: dict[str, Folded], lexicon: Lexicon, day: date | None, *, whole: bool) -> list[Told]:
    """Return the sentences that tell of contacts, in order, the title's first."""
    scene = Scene(day)
    parsed: list[tuple[str, list[Unit], str, bool]] = []
    for name, text in texts.items():
        plain = text.text if whole else text.text[:ONE_SIDED]
        if not whole and not lexicon.contact.search(plain):
            continue
        for start, end, stop in spans(plain):
            if lexicon.matters.search(plain, start, end):
                tells = lexicon.contact.search(plain, start, end) is not None
                if not (tells or whole):
                    continue
                parsed += [(name, found, stop, tells) for found in units(plain, start, end, lexicon)]
    scene.us = _meant(parsed, lexicon, day)
    told: list[Told] = []
    leading: set[str] = set()
    count = 0
    for number, (name, found, stop, tells) in enumerate(parsed):
        joined = people(found, lexicon, scene)
        where = "title" if name == "title" else "lead" if len(leading) < LEAD else "body"
        if not tells:
            if name != "title" and len(leading) < LEAD and any(u.kind == "person" for u in joined):
                leading.add(" ".join(u.key for u in joined))
            remember_subject(Clause(joined), scene)
            continue
        headline = name == "title" or stop == "\n"
        parts = clauses(joined, lexicon, headline=headline)
        headline = name == "title" or (headline and parts[-1].tense is Tense.NONE)
        if not headline and len(leading) < LEAD and any(u.kind == "person" for u in joined):
            leading.add(" ".join(u.key for u in joined))
        here = frames(parts, lexicon, scene, headline=headline)
        for frame in here:
            frame.where, frame.field_name, frame.sentence = where, name, number
        if here:
            marks = frozenset(u.value for u in joined if u.kind == "mark")
            count += len(here)
            if count > MOST:
                break
            told.append(Told(joined[0].start, joined[-1].end, where, name, stop in {"؟", "?"}, here, marks))
    return told


def _meant(parsed: list[tuple[str, list[Unit], str, bool]], lexicon: Lexicon, day: date | None) -> str | None:
    """Return whom an unnamed امریکی صدر means: the president named most, else the one in office on the day."""
    named = Counter(
        unit.value
        for _, found, _, _ in parsed
        for unit in found
        if unit.kind == "leader" and lexicon.leaders[unit.value].side == "us"
    )
    if named:
        return named.most_common(1)[0][0]
    return lexicon.holder("us-president", day) if day else None


def _conclude(
    article: Article, texts: dict[str, Folded], told: list[Told], lexicon: Lexicon, day: date | None
) -> Reading:
    """Weigh the frames against each other and say what the article as a whole reports."""
    inherit(told)
    title_marks = frozenset[str]().union(*(s.marks for s in told if s.where == "title"))
    for sentence in told:
        weigh(sentence, texts, lexicon, day, title_marks)
    pairs = [frame for sentence in told for frame in sentence.frames if frame.who == "pair"]
    status, first = verdict(told, pairs)
    found = mentions(article, texts, told, status, first, lexicon, day)
    why = tuple(first.why) if first else ()
    return Reading(article.id, status, found, (f"{status}: {first.where}" if first else status, *why))
