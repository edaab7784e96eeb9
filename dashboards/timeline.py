"""The layout of the timeline: days become shares of the width, channels lanes, and leaders colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboards.charts import CHANNELS, COLOURS
from dashboards.page_data import ContactSummary
from flows.contacts import lexicon

TOP, LANE, BOTTOM = 32, 46, 26
"""Pixels above the lanes, of one lane, and below; the style sheet repeats the first two."""
EPOCH = date(1970, 1, 1)
OFFICE = "us-president"
MARGIN = timedelta(days=45)
"""Space after today, so that the latest mark does not touch the edge."""


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """A contact on the plot: `x` in percent of the width, `day` counted from 1970."""

    contact: ContactSummary
    x: float
    day: int
    color: int


@dataclass(frozen=True, slots=True)
class Band:
    """A term of office: `x` and `width` in percent, its days counted from 1970; `color` is the leader's."""

    leader: str
    x: float
    width: float
    start: int
    end: int
    color: int


@dataclass(frozen=True, slots=True)
class Tick:
    """The start of a year, in percent of the width."""

    year: int
    x: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole plot before any zoom; `start` and `end` are days counted from 1970."""

    first_year: int
    start: int
    end: int
    leaders: tuple[str, ...]
    channels: tuple[str, ...]
    marks: tuple[TimelineMark, ...]
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]

    @property
    def height(self) -> int:
        """The height in pixels."""
        return TOP + LANE * len(self.channels) + BOTTOM

    def y(self, channel: str) -> int:
        """Return the centre of a channel's lane in pixels."""
        return TOP + LANE * self.channels.index(channel) + LANE // 2


def lay_out(contacts: Sequence[ContactSummary], today: date) -> Chart:
    """Lay out the contacts from the year of the first one to today; contacts without a day are left out."""
    dated = [(contact, _middle(contact)) for contact in contacts if contact.dates.date_to]
    first = min((day.year for _, day in dated), default=today.year)
    start, end = date(first, 1, 1), max([today, *(day for _, day in dated)]) + MARGIN
    length = (end - start).days

    def x(day: date) -> float:
        return round(100 * (day - start).days / length, 3)

    leaders = _leaders(contacts)
    used = {contact.details.channel for contact in contacts}
    colour = {leader: place % COLOURS for place, leader in enumerate(leaders)}
    return Chart(
        first_year=first,
        start=(start - EPOCH).days,
        end=(end - EPOCH).days,
        leaders=leaders,
        channels=tuple(channel for channel in CHANNELS if channel in used) + tuple(sorted(used - set(CHANNELS))),
        marks=tuple(
            TimelineMark(contact, x(day), (day - EPOCH).days, colour[contact.details.us_leader])
            for contact, day in reversed(dated)
        ),
        bands=tuple(
            Band(leader, x(since), round(x(until) - x(since), 3), (since - EPOCH).days, (until - EPOCH).days,
                 colour.get(leader, COLOURS - 1))
            for leader, since, until in _terms(start, end)
        ),
        ticks=tuple(Tick(year, x(date(year, 1, 1))) for year in range(first, end.year + 1) if (year - first) % 2 == 0),
    )  # fmt: skip


def _middle(contact: ContactSummary) -> date:
    last = contact.dates.date_to or date.min
    return last - (last - (contact.dates.date_from or last)) // 2


def _leaders(contacts: Sequence[ContactSummary]) -> tuple[str, ...]:
    """Return the leaders in order of their latest contact."""
    return tuple(dict.fromkeys(contact.details.us_leader for contact in contacts))


def _terms(start: date, end: date) -> list[tuple[str, date, date]]:
    """Return the terms of office within the plot: leader, first day and last day."""
    terms = (
        (leader.id, max(term.since, start), min(term.until or end, end))
        for leader in lexicon.leaders().leaders
        for term in leader.offices
        if term.office == OFFICE and term.since < end and (term.until or end) > start
    )
    return sorted(terms, key=lambda term: term[1])
