"""Dates of pages and feeds are read to the minute, as the Urdu press writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from flows.news.pages.date_parsing import byline_date, effective_date, instant, readings, writes_months_first


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("جمعرات 3 جولائی 2025 3:04 شام", (2025, 7, 3, 10, 4)),
        ("3 جولائی 2025 صبح 9:15", (2025, 7, 3, 4, 15)),
        ("3 جولائی 2025 رات 11:30", (2025, 7, 3, 18, 30)),
        ("3 جولائی 2025 رات 12:30", (2025, 7, 2, 19, 30)),
        ("3 جولائی 2025 رات 2:30", (2025, 7, 2, 21, 30)),
        ("3 جولائی 2025، دوپہر 12:10", (2025, 7, 3, 7, 10)),
        ("3 جولائی 2025 سہ پہر 4 بجے", (2025, 7, 3, 11, 0)),
        ("3 جولائی 2025 شام 7 بج کر 15 منٹ", (2025, 7, 3, 14, 15)),
        ("3 جولائی 2025 دن 11:20 بجے", (2025, 7, 3, 6, 20)),
        ("شائع 03 جولائ 2025 03:04pm", (2025, 7, 3, 10, 4)),
        ("شائع 03 جولائی 2025 12:04am", (2025, 7, 2, 19, 4)),
        ("جمعرات ۷ محرم ۱۴۴۷ھ ۳ جولائی ۲۰۲۵ء", (2025, 7, 2, 19, 0)),
        ("7 محرم الحرام 1447ھ، 3 جولائی 2025ء", (2025, 7, 2, 19, 0)),
        ("3 جولائی 2025ء بمطابق 7 محرم 1447ھ", (2025, 7, 2, 19, 0)),
        ("بدھ, 08 محرم 1447 - جولائی 03, 2025", (2025, 7, 2, 19, 0)),
        ("جولائی 03, 2025", (2025, 7, 2, 19, 0)),
        ("Thursday, 03 July 2025 15:04 PKT", (2025, 7, 3, 10, 4)),
        ("Thu, 03 Jul 2025 15:04:00 PST", (2025, 7, 3, 10, 4)),
        ("Jul 3, 2025, 3:34 PM IST", (2025, 7, 3, 10, 4)),
        ("Published : Jul 3, 2025, 3:34 PM IST", (2025, 7, 3, 10, 4)),
        ("Updated: July 3, 2025 3:04 PM GMT", (2025, 7, 3, 15, 4)),
        ("03 Jul, 2025 03:04 PM", (2025, 7, 3, 10, 4)),
        ("3rd July 2025", (2025, 7, 2, 19, 0)),
        ("July 3rd, 2025", (2025, 7, 2, 19, 0)),
        ("03-07-2025 15:04", (2025, 7, 3, 10, 4)),
        ("03/07/2025", (2025, 7, 2, 19, 0)),
        ("25/12/2025", (2025, 12, 24, 19, 0)),
        ("2025/07/03 15:04", (2025, 7, 3, 10, 4)),
        ("2025-07-03 - 15:04:00", (2025, 7, 3, 10, 4)),
        ("2025-07-03T15:04:00+0500", (2025, 7, 3, 10, 4)),
        ("2025-07-03T15:04:00.000+05:00", (2025, 7, 3, 10, 4)),
        ("2025-07-03T10:04:00.000Z", (2025, 7, 3, 10, 4)),
        ("1751537040", (2025, 7, 3, 10, 4)),
        ("1751537040000", (2025, 7, 3, 10, 4)),
        ("تاریخ اشاعت : 03 جولائی 2025 - 15:04", (2025, 7, 3, 10, 4)),
        ("وقت اشاعت: 3 جولائی، 2025 بوقت 3:04 شام", (2025, 7, 3, 10, 4)),
        ("اپ ڈیٹ کی گئی 3 جولائی 2025", (2025, 7, 2, 19, 0)),
        ("۳؍ جولائی ۲۰۲۵", (2025, 7, 2, 19, 0)),
        ("3؍جولائی 2025ء", (2025, 7, 2, 19, 0)),
        ("جمعہ 4 جولائی 2025 | 15:04", (2025, 7, 4, 10, 4)),
        ("04 جولائي 2025", (2025, 7, 3, 19, 0)),
        ("پیر، 12 ستمبر ، 2022", (2022, 9, 11, 19, 0)),
        ("اتوار 14 جون 2015", (2015, 6, 13, 19, 0)),
        ("یکم اگست 2025ء", (2025, 7, 31, 19, 0)),
        ("3 جولائی 25", None),
        ("15 رجب 1446", None),
        ("ہفتہ 14 جون 2025", (2025, 6, 13, 19, 0)),
        ("3 گھنٹے پہلے", None),
        ("3 Juillet 2025", None),
        ("١٥ يوليو 2025", (2025, 7, 14, 19, 0)),
        ("Thu Jul  3 15:04:00 PKT 2025", (2025, 7, 3, 10, 4)),
        ("Thu, 3 Jul 2025 15:04 +0500", (2025, 7, 3, 10, 4)),
        ("2025-07-03 15:04:00 PKT", (2025, 7, 3, 10, 4)),
        ("2025-07-03 03:04 PM", (2025, 7, 3, 10, 4)),
        ("20250703", (2025, 7, 2, 19, 0)),
        ("20250703T150400+0500", (2025, 7, 3, 10, 4)),
        ("3 جولائی 2025 15:04 (پاکستانی وقت)", (2025, 7, 3, 10, 4)),
        ("3 جولائی 2025 10:04 GMT", (2025, 7, 3, 10, 4)),
        ("3 جولائی 2025 15:04 PKT", (2025, 7, 3, 10, 4)),
        ("آخری اپ ڈیٹ: 3 جولائی 2025ء 15:04", (2025, 7, 3, 10, 4)),
        ("50 منٹ", None),
        ("10 جنوری کو 2 گھنٹے", None),
        ("10:12 AM | July 03, 2025", (2025, 7, 3, 5, 12)),
        ("03:04 PM | 3 جولائی ، 2025", (2025, 7, 3, 10, 4)),
        ("3 جولائی 2025 کے 10 دن بعد", (2025, 7, 2, 19, 0)),
        ("31 فروری 2025", None),
        ("کل", None),
        ("", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("12 جولائی 2025 کو 45 منٹ", (2025, 7, 11, 19, 0)),
        ("99/99/2025", None),
    ],
)
def test_dates_are_read_as_their_outlet_means_them(raw: str, expected: tuple[int, ...] | None) -> None:
    assert instant(raw) == (expected and datetime(*expected, tzinfo=UTC))


def test_an_hour_does_not_need_a_date_beside_it() -> None:
    assert byline_date("50 منٹ پہلے") is None


def test_a_date_without_a_zone_is_local_to_the_outlet() -> None:
    assert instant("3 جولائی 2025 15:04", "Asia/Kolkata") == datetime(2025, 7, 3, 9, 34, tzinfo=UTC)


@pytest.mark.parametrize("filler", ["3 جولائی ", "1/", "رات ", "، ", "3 ", "2025 "])
def test_hostile_words_end(filler: str) -> None:
    """A pattern that backtracks without end hangs here, and the test's time limit names it."""
    assert byline_date(filler * 20_000) is None


def test_dates_from_the_future_are_held_to_when_the_page_was_seen() -> None:
    seen = datetime(2025, 7, 3, tzinfo=UTC)
    assert effective_date(datetime(2030, 1, 1, tzinfo=UTC), seen) == datetime(2025, 7, 3, 0, 5, tzinfo=UTC)
    assert effective_date(None, seen) is None


@pytest.mark.parametrize(
    "raw",
    ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "1000000000-01-01T00:00:00Z", "-0001-01-01", "1" * 1_000_000,
     "Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 +999999999999", "\ud83d 99",
     "7\n" * 500_000, "Mon, 99 Jan 2024 99:99:99 GMT", "01-01-2200"],
)  # fmt: skip
def test_no_date_beyond_all_bounds_is_one(raw: str) -> None:
    assert instant(raw) is None


NOON = "Fri, 27 Nov 2026 12:00:00 "


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        *(("EST", 17), ("EDT", 16), ("CST", 4), ("CDT", 17), ("MST", 19), ("PDT", 19), ("CET", 11), ("CEST", 10)),
        *(("EET", 10), ("EEST", 9), ("WEST", 11), ("BST", 11), ("GMT", 12), ("UT", 12), ("UTC", 12), ("Z", 12)),
        *(("MSK", 9), ("TRT", 9), ("AST", 9), ("GST", 8), ("PKT", 7), ("pkt", 7), ("PST", 7), ("UZT", 7)),
        *(("BDT", 6), ("ICT", 5), ("SGT", 4), ("JST", 3), ("AEST", 2), ("Europe/London", 12), ("Asia/Karachi", 7)),
        *(("America/New_York", 17), ("Europe/Berlin", 11), ("[Europe/Moscow]", 9), ("America/Argentina/Salta", 15)),
        *(("GMT+3", 9), ("GMT +3", 9), ("UTC+05:00", 7), ("(UTC+3)", 9), ("UTC-5", 17), ("GMT-0400", 16), ("UT+1", 11)),
        *(
            ("+0500", 7),
            ("+05:00", 7),
            ("+05", 7),
            ("+5", 7),
            ("-0500", 17),
            ("\u22120500", 17),
            ("-0000", 12),
            ("+0000", 12),
        ),
        *(
            ("+0500 (PKT)", 7),
            ("+0500 PKT", 7),
            ("GMT+0500 (Pakistan Standard Time)", 7),
            ("Pakistan Standard Time", 7),
        ),
        *(("Greenwich Mean Time", 12), ("Moscow Standard Time", 9), ("جی ایم ٹی", 12), ("پاکستانی وقت", 7)),
    ],
)
def test_a_zone_that_is_named_is_the_zone_that_is_meant(zone: str, hour: int) -> None:
    assert instant(NOON + zone) == datetime(2026, 11, 27, hour, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["IST", "IRST", "AFT", "NPT"])
def test_zones_of_half_and_quarter_hours(zone: str) -> None:
    minutes = {"IST": 330, "IRST": 210, "AFT": 270, "NPT": 345}[zone]
    noon = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert instant(NOON + zone) == noon - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("abbreviation", "outlet_zone", "hour"),
    [
        *(("PST", "America/New_York", 20), ("PST", "Europe/London", 20), ("PST", "Asia/Karachi", 7)),
        *(("IST", "Asia/Jerusalem", 10), ("IST", "Europe/Dublin", 11), ("CST", "Asia/Shanghai", 4)),
        *(("CST", "America/New_York", 18), ("AST", "America/Halifax", 16), ("BST", "Asia/Dhaka", 6)),
    ],
)
def test_an_abbreviation_of_several_zones_is_that_of_the_outlet(abbreviation: str, outlet_zone: str, hour: int) -> None:
    assert instant(NOON + abbreviation, outlet_zone) == datetime(2026, 11, 27, hour, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["XQT", "Mars/Olympus", "Europe/Nowhere", "GMT+25", "+9900", "+12345"])
def test_a_zone_that_nobody_knows_leaves_no_date(zone: str) -> None:
    assert instant(NOON + zone) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Fri, 27 Nov 2026 24:00:00 +0500", (2026, 11, 27, 19, 0)),
        ("2026-11-27T24:00:00+05:00", (2026, 11, 27, 19, 0)),
        ("2026-11-27 24:00", (2026, 11, 27, 19, 0)),
        ("27 نومبر 2026 24:00", (2026, 11, 27, 19, 0)),
        ("Thu, 31 Dec 2026 24:00:00 GMT", (2027, 1, 1, 0, 0)),
        ("Fri Nov 27 16:18:00 UTC 2026", (2026, 11, 27, 16, 18)),
        ("Fri Nov 27 16:18:00 2026", (2026, 11, 27, 11, 18)),
        ("2026-11-27T16:18+05:00[Asia/Karachi]", (2026, 11, 27, 11, 18)),
        ("2026-11-27T16:18:00 05:00", (2026, 11, 27, 11, 18)),
        ("2026-11-27T16:18:00.1234567Z", (2026, 11, 27, 16, 18)),
        ("2026-11-27+05:00", (2026, 11, 26, 19, 0)),
        ("2026-11-27Z", (2026, 11, 27, 0, 0)),
        ("20261127161800", (2026, 11, 27, 11, 18)),
        ("/Date(1795779480000+0500)/", (2026, 11, 27, 11, 38)),
        ("1795779480.25", (2026, 11, 27, 11, 38)),
        ("Fri, 27 Nov 26 17:42:08 +0200", (2026, 11, 27, 15, 42)),
        ("16:18 CET, 27.11.2026", (2026, 11, 27, 15, 18)),
        ("November 27, 2026 at 4:18 p.m. EDT", (2026, 11, 27, 20, 18)),
        ("Thu, 11/05/2026 - 17:57", (2026, 11, 5, 12, 57)),
        ("Fri, 11/06/2026 - 12:00", (2026, 11, 6, 7, 0)),
        ("جمعرات 11/05/2026", (2026, 11, 4, 19, 0)),
        ("الخميس 11/05/2026 17:57", (2026, 11, 5, 12, 57)),
        ("Mon, 11/05/2026 17:57", (2026, 5, 11, 12, 57)),
        ("11.05.2026", (2026, 5, 10, 19, 0)),
        ("11/27/2026 4:18:00 PM", (2026, 11, 27, 11, 18)),
    ],
)
def test_forms_of_publishing_systems(raw: str, expected: tuple[int, ...]) -> None:
    found = instant(raw)
    assert found is not None
    assert found.replace(second=0, microsecond=0) == datetime(*expected, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "0000-00-00 00:00:00",
        "1970-01-01T05:00:00+05:00",
        "1969-12-31T19:00:00-05:00",
        "1900-01-01",
        "1899-12-30T00:00:00",
        "1601-01-01T00:00:00Z",
        "1980-01-01",
        "1/1/0001 12:00:00 AM",
        "01-01-1970",
        "1 January 1970",
        "-0001-11-30T00:00:00+00:00",
        "Tue, 30 Nov 1999 00:00:00 +0000",
        "1999-11-30 00:00:00",
        "2001-01-01T00:00:00Z",
        "2000-01-01 00:00:00",
        "0",
        "-62135596800",
        "1405-09-06T10:00:00+03:30",
        "1405/09/06",
        "6 آذر 1405",
        "1448/06/17 10:00",
        "17 جمادی الثانی 1448",
        "۱۴۰۵/۰۹/۰۶",
    ],
)
def test_what_stands_for_no_date_is_none(raw: str) -> None:
    assert instant(raw) is None


def test_day_and_month_that_may_be_swapped_are_both_read() -> None:
    may, november = datetime(2026, 5, 11, 12, 57, tzinfo=UTC), datetime(2026, 11, 5, 12, 57, tzinfo=UTC)
    assert readings("11/05/2026 17:57") == (may, november)
    assert readings("05/05/2026 17:57") == (datetime(2026, 5, 5, 12, 57, tzinfo=UTC),)
    assert writes_months_first(["11/05/2026 17:57", "11/27/2026 09:00"])
    assert not writes_months_first(["11/05/2026 17:57", "27/11/2026 09:00"])
    assert not writes_months_first(["11/27/2026", "27/11/2026"])
    assert not writes_months_first(["11/05/2026", "2026-11-27"])
