"""The boilerplate that is known: phrases and patterns of boilerplate/*.yaml as rules for lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from flows.news.urdu import fold, match_key
from flows.news.yaml_text import load_yaml

LONGEST_LINE = 500
"""Characters; a longer line is a paragraph, which no line rule may touch."""

_BEFORE = "#،,©('\"’‘“<"
_AFTER = "۔.؟?!)'\"’‘”,،"
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """One group of boilerplate/ur.yaml: how its patterns act, on lines up to which length, and their examples.

    `signs` are characters of which a line has to hold one before its patterns are tried; empty where any line is.
    """

    name: str
    how: str
    max: int
    pattern: re.Pattern[str]
    until: re.Pattern[str] | None
    examples: tuple[tuple[str, str, str], ...]
    signs: str = ""

    def concerns(self, line: str) -> bool:
        """Say whether its patterns may find anything in a line, folded or not, by its length and its signs."""
        return len(line) <= self.max and (not self.signs or any(sign in line for sign in self.signs))


def boilerplate(name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return what a file of the boilerplate folder says."""
    text = resources.files(__package__).joinpath("boilerplate", name).read_text(encoding="utf-8")
    return load_yaml(text)


def patterns(name: str, how: str, longest: int, words: Iterable[str], until: str | None = None) -> Rule:
    """Return the rule that patterns, written as in the files, make together."""
    whole = re.compile("|".join(f"(?:{fold(pattern)})" for pattern in words), re.IGNORECASE)
    return Rule(name, how, longest, whole, re.compile(fold(until), re.IGNORECASE) if until else None, ())


@cache
def rulebook() -> tuple[Rule, ...]:
    """Return every rule of boilerplate/*.yaml, in order. Raises ValueError for an entry without an example."""
    found = []
    for entry in boilerplate("ur.yaml"):
        lines = entry["patterns"]
        if any(not line.get("takes") for line in lines):
            raise ValueError(f"rule {entry['rule']}: a pattern without an example")
        rule = patterns(
            entry["rule"], entry["how"], entry["max"], (line["match"] for line in lines), entry.get("until")
        )
        examples = tuple((line["match"], line["takes"], line.get("leaves", "")) for line in lines)
        found.append(replace(rule, examples=examples, signs=entry.get("signs", "")))
    return tuple(found)


@cache
def by(how: str) -> tuple[Rule, ...]:
    """Return the rules that act in one way."""
    return tuple(rule for rule in rulebook() if rule.how == how)


def key_of(line: str) -> str:
    """Return a line as rules see it: folded, white space folded, without what stands around it.

    Bullets, rulers, emojis and colons are taken off both ends, and brackets around the whole.
    """
    key = fold(line).text
    start, end = 0, len(key)
    while start < end and not (key[start].isalnum() or key[start] in _BEFORE):
        start += 1
    while end > start and not (key[end - 1].isalnum() or key[end - 1] in _AFTER):
        end -= 1
    key = " ".join(key[start:end].split())
    return key[1:-1].strip() if key[:1] == "(" and key.find(")") == len(key) - 1 else key


def kind_of(line: str, own: Rule | None = None) -> Rule | None:
    """Return the rule that a whole line falls under, the outlet's own first, or None.

    A few words count as the phrase they are though a full stop or an exclamation mark follows them.
    """
    if len(line) > LONGEST_LINE:
        return None
    key = key_of(line) or line
    bare = key.rstrip("۔.!… ")
    few = bare != key and ":" not in bare and bare.count(" ") < _SHORT
    return (_first((own,), key) if own else None) or _known(key) or (_known(bare) if few else None)


@lru_cache(maxsize=1024)  # a text is judged until nothing goes any more
def _known(key: str) -> Rule | None:
    return _first(_line_rules(len(key)), key)


def _first(rules: Iterable[Rule], key: str) -> Rule | None:
    return next((rule for rule in rules if rule.concerns(key) and rule.pattern.fullmatch(key)), None)


@cache
def _line_rules(length: int) -> tuple[Rule, ...]:
    """Return the rules for lines of a length; those that say most about their surroundings come first."""
    rules = by("span") + by("label") + by("heading") + by("line")
    return tuple(rule for rule in rules if length <= rule.max)


@dataclass(frozen=True, slots=True)
class LearntLine:
    """A line that an outlet's articles repeat, with the numbers that `boilerplate` was judged by.

    `decided` is what a person said of it, None where nobody did; `share` is of all articles of the outlet meanwhile.
    """

    line: str
    articles: int
    stories: int
    days: int
    share: float
    agency: bool
    decided: bool | None
    boilerplate: bool


LEARN_ARTICLES, LEARN_SHARE, LEARN_DAYS = 8, 0.05, 30
"""A line is learnt from so many articles, and so large a share of them, within so many days."""


def learnt(lines: Iterable[LearntLine]) -> frozenset[str]:
    """Return the match keys of the lines that cleaning takes out of an outlet's articles."""
    return frozenset(match_key(line.line) for line in lines if line.boilerplate)
