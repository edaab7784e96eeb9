"""The reader's reasons in words: its verdict on a clause, and what weighed for and against a new contact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from dashboards.i18n import Locale
from flows.alerts.wording import Language
from flows.news.yaml_text import load_yaml

TAKEN = re.compile(r"(?P<taken>\w+) (?P<chance>\d\.\d\d), then (?P<rival>\w+)")
WEIGHED = re.compile(r"(?P<name>.*) (?P<weight>[+-]\d+\.\d\d)")
TOKEN = re.compile(
    r"<(?P<person>\w{1,40})[^<>]{0,80}>|\[(?:by )?(?P<noun>\w{1,40}?)s?\]|\{(?P<date>[\w-]{1,40})\}|(?P<sign>[\^$#])"
)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a clause was read as it was.

    `taken` is the verdict and `rival` the next most likely one. `veto` is the rule that decided against a new contact,
    or empty. `pro` and `con` are what weighed for and against a new contact, the heaviest first. `other` are lines that
    an older version of the reader stored.
    """

    taken: str = ""
    rival: str = ""
    veto: str = ""
    pro: tuple[str, ...] = ()
    con: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


def in_words(why: Sequence[str], locale: Locale) -> Reasons:
    """Return in words why the reader read a mention as it did."""
    taken = rival = veto = ""
    weighed: dict[bool, dict[str, None]] = {True: {}, False: {}}
    other: list[str] = []
    for line in why:
        if found := TAKEN.fullmatch(line):
            taken, rival = (_verdict(found[name], locale) for name in ("taken", "rival"))
        elif line.startswith("veto "):
            veto = _pick(_table()["vetoes"].get(line[5:]), locale) or line[5:]
        elif found := WEIGHED.fullmatch(line):
            weighed[found["weight"][0] == "+"][_said(found["name"], locale)] = None
        else:
            other.append(line)
    return Reasons(taken, rival, veto, tuple(weighed[True]), tuple(weighed[False]), tuple(other))


def _verdict(name: str, locale: Locale) -> str:
    return locale.label("verdicts", "none" if name == "nothing" else name)


def _said(name: str, locale: Locale) -> str:
    """Return a feature in words, by the first pattern of reasons.yaml that fits its name."""
    for pattern, says in _patterns():
        if found := pattern.fullmatch(name):
            values = {key: _value(key, value or "", locale) for key, value in found.groupdict().items()}
            return _pick(says, locale).format(**values)
    return name


def _value(group: str, value: str, locale: Locale) -> str:
    known = _table()["values"].get(group, {})
    if group == "words":
        return f"”{_tokens(value, locale)}“" if locale.language is Language.UR else f"“{_tokens(value, locale)}”"
    if group == "who":
        return locale.say("page.and").join(_pick(known[letter], locale) for letter in value)
    bare = value.removesuffix("!")
    said = _pick(known.get(bare), locale) or bare
    return said + (_pick(_table()["denied"], locale) if bare != value else "")


def _tokens(text: str, locale: Locale) -> str:
    """Replace the placeholders for kinds of words by their names."""

    def name(found: re.Match[str]) -> str:
        known = _table()["values"]["token"]
        if found["noun"]:
            return locale.name("channels", found["noun"])
        key = found["person"] or found["sign"] or ("duration" if found["date"] == "duration" else "date")
        return _pick(known.get(key), locale) or found[0]

    return TOKEN.sub(name, text)


def _pick(pair: Sequence[str] | None, locale: Locale) -> str:
    return str(pair[locale.language == Language.EN]) if pair else ""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], list[str]], ...]:
    return tuple((re.compile(entry["name"]), entry["says"]) for entry in _table()["features"])


@cache
def _table() -> dict[str, Any]:
    return dict(load_yaml(resources.files(__package__).joinpath("detection_reasons.yaml").read_text(encoding="utf-8")))


def all_words() -> Iterator[Sequence[str]]:
    """Yield all wordings in Urdu and English."""
    table = _table()
    yield from (entry["says"] for entry in table["features"])
    yield from (pair for group in table["values"].values() for pair in group.values())
    yield from (table["denied"], *table["vetoes"].values())
