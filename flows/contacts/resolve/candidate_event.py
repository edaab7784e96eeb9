"""The event that reports tell of, and what they together say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import multimode
from typing import TypeVar

from flows.contacts.contact import ContactDetails, DateBounds, DatePrecision
from flows.contacts.resolve.dated_report import DatedReport, DateStrength, counted, middle
from flows.contacts.resolve.independent_reports import independent
from flows.contacts.resolve.resolution_types import ReferenceContact, Report, Role

T = TypeVar("T")


@dataclass(slots=True)
class CandidateEvent:
    """A real-world event while its reports are being gathered; `known` is its entry in the reference ledger.

    `dated` and `floating` reports are of it as news, the latter without a date of text or publication; `sessions` are
    those of the further days of a summit, which do not date it; `others` recall, announce or deny it.
    """

    family: str
    known: ReferenceContact | None = None
    dated: list[DatedReport] = field(default_factory=list)
    sessions: list[DatedReport] = field(default_factory=list)
    floating: list[Report] = field(default_factory=list)
    others: list[tuple[Report, Role]] = field(default_factory=list)
    id: str = ""

    @property
    def reports(self) -> list[Report]:
        """The reports that are of it as news, in order of publication."""
        return sorted([*(item.report for item in (*self.dated, *self.sessions)), *self.floating], key=in_order)

    @property
    def first_out(self) -> datetime | None:
        """When the first report of it came out, None where there is none."""
        reports = (*(item.report for item in (*self.dated, *self.sessions)), *self.floating)
        return min((report.effective for report in reports), default=None)

    @property
    def exact(self) -> DateStrength:
        """How exactly the best of its reports dates it."""
        return max((item.strength for item in self.dated), default=DateStrength.UNDATED)

    @property
    def by_ledger(self) -> bool:
        """Whether the reference ledger has the last word on the day."""
        return self.known is not None and (self.known.confidence == "seen" or self.exact < DateStrength.DAY)

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and last day it can have been on, by its most exact reports; None where nothing bounds it."""
        if self.known and self.by_ledger:
            return self.known.date_from, self.known.date_to
        best = [item for item in self.dated if item.strength is self.exact]
        if not best:
            return None
        if self.exact is DateStrength.DAY:
            modes = multimode(sorted(_latest_days(best, lambda item: item.first)))
            return min(modes), max(modes)
        if self.exact is DateStrength.LOOSE:
            day = most(sorted(_latest_days(best, lambda item: item.last)))
            return day, day
        first, last = max(item.first for item in best), min(item.last for item in best)
        return min(first, last), last

    @property
    def dates(self) -> DateBounds:
        """The same days, with how exactly they are known: day, range, month or none."""
        first, last = self.days or (None, None)
        if self.known and self.by_ledger:
            return DateBounds(first, last, self.known.date_precision)
        if first is None or self.exact is DateStrength.UNDATED:
            return DateBounds(first, last)
        return DateBounds(first, last, DatePrecision.DAY if first == last else DatePrecision.RANGE)

    @property
    def likely(self) -> date | None:
        """The best guess of the day."""
        if self.known is None and self.dated and self.exact is DateStrength.UNDATED:
            return min(item.likely for item in self.dated)
        return middle(*self.days) if self.days else None

    @property
    def details(self) -> ContactDetails:
        """What its reports together say of it: what most outlets say, and all topics in order of the alphabet.

        The ledger decides the channel and the number, and fills in what no report says.
        """
        details = [report.details for report in self.reports]
        known = self.known.details if self.known else None
        return ContactDetails(
            us_leader=details[0].us_leader,
            channel=known.channel if known else most(_latest_words(self.reports, lambda one: one.details.channel)),
            duration_minutes=self.duration_minutes,
            place=self.place,
            topics=tuple(sorted({topic for one in details for topic in one.topics})),
            ordinal=self.ordinal,
        )

    @property
    def duration_minutes(self) -> int | None:
        """Minutes, as most outlets say."""
        stated = _latest_words(self.reports, lambda report: report.details.duration_minutes)
        return most(stated) if stated else self.known.details.duration_minutes if self.known else None

    @property
    def place(self) -> str | None:
        """The place, as most outlets say."""
        stated = _latest_words(self.reports, lambda report: report.details.place)
        return most(stated) if stated else self.known.details.place if self.known else None

    @property
    def ordinal(self) -> int | None:
        """Its number in a count, where the ledger or a report gives one."""
        if self.known and self.known.details.ordinal:
            return self.known.details.ordinal
        stated = [number for report in self.reports if counted(report) and (number := report.details.ordinal)]
        return most(stated) if stated else None


def _latest_days(items: Iterable[DatedReport], day: Callable[[DatedReport], date]) -> list[date]:
    days = {item.report: day(item) for item in items}
    return _latest_words(sorted(days, key=in_order), days.get)


def _latest_words(reports: Sequence[Report], said: Callable[[Report], T | None]) -> list[T]:
    """Return what each source of its own says last of a fact, the source that spoke first in the lead.

    An outlet that corrects itself counts once, and a copy does not count beside its original. What only copies say
    counts where nobody else says anything.
    """
    counted = {report.outlet for report in independent(reports)}
    words: dict[str, T] = {}
    copied: dict[str, T] = {}
    for report in reports:
        if (value := said(report)) is not None:
            (words if report.outlet in counted else copied)[report.outlet] = value
    return list((words or copied).values())


def most(values: Iterable[T]) -> T:
    """Return the most frequent value, the first of equals."""
    return multimode(values)[0]


def in_order(report: Report) -> tuple[datetime, str, str]:
    """Sort key of reports: publication, then what makes the order total."""
    return report.effective, str(report.article), str(report.mention)
