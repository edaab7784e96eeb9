"""How long a contact lasted, in minutes: digits, words, halves and quarters, hours and minutes together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.news.urdu import match_key, match_pattern

LONGEST = 12 * 60
"""Minutes; anything longer is a deadline or a truce, not a conversation."""

_WORDS = {
    1: "ایک",
    2: "دو",
    3: "تین",
    4: "چار",
    5: "پانچ",
    6: "چھ",
    7: "سات",
    8: "آٹھ",
    9: "نو",
    10: "دس",
    11: "گیارہ",
    12: "بارہ",
    13: "تیرہ",
    14: "چودہ",
    15: "پندرہ",
    16: "سولہ",
    17: "سترہ",
    18: "اٹھارہ",
    19: "انیس",
    20: "بیس",
    25: "پچیس",
    30: "تیس",
    35: "پینتیس",
    40: "چالیس",
    45: "پینتالیس",
    50: "پچاس",
    55: "پچپن",
    60: "ساٹھ",
    70: "ستر",
    75: "پچھتر پچہتر",
    80: "اسی",
    90: "نوے",
}
_NUMBERS = {match_key(word): number for number, words in _WORDS.items() for word in words.split()}
_FRACTIONS = {
    match_key(word): hours
    for word, hours in {
        "ڈیڑھ": 1.5,
        "ڈھائی": 2.5,
        "اڑھائی": 2.5,
        "نصف": 0.5,
        "آدھا": 0.5,
        "آدھے": 0.5,
        "آدھ": 0.5,
        "پون": 0.75,
        "پونا": 0.75,
        "سوا": 1.25,
    }.items()
}


_NUMBER = "|".join((*sorted(_NUMBERS, key=len, reverse=True), r"\d{1,3}(?:\.\d+)?"))
_FRACTION = "|".join(_FRACTIONS)
_HOUR = match_pattern("گھنٹے|گھنٹہ|گھنٹوں|گھنٹا")
_MINUTE = match_pattern("منٹوں|منٹ|منٹس")
_MODIFIED = f"(?P<shift>{match_pattern('ساڑھے|سوا|پونے')})\\s+"
_OTHER = match_pattern(
    "کے اندر|کے بعد(?! ختم| اختتام)|سے بھی کم|کی تاخیر|تاخیر|بعد(?! ختم| اختتام)|قبل|پہلے|انتظار"
    "|کا الٹی میٹم|کی مہلت|کی جنگ بندی"
)
_MEANT = match_pattern("مختص|مقرر|متوقع|شیڈول|طے|کچھ منٹ|کچھ منٹوں|چند منٹ|چند منٹوں")
_CLOCK = match_pattern("بج کر ")
_DURATION = re.compile(
    (
        rf"(?<![\d.])(?:(?<!\w)|(?=\d))(?<!{_CLOCK})(?:(?:{_MODIFIED})?(?P<number>{_NUMBER})|(?P<fraction>{_FRACTION}))"
        rf"\s*(?P<unit>{_HOUR}|{_MINUTE})(?!\w)"
        rf"(?:\s*(?:{match_pattern('اور|،')})?\s*(?P<more>{_NUMBER})\s*(?:{_MINUTE})(?!\w))?"
        rf"(?!\s+(?:{_OTHER})(?!\w))(?!\s+(?:\S{{1,40}}\s+)?(?:{_MEANT})(?!\w))"
    )
    .replace(r"\s*", r"\s{0,4}")
    .replace(r"\s+", r"\s{1,4}")
)
_SHIFTS = {match_key("ساڑھے"): 30, match_key("سوا"): 15, match_key("پونے"): -15}


def find_durations(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, minutes) of each duration in a folded text; of a range its upper end."""
    for match in _DURATION.finditer(text):
        minutes = _minutes(match)
        if 0 < minutes <= LONGEST:
            yield match.start(), match.end(), minutes


def _minutes(match: re.Match[str]) -> int:
    number = match["number"]
    hours = re.fullmatch(_HOUR, match["unit"]) is not None
    if number is None:
        amount = _FRACTIONS[match["fraction"]]
    else:
        amount = float(_NUMBERS[number]) if number in _NUMBERS else float(number)
    total = amount * 60 if hours else amount
    if match["shift"] and hours:
        total += _SHIFTS[match["shift"]]
    if match["more"] and hours:
        more = match["more"]
        total += _NUMBERS[more] if more in _NUMBERS else float(more)
    return round(total)
