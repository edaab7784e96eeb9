"""The reader's reasons in words: how it took a clause, what weighed for a fresh contact and what against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from dashboards.i18n import Localizer
from flows.alerts.wording import Language
from flows.news.yaml_text import load_yaml

TAKEN = re.compile(r"(?P<taken>\w+) (?P<chance>\d\.\d\d), then (?P<rival>\w+)")
WEIGHED = re.compile(r"(?P<name>.*) (?P<weight>[+-]\d+\.\d\d)")
TOKEN = re.compile(
    r"<(?P<person>\w{1,40})[^<>]{0,80}>|\[(?:by )?(?P<noun>\w{1,40}?)s?\]|\{(?P<date>[\w-]{1,40})\}|(?P<sign>[\^$#])"
)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a clause was read as it was: `taken` with its probability in percent, `rival` the next likeliest.

    `veto` says what no probability may overrule, else empty. `pro` and `con` are what weighed for and against a fresh
    contact, the weightiest first. `other` is what an older reader noted in other words.
    """

    taken: str = ""
    rival: str = ""
    veto: str = ""
    pro: tuple[str, ...] = ()
    con: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


def in_words(why: Sequence[str], voice: Localizer) -> Reasons:
    """Say in words what the reader stored of a mention."""
    taken = rival = veto = ""
    weighed: dict[bool, dict[str, None]] = {True: {}, False: {}}
    other: list[str] = []
    for line in why:
        if found := TAKEN.fullmatch(line):
            taken, rival = (_verdict(found[name], voice) for name in ("taken", "rival"))
        elif line.startswith("veto "):
            veto = _pick(_table()["vetoes"].get(line[5:]), voice) or line[5:]
        elif found := WEIGHED.fullmatch(line):
            weighed[found["weight"][0] == "+"][_said(found["name"], voice)] = None
        else:
            other.append(line)
    return Reasons(taken, rival, veto, tuple(weighed[True]), tuple(weighed[False]), tuple(other))


def _verdict(name: str, voice: Localizer) -> str:
    return voice.label("verdicts", "none" if name == "nothing" else name)


def _said(name: str, voice: Localizer) -> str:
    """Say a feature: the first pattern of reasons.yaml that fits its name."""
    for pattern, says in _patterns():
        if found := pattern.fullmatch(name):
            values = {key: _value(key, value or "", voice) for key, value in found.groupdict().items()}
            return _pick(says, voice).format(**values)
    return name


def _value(group: str, value: str, voice: Localizer) -> str:
    known = _table()["values"].get(group, {})
    if group == "words":
        return f"”{_tokens(value, voice)}“" if voice.language is Language.UR else f"“{_tokens(value, voice)}”"
    if group == "who":
        return voice.say("page.and").join(_pick(known[letter], voice) for letter in value)
    bare = value.removesuffix("!")
    said = _pick(known.get(bare), voice) or bare
    return said + (_pick(_table()["denied"], voice) if bare != value else "")


def _tokens(text: str, voice: Localizer) -> str:
    """Replace what stands for a kind of word by its name; the words themselves are the folded ones of the text."""

    def name(found: re.Match[str]) -> str:
        known = _table()["values"]["token"]
        if found["noun"]:
            return voice.name("channels", found["noun"])
        key = found["person"] or found["sign"] or ("duration" if found["date"] == "duration" else "date")
        return _pick(known.get(key), voice) or found[0]

    return TOKEN.sub(name, text)


def _pick(pair: Sequence[str] | None, voice: Localizer) -> str:
    return str(pair[voice.language == Language.EN]) if pair else ""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], list[str]], ...]:
    return tuple((re.compile(entry["name"]), entry["says"]) for entry in _table()["features"])


@cache
def _table() -> dict[str, Any]:
    return dict(load_yaml(resources.files(__package__).joinpath("detection_reasons.yaml").read_text(encoding="utf-8")))


def all_words() -> Iterator[Sequence[str]]:
    """Yield every pair of words, Urdu and English."""
    table = _table()
    yield from (entry["says"] for entry in table["features"])
    yield from (pair for group in table["values"].values() for pair in group.values())
    yield from (table["denied"], *table["vetoes"].values())
