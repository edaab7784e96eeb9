"""Marks the evidence in a quotation: names, the word for the contact, the day and the duration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dashboards.page_data import ReportSummary
from flows.contacts import lexicon
from flows.contacts.contact import Channel
from flows.contacts.text.durations import find_durations
from flows.news.urdu import fold

NOUN_KINDS = {
    Channel.PHONE: ("phone", "talk", "talks"),
    Channel.VIDEO: ("video", "talk", "talks"),
    Channel.MEETING: ("meeting", "summit", "talks"),
}
"""Kinds of nouns in the lexicon that name a channel; the others have one kind, of the same name."""


@dataclass(frozen=True, slots=True)
class QuotePiece:
    """A piece of a quotation; `marked` if it is evidence."""

    text: str
    marked: bool


def quoted(report: ReportSummary) -> tuple[list[QuotePiece], list[QuotePiece], list[QuotePiece]]:
    """Return the text before the clause, the clause, and the text after it, with the evidence marked.

    Names and nouns are marked only in the clause, day and duration also around it.
    """
    names = report.participants
    days = [report.date_words] if report.date_words else []
    around, inside = _pattern(tuple(days)), _pattern((*days, *names, *_nouns(report.details.channel)))
    before, after = _from_word(report.before), _to_word(report.after)
    return tuple(  # type: ignore[return-value]
        list(mark(text, pattern, durations=report.details.duration_minutes is not None))
        for text, pattern in ((before, around), (report.quote, inside), (after, around))
    )


def mark(text: str, pattern: re.Pattern[str] | None, *, durations: bool) -> Iterator[QuotePiece]:
    """Cut a text into pieces; marked are matches of the pattern in its folded form and, on request, durations."""
    if pattern is None and not durations:
        if text:
            yield QuotePiece(text, marked=False)
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
            yield QuotePiece(text[done:start], marked=False)
        yield QuotePiece(text[start:end], marked=True)
        done = end
    if done < len(text):
        yield QuotePiece(text[done:], marked=False)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    keys = sorted({fold(word).text.strip() for word in words} - {""}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, keys))})(?!\w)") if keys else None


@cache
def _nouns(channel: Channel) -> tuple[str, ...]:
    cues = lexicon.load().cues
    kinds = NOUN_KINDS.get(channel, (channel,))
    words = (word for noun in cues.nouns if noun.channel in kinds for word in noun.words)
    return (*words, *cues.channels.get(channel, ()))


def _from_word(text: str) -> str:
    """Cut off what comes before the line of the clause, or a word cut in two."""
    line = text.rpartition("\n")[2]
    return line if line != text or not text[:1].strip() else f"…{text.partition(' ')[2]}" if " " in text else text


def _to_word(text: str) -> str:
    """Cut off what comes after the line of the clause, or a word cut in two."""
    line = text.partition("\n")[0]
    return line if line != text or " " not in text else f"{text.rpartition(' ')[0]}…"
