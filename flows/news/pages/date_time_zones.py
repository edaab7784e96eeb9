"""Time zones as dates name them: offsets, abbreviations, names of the IANA data base, words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_NAMES = {
    "0": "GMT UTC UT WET Z",
    "60": "BST CET WEST MEZ WAT",
    "120": "CEST EET MESZ SAST",
    "180": "MSK EEST TRT",
    "210": "IRST",
    "240": "GST MSD SAMT AZT",
    "270": "AFT IRDT",
    "300": "PKT UZT TJT TMT YEKT MVT",
    "330": "IST SLST",
    "345": "NPT",
    "360": "BDT PKST KGT OMST BTT",
    "390": "MMT",
    "420": "ICT WIB",
    "480": "HKT SGT MYT PHT AWST ULAT",
    "540": "JST KST",
    "570": "ACST",
    "600": "AEST",
    "630": "ACDT",
    "660": "AEDT",
    "720": "NZST",
    "780": "NZDT",
    "-180": "BRT ADT",
    "-210": "NST",
    "-240": "EDT VET",
    "-300": "EST CDT",
    "-360": "CST MDT",
    "-420": "MST PDT",
    "-480": "AKDT",
    "-540": "AKST",
    "-600": "HST",
}
ABBREVIATIONS = {name: int(minutes) for minutes, names in _NAMES.items() for name in names.split()}
"""Abbreviations and their minutes east of Greenwich, those of RFC 822 among them."""

LOCAL = {
    "PST": (("Asia/Karachi", 300), ("", -480)),
    "AST": (("Asia/", 180), ("", -240)),
    "BST": (("Asia/Dhaka", 360), ("", 60)),
    "CST": (("Asia/", 480), ("", -360)),
}
"""Abbreviations of two zones: what they mean at an outlet whose own zone begins so, the first that fits."""

WORDS = {
    "پاکستانی وقت": 300,
    "پاکستان کے وقت": 300,
    "پاکستان کے معیاری وقت": 300,
    "پی کے ٹی": 300,
    "بھارتی وقت": 330,
    "ہندوستانی وقت": 330,
    "جی ایم ٹی": 0,
    "گرینچ": 0,
    "غرینتش": 0,
    "جرینتش": 0,
    "Pakistan Standard Time": 300,
    "Pakistan Time": 300,
    "India Standard Time": 330,
    "Iran Standard Time": 210,
    "Arabian Standard Time": 240,
    "Arabia Standard Time": 180,
    "Arab Standard Time": 180,
    "Gulf Standard Time": 240,
    "Moscow Standard Time": 180,
    "Greenwich Mean Time": 0,
    "Coordinated Universal Time": 0,
    "British Summer Time": 60,
    "Central European Standard Time": 60,
    "Central European Summer Time": 120,
    "Central European Time": 60,
    "Eastern European Time": 120,
    "Eastern Standard Time": -300,
    "Eastern Daylight Time": -240,
}
"""Names in words and their minutes east of Greenwich; Arabic letters as `dates` writes them."""

_OFFSET = r"[+-]\d\d:?\d\d(?!\d)|\+\d{1,2}(?![\d:])"
_AREAS = "Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc"
_KNOWN = "|".join(sorted(map(re.escape, (*WORDS, *LOCAL, *ABBREVIATIONS)), key=len, reverse=True))
ZONE = (
    rf"(?:(?:GMT|UTC|UT)\s?[+-]\s?\d{{1,2}}(?::?\d\d)?(?!\d)|{_OFFSET}|(?:{_AREAS})/\w{{1,30}}(?:[/+-]\w{{1,30}})?"
    rf"|(?:{_KNOWN})\b)"
)
"""A pattern of everything that `zone_of` knows."""

_FARTHEST = 14 * 60
_BY_LOWER = {name.lower(): minutes for name, minutes in (ABBREVIATIONS | WORDS).items()}


def zone_of(name: str, outlet_zone: str) -> tzinfo | None:
    """Return the zone that a date names, or None where nothing is known of it.

    `outlet_zone` (an IANA name) decides what an abbreviation of several zones means: IST is Israel's time at an outlet
    in Jerusalem and India's elsewhere, PST Pakistan's at an outlet in Karachi.
    """
    text = name.strip()
    if "/" in text:
        return _iana(text)
    if match := re.search(r"([+-])\s?(\d{1,2})(?::?(\d\d))?$", text):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return _fixed(-minutes if match[1] == "-" else minutes) if minutes <= _FARTHEST else None
    upper = text.upper()
    if own := _own(outlet_zone).get(upper):
        return own
    if upper in LOCAL:
        return _fixed(next(minutes for start, minutes in LOCAL[upper] if outlet_zone.startswith(start)))
    minutes_east = _BY_LOWER.get(text.lower())
    return None if minutes_east is None else _fixed(minutes_east)


def _fixed(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))


@cache
def _own(zone: str) -> dict[str, timezone]:
    """Return the abbreviations of an outlet's own zone, summer and winter."""
    days = (datetime(2026, month, 1, tzinfo=ZoneInfo(zone)) for month in (1, 7))
    return {(day.tzname() or "").upper(): timezone(day.utcoffset() or timedelta()) for day in days}


def _iana(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
