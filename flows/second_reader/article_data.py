"""An article as data for a model: Urdu alone, bounded, and none at all where it speaks to whoever reads it by machine.

Whoever writes an article can write orders to a model into it. What is no Urdu is left out, and with it every order in
another script, every line of markup or JSON, and every invisible sign. A text that gives orders in Urdu is not sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from flows.news.urdu import match_key
from flows.news.yaml_text import load_yaml

LONGEST = 8_000
"""Characters of an article that are sent, its title included: some 8,000 tokens of most models."""

_NO_URDU = re.compile(
    "[^\u060b-\u061a\u061b-\u06dc\u06de-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc0-9\\s.,:;!?()%'\"“”‘’–—-]"
)
_REPEATED = re.compile(r"([^\w\s])(?:\s?\1)+")
_MARKUP = re.compile(r"[{}<>|`\[\]\\]")
_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufefc]")
_SPACES = re.compile(r"\s+")
_STOP = re.compile(r"[۔.!?؟\n]")


class Cue(BaseModel):
    """One way in which a text speaks to a machine: a sentence with a phrase of every group of `words`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    words: tuple[tuple[str, ...], ...]
    matches: tuple[str, ...]
    misses: tuple[str, ...]


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


def speaks_to_machine(title: str, text: str) -> str | None:
    """Return the name of the cue by which a sentence gives orders to a machine, None where none does."""
    for sentence in (title, *_STOP.split(text)):
        words = f" {match_key(sentence)} "
        for name, groups in _patterns():
            if all(group.search(words) for group in groups):
                return name
    return None


@cache
def cues() -> tuple[Cue, ...]:
    """Return the cues of machine_cues.yaml."""
    given = load_yaml(resources.files(__package__).joinpath("machine_cues.yaml").read_text(encoding="utf-8"))
    return tuple(Cue.model_validate(one) for one in given["cues"])


@cache
def _patterns() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    return tuple((cue.name, tuple(_pattern(group) for group in cue.words)) for cue in cues())


def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds whole words; a phrase that ends in a star may go on."""
    parts = [
        re.escape(match_key(phrase.removesuffix("*"))) + (r"\w{0,9}" if phrase.endswith("*") else "")
        for phrase in phrases
    ]
    return re.compile(rf"(?<= )(?:{'|'.join(parts)})(?= )")
