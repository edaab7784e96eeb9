"""When a page or a feed says that something was published: dates as the Urdu press writes them, read to the minute."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from flows.news.article import DEFAULT_ZONE
from flows.news.pages.date_time_zones import ZONE, zone_of

_MONTH_NAMES = (
    "جنوری january jan ینایر",
    "فروری february feb فبرایر",
    "مارچ march mar مارس",
    "اپریل april apr أبریل ابریل",
    "مئی مئ may مایو",
    "جون june jun یونیو",
    "جولائی جولائ جولای july jul یولیو",
    "اگست august aug أغسطس اغسطس",
    "ستمبر september sep sept سبتمبر",
    "اکتوبر october oct أکتوبر اکتوبر",
    "نومبر november nov نوفمبر",
    "دسمبر december dec دیسمبر",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}

_DAY_NAMES = (
    "پیر سوموار دوشنبہ الاثنین الإثنین monday mon",
    "منگل الثلاثاء tuesday tues tue",
    "بدھ الأربعاء الاربعاء wednesday weds wed",
    "جمعرات الخمیس thursday thurs thur thu",
    "جمعہ الجمعة friday fri",
    "ہفتہ سنیچر السبت saturday sat",
    "اتوار الأحد الاحد sunday sun",
)
WEEKDAYS = {name: number for number, names in enumerate(_DAY_NAMES) for name in names.split()}
_WEEKDAY = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})(?!\w)", re.IGNORECASE)

_PLAIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩يكى؍−–", "01234567890123456789یکی --")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_GAP = r"[\s,،-]*"
_HALF = r"[ap]\.?\s?m\b\.?|صبح|علی الصبح|دن|دوپہر|سہ پہر|شام|رات"
_SECONDS = r"(?::\d\d(?:[.,]\d{1,9})?)?"
_YEAR = r"(?:199\d|20\d\d)"
_BETWEEN = rf"\s+\d{{1,2}}:\d\d{_SECONDS}(?:\s?[ap]m)?\s?{ZONE}?\s?"
_DATE = re.compile(
    rf"(?<![\d+:])(?:(?P<day>\d{{1,2}}|یکم)\s*(?:st|nd|rd|th)?{_GAP}(?P<month>{_MONTH})\.?{_GAP}"
    rf"(?P<year>{_YEAR}|\d\d(?=\s+\d{{1,2}}:\d\d))"
    rf"|(?P<month2>{_MONTH})\.?{_GAP}(?P<day2>\d{{1,2}})\s*(?:st|nd|rd|th)?{_GAP}(?P<year2>{_YEAR})"
    rf"|(?P<month5>{_MONTH})\s+(?P<day5>\d{{1,2}}),?(?={_BETWEEN}(?P<year5>{_YEAR}))"
    rf"|(?P<day3>\d{{1,2}})(?P<mark>[/.-])(?P<month3>\d{{1,2}})(?P=mark)(?P<year3>{_YEAR})"
    rf"|(?P<year4>{_YEAR})(?P<mark2>[/.-])(?P<month4>\d{{1,2}})(?P=mark2)(?P<day4>\d{{1,2}}))(?!\d)",
    re.IGNORECASE,
)
_TIME = (
    rf"(?:(?P<before>{_HALF})\s*)?(?P<hour>\d{{1,2}})"
    rf"(?::(?P<minute>\d\d){_SECONDS}|\s*بج کر\s*(?P<past>\d{{1,2}})\s*منٹ|(?=\s*(?:بجے|[ap]\.?\s?m\b)))"
    rf"(?:\s*بجے)?\s*(?P<after>{_HALF})?(?:\s*بجے)?[\s(\[]*(?P<zone>{ZONE})?"
)
_TIME_AFTER = re.compile(rf"\D{{0,24}}?{_TIME}", re.IGNORECASE)
_TIME_BEFORE = re.compile(rf"(?<!\d){_TIME}[\s|,،)\]-]*$", re.IGNORECASE)
_UNKNOWN_ZONE = re.compile(r"\s?(?:[A-Z]{3,5}(?:\s|$)|[A-Z]\w{1,30}/|[+-]\d{3})")
_LOST_PLUS = re.compile(r"(?<=T)(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) (\d\d:?\d\d)$")
_DAY_AND_OFFSET = re.compile(r"^(\d{4}-\d\d-\d\d)(Z|[+-](?:0\d|1[0-4]):\d\d)$")
_RUN_TOGETHER = re.compile(r"^(20\d{6})(\d{6})$")
_NUMBERS = re.compile(r"\D{0,40}(\d{1,2})[/-](\d{1,2})[/-](?:19|20)\d\d(?!\d)")
_EPOCH = re.compile(r"(?:/Date\()?(1\d{9})(?:\d{3}){0,3}(?:\.\d{1,9})?(?:[+-]\d{4})?(?:\)/)?")
LONGEST_DATE = 300
"""Characters within which a text says its date."""

YEARS = range(1990, 2200)
"""Years in which a page can have come out. Software that has no date writes 0001, 1601, 1900 or 1970, and Persian and
Hijri years are of the fifteenth century."""

NULL_DATES = frozenset({date(1999, 11, 30), date(2000, 1, 1), date(2001, 1, 1)})
"""Days whose midnight stands for no date: PHP's 0000-00-00, the beginning of the clocks of devices and of macOS."""

AHEAD = timedelta(days=1)
"""How far a date may lie ahead of when the page was seen: a wrong zone does that, and more is no date of now."""

_NOON, _SMALL_HOURS, _MIDNIGHT, _CENTURY = 12, 5, 24, 100
_NEAR = 40


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text: where it stands, with its time, and what it may mean, most likely first; aware UTC."""

    start: int
    end: int
    moments: tuple[datetime, ...]


def instant(raw: str, zone: str = DEFAULT_ZONE) -> datetime | None:
    """Return the moment that ISO 8601, RFC 822, Unix time, an Urdu or an English date names, aware UTC, or None.

    A date without a zone is local to `zone`; a date without a time is that day's midnight there. Days come before
    months where both are numbers and no weekday says otherwise. What software writes where it has no date is none.
    """
    return next(iter(readings(raw, zone)), None)


def readings(raw: str, zone: str = DEFAULT_ZONE) -> tuple[datetime, ...]:
    """Return what a date may mean, most likely first: a moment, two where day and month may be swapped, or nothing."""
    text = _LOST_PLUS.sub(r"\1+\2", " ".join(raw[:LONGEST_DATE].translate(_PLAIN).split()))
    text = _DAY_AND_OFFSET.sub(r"\1T00:00\2", _RUN_TOGETHER.sub(r"\1T\2", text))
    if epoch := _EPOCH.fullmatch(text):
        return (datetime.fromtimestamp(int(epoch[1]), UTC),)
    written = _iso(text)
    if written is not None:
        moment = _utc(written, ZoneInfo(zone))
        return (moment,) if moment else ()
    return next((found.moments for found in written_dates(text, zone) if found.moments), ())


def writes_months_first(dates: Iterable[str]) -> bool:
    """Say whether dates of one listing put the month before the day: one cannot be read otherwise, and none must be."""
    pairs = [(int(match[1]), int(match[2])) for raw in dates if (match := _NUMBERS.match(raw[:LONGEST_DATE]))]
    return any(second > _NOON for _, second in pairs) and all(first <= _NOON for first, _ in pairs)


def byline_date(text: str, zone: str = DEFAULT_ZONE) -> datetime | None:
    """Return the first date written out in Urdu or English in `text`, aware UTC, or None.

    Times stand after the date or before it ("10:12 AM | July 03, 2025"). A Hijri date beside it is passed over.
    """
    return next((found.moments[0] for found in written_dates(text, zone) if found.moments), None)


def written_dates(text: str, zone: str = DEFAULT_ZONE) -> Iterator[WrittenDate]:
    """Yield the dates written out in a text, in order; one that names an unknown zone has no moment."""
    plain = text[:LONGEST_DATE].translate(_PLAIN)
    for match in _DATE.finditer(plain):
        start, end = match.span()
        clock = _TIME_AFTER.match(plain, end) or _TIME_BEFORE.search(plain[max(0, start - _NEAR) : start])
        if clock and clock.re is _TIME_AFTER:
            end = clock.end()
        weekday = _WEEKDAY.search(plain, max(0, start - _NEAR), min(len(plain), end + _NEAR))
        days = _days(match, WEEKDAYS[weekday[0].lower()] if weekday else None)
        where = _zone(clock, plain, zone)
        moments = [_utc(_at(day, clock), where) for day in days] if where else []
        yield WrittenDate(start, end, tuple(filter(None, moments)))


def effective_date(claimed: datetime | None, first_seen: datetime) -> datetime | None:
    """Return the date to work with: the claimed one, but never more than five minutes after we first saw the page."""
    return None if claimed is None else min(claimed, first_seen + timedelta(minutes=5))


def _utc(moment: datetime, where: tzinfo) -> datetime | None:
    """Return a moment as aware UTC; None for a null date, and beyond the calendar."""
    if moment.year not in YEARS or (moment.date() in NULL_DATES and moment.time() == time.min):
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=where)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _zone(clock: re.Match[str] | None, text: str, zone: str) -> tzinfo | None:
    """Return the zone of a time: the one that stands beside it, else the outlet's; None for one that nobody knows."""
    if clock is None:
        return ZoneInfo(zone)
    if clock["zone"]:
        return zone_of(clock["zone"], zone)
    by_machine = clock.re is _TIME_AFTER and clock[0].count(":") > 1 and not clock["after"]
    if by_machine and _UNKNOWN_ZONE.match(text, clock.end()):
        return None
    return ZoneInfo(zone)


def _days(match: re.Match[str], weekday: int | None) -> list[datetime]:
    """Return the days that a date may name: day before month, unless that is no day or not the weekday it names."""
    said = {name.rstrip("2345"): value for name, value in match.groupdict().items() if value}
    day = 1 if said["day"] == "یکم" else int(said["day"])
    month = MONTHS.get(said["month"].lower()) or int(said["month"])
    year = int(said["year"]) + (2000 if int(said["year"]) < _CENTURY else 0)
    pairs = [(day, month)]
    if match["month3"] and match["mark"] != "." and day != month:
        pairs.append((month, day))
    days = [found for pair in pairs if (found := _calendar(year, *pair))]
    named = [found for found in days if found.weekday() == weekday]
    return named or days


def _calendar(year: int, day: int, month: int) -> datetime | None:
    try:
        return datetime(year, month, day)  # noqa: DTZ001 the zone stands beside the time, or is the outlet's
    except ValueError:
        return None


def _at(day: datetime, clock: re.Match[str] | None) -> datetime:
    """Return a day with the time beside it; a time that is none leaves midnight, and 24:00 is that of the next day."""
    if clock is None:
        return day
    hour, minute = int(clock["hour"]), int(clock["minute"] or clock["past"] or 0)
    half = (clock["before"] or clock["after"] or "").lower()
    if half.startswith(("a", "صبح", "علی")):
        hour %= _NOON
    elif half == "رات" and (hour == _NOON or hour < _SMALL_HOURS):
        hour %= _NOON  # the night's hours after midnight
    elif half and hour < _NOON and not (half in {"دن", "دوپہر"} and hour > _SMALL_HOURS):
        hour += _NOON
    if (hour, minute) == (_MIDNIGHT, 0):
        return day + timedelta(days=1)
    try:
        return day.replace(hour=hour, minute=minute)
    except ValueError:
        return day


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
