"""Urdu letters: the form in which text is stored, and the form in which it is compared.

Stored text is NFC and keeps what carries meaning (ZWNJ, harakat); compared text forgets what writers vary: Arabic for
Urdu letters, ھ for ہ, digits, harakat, tatweel. Compared text is never shown: quotes are cut from stored text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache
from importlib import resources
from typing import Self

TATWEEL = "\u0640"
FULL_STOP = "۔"

_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
# with lone halves of surrogate pairs, which JSON may carry and no file takes
_INVISIBLE = "\ud800-\udfff\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_CONTROLS = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_INVISIBLE}]")
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
_DROPPED = f"{_MARKS}\u0640\u200c\u200d{_INVISIBLE}"


def _letters() -> dict[str, str]:
    """Return what each letter, digit and mark of punctuation is compared as, where that is not itself."""
    table: dict[str, str] = {}
    for letter, variants in {"ی": "يىېۍٸ", "ک": "كڪ", "ہ": "هھةۃۀۂە", "ا": "أإٱٲٳ", "و": "ؤٶۇ", "گ": "ګ"}.items():
        table |= dict.fromkeys(variants, letter)
    table["ۓ"] = "ئے"
    # Shapes of letters, as old pages hold them; the ornamental words (ﷺ, ﷲ) stay what they are.
    for code in (*range(0xFB50, 0xFDF0), *range(0xFE70, 0xFEFD)):
        plain = unicodedata.normalize("NFKC", chr(code))
        known = "".join(table.get(letter, letter) for letter in plain if not _MARK.match(letter)).strip()
        if plain != chr(code) and known:
            table[chr(code)] = known
    # Letters that NFC would have composed; a position map must not compose them behind our back.
    table |= {"ا\u0653": "آ", "ی\u0654": "ئ", "ي\u0654": "ئ", "ے\u0654": "ئے"}
    for zero in ("۰", "٠"):
        table |= {chr(ord(zero) + digit): str(digit) for digit in range(10)}
    return table


_MARK = re.compile(f"[{_DROPPED}]")
_TABLE = _letters()
_COMPOSED = frozenset(key for key in _TABLE if len(key) > 1)
_SINGLE = "".join(key for key in _TABLE if len(key) == 1)
_SAME = frozenset(key for key, letter in _TABLE.items() if len(key) == len(letter) == 1)
_PLAIN = tuple((key, _TABLE[key]) for key in sorted(_SAME) if key < "\ufb50")
_SHAPED = re.compile("[\ufb50-\ufefc]")
_LONGER = "".join(key for key in _SINGLE if key not in _SAME)
_SHAPE = re.compile(f"[{_LONGER}{_DROPPED}]")
_KEY = re.compile(rf"[{_SINGLE}]|(?:[^\w ]| (?=\W))\W*")
_URDU_LETTERS = re.compile("[\u0600-\u06ff]+")
_SEPARATOR = re.compile(rf"[^\w{_DROPPED}]")


def tidy(text: str) -> str:
    r"""Return the stored form: NFC, lines ended by \n, no control and no bidi characters; ZWNJ and ZWJ stay."""
    return unicodedata.normalize("NFC", _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)))


def match_key(text: str) -> str:
    """Return words with single spaces between them, equal for spellings that readers take for the same.

    Letters, digits and case are folded, harakat, tatweel and ZWNJ dropped, punctuation is a space. The key of a key is
    the key itself.
    """
    return _KEY.sub(_compare, unicodedata.normalize("NFC", text.replace("\u0640", "").casefold())).strip()


def _compare(match: re.Match[str]) -> str:
    """Return the letter that a letter is compared as, a space for a separator, nothing for marks alone."""
    found = match[0]
    letter = _TABLE.get(found[0])
    if letter is not None:
        return letter
    return " " if _SEPARATOR.search(found) else ""


class Folded(str):
    """A folded text that knows where each of its characters stood in the text it was made from."""

    __slots__ = ("_places", "_shifts")
    _places: list[int]
    _shifts: list[int]

    @classmethod
    def made(cls, text: str, places: list[int], shifts: list[int]) -> Self:
        """Return `text` with its map: from each of `places` on, the source is the fold plus the shift."""
        folded = cls(text)
        folded._places, folded._shifts = places, shifts
        return folded

    @property
    def text(self) -> str:
        """The folded text as a plain string."""
        return str(self)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the source text of the slice [start:end] of this one.

        Marks dropped from inside or right after the slice are covered; those before it are not.
        """
        return self._source(start), self._source(end)

    def _source(self, place: int) -> int:
        step = bisect_right(self._places, place) - 1
        return place + self._shifts[step]


@lru_cache(maxsize=512)  # rules ask for the same line again and again
def fold(text: str) -> Folded:
    """Return `text` with letters and digits folded and marks dropped, punctuation and spaces as they are.

    A tatweel that stands alone is a full stop.
    """
    places, shifts = [0], [0]
    parts: list[str] = []
    done = length = shift = 0
    for match in _SHAPE.finditer(text):
        start, end = match.span()
        letter = _TABLE.get(match[0], "")
        if match[0] == TATWEEL and not text[max(start - 1, 0) : start].strip() and not text[end : end + 1].strip():
            letter = FULL_STOP  # some outlets end sentences with one that stands alone
        elif start > done and text[start - 1 : end] in _COMPOSED:
            start, letter = start - 1, _TABLE[text[start - 1 : end]]
        parts += (text[done:start], letter)
        length += start - done + len(letter)
        if end - start != len(letter):
            shift += end - start - len(letter)
            if places[-1] == length:
                shifts[-1] = shift
            else:
                places.append(length)
                shifts.append(shift)
        done = end
    parts.append(text[done:])
    folded = "".join(parts)
    # Letters that become one other letter move nothing: replacing them all at once is ten times faster.
    for letter, plain in _PLAIN:
        folded = folded.replace(letter, plain)
    if _SHAPED.search(folded):
        for letter in _SAME.intersection(folded):
            folded = folded.replace(letter, _TABLE[letter])
    return Folded.made(folded, places, shifts)


def match_pattern(pattern: str) -> str:
    """Fold the Urdu words of a regular expression for use on folded text, and leave its signs."""
    return _URDU_LETTERS.sub(lambda match: match_key(match[0]), pattern)


def keys(words: str) -> frozenset[str]:
    """Return the match keys of the words of a string, for rules that list words in code."""
    return frozenset(match_key(words).split())


@cache
def common_words() -> dict[str, int]:
    """Return the match keys of the common words of Urdu news, and in how many of 1,000 articles each stands."""
    table = resources.files(__package__).joinpath("common_words.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {word: int(share) for word, share in rows}
