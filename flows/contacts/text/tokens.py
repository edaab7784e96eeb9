"""Sentences and tokens: words, punctuation and phrases of the lexicon, each with its place in the folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from flows.contacts.lexicon import Entry, Lexicon
from flows.news.urdu import common_words, keys

SENTENCE = 160
"""Tokens; a longer stretch without a full stop is cut, so that reading stays linear in the length of the text."""

_STOP = re.compile(r"[۔.؟?!؛;\n…]")
_TOKEN = re.compile(r"([^\W\d]+)|(\d+(?:[.:,]\d+)*)|([،,])|(:)|([-–—/])|([^\w\s])")
_KINDS = ("", "word", "number", "comma", "colon", "join", "quote")
_WORD_BEFORE = re.compile(r"(?<!\w)\w+$")
_WORD = re.compile(r"\w+")
_NAME_LENGTH = 8
_LETTERS = keys("اے بی سی ڈی ای ایف جی ایچ آئی جے کے ایل ایم این او پی کیو آر ایس ٹی یو وی ڈبلیو ڈبلیُو ایکس وائی زیڈ")
"""The names of the English letters, as abbreviations are written in Urdu."""

_WORDS_TOO = keys("اے ای آئی جی کے او یو سی")
"""Those of them that are words or ends of words too, so that they alone do not make an abbreviation."""

_WHOLE = 3


class Token(NamedTuple):
    """A word, a sign or a phrase: `key` is its folded text, `start` and `end` its place in the folded text.

    `kind` is word, number, comma, colon, join, quote or a kind of the lexicon (leader, title, decoy, nation, role,
    noun, channel, before, after, mark); later stages add person, date and duration. `value` and `detail` say which,
    `case` how a person is tied to the rest of the sentence.
    """

    key: str
    start: int
    end: int
    kind: str = "word"
    value: str = ""
    detail: str = ""
    case: str = ""


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, stop) of the sentences of a folded text; the end of the text is a line end."""
    start = 0
    for match in _STOP.finditer(text):
        if match[0] in "۔." and _inside_abbreviation(text, match.start(), match.end()):
            continue
        if match.start() > start:
            yield start, match.start(), match[0]
        start = match.end()
    if start < len(text):
        yield start, len(text), "\n"


def tokenize(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[list[Token]]:
    """Yield the tokens of one sentence, in pieces of at most SENTENCE."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text, start, end):
        kind = _KINDS[match.lastindex or 0]
        key, place = match[0], match.start()
        if kind != "word":
            found.append(Token(key, place, place + len(key), kind))
        elif len(key) <= _WHOLE:
            found.append(Token(key, place, place + len(key)))
        else:
            for part in _unglue(key, lexicon.glue):
                found.append(Token(part, place, place + len(part)))
                place += len(part)
        if len(found) >= SENTENCE:
            yield phrases(found, lexicon)
            found = []
    if found:
        yield phrases(found, lexicon)


def _inside_abbreviation(text: str, start: int, end: int) -> bool:
    """Tell whether a stop is part of a number, an address or letters by their English names: جی۔20, جے۔ڈی۔وینس.

    Many outlets leave no space after a full stop, so that a short word before it (ہے۔تاس) says nothing.
    """
    if start == 0 or end >= len(text) or not text[end].isalnum() or not text[start - 1].isalnum():
        return False
    before, after = _WORD_BEFORE.search(text, max(0, start - _NAME_LENGTH), start), _WORD.match(text, end)
    if text[start] == "." and text[start - 1].isascii() and text[end].isascii():
        return True
    if before is None or after is None:
        return False
    if before[0] in _LETTERS - _WORDS_TOO:
        return True
    return before[0] in _LETTERS and (after[0] in _LETTERS or after[0].isdigit())


@lru_cache(maxsize=100_000)
def _unglue(word: str, glue: frozenset[str]) -> tuple[str, ...]:
    """Split a word that is two words written without a space, one of them a name or a title: صدورکی, اورامریکی."""
    if word in glue or word in common_words():
        return (word,)
    for cut in range(2, len(word) - 1):
        left, right = word[:cut], word[cut:]
        if left in glue and right in glue and max(len(left), len(right)) >= _WHOLE:
            return (left, right)
    return (word,)


def phrases(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """Join tokens that make a phrase of the lexicon, the longest first, and mark each with what it is."""
    index = lexicon.phrases
    found: list[Token] = []
    place, count = 0, len(tokens)
    while place < count:
        token = tokens[place]
        entries = index.get(token.key) if token.kind in {"word", "number"} else None
        entry = _longest(entries, tokens, place) if entries else None
        if entry:
            last = tokens[place + len(entry.words) - 1]
            key = token.key if last is token else " ".join(entry.words)
            found.append(Token(key, token.start, last.end, entry.kind, entry.value, entry.detail))
            place += len(entry.words)
        else:
            found.append(token)
            place += 1
    return found


def _longest(entries: tuple[Entry, ...], tokens: list[Token], place: int) -> Entry | None:
    """Return the longest entry whose words stand at `place`."""
    rest = len(tokens) - place
    follows = tokens[place + 1].key if rest > 1 else ""
    for entry in entries:
        words = entry.words
        count = len(words)
        if count == 1:
            return entry
        if words[1] == follows and count <= rest:
            step = 2
            while step < count and tokens[place + step].key == words[step]:
                step += 1
            if step == count:
                return entry
    return None
