"""What the outlets say about one contact, side by side: where they differ, and who was first."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from dashboards.page_data import ReportSummary
from flows.contacts.contact import DatePrecision

Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Claim(Generic[Value]):
    """One value of a fact, and the outlets that state it."""

    value: Value
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that is said about a contact; the values of each fact are ordered by the number of outlets, most first.

    `first` is the earliest report of it as news, `second` the earliest one from another outlet that is not a copy.
    """

    days: tuple[Claim[date], ...]
    durations: tuple[Claim[int], ...]
    places: tuple[Claim[str], ...]
    channels: tuple[Claim[str], ...]
    topics: tuple[Claim[str], ...]
    outlets: int
    first: ReportSummary | None
    second: ReportSummary | None


def compare(reports: Iterable[ReportSummary]) -> Comparison:
    """Compare the reports of one contact, given in order of time; copies of an article do not count."""
    news = [report for report in reports if report.is_news]
    own = [report for report in news if report.copied_from is None] or news
    first = news[0] if news else None
    return Comparison(
        days=_tally(own, _day),
        durations=_tally(own, lambda report: [report.details.duration_minutes]),
        places=_tally(own, lambda report: [report.details.place]),
        channels=_tally(own, lambda report: [report.details.channel]),
        topics=_tally(own, lambda report: report.details.topics),
        outlets=len({report.outlet for report in own}),
        first=first,
        second=next((report for report in own if first and report.outlet != first.outlet), None),
    )


def _day(report: ReportSummary) -> list[date | None]:
    return [report.dates.date_from] if report.dates.date_precision is DatePrecision.DAY else []


def _tally(
    reports: Iterable[ReportSummary], values: Callable[[ReportSummary], Iterable[Value | None]]
) -> tuple[Claim[Value], ...]:
    """Count each outlet once for each value that it states."""
    claims: dict[Value, dict[str, None]] = {}
    for report in reports:
        for value in values(report):
            if value is not None:
                claims.setdefault(value, {})[report.outlet] = None
    return tuple(
        sorted((Claim(value, tuple(its)) for value, its in claims.items()), key=lambda said: -len(said.outlets))
    )
