"""When a page or a feed says that something was published: dates as the Urdu press writes them, read to the minute."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from flows.news.article import DEFAULT_ZONE

ZONES = {
    "PKT": 300,
    "PST": 300,
    "پاکستانی وقت": 300,
    "IST": 330,
    "AFT": 270,
    "AST": 180,
    "GST": 240,
    "GMT": 0,
    "UTC": 0,
    "جی ایم ٹی": 0,
    "BST": 60,
}
"""Zone names of our part of the world and their minutes east of Greenwich; the standard parsers read them as UTC."""

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

_PLAIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩يك؍", "01234567890123456789یک ")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_GAP = r"[\s,،-]*"
_DATE = re.compile(
    rf"(?<!\d)(?:(?P<day>\d{{1,2}}|یکم)\s*(?:st|nd|rd|th)?{_GAP}(?P<month>{_MONTH})\.?{_GAP}(?P<year>20\d\d)"
    rf"|(?P<month2>{_MONTH})\.?{_GAP}(?P<day2>\d{{1,2}})\s*(?:st|nd|rd|th)?{_GAP}(?P<year2>20\d\d)"
    r"|(?P<day3>\d{1,2})(?P<mark>[/.-])(?P<month3>\d{1,2})(?P=mark)(?P<year3>20\d\d)"
    r"|(?P<year4>20\d\d)(?P<mark2>[/.-])(?P<month4>\d{1,2})(?P=mark2)(?P<day4>\d{1,2}))(?!\d)",
    re.IGNORECASE,
)
_HALF = r"[ap]\.?\s?m\b\.?|صبح|علی الصبح|دن|دوپہر|سہ پہر|شام|رات"
_TIME = (
    rf"(?:(?P<before>{_HALF})\s*)?(?P<hour>\d{{1,2}})"
    rf"(?::(?P<minute>\d\d)(?::\d\d)?|\s*بج کر\s*(?P<past>\d{{1,2}})\s*منٹ|(?=\s*(?:بجے|[ap]\.?\s?m\b)))"
    rf"(?:\s*بجے)?\s*(?P<after>{_HALF})?(?:\s*بجے)?[\s(]*(?P<zone>{'|'.join(ZONES)}|[+-]\d\d:?\d\d)?"
)
_TIME_AFTER = re.compile(rf"\D{{0,24}}?{_TIME}", re.IGNORECASE)
_TIME_BEFORE = re.compile(rf"(?<!\d){_TIME}[\s|,،)–-]*$", re.IGNORECASE)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
LONGEST_DATE = 300
"""Characters within which a text says its date."""

YEARS = range(1800, 2200)
"""Years in which anything can have come out: software writes 0001 or 9999 where it has no date."""

_NOON, _SMALL_HOURS = 12, 5
_NEAR = 40


def instant(raw: str, zone: str = DEFAULT_ZONE) -> datetime | None:
    """Return the moment that ISO 8601, RFC 822, Unix time, an Urdu or an English date names, aware UTC, or None.

    A date without a zone is local to `zone`; a date without a time is that day's midnight there. Days come before
    months where both are numbers. Zone names such as PKT, which the standard parsers take for UTC, are read as what
    they mean.
    """
    text = " ".join(raw[:LONGEST_DATE].translate(_PLAIN).split())
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    moment = _iso(text) or _written(text)
    if moment is None or moment.year not in YEARS:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _written(text: str) -> datetime | None:
    """Return the moment of a text that is no ISO 8601 as it stands."""
    for name, minutes in ZONES.items():
        text = re.sub(rf"\b{name}$", f"+{minutes // 60:02}{minutes % 60:02}", text)
    half = re.search(rf"\d\s*(?:{_HALF})", text, re.IGNORECASE)  # the RFC's parser passes over it
    return _iso(text) or (None if half else _rfc822(text)) or byline_date(text)


def byline_date(text: str) -> datetime | None:
    """Return the first date written out in Urdu or English in `text`, aware only where a zone stands beside it.

    Times stand after the date or before it ("10:12 AM | July 03, 2025"). A Hijri date beside it is passed over.
    """
    plain = text[:LONGEST_DATE].translate(_PLAIN)
    for match in _DATE.finditer(plain):
        time = _TIME_AFTER.match(plain, match.end()) or _TIME_BEFORE.search(
            plain[max(0, match.start() - 40) : match.start()]
        )
        try:
            day = datetime(*_day(match))  # noqa: DTZ001 - the zone is the outlet's, which the caller knows
            return _at(day, time) if time else day
        except ValueError:
            continue
    return None


def effective_date(claimed: datetime | None, first_seen: datetime) -> datetime | None:
    """Return the date to work with: the claimed one, but never more than five minutes after we first saw the page."""
    return None if claimed is None else min(claimed, first_seen + timedelta(minutes=5))


def _day(match: re.Match[str]) -> tuple[int, int, int]:
    said = {name.rstrip("234"): value for name, value in match.groupdict().items() if value}
    day = 1 if said["day"] == "یکم" else int(said["day"])
    month = MONTHS.get(said["month"].lower()) or int(said["month"])
    if month > _NOON and match["month3"]:
        day, month = month, day
    return int(said["year"]), month, day


def _at(day: datetime, time: re.Match[str]) -> datetime:
    hour, minute = int(time["hour"]), int(time["minute"] or time["past"] or 0)
    half = (time["before"] or time["after"] or "").lower()
    if half.startswith(("a", "صبح", "علی")):
        hour %= _NOON
    elif half == "رات" and (hour == _NOON or hour < _SMALL_HOURS):
        hour %= _NOON  # the night's hours after midnight
    elif half and hour < _NOON and not (half in {"دن", "دوپہر"} and hour > _SMALL_HOURS):
        hour += _NOON
    return day.replace(hour=hour, minute=minute, tzinfo=_zone(time["zone"]))


def _zone(name: str | None) -> timezone | None:
    if not name:
        return None
    minutes = ZONES.get(name.upper())
    if minutes is None:
        minutes = (int(name[1:3]) * 60 + int(name[-2:])) * (-1 if name[0] == "-" else 1)
    return timezone(timedelta(minutes=minutes))


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc822(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
