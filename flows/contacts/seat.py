"""Where a noun of contact sits: its clause, the clauses around it, and what the words beside it say."""

from __future__ import annotations

from dataclasses import dataclass

from flows.contacts.clauses import Clause, Frame
from flows.contacts.lexicon import Lexicon
from flows.contacts.people import GENITIVE, Scene
from flows.contacts.words import Unit
from flows.news.urdu import keys

INSIDE = keys("دوران موقع موقعے آغاز اختتام ابتدا شروع ذریعے ذریعہ اختتامی")
REACH = 40
"""Units looked at on each side of a noun: clauses are shorter, and the cost stays linear where they are not."""

_DOING = keys("کر کرکے کرتے")


@dataclass(slots=True)
class Seat:
    """A noun of contact in its sentence.

    `frame` is what is read of it, `index` its place in the clause; `barrier` is the index of the noun before it in the
    clause or -1, `found` are the clauses of the sentence and `place` is the index of this one among them.
    """

    frame: Frame
    index: int
    barrier: int
    found: list[Clause]
    place: int
    lexicon: Lexicon
    scene: Scene

    @property
    def units(self) -> list[Unit]:
        """The units of the clause."""
        return self.found[self.place].units

    @property
    def low(self) -> int:
        """The first index from which words can belong to the noun."""
        return max(self.barrier + 1, self.index - REACH, 0)


def key_at(units: list[Unit], place: int) -> str:
    """Return the word at a place, "" past the end."""
    return units[place].key if place < len(units) else ""


def is_adjunct(units: list[Unit], index: int) -> bool:
    """Tell whether a noun is what something was said in or by: گفتگو میں, رابطے کے دوران, فون کر کے, فون پر."""
    after = [u.key for u in units[index + 1 : index + 3]]
    if is_during(units, index):
        return True
    if units[index].kind == "channel" or after[:1] == ["میں"] or (after and after[0] in _DOING):
        return True
    return after[:1] == ["کے"] and after[-1] in INSIDE


def is_during(units: list[Unit], index: int) -> bool:
    """Tell whether دوران stands before a noun, as in دورانِ ملاقات, and belongs to no word before it."""
    if not index or units[index - 1].key != "دوران" or (index > 1 and units[index - 2].key == "کے"):
        return False
    return key_at(units, index + 1) not in _OBJECT_OF


_OBJECT_OF = keys("کی ہوئی ہوا کیا میں")


def both_sides(persons: list[Unit]) -> bool:
    """Tell whether several persons stand together, or one word for two."""
    values = {u.value for u in persons}
    return len(values) > 1 or bool(values & {"both", "pair"})


def leads(units: list[Unit], place: int, index: int) -> bool:
    """Tell whether the genitive of the person at `place` belongs to the noun at `index` itself."""
    return key_at(units, place + 1) in GENITIVE and not any(
        (u.key in _POSTPOSITIONS and not (u.key == "سے" and units[i - 1].kind == "person")) or u.kind == "after"
        for i, u in enumerate(units[place + 2 : index], place + 2)
    )


_POSTPOSITIONS = keys("میں پر سے کو نے")
