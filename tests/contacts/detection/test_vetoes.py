"""What no probability overrules: sentences that each veto must decide, and their neighbours that it must not."""

from __future__ import annotations

from datetime import date

import pytest

from flows.contacts.detection.detect import analyse
from flows.contacts.detection.model import load_model
from flows.contacts.lexicon import load
from flows.news.urdu import fold

DAY = date(2026, 5, 13)
DECIDES = [
    ("old-date", DAY, "ٹرمپ اور پیوٹن کے درمیان 15 اگست 2025 کو الاسکا میں ملاقات ہوئی۔"),
    ("old-date", DAY, "ٹرمپ اور پیوٹن نے جمعہ 15 اگست 2025 کو الاسکا میں ملاقات کی۔"),
    ("old-date", DAY, "ٹرمپ نے گزشتہ سال پیوٹن سے فون پر بات کی۔"),
    ("old-date", DAY, "دس برس پہلے آج ہی کے دن ٹرمپ نے پیوٹن کو فون کیا۔"),
    ("old-date", DAY, "ٹرمپ اور پیوٹن کے درمیان 7 مئی کو فون پر بات ہوئی۔"),
    ("out-of-office", DAY, "اوباما نے پیوٹن سے ٹیلی فون پر بات کی۔"),
    ("out-of-office", date(2023, 5, 5), "سابق امریکی صدر ٹرمپ نے پیوٹن سے ٹیلی فون پر بات کی۔"),
    ("out-of-office", None, "جارج بش نے پیوٹن سے ٹیلی فون پر بات کی۔"),
    ("fiction", DAY, "ڈرامے میں ٹرمپ نے پیوٹن سے ملاقات کی۔"),
]
LEAVES = [
    ("old-date", DAY, "ٹرمپ اور پیوٹن کے درمیان 12 مئی 2026 کو ملاقات ہوئی۔"),
    ("old-date", DAY, "ٹرمپ اور پیوٹن نے منگل 12 مئی کو ملاقات کی۔"),
    ("old-date", DAY, "ٹرمپ اور پیوٹن کے درمیان 9 مئی کو فون پر بات ہوئی۔"),
    ("old-date", None, "ٹرمپ اور پیوٹن کے درمیان 15 اگست 2025 کو ملاقات ہوئی۔"),
    ("out-of-office", date(2014, 3, 1), "اوباما نے پیوٹن سے ٹیلی فون پر بات کی۔"),
    ("out-of-office", date(2016, 11, 15), "نومنتخب صدر ٹرمپ نے پیوٹن سے ٹیلی فون پر بات کی۔"),
    ("out-of-office", date(2025, 1, 30), "جو بائیڈن نے پیوٹن سے ٹیلی فون پر بات کی تھی۔"),
    ("fiction", DAY, "ماسکو میں ٹرمپ نے پیوٹن سے ملاقات کی۔"),
]


def vetoes(text: str, day: date | None) -> set[str]:
    found = analyse({"title": fold(""), "text": fold(text)}, load(), load_model(), day)
    return set(found.vetoes.values())


@pytest.mark.parametrize(("name", "day", "text"), DECIDES)
def test_a_veto_decides_its_sentences(name: str, day: date | None, text: str) -> None:
    assert vetoes(text, day) == {name}
    read = analyse({"title": fold(""), "text": fold(text)}, load(), load_model(), day)
    assert read.probabilities["new"] < 0.5


@pytest.mark.parametrize(("name", "day", "text"), LEAVES)
def test_a_veto_leaves_its_neighbours(name: str, day: date | None, text: str) -> None:
    assert name not in vetoes(text, day)


def test_every_veto_decides_something_that_no_other_does() -> None:
    from flows.contacts.detection.vetoes import VETOES

    assert {name for name, _ in VETOES} == {name for name, _, _ in DECIDES}
