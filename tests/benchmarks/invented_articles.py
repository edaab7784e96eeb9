"""Invented Urdu articles for benchmarks: the words of real news in their real frequencies, each with names of its own.

One in five is a reprint of an earlier one under another headline, about as many as among real ones.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate

from cleaning import outlet_pages, padded

from flows.news.urdu import common_words

SYLLABLES = ("با", "پر", "تو", "جا", "دی", "رو", "سی", "شا", "کو", "گل", "لی", "ما", "نو", "وا", "ہی", "زم", "خط", "فر")
REPRINTED = 5
PARAGRAPHS, SENTENCE = 8, 22
LAYOUTS = [name for name in outlet_pages.LAYOUTS if name != "cp1256"]
"""The layouts that are in UTF-8."""


def article(number: int) -> tuple[str, tuple[str, ...]]:
    """Return the title and the paragraphs of an invented article, always the same for a number."""
    chance = random.Random(number)  # noqa: S311 pages that repeat, no secrets
    if number % REPRINTED == REPRINTED - 1:
        title, paragraphs = article(number - REPRINTED + 1)
        return f"{_name(chance)} {title}", (*paragraphs[:-1], _sentence(chance, [_name(chance)]))
    names = [_name(chance) for _ in range(25)]
    title = " ".join((*names[:3], *_words(chance, 6)))
    return title, tuple(f"{_sentence(chance, names)} {_sentence(chance, names)}" for _ in range(PARAGRAPHS))


def page(number: int, layout: str | None = None) -> bytes:
    """Return an article in a layout of outlets, one after the other where none is asked, brought to the usual 85 KB."""
    layout = layout or LAYOUTS[number % len(LAYOUTS)]
    title, paragraphs = article(number)
    reported = paragraphs[:1] if layout == "flash" else paragraphs
    published = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=7 * number)
    markup = outlet_pages.LAYOUTS[layout](title, reported, published, random.Random(number))  # noqa: S311
    return bytes(padded(outlet_pages.Truth(layout, title, reported, published, markup.encode())).page)


def _sentence(chance: random.Random, names: list[str]) -> str:
    words = _words(chance, SENTENCE)
    for at in (2, 9, 16):
        words[at] = chance.choice(names)
    return " ".join(words) + "۔"


def _words(chance: random.Random, count: int) -> list[str]:
    words, weights = _frequencies()
    return chance.choices(words, cum_weights=weights, k=count)


@cache
def _frequencies() -> tuple[list[str], list[int]]:
    return list(common_words()), list(accumulate(common_words().values()))


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=3))
