"""An article as data for a model: only Urdu, and only so much of it.

Whoever writes an article can write orders to a model into it. What is not Urdu is left out, and with it every order in
another script, every line of markup or JSON, and every invisible sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 8_000
"""Characters of an article that are sent, its title included: some 8,000 tokens of most models."""

_NO_URDU = re.compile(
    "[^\u060b-\u061a\u061b-\u06dc\u06de-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc0-9\\s.,:;!?()%'\"“”‘’–—-]"
)
_REPEATED = re.compile(r"([^\w\s])(?:\s?\1)+")
_MARKUP = re.compile(r"[{}<>|`\[\]\\]")
_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufefc]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ArticleData:
    """What a model gets of an article: its title and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


def article_data(title: str, text: str) -> ArticleData:
    """Return title and paragraphs without anything but Urdu, digits and plain punctuation, cut after LONGEST."""
    head = urdu_only(title)[:LONGEST]
    left, paragraphs = LONGEST - len(head), []
    for line in text.split("\n"):
        paragraph = urdu_only(line)[: max(left, 0)]
        left -= len(paragraph)
        if paragraph:
            paragraphs.append(paragraph)
    return ArticleData(head, tuple(paragraphs))


def urdu_only(line: str) -> str:
    """Return a line without anything but Urdu, digits and plain punctuation.

    Empty for a line with signs of markup, and for one of whose letters less than half are Urdu.
    """
    urdu = len(_LETTER.findall(line))
    if not urdu or _MARKUP.search(line) or 2 * urdu < sum(map(str.isalpha, line)):
        return ""
    return _REPEATED.sub(r"\1", _SPACES.sub(" ", _NO_URDU.sub("", line))).strip()
