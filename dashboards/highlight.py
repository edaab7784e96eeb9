"""Which words of a quotation say so: names, the noun of contact, the day and the length of time, marked for the eye."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from dashboards.page_data import ReportSummary
from flows.contacts import lexicon
from flows.contacts.text.durations import find_durations
from flows.news.urdu import fold

TALK = {
    "phone": ("phone", "talk", "talks"),
    "video": ("video", "talk", "talks"),
    "meeting": ("meeting", "summit", "talks"),
}
"""Kinds of nouns in the lexicon that tell of a channel; every other channel has the kind of its own name."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a quotation; `marked` where it is one of the words that say so."""

    text: str
    marked: bool


def quoted(report: ReportSummary) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """Return what stands before the clause, the clause, and what stands behind it, evidence marked in each.

    Names and nouns are marked in the clause alone, the day and the length of time in what stands around it too.
    """
    names = report.participants
    days = [report.date_words] if report.date_words else []
    around, inside = _pattern(tuple(days)), _pattern((*days, *names, *_nouns(report.details.channel)))
    before, after = _from_word(report.before), _to_word(report.after)
    return tuple(  # type: ignore[return-value]
        list(mark(text, pattern, durations=report.details.duration_minutes is not None))
        for text, pattern in ((before, around), (report.quote, inside), (after, around))
    )


def mark(text: str, pattern: re.Pattern[str] | None, *, durations: bool) -> Iterator[Piece]:
    """Cut a text into pieces, those marked that the pattern finds in its folded form, or that tell a length of time."""
    if pattern is None and not durations:
        if text:
            yield Piece(text, marked=False)
        return
    folded = fold(text)
    found = [match.span() for match in pattern.finditer(folded.text)] if pattern else []
    if durations:
        found += [(start, end) for start, end, _ in find_durations(folded.text)]
    done = 0
    for start, end in sorted(folded.original(*span) for span in found):
        if start < done:
            continue
        if start > done:
            yield Piece(text[done:start], marked=False)
        yield Piece(text[start:end], marked=True)
        done = end
    if done < len(text):
        yield Piece(text[done:], marked=False)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    keys = sorted({fold(word).text.strip() for word in words} - {""}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, keys))})(?!\w)") if keys else None


@cache
def _nouns(channel: str) -> tuple[str, ...]:
    cues = lexicon.load().cues
    kinds = TALK.get(channel, (channel,))
    return tuple(_listed(cues.nouns, kinds)) + cues.channels.get(channel, ())


def _listed(nouns: Iterable[lexicon.Noun], kinds: Iterable[str]) -> Iterator[str]:
    for noun in nouns:
        if noun.channel in kinds:
            yield from noun.words


def _from_word(text: str) -> str:
    """Begin at a word, or at the line of the clause."""
    line = text.rpartition("\n")[2]
    return line if line != text or not text[:1].strip() else f"…{text.partition(' ')[2]}" if " " in text else text


def _to_word(text: str) -> str:
    """End with a word, or with the line of the clause."""
    line = text.partition("\n")[0]
    return line if line != text or " " not in text else f"{text.rpartition(' ')[0]}…"
