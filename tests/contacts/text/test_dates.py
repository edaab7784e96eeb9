"""Dates of Urdu news leave open the days that they say, against the day of publication."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.contacts.text.dates import find_dates, local_day
from flows.contacts.text.durations import find_durations
from flows.news.urdu import fold

SUNDAY = date(2025, 6, 15)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("ہفتے کو پوتن سے بات کی", "2025-06-14", "2025-06-14", "day"),
        ("ہفتہ کے روز", "2025-06-14", "2025-06-14", "day"),
        ("سنیچر کی شام", "2025-06-14", "2025-06-14", "day"),
        ("اتوار کو", "2025-06-15", "2025-06-15", "day"),
        ("پیر کے روز", "2025-06-09", "2025-06-09", "day"),
        ("گزشتہ اتوار کو", "2025-06-08", "2025-06-08", "day"),
        ("گزشتہ روز", "2025-06-14", "2025-06-14", "day"),
        ("گذشتہ شب", "2025-06-14", "2025-06-14", "day"),
        ("آج", "2025-06-15", "2025-06-15", "day"),
        ("کل بات کی", "2025-06-14", "2025-06-14", "day"),
        ("پرسوں", "2025-06-13", "2025-06-13", "day"),
        ("دو روز قبل", "2025-06-13", "2025-06-13", "day"),
        ("۱۴ جون کو", "2025-06-14", "2025-06-14", "day"),
        ("14 جون 2025", "2025-06-14", "2025-06-14", "day"),
        ("جون 14، 2025", "2025-06-14", "2025-06-14", "day"),
        ("یکم جون کو", "2025-06-01", "2025-06-01", "day"),
        ("16 جون کو", "2025-06-16", "2025-06-16", "day"),
        ("7 دسمبر کو", "2024-12-07", "2024-12-07", "day"),
        ("2025-06-14", "2025-06-14", "2025-06-14", "day"),
        ("14/06/2025", "2025-06-14", "2025-06-14", "day"),
        ("17 ذوالحجہ 1446ھ بمطابق 14 جون 2025", "2025-06-14", "2025-06-14", "day"),
        ("نومبر 2016 میں", "2016-11-01", "2016-11-30", "month"),
        ("جولائی کے مہینے میں", "2024-07-01", "2024-07-31", "month"),
        ("سنہ 2018 میں", "2018-01-01", "2018-12-31", "year"),
        ("گزشتہ ہفتے ہیلسنکی میں", "2025-06-02", "2025-06-08", "range"),
        ("رواں ہفتے", "2025-06-09", "2025-06-15", "range"),
        ("گزشتہ ماہ", "2025-05-01", "2025-05-31", "range"),
    ],
)
def test_a_date_is_read_against_the_day_of_publication(text: str, first: str, last: str, precision: str) -> None:
    stated = next(find_dates(fold(text).text, SUNDAY))
    assert (str(stated.first), str(stated.last), stated.precision) == (first, last, precision)


@pytest.mark.parametrize(
    ("text", "day"),
    [("کل ملاقات کریں گے", "2025-06-16"), ("جمعہ کو ہوگی", "2025-06-20"), ("16 جنوری کو", "2025-01-16")],
)
def test_a_future_verb_looks_ahead(text: str, day: str) -> None:
    assert str(next(find_dates(fold(text).text, SUNDAY, ahead=True)).first) == day


@pytest.mark.parametrize("text", ["50 منٹ", "پیر و مرشد", "لانگ مارچ نہیں", "31 فروری 2025 کو", "کل ملا کر", "1446ھ"])
def test_what_is_no_date_gives_no_day(text: str) -> None:
    assert not [stated for stated in find_dates(fold(text).text, SUNDAY) if stated.precision == "day"]


def test_without_publication_what_was_said_is_kept() -> None:
    stated = [next(find_dates(fold(text).text, None)) for text in ("جمعرات کی شام", "14 جون کو", "جولائی میں")]
    assert [(s.first, s.weekday, s.month, s.day) for s in stated] == [
        (None, 4, None, None),
        (None, None, 6, 14),
        (None, None, 7, None),
    ]
    assert list(find_dates("آج", None)) == []


def test_the_day_is_the_outlets_and_midnight_utc_means_only_the_day_is_known() -> None:
    zone = ZoneInfo("America/New_York")
    assert local_day(datetime(2025, 8, 19, 2, 30, tzinfo=UTC), zone) == date(2025, 8, 18)
    assert local_day(datetime(2025, 8, 19, tzinfo=UTC), zone) == date(2025, 8, 19)
    assert local_day(None, zone) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("۵۰ منٹ", 50),
        ("ایک گھنٹہ سے زائد", 60),
        ("ڈیڑھ گھنٹہ", 90),
        ("اڑھائی گھنٹے", 150),
        ("نصف گھنٹے", 30),
        ("2 گھنٹے 5 منٹ", 125),
        ("ایک گھنٹہ اور پندرہ منٹ", 75),
        ("ساڑھے تین گھنٹے", 210),
        ("پونے دو گھنٹے", 105),
        ("سوا گھنٹہ", 75),
        ("سوا دو گھنٹے", 135),
        ("2.5 گھنٹے", 150),
        ("دو سے ڈھائی گھنٹے", 150),
        ("تقریباً 40منٹ", 40),
    ],
)
def test_durations(text: str, minutes: int) -> None:
    assert [found for _, _, found in find_durations(fold(text).text)] == [minutes]


@pytest.mark.parametrize(
    "text", ["30 روز", "دو گھنٹے بعد", "24 گھنٹوں میں", "48 گھنٹے", "گھنٹہ گھر", "3 گھنٹے کی تاخیر"]
)
def test_what_is_no_duration_of_a_contact(text: str) -> None:
    assert not list(find_durations(fold(text).text))


@given(
    st.text(alphabet="0123456789 /-٫۱۲جونمارچکلآجہفتےکوگزشتہروزمنٹ", max_size=60),
    st.dates(date(2000, 1, 2), date(2090, 1, 1)),
)
def test_any_text_gives_dates_in_order(text: str, day: date) -> None:
    for ahead in (True, False):
        for stated in find_dates(fold(text).text, day, ahead=ahead):
            assert stated.first is None or stated.last is None or stated.first <= stated.last
