"""Headlines without a verb that say when a contact is to be."""

from __future__ import annotations

from flows.contacts.clauses import Frame
from flows.contacts.words import Unit
from flows.news.urdu import keys

_LENGTHS = keys("گھنٹے گھنٹہ گھنٹوں منٹ")
_SOME = keys("کچھ تھوڑی")
_WHILE = (["دیر", "بعد"], ["دیر", "میں"])


def is_today(frame: Frame, adverbs: list[Unit]) -> bool:
    """Tell whether a headline without a verb says when a contact is to be: ملاقات آج الاسکا میں, آج … کی ملاقات."""
    units = frame.clause.units
    if any(u.key in _LENGTHS for u in units):
        return False
    early = frame.channel in {"meeting", "summit", "talks"} and any(u.key == "آج" for u in units)
    return early or any(u.key in {"آج", "کل"} for u in adverbs)


def is_shortly(rest: list[Unit]) -> bool:
    """Tell whether a headline says that a contact is about to be: ملاقات کچھ دیر بعد."""
    return [u.key for u in rest[1:3]] in _WHILE and rest[0].key in _SOME
