"""Partners told beside a contact that names nobody: who walked up before it, who agreed in it, what it is told by."""

from __future__ import annotations

from flows.contacts.clauses import Clause, Tense
from flows.contacts.people import GENITIVE
from flows.contacts.seat import Seat, both_sides, is_adjunct, key_at
from flows.contacts.words import Unit
from flows.news.urdu import keys

Found = tuple[list[Unit], str]

_TOWARDS = keys("پاس طرف جانب قریب میز نشست")
_MOVED = keys("گئے گیا آئے آیا پہنچے پہنچا بڑھے بڑھا بیٹھے بیٹھا")
_TOGETHER = keys("ساتھ گاڑی لیموزین طیارے")
_SAT = keys("بیٹھے رہے چلے سفر گئے ہوئے روانہ")
_SPENT = keys("گزارے گزارا گزاری")
_DONE = frozenset((Tense.PAST, Tense.PERFECT, Tense.PLUPERFECT))
_STEPS = 3
"""Clauses over which what two did after one walked up to the other is still told of both."""
_STRANGE = keys("سے ساتھ درمیان مابین")


def approached(seat: Seat) -> Found | None:
    """Return the two of whom one walked up to the other right before: ٹرمپ پیوٹن کے پاس گئے، ہاتھ ملایا."""
    for place in range(seat.place - 1, max(seat.place - _STEPS, 0) - 1, -1):
        clause = seat.found[place]
        persons = [u for u in clause.units if u.kind == "person"]
        if _walked_up(clause) and len(persons) > 1:
            return persons, "walked up before"
        if persons:
            return None
    return None


def _walked_up(clause: Clause) -> bool:
    """Tell whether one of two went up to the other, or the two sat, drove or spent time together."""
    units = clause.units
    cases = {case: [u for u in units if u.kind == "person" and u.case == case] for case in ("bare", "ne", "se")}
    if clause.tense not in _DONE or clause.negated:
        return False
    if cases["ne"] and cases["se"] and not _SPENT.isdisjoint(u.key for u in units[-2:]):
        return True
    if both_sides(cases["bare"]) or both_sides(cases["ne"]):
        return not _TOGETHER.isdisjoint(clause.keys()) and not _SAT.isdisjoint(u.key for u in units[-2:])
    to_whom = any(
        u.kind == "person" and key_at(units, i + 1) in GENITIVE and key_at(units, i + 2) in _TOWARDS
        for i, u in enumerate(units)
    )
    return to_whom and not _MOVED.isdisjoint(u.key for u in units[-3:])


def cleft(seat: Seat) -> list[Unit]:
    """Return whom a cleft names beside the contact: جس سے ٹرمپ نے بات کی، وہ پیوٹن تھے, وہ پیوٹن تھے جنہیں …."""
    if seat.frame.clause.opener not in _WHOM and seat.units[0].key not in _WHOM:
        return []
    for place in (seat.place + 1, seat.place - 1):
        clause = seat.found[place] if 0 <= place < len(seat.found) else None
        if clause is None or clause.negated or clause.tense not in {Tense.WAS, Tense.COPULA}:
            continue
        persons = [u for u in clause.units if u.kind == "person"]
        if len(persons) == 1 and persons[0].case == "bare" and not _HE.isdisjoint(clause.keys()):
            return persons
    return []


_HE = keys("وہ")
_WHOM = keys("جس جسے جنہیں جن")


def agreed_in(seat: Seat) -> Found | None:
    """Return the two who did something in a contact: بات چیت میں امریکہ اور روس کے صدور متفق ہو گئے."""
    units, index = seat.units, seat.index
    if not is_adjunct(units, index) or any(u.key in _STRANGE for u in units[seat.low : index]):
        return None
    right = [u for u in units[index + 1 :] if u.kind == "person"]
    both = [u for u in right if u.case in {"bare", "ne"}]
    return (both, "did in it") if both_sides(both) and len(both) == len(right) else None


def told_by_which(seat: Seat) -> Found:
    """Return who said what to whom in the relative clause after it: گفتگو … جاری رہی جس میں A نے B کو خبردار کیا."""
    after = seat.found[seat.place + 1] if seat.place + 1 < len(seat.found) else None
    if after is None or after.opener != "جس" or seat.frame.channel == "summit" or seat.frame.many:
        return [], ""
    if any(u.key in _STRANGE or u.kind in {"person", "role"} for u in seat.units[: seat.index]):
        return [], ""
    if key_at(after.units, 1) != "میں" and [u.key for u in after.units[1:3]] != ["کے", "دوران"]:
        return [], ""
    persons = [u for u in after.units if u.kind == "person"]
    doers = [u for u in persons if u.case == "ne"]
    told = [u for u in persons if u.case in {"ko", "se"}]
    return ([*doers, *told], "told by what follows") if doers and told else ([], "")
