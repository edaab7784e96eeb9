"""Text of outlets cannot act: no control, direction, markup or link gets through, but all of Urdu does."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.alerts.sanitize import KEPT_FORMATS, clean, defang, safe_link

BLNS = Path(__file__).parents[2].parent / "shared" / "suites" / "blns" / "blns.json"
NAUGHTY = [
    "\x1b[31mred\x1b[0m\x07",
    "\u202eevil\u202c \u2066x\u2069 \u200fy\u200e \u061cz",
    "@everyone @here <@123> <!channel> <#C1|x> @user",
    "[x](https://evil.example) ![i](//evil.example/a.png) <https://evil.example|x> https://evil.example evil.example",
    "*b* _i_ ~s~ `c` ```p``` ||s|| # h #tag $TICK > q",
    "<script>alert(1)</script> <b onmouseover=x> &lt;b&gt; &#64;",
    "/start ://x //evil :smile: :+1: t.me/x",
    "a\r\nBcc: x@y.z\n\n.\r\nSubject: no",
    "\ud800 \uffff \U000e0041 \u0000",
    "Z" + "\u0335" * 300,
]
POWER = re.compile(r"[@#$&*_~`|\\<>\[\]{}]|://|//|(?<!\S)/\w|:[a-z_]|:[+-]\w|[^\W\d_]\.[^\W\d_]")


def naughty_strings() -> list[str]:
    return NAUGHTY + (json.loads(BLNS.read_text("utf-8")) if BLNS.exists() else [])


@pytest.mark.skipif(not BLNS.exists(), reason="../shared/suites/blns is absent")
def test_the_list_of_naughty_strings_is_there() -> None:
    assert len(naughty_strings()) > 500


@pytest.mark.parametrize("text", naughty_strings())
def test_naughty_strings_lose_their_power(text: str) -> None:
    check(text)


@given(st.text(st.characters(codec=None), max_size=80))
def test_any_string_loses_its_power(text: str) -> None:
    check(text)


@given(st.text(st.sampled_from("@<>[]()*_`~#:/.\\|&;$ab1 \n\u202e\u200c\u200d"), max_size=30))
def test_any_heap_of_markup_loses_its_power(text: str) -> None:
    check(text)


def check(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    for char in once:
        assert char in KEPT_FORMATS or char == " " or unicodedata.category(char)[0] not in "CZ"
    safe = defang(text)
    assert not POWER.search(safe), safe
    assert defang(safe) == safe
    safe.encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "پوتن نے کہا کہ بات چیت ۵۰ منٹ (یعنی 2.5 گھنٹے نہیں) جاری رہی، 10:30 بجے",
        "می\u200cخواهم علی\u200dہ",
        "قُرآن مُحَمَّد",
        "پیوٹن-ٹرمپ رابطہ: «اہم» + 40%",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text
    assert defang(text) == text


def test_marks_beyond_any_orthography_are_cut() -> None:
    assert len(clean("Z" + "\u0335" * 300)) <= 5


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x?y=1&z=2#f", "https://a.example/x?y=1&z=2#f"),
        ("https://a.example/اردو خبر", "https://a.example/%D8%A7%D8%B1%D8%AF%D9%88%20%D8%AE%D8%A8%D8%B1"),
        ("https://اردو.example/", "https://xn--mgbqf7g.example/"),
        ("https://bank.example@evil.example/", "https://evil.example/"),
        ("https://[::1]:80/a", "https://[::1]:80/a"),
        ("https://a.example/<b>|*`\"'()[]", "https://a.example/%3Cb%3E%7C%2A%60%22%27%28%29%5B%5D"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("urn:sha256:abc", ""),
        ("https://", ""),
        ("https://a.example:port/", ""),
        ("https://a b.example/", ""),
        ("https://a.example/\r\nBcc: x", "https://a.example/%20Bcc:%20x"),
    ],
)
def test_only_web_addresses_become_links(url: str, safe: str) -> None:
    assert safe_link(url) == safe
