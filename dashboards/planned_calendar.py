"""The planned contacts as a calendar to subscribe to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from dashboards.i18n import LANGUAGES, Locale
from dashboards.page_data import PlanSummary
from flows.alerts.sanitize import clean

OCTETS = 75
"""Longest line of a calendar in bytes. Source: RFC 5545, 3.1."""
DAY = timedelta(days=1)


def planned_calendar(plans: Iterable[PlanSummary], *, demo: bool = False) -> str:
    """Return plans with a day as iCalendar: all-day events in both languages; `demo` marks them as invented.

    Standard: RFC 5545.
    """
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rabita//Planned contacts//EN", "CALSCALE:GREGORIAN",
        "NAME:رابطہ · Rabita", "X-WR-CALNAME:رابطہ · Rabita", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]  # fmt: skip
    for plan in plans:
        lines += _event(plan, demo=demo)
    return "".join(f"{folded}\r\n" for line in (*lines, "END:VCALENDAR") for folded in _folded(line))


def _event(plan: PlanSummary, *, demo: bool) -> Iterator[str]:
    first, last = plan.dates.date_from, plan.dates.date_to or plan.dates.date_from
    if first is None or last is None:
        return
    locales = [Locale(language) for language in LANGUAGES]
    what = [f"{one.name('channels', plan.details.channel)}{one.say('page.comma')}" for one in locales]
    said = [f"{how}{one.name('leaders', plan.details.us_leader)}" for how, one in zip(what, locales, strict=True)]
    outlets = [f"{one.say('now.announced_by')}: {one.count('outlets', plan.outlets)}" for one in locales]
    yield "BEGIN:VEVENT"
    yield f"UID:{plan.details.channel}-{plan.details.us_leader}-{first}-{last}@rabita"
    yield f"DTSTAMP:{_stamp(plan.last_reported_at)}"
    yield f"DTSTART;VALUE=DATE:{first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{last + DAY:%Y%m%d}"
    yield "SUMMARY:" + _text(("DEMO: " if demo else "") + " | ".join(said))
    yield "DESCRIPTION:" + _text("\n".join((clean(plan.quote), *outlets)))
    yield "STATUS:TENTATIVE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    for mark in "\\;,":
        value = value.replace(mark, f"\\{mark}")
    return value.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Cut a line into pieces of at most OCTETS, never within a character; all but the first begin with a space."""
    start = ""
    while line:
        size = OCTETS - len(start)
        piece = line.encode()[:size].decode(errors="ignore")
        yield start + piece
        line, start = line[len(piece) :], " "
