"""Stored text and match keys of Urdu letters, and the way back from a key to the text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.news.urdu import fold, match_key, tidy

LETTERS = (
    "اآأبپتٹجچحخدڈذرڑزژسشصضطظعغفقکكگلمنںوؤہهھةیيىئےۓ ٠١۱۲34۔،\nAzﻻ\u064e\u0651\u0653\u0654\u0640\u200c\u200d\u202b"
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ولادی\u200cمیر پیوٹن", "ولادیمیر پیوٹن"),
        ("روسي صدر كا بیان", "روسی صدر کا بیان"),
        ("۱۴ جون ٢٠٢٥", "14 جون 2025"),
        ("صَدرِ مُملکت", "صدر مملکت"),
        ("صـــدر", "صدر"),
        ("انھوں نے بھي کہا", "انہوں نے بہی کہا"),
        ("رہنماؤں", "رہنماوں"),
        ("ملاقات،بات چیت", "ملاقات  بات   چیت"),
        ("«White House»", "white house"),
        ("گا\u0654", "گا"),
        ("ہوي\u0654ے", "ہوئے"),
    ],
)
def test_spellings_that_readers_take_for_the_same_have_one_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


def test_stored_text_keeps_meaning_and_loses_controls() -> None:
    assert tidy("ٹیلی\u200cفون\u202b\r\nرابطہ\x00\u2028ہوا") == "ٹیلی\u200cفون\nرابطہ\nہوا"
    assert tidy("a\u0301") == "á"


@given(st.text(alphabet=LETTERS) | st.text())
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    key = match_key(text)
    assert match_key(key) == key
    assert unicodedata.is_normalized("NFC", key) or not key.isascii()


@given(st.text(alphabet=LETTERS) | st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(alphabet=LETTERS, max_size=40), st.text(alphabet=LETTERS, max_size=40))
def test_offsets_of_a_fold_point_at_the_source(before: str, after: str) -> None:
    text = f"{before} صدر پُو\u200cتن {after}"
    folded = fold(text)
    start = str(folded).index("صدر پوتن")
    first, last = folded.original(start, start + len("صدر پوتن"))
    assert text[first:last].strip().startswith("صدر")
    assert fold(text[first:last]) == "صدر پوتن"
    assert folded.original(0, len(folded))[1] == len(text)


def test_a_fold_is_the_text_that_rules_read() -> None:
    folded = fold("انھوں نے ۵۰ منٹ")
    assert folded.text == "انہوں نے 50 منٹ"
    assert folded == folded.text
