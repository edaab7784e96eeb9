"""When a report says that its contact took place: an interval of instants, as wide as the words leave it open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from flows.contacts.contact import DateBasis
from flows.contacts.resolve.resolution_types import ReferenceContact, Report

DAY = timedelta(days=1)
# How long after the event a report without any date can still be of it. Most come out within a day and all of the
# labelled ones within two, but echoes go on for days; a new event within that time needs one report that dates it.
UNDATED_WITHIN = 5 * DAY
# How long after the day it gives a report still counts as news of it, and not as a memory: the freshness of alerts.
NEWS_WITHIN = 3 * DAY
# From this number on outlets count alike; "first" and "second" are often the first since something, or of the month.
COUNTED = 3
# A call late in Washington is a call of the next day in Moscow, and outlets copy either day, or use their own.
CAPITALS = (ZoneInfo("Europe/Moscow"), ZoneInfo("America/New_York"))


class DateStrength(IntEnum):
    """How exactly a report dates its contact."""

    UNDATED = 0
    RANGE = 1
    LOOSE = 2
    DAY = 3


@dataclass(frozen=True, slots=True)
class DatedReport:
    """A report and when its contact can have been: days `first` to `last` as stated, instants `start` to `end` (UTC).

    Two reports can be of one event only where their intervals of instants overlap. `current` is true where the report
    can have come out within NEWS_WITHIN of the contact, so that it is news of it and not a memory.
    """

    report: Report
    first: date
    last: date
    start: datetime
    end: datetime
    strength: DateStrength
    current: bool

    @property
    def likely(self) -> date:
        """The single best guess of the day: the middle of what was stated, the eve of publication where nothing was."""
        return self.last - DAY if self.strength is DateStrength.UNDATED else middle(self.first, self.last)


def middle(first: date, last: date) -> date:
    """Return the day in the middle, the later one of two."""
    return last - (last - first) // 2


def published_day(report: Report) -> date | None:
    """Return the outlet's local day of publication, or None."""
    if report.published is None:
        return None
    return _bare_date(report) or report.published.astimezone(ZoneInfo(report.zone)).date()


def _bare_date(report: Report) -> date | None:
    """Return the date that `published` is where it has no time of day: midnight sharp in UTC or at the outlet."""
    if report.published is None:
        return None
    seen = (report.published.astimezone(zone) for zone in (UTC, ZoneInfo(report.zone)))
    return next((moment.date() for moment in seen if moment.time() == time()), None)


def published_end(report: Report) -> datetime | None:
    """Return the instant by which the report was out, or None; a bare date ends before the last hour of its day."""
    day = _bare_date(report)
    if day is None:
        return report.published
    return datetime.combine(day, time(23), ZoneInfo(report.zone)).astimezone(UTC)


def date_report(
    report: Report, known: Iterable[ReferenceContact] = (), *, as_of: datetime | None = None
) -> DatedReport | None:
    """Return when the report's contact was, or None where neither text nor publication bounds it.

    `known` are the reference contacts of the same leader: a stated day that belongs to another contact by its ordinal
    is dropped. `as_of` stands in for a missing publication (aware UTC).
    """
    day = published_day(report) or (as_of.astimezone(ZoneInfo(report.zone)).date() if as_of else None)
    end = published_end(report) or as_of
    days = _stated_days(report, day)
    if days and not contradicted(report, days, known):
        return _bounded(report, days, day, end)
    if day is None or end is None:
        return None
    stated = report.dates
    upper = min(day, stated.date_to) if stated.date_basis is DateBasis.BYLINE and stated.date_to else day
    start = datetime.combine(upper - UNDATED_WITHIN, time(), ZoneInfo(report.zone)).astimezone(UTC)
    return DatedReport(
        report, upper - UNDATED_WITHIN, upper, start, max(end, start + DAY), DateStrength.UNDATED, current=True
    )


def _stated_days(report: Report, published: date | None) -> tuple[date, date] | None:
    """Return the first and last day that the text itself gives, unless that lies after its publication."""
    if report.stated_days is None or published is None:
        return report.stated_days
    first, last = report.stated_days
    return None if first > published else (first, min(last, published))


def _bounded(report: Report, days: tuple[date, date], published: date | None, end: datetime | None) -> DatedReport:
    first, last = days
    if first < last:
        strength = DateStrength.RANGE
    elif report.dates.date_basis is DateBasis.RELATIVE and published and last < published:
        # "Yesterday" of a print edition, or of a text copied a day later, is the day before.
        first, strength = first - DAY, DateStrength.LOOSE
    else:
        strength = DateStrength.DAY
    start, stop = span(first, last, report.zone)
    stop = max(min(stop, end), start + timedelta(hours=1)) if end else stop
    return DatedReport(report, first, last, start, stop, strength, published is None or published - last <= NEWS_WITHIN)


@lru_cache(maxsize=8192)
def span(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """Return the instants (UTC) that can be meant by these days, counted in a capital or in the outlet's zone."""
    zones = (*CAPITALS, ZoneInfo(zone))
    start = min(datetime.combine(first, time(), place) for place in zones)
    end = max(datetime.combine(last + DAY, time(), place) for place in zones)
    return start.astimezone(UTC), end.astimezone(UTC)


def contradicted(report: Report, days: tuple[date, date], known: Iterable[ReferenceContact]) -> bool:
    """Whether the days stated are those of a known contact that has another number than the report counts."""
    if not counted(report):
        return False
    same = [item for item in known if item.family == report.family and item.details.ordinal]
    near = [item for item in same if item.date_from - DAY <= days[1] and days[0] <= item.date_to + DAY]
    return bool(near) and all(item.details.ordinal != report.details.ordinal for item in near)


def counted(report: Report) -> bool:
    """Whether the report numbers its contact in a way that can be compared."""
    return report.details.ordinal is not None and report.details.ordinal >= COUNTED
