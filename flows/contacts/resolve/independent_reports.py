"""Which reports speak for themselves: the latest version of each article, and one of each text that outlets share."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol, TypeVar
from uuid import UUID

from flows.contacts.contact import DateBasis, DatePrecision, Status
from flows.contacts.resolve.dated_report import NEWS_WITHIN, span
from flows.contacts.resolve.resolution_types import Report
from flows.news.urdu import match_key

# A shorter sentence, such as "the Kremlin confirmed it", can stand in any article.
SENTENCE = 25
# Words of a sentence, of those of the longer one, that two versions of it share: a weekday may come or go.
SAME_SENTENCE = 0.75
# Share of a text's letters that stand in an earlier text, from which it is that text again.
REUSED = 0.6
# Sentences that a text must share to be that text again: one alone is how an outlet words all its flashes.
SHARED = 2
_ENDS = re.compile(r"[۔؟!?\n]+")


class _Reporting(Protocol):
    @property
    def outlet(self) -> str: ...
    @property
    def origin(self) -> UUID: ...


R = TypeVar("R", bound=_Reporting)


def independent(reports: Iterable[R]) -> list[R]:
    """Return the reports that count as sources of their own, in the order given.

    A further report of an outlet counts no more, nor does a copy of an article already counted: the reprints of one
    agency copy are one source. `origin` is the article that a report was copied from, else its own.
    """
    outlets, origins, found = set[str](), set[UUID](), []
    for report in reports:
        if report.outlet not in outlets and report.origin not in origins:
            found.append(report)
            outlets.add(report.outlet)
        origins.add(report.origin)
    return found


def latest_versions(reports: Iterable[Report]) -> list[Report]:
    """Return the reports without those that a later version of their article replaces.

    A version is what its outlet published later at the same address. One that says nothing of a contact takes back what
    the earlier ones say, another replaces what the earlier ones say of the same
    leader, family and status, and keeps their contact, unless its contact can only have taken place after they were
    out: then the page, such as a live blog, has news of another one.
    """
    reports = [report for report in reports if not report.taken_back]
    latest: dict[tuple[str, str], Report] = {}
    for report in reports:
        place = report.outlet, report.address
        latest[place] = max(report, latest.get(place, report), key=_version)
    spoken: dict[object, Report] = {}
    for report in reports:
        if report.article == latest[report.outlet, report.address].article:
            spoken.setdefault(_subject(report), report)
    kept: list[Report] = []
    contacts: dict[UUID, str] = {}
    for report in sorted(reports, key=_version):
        heir = spoken.get(_subject(report)) if report.address else None
        if heir is None or heir.article == report.article or _only_later(heir, report):
            kept.append(report)
        elif report.contact:
            contacts[heir.mention] = report.contact
    return [replace(one, contact=one.contact or contacts.get(one.mention)) for one in kept]


def _version(report: Report) -> tuple[datetime, datetime, str]:
    return report.first_seen, report.effective, str(report.article)


def _subject(report: Report) -> tuple[object, ...]:
    return report.outlet, report.address, report.details.us_leader, report.family, report.status


def _only_later(version: Report, earlier: Report) -> bool:
    """Whether the contact of a version can only have been after an earlier version was out."""
    if version.stated_days is None or version.status is not Status.HAPPENED:
        return False
    return span(*version.stated_days, version.zone)[0] >= earlier.effective


def mark_copies(reports: Iterable[Report]) -> list[Report]:
    """Return the reports with `copy_of` as publication and content have it, whatever arrived first.

    Articles of which one is stored as a copy of the other, or repeats most sentences of the other's opening, are one
    text: the one published first is the original. Where a text comes again after NEWS_WITHIN, its "yesterday" and its
    weekdays are those of the original: its report takes the original's day and publication.
    """
    reports = list(reports)
    first: dict[UUID, Report] = {}
    for report in sorted(reports, key=lambda one: (one.effective, str(one.article), str(one.mention))):
        first.setdefault(report.article, report)
    original = _originals(list(first.values()))
    by_kind: dict[object, Report] = {}
    for report in sorted(reports, key=lambda one: (one.effective, str(one.mention))):
        by_kind.setdefault((report.article, *_kind(report)), report)
    return [_copied(report, original, by_kind) for report in reports]


def _kind(report: Report) -> tuple[object, ...]:
    return report.details.us_leader, report.family, report.status


def _copied(report: Report, original: Mapping[UUID, tuple[UUID, bool]], by_kind: Mapping[object, Report]) -> Report:
    source, again = original[report.article]
    if source == report.article:
        return replace(report, copy_of=None)
    report = replace(report, copy_of=source)
    like = by_kind.get((source, *_kind(report)))
    if again and like and report.effective - like.effective > NEWS_WITHIN and not _contradicts(report, like):
        return replace(report, dates=like.dates, published=like.published, first_seen=like.first_seen)
    return report


def _contradicts(report: Report, earlier: Report) -> bool:
    """Whether two reports in the same words state another duration or another day of the year: of two contacts."""
    lasted = {report.details.duration_minutes, earlier.details.duration_minutes} - {None}
    days = {(one.month, one.day) for one in map(_calendar_day, (report, earlier)) if one}
    return len(lasted) > 1 or len(days) > 1


def _calendar_day(report: Report) -> date | None:
    """Return the day that a report states with its month; a weekday or "yesterday" moves with publication."""
    stated = report.dates.date_basis is DateBasis.STATED and report.dates.date_precision is DatePrecision.DAY
    return report.dates.date_from if stated else None


def _originals(articles: Sequence[Report]) -> dict[UUID, tuple[UUID, bool]]:
    """Return the original of each article, a report of each in order of publication, and whether it repeats it."""
    holders: dict[str, list[int]] = defaultdict(list)
    sentences = [_sentences(article.context) for article in articles]
    groups: dict[UUID, UUID] = {}
    found: dict[UUID, tuple[UUID, bool]] = {}
    for number, article in enumerate(articles):
        shared = Counter(place for sentence in set(sentences[number]) for place in holders[sentence])
        likely = (place for place, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])))
        source = next((place for place in likely if _repeats(sentences[number], sentences[place])), None)
        stored = groups.get(article.origin)
        if source is not None:
            found[article.article] = found[articles[source].article][0], True
        else:
            found[article.article] = stored or article.article, False
        groups.setdefault(article.origin, found[article.article][0])
        for sentence in set(sentences[number]):
            holders[sentence].append(number)
    return found


def _repeats(sentences: Sequence[str], earlier: Sequence[str]) -> bool:
    """Whether most letters of a text stand in sentences that an earlier one has too, word for word or nearly so."""
    shared = [one for one in sentences if any(_alike(one, other) for other in earlier)]
    return len(shared) >= SHARED and sum(map(len, shared)) >= REUSED * sum(map(len, sentences))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    mine, its = set(one.split()), set(other.split())
    return len(mine & its) >= SAME_SENTENCE * max(len(mine), len(its))


@lru_cache(maxsize=8192)
def _sentences(context: str) -> tuple[str, ...]:
    """Return the sentences of an opening as match keys, without its headline and what is cut off at its end."""
    parts = [match_key(part).strip() for part in _ENDS.split(context.partition("\n")[2])]
    return tuple(part for part in parts if len(part) >= SENTENCE)
