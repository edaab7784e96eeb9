"""Contact frames: each noun of contact in a clause, whom it joins, and what the clause says of its reality."""

from __future__ import annotations

from dataclasses import replace

from flows.contacts.antecedents import remember
from flows.contacts.clauses import Clause, Frame
from flows.contacts.lexicon import Lexicon
from flows.contacts.matrix import read_matrix
from flows.contacts.nouns import WELCOME, nouns
from flows.contacts.parties import read_who
from flows.contacts.people import Scene
from flows.contacts.reality import read_status
from flows.contacts.seat import Seat, key_at
from flows.contacts.words import Unit
from flows.news.urdu import keys

_RELATIVE = keys("جس جو جن")
_DOING = keys("کرتے کیں")
_TOOK_PLACE = keys("ہوا ہوئی ہوئے ہوئیں")
_OTHERS = frozenset(("leader", "envoy"))
_TALK = frozenset(("talk", "talks"))


def frames(found: list[Clause], lexicon: Lexicon, scene: Scene, *, headline: bool) -> list[Frame]:
    """Return the frames of a sentence, and let the scene remember who spoke and who was told together."""
    result: list[Frame] = []
    for place in range(len(found)):
        named = nouns(found[place], lexicon)
        if not named and place and (lent := _lent(found[place], found[place - 1], lexicon)):
            found[place], named = lent, nouns(lent, lexicon)
        clause = found[place]
        barrier = -1
        before = result[-1] if result else None
        for index, channel in named:
            frame = Frame(clause.units[index], clause, channel)
            frame.many = frame.noun.detail == "many" and key_at(clause.units, index + 1) not in _DOING
            read_who(Seat(frame, index, barrier, found, place, lexicon, scene))
            read_status(frame, index, lexicon, headline=headline)
            read_matrix(frame, found, place)
            if frame.who == "open" and channel in _TALK and _upon(clause.units, barrier, index):
                _join(frame, before if clause.opener in _RELATIVE else None)
            if frame.who == "half" and result and _upon(clause.units, barrier, index):
                # Talked with somebody else about the contact of the pair.
                frame.who = "other" if not _OTHERS.isdisjoint(result[-1].parties) else "half"
            if frame.who != "apart":
                result.append(frame)
            if frame.who == "pair" or (frame.who in {"other", "envoy"} and frame.noun.key not in WELCOME):
                scene.pair = frame.parties
            barrier = index
        remember(clause, scene)
    _subordinate(result)
    return result


def _lent(clause: Clause, head: Clause, lexicon: Lexicon) -> Clause | None:
    """Return a relative clause with the noun that it is about: "the talks … which took place between A and B"."""
    last = next((i for i in range(len(clause.units) - 1, 0, -1) if clause.units[i].key in _TOOK_PLACE), None)
    lender = nouns(head, lexicon)
    if clause.opener != "جو" or last is None or not lender:
        return None
    if not any(u.kind == "person" and u.case in {"between", "loc", "gen", "se"} for u in clause.units):
        return None
    noun = head.units[lender[-1][0]]
    return replace(clause, units=[*clause.units[:last], noun, *clause.units[last:]])


def _upon(units: list[Unit], barrier: int, index: int) -> bool:
    """Tell whether a talk was about the contact named before it: ملاقات کی تیاری پر بات ہوئی."""
    return barrier >= 0 and any(unit.key == "پر" for unit in units[barrier + 1 : index])


def _join(frame: Frame, head: Frame | None) -> None:
    """Let a talk about a contact be the one that the clause hangs from, and else nobody's."""
    frame.who, frame.parties = (head.who, head.parties) if head else ("apart", ())
    frame.us = head.us if head else None
    frame.why.append("talk about a contact")


def _subordinate(found: list[Frame]) -> None:
    """Weigh a contact of the pair less where it only dates one with somebody else: "after the call he met Macron"."""
    for frame in found:
        later = [f for f in found if f.clause is frame.clause and f.noun.start > frame.noun.start]
        if frame.rule in {"after", "after doing"} and any(f.who in {"other", "envoy"} for f in later):
            frame.since = True
