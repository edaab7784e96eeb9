"""Triggers: the nouns and verbs that name a contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.contacts.lexicon import Lexicon
from flows.contacts.text.tokens import Token
from flows.news.urdu import match_key

PERSON_BEFORE, PERSON_AFTER = 9, 3
"""Tokens before and after a form of ملنا among which a person must stand, so that it may mean "to meet"."""

NO_TRIGGER = "none"
"""The kind of what stands in for a trigger in a sentence without one."""

_HAND = match_key("ہاتھ")
_BY_LINE = frozenset(("phone", "video"))


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word of contact: the index of its token in the sentence, and what it names.

    `kind` is the channel of a noun of the lexicon (phone, talk, talks, meeting, summit, brief, letter, message,
    video), met for a form of ملنا, handshake, welcome, or by-phone and by-video for a channel without a noun.
    """

    place: int
    kind: str


def find_triggers(tokens: Sequence[Token], lexicon: Lexicon) -> list[Trigger]:
    """Return the triggers of a sentence, in order; of adjacent nouns the last."""
    found: list[Trigger] = []
    for place in range(len(tokens)):
        kind = _kind(tokens, place, lexicon)
        if kind is None:
            continue
        if found and tokens[place].kind == "noun" and found[-1].place == place - 1:
            found.pop()
        found.append(Trigger(place, kind))
    return found


def _kind(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> str | None:
    token = tokens[place]
    if token.kind == "noun":
        after = tokens[place + 1].key if place + 1 < len(tokens) else ""
        return None if after in lexicon.grammar.compound else token.value
    if token.kind == "channel" and token.value in _BY_LINE:
        return f"by-{token.value}"
    if token.key in lexicon.classes["verb.meet"]:
        around = tokens[max(0, place - PERSON_BEFORE) : place + PERSON_AFTER + 1]
        return "met" if any(other.kind == "person" for other in around) else None
    if token.key == _HAND:
        shaken = any(other.key in lexicon.grammar.shaken for other in tokens[place + 1 : place + 3])
        return "handshake" if shaken else None
    return "welcome" if token.key in lexicon.grammar.welcome else None
