"""Dates as Urdu news says them, against the day of publication: the interval of days they leave open, never more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from flows.news.urdu import match_key, match_pattern

DAY = timedelta(days=1)
MONTHS = {
    match_key(name): number
    for number, names in enumerate(
        (
            "جنوری",
            "فروری",
            "مارچ",
            "اپریل اپرئل",
            "مئی مئ مے",
            "جون",
            "جولائی جولای",
            "اگست",
            "ستمبر سپتمبر",
            "اکتوبر",
            "نومبر",
            "دسمبر",
        ),
        1,
    )
    for name in names.split()
    if name != "مے"
}
WEEKDAYS = {
    match_key(name): number
    for number, names in enumerate(
        ("پیر سوموار دوشنبہ", "منگل", "بدھ", "جمعرات", "جمعہ جمعے جمعتہ", "ہفتہ ہفتے سنیچر شنبہ", "اتوار"), 1
    )
    for name in names.split()
}
COUNTS = {
    match_key(word): number
    for number, words in {
        1: "ایک",
        2: "دو",
        3: "تین",
        4: "چار",
        5: "پانچ",
        6: "چھ چھے",
        7: "سات",
        8: "آٹھ",
        9: "نو",
        10: "دس",
    }.items()
    for word in words.split()
}
FIRST_YEAR = 1990
"""A year before this one is no year of a contact but of history, or no year at all."""

_COUNT = "|".join((*COUNTS, r"\d{1,2}"))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_LAST = f"(?:{match_key('گزشتہ')}|{match_key('گذشتہ')}|{match_key('پچھلے')}|{match_key('پچھلی')})"
_NEXT = f"(?:{match_key('آئندہ')}|{match_key('اگلے')}|{match_key('اگلی')}|{match_key('آنے والے')})"


_UNIT = match_pattern("روز|دن|ہفتے|ہفتہ|ماہ|مہینے|سال|برس")
_PERIOD = match_pattern("ہفتے|ہفتہ|ماہ|مہینے|سال|برس")
_SINCE = match_pattern("سنہ")
_OF_DAY = match_pattern("کو|کے روز|کے دن|کی شام|کی رات|کی صبح|کی شب|کی دوپہر|کی سہ پہر|روز|شام|رات|شب|المبارک")
_ON_DAY = match_pattern("(?:کو|کے روز|کے دن|کی شام|کی رات|کی صبح)")
_THIS = match_pattern("رواں|اسی|اس")
_YEARS_AGO = match_pattern("(?:سال|برس) (?:قبل|پہلے)")
_ON_THIS_DAY = match_pattern("(?:ٹھیک )?(?:آج|اسی|انہی)(?: ہی)?(?: کے)? (?:دن|روز|دنوں)")
_BETWEEN = " ،,()-–/"
"""Signs that may stand between a weekday and its date."""

_WORD = r"(?<!\w)"
_END = r"(?!\w)"
_DAY = rf"{_WORD}(?P<day>\d\d?|{match_pattern('یکم')})\s*[؍/،,-]?\s*(?P<month>{_MONTH}){_END}"
_RULES = re.compile(
    "|".join(
        (
            rf"{_WORD}(?P<iso>{_YEAR}-\d\d?-\d\d?){_END}",
            rf"(?<![\w/])(?P<slash>\d\d?/\d\d?/{_YEAR}){_END}",
            rf"{_DAY}(?:\s*[،,]?\s*(?:{_SINCE}\s*)?(?P<year>{_YEAR}))?",
            rf"{_WORD}(?P<month2>{_MONTH})\s+(?P<day2>\d\d?){_END}(?:\s*[،,]\s*(?P<year2>{_YEAR}))?",
            rf"{_WORD}(?P<month3>{_MONTH}){_END}\s*(?:{_SINCE}\s*)?(?P<year3>{_YEAR})?",
            rf"{_WORD}(?:{match_pattern('سنہ|سال')})\s+(?P<year4>{_YEAR}){_END}",
            rf"{_WORD}(?P<year5>{_YEAR})\s+(?=(?:{match_pattern('میں|کے|کی|سے')}){_END})",
            rf"{_WORD}(?P<anniversary>{_COUNT})\s+{_YEARS_AGO}\s+{_ON_THIS_DAY}{_END}",
            rf"{_WORD}(?P<ago>{_COUNT})\s+(?P<unit>{_UNIT})\s+{match_pattern('(?:قبل|پہلے)')}{_END}",
            rf"{_WORD}(?P<lastday>{_LAST}\s+{match_pattern('(?:روز|شب|رات|شام)')}){_END}",
            rf"{_WORD}(?P<span>(?P<which>{_LAST}|{_NEXT}|{_THIS})\s+(?P<what>{_PERIOD}))(?!\w|\s+{_ON_DAY}{_END})",
            rf"{_WORD}(?:(?P<dir>{_LAST}|{_NEXT})\s+)?(?P<weekday>{_WEEKDAY})(?=\s*\(?\s*(?:(?:{_OF_DAY}){_END}|\d))",
            rf"{_WORD}(?P<today>{match_pattern('آج')}){_END}",
            rf"{_WORD}(?P<near>{match_pattern('کل')})(?!\w|\s+{match_pattern('(?:ملا|وقتی)')}{_END})",
            rf"{_WORD}(?P<second>{match_pattern('پرسوں')}){_END}",
        )
    )
    .replace(r"\s*", r"\s{0,4}")  # without a bound a long gap would be looked through from each of its places
    .replace(r"\s+", r"\s{1,4}")
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A date as the text states it: first and last day it leaves open, both None where the year or week is unknown.

    `precision` is day, range, month or year; `basis` is stated, relative or weekday; `start` and `end` are offsets in
    the folded text. `weekday` (ISO), `month` and `day` keep what was said.
    """

    start: int
    end: int
    precision: str
    basis: str
    first: date | None = None
    last: date | None = None
    weekday: int | None = None
    month: int | None = None
    day: int | None = None


def local_day(published: datetime | None, zone: tzinfo) -> date | None:
    """Return the outlet's day of publication; a UTC midnight sharp means that only the day is known."""
    if published is None:
        return None
    if published.astimezone(UTC).time() == time(0):
        return published.astimezone(UTC).date()
    return published.astimezone(zone).date()


def find_dates(text: str, published: date | None, *, ahead: bool = False) -> Iterator[Stated]:
    """Yield the dates in a folded text, in order.

    `ahead` says that the verb is a future, which decides what کل and a bare weekday mean. A date without a year takes
    the year that puts it nearest before publication, or nearest to it where `ahead` holds.
    """
    before: Stated | None = None
    for match in _RULES.finditer(text):
        stated = _read(match, published, ahead=ahead)
        if stated is None:
            continue
        if before is not None and _is_one(before, stated, text):
            before = _as_one(before, stated)
            continue
        if before is not None:
            yield before
        before = stated
    if before is not None:
        yield before


def _is_one(one: Stated, other: Stated, text: str) -> bool:
    """Tell whether a weekday and a date stand side by side and are one date: جمعہ 15 اگست 2025."""
    bases = {one.basis, other.basis}
    days = one.precision == other.precision == "day"
    return days and bases == {"weekday", "stated"} and not text[one.end : other.start].strip(_BETWEEN)


def _as_one(one: Stated, other: Stated) -> Stated:
    """Return the date with its weekday; where the two disagree, the date counts, and the weekday shows it."""
    dated, weekday = (other, one) if one.basis == "weekday" else (one, other)
    return replace(dated, start=one.start, end=other.end, weekday=weekday.weekday)


def _read(match: re.Match[str], published: date | None, *, ahead: bool) -> Stated | None:
    """Turn one match into a date, or None where it is no date after all."""
    got = match.groupdict()
    for name, reader in _READERS.items():
        if got[name]:
            return reader(match, published, ahead)
    return None


def _iso(match: re.Match[str], _published: date | None, _ahead: bool) -> Stated | None:  # noqa: FBT001
    year, month, day = (int(part) for part in match["iso"].split("-"))
    return _exact(match, year, month, day)


def _slash(match: re.Match[str], _published: date | None, _ahead: bool) -> Stated | None:  # noqa: FBT001
    day, month, year = (int(part) for part in match["slash"].split("/"))
    return _exact(match, year, month, day)


def _day_month(match: re.Match[str], published: date | None, ahead: bool) -> Stated | None:  # noqa: FBT001
    day = match["day"] or match["day2"]
    month = MONTHS[match["month"] or match["month2"]]
    number = int(day) if day.isdigit() else 1
    year = match["year"] or match["year2"]
    if year:
        return _exact(match, int(year), month, number)
    if published is None:
        return Stated(*match.span(), "day", "stated", month=month, day=number)
    return _exact(match, _year_for(published, month, number, ahead=ahead), month, number)


def _exact(match: re.Match[str], year: int, month: int, day: int) -> Stated | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Stated(*match.span(), "day", "stated", found, found, month=month, day=day)


def _year_for(published: date, month: int, day: int, *, ahead: bool) -> int:
    """Return the year that puts a date nearest before publication; with `ahead` the nearest of all."""
    if ahead:
        near = range(published.year - 1, published.year + 2)
        return min(near, key=lambda year: abs((year - published.year) * 365 + (month - published.month) * 30))
    tomorrow = published + DAY
    return (
        published.year
        if (published.year, month, day) <= (tomorrow.year, tomorrow.month, tomorrow.day)
        else published.year - 1
    )


def _month(match: re.Match[str], published: date | None, ahead: bool) -> Stated | None:  # noqa: FBT001
    month = MONTHS[match["month3"]]
    if match["year3"]:
        year = int(match["year3"])
    elif published is None:
        return Stated(*match.span(), "month", "stated", month=month)
    else:
        year = _year_for(published, month, 1, ahead=ahead)
    return Stated(
        match.start(), match.start() + len(match[0].rstrip()), "month", "stated", *_month_span(year, month), month=month
    )


def _month_span(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, (first + 31 * DAY).replace(day=1) - DAY


def _year(match: re.Match[str], _published: date | None, _ahead: bool) -> Stated | None:  # noqa: FBT001
    year = int(match["year4"] or match["year5"])
    if year < FIRST_YEAR:
        return None
    return Stated(*match.span(), "year", "stated", date(year, 1, 1), date(year, 12, 31))


def _ago(match: re.Match[str], published: date | None, _ahead: bool) -> Stated | None:  # noqa: FBT001
    if published is None:
        return None
    count = COUNTS.get(match["ago"]) or int(match["ago"])
    days = {match_key("روز"): 1, match_key("دن"): 1, match_key("ہفتے"): 7, match_key("ہفتہ"): 7}.get(match["unit"], 0)
    if days == 1:
        day = published - count * DAY
        return Stated(*match.span(), "day", "relative", day, day)
    long = days or (30 if match["unit"] in {match_key("ماہ"), match_key("مہینے")} else 365)
    middle, slack = published - count * long * DAY, max(3, long // 4) * DAY
    return Stated(*match.span(), "range", "relative", middle - slack, middle + slack)


def _anniversary(match: re.Match[str], published: date | None, _ahead: bool) -> Stated | None:  # noqa: FBT001
    """Read "a year ago on this very day" as one date."""
    if published is None:
        return None
    count = COUNTS.get(match["anniversary"]) or int(match["anniversary"])
    day = published - count * 365 * DAY
    return Stated(*match.span(), "range", "relative", day - 3 * DAY, day + DAY)


def _last_day(match: re.Match[str], published: date | None, _ahead: bool) -> Stated | None:  # noqa: FBT001
    if published is None:
        return None
    return Stated(*match.span(), "day", "relative", published - DAY, published - DAY)


def _span(match: re.Match[str], published: date | None, _ahead: bool) -> Stated | None:  # noqa: FBT001
    if published is None:
        return None
    way = -1 if re.fullmatch(_LAST, match["which"]) else 1 if re.fullmatch(_NEXT, match["which"]) else 0
    unit = match["what"]
    if unit in {match_key("ہفتے"), match_key("ہفتہ")}:
        first = published - published.weekday() * DAY + way * 7 * DAY
        last = first + 6 * DAY
    elif unit in {match_key("ماہ"), match_key("مہینے")}:
        middle = published.replace(day=15) + way * 30 * DAY
        first, last = _month_span(middle.year, middle.month)
    else:
        first, last = date(published.year + way, 1, 1), date(published.year + way, 12, 31)
    if way == 0:
        last = min(last, published)
    return Stated(*match.span(), "range", "relative", first, last)


def _weekday(match: re.Match[str], published: date | None, ahead: bool) -> Stated | None:  # noqa: FBT001
    number = WEEKDAYS[match["weekday"]]
    if published is None:
        return Stated(*match.span(), "day", "weekday", weekday=number)
    back = (published.isoweekday() - number) % 7
    future = bool(match["dir"] and re.fullmatch(_NEXT, match["dir"])) or (ahead and not match["dir"])
    if future:
        day = published + ((number - published.isoweekday()) % 7) * DAY
    elif match["dir"] and back == 0:
        day = published - 7 * DAY
    else:
        day = published - back * DAY
    return Stated(*match.span(), "day", "weekday", day, day, weekday=number)


def _today(match: re.Match[str], published: date | None, ahead: bool) -> Stated | None:  # noqa: FBT001
    if published is None:
        return None
    steps = 0 if match["today"] else 1 if match["near"] else 2
    day = published + (steps if ahead else -steps) * DAY
    return Stated(*match.span(), "day", "relative", day, day)


_READERS = {
    "iso": _iso,
    "slash": _slash,
    "month": _day_month,
    "month2": _day_month,
    "month3": _month,
    "year4": _year,
    "year5": _year,
    "anniversary": _anniversary,
    "ago": _ago,
    "lastday": _last_day,
    "span": _span,
    "weekday": _weekday,
    "today": _today,
    "near": _today,
    "second": _today,
}
