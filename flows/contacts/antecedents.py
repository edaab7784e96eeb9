"""Antecedents: whom a pronoun, "I", "both" or silence stands for, by the sentence and what was told before."""

from __future__ import annotations

from itertools import pairwise

from flows.contacts.clauses import Clause
from flows.contacts.lexicon import Lexicon
from flows.contacts.nouns import THIS
from flows.contacts.people import GENITIVE, Scene
from flows.contacts.seat import Seat, is_adjunct, key_at
from flows.contacts.words import Unit
from flows.news.urdu import keys

NEAR = 8
"""Units before a noun in which a pronoun still speaks of it."""

_SKIPPED = frozenset(("quote", "join"))
_FIRST = keys("میں ہم")
_MY = keys("میری میرا میرے مجھ ہماری ہمارا ہمارے")
_ME = keys("مجھے ہمیں")
_SUBJECT_AFTER = frozenset(("ne", "gen", "bare", "source", "ko"))
_SPEAKING = frozenset(("bare", "ne", "gen", "source"))
_SMALL = keys("نے سے کو میں پر کہ اور جب جس تک نہیں تاہم لیکن جبکہ دوسری جانب طرف بعد")
_ADVERBIAL = keys("میں پر کو مطابق بعد دوران سے قبل تک لیے")
_THEM = keys("ان انکے انکی جن")
_SELF = keys("انہوں اس جس جنہوں دونوں ہم میں")
_MANNER = keys(
    "حوالے طرف جانب وجہ لحاظ طریقے انداز تفصیل پھر عرصے دیر سختی نرمی زور کھل آسانی تیزی ذریعے اعتبار غرض حیثیت اس"
    " صبح رات کب جب تب ابتدا شروع آغاز توسط وساطت منٹ گھنٹے گھنٹہ سنجیدگی نظر بعد پہلے ان اپنے جن"
)
_MANY = keys("سمیت رہنما رہنماوں ممالک شرکا سربراہان")
_ASKED = keys("انٹرویو انٹرویوز")


def missing(seat: Seat, left: list[tuple[int, Unit]]) -> tuple[list[Unit], str]:
    """Find who met, where the clause names only whom: a pronoun, the speaker, the subject of what follows."""
    units, classes = seat.units, seat.lexicon.classes
    first = next((i for i, u in left if u.case in {"se", "ko"}), seat.index)
    head = [u for u in units[:first] if u.kind not in _SKIPPED]
    if any(u.key in _MY for u in head) or any(
        u.key in _FIRST and key_at(units, i + 1) == "نے" for i, u in enumerate(units)
    ):
        return _speaker(seat)
    if any(u.key in classes["pronoun"] for u in (*head, *units[first + 1 : seat.index])):
        quoted = [u for u in head if u.kind == "person" and u.case == "source" and u.value not in {"envoy", "audience"}]
        subject = quoted[-1] if quoted else seat.scene.subject
        return ([subject], "pronoun") if subject else ([], "")
    if _by_unknown(head, units, first, seat.lexicon):
        return [], ""
    right = [u for u in units[seat.index + 1 :] if u.kind == "person" and u.case in _SUBJECT_AFTER]
    return (right[:1], "subject after it") if right else _neighbour(seat)


def _by_unknown(head: list[Unit], units: list[Unit], first: int, lexicon: Lexicon) -> bool:
    """Tell whether somebody whom the lexicon does not know is the one who met: فیکو نے, فیکو کی."""
    if any(u.key == "نے" and i and units[i - 1].kind != "person" for i, u in enumerate(units)):
        return True
    marked = pairwise(units[:first])
    if any(u.kind == "word" and _strange(u, lexicon) and mark.key in GENITIVE for u, mark in marked):
        return True
    strangers = [u for u in head if u.kind in {"word", "audience"} and _strange(u, lexicon)]
    return len(strangers) > 1 and head[-1].key not in _ADVERBIAL


def _neighbour(seat: Seat) -> tuple[list[Unit], str]:
    """Return the speaker that a headline names after a comma or a colon, else the subject of the clause before."""
    if seat.place and seat.scene.subject and seat.units[0].key == "اور":
        return [seat.scene.subject], "subject before it"
    for step in (seat.place + 1, seat.place - 1):
        if not 0 <= step < len(seat.found):
            continue
        other = seat.found[step]
        if step > seat.place or "colon" in {other.ends, seat.frame.clause.ends}:
            speakers = [u for u in other.units if u.kind == "person" and u.case in _SPEAKING]
            if speakers:
                return speakers[:1], "speaker"
    return ([seat.scene.subject], "subject before it") if seat.scene.subject and seat.place else ([], "")


def _speaker(seat: Seat) -> tuple[list[Unit], str]:
    """Return who says "I": the person named alone after the words, as headlines do, else the last subject."""
    for clause in seat.found[seat.place + 1 : seat.place + 3]:
        persons = [u for u in clause.units if u.kind == "person"]
        others = [u for u in clause.units if u.kind not in {"person", "comma", "quote", "join"}]
        if len(persons) == 1 and not others:
            return persons, "speaker"
    return ([seat.scene.subject], "speaker") if seat.scene.subject else ([], "")


def _strange(unit: Unit, lexicon: Lexicon) -> bool:
    """Tell whether a word may name an unknown person."""
    known = (lexicon.classes["light"], lexicon.classes["pronoun"], lexicon.classes["place"], GENITIVE, _SMALL)
    return not any(unit.key in words for words in known)


def half(parties: list[Unit], seat: Seat) -> tuple[list[Unit], str]:
    """Complete one of a pair whose partner is only a pronoun: ٹرمپ نے ان سے بات کی, ان کی ملاقات."""
    scene = seat.scene
    if len(parties) == 1 and any(u.key in _ME for u in seat.units[max(0, seat.index - NEAR) : seat.index]):
        after = [u for clause in seat.found[seat.place + 1 : seat.place + 2] for u in clause.units]
        speakers = [u for u in after if u.kind == "person" and u.case in _SPEAKING]
        speakers += [scene.subject] if scene.subject else []
        return [*parties, *speakers[:1]], "speaker"
    back = [u.key for u in seat.units[max(0, seat.index - NEAR) : seat.index]]
    pair = [stand_in(who) for who in scene.pair or _spoken_of(scene)]
    if len(parties) == 1 and any(a in _THEM and b in {"سے", "کے"} for a, b in pairwise(back)):
        one = token(parties[0], scene)
        other = [who for who in scene.pair if who != one] or [w for w in scene.named if w not in {one, "both"}][-1:]
        return [*parties, *(stand_in(who) for who in other)], "pronoun"
    if len(parties) <= 1 and pair and "ایک دوسرے" in " ".join(back):
        return pair, "each other"
    if not parties and pair and len(back) < NEAR and any(key in _THEM for key in back[-4:]):
        return pair, "pronoun"
    return parties, ""


def _spoken_of(scene: Scene) -> tuple[str, ...]:
    """Return the two that were named last, where they are the pair."""
    two = tuple(scene.named[-2:])
    return two if _is_pair(two) else ()


def _is_pair(two: tuple[str, ...]) -> bool:
    return len(two) == 2 and "ru" in two and not {"leader", "envoy", "both"} & set(two)  # noqa: PLR2004 - a pair


def other_of_the_pair(seat: Seat) -> list[Unit]:
    """Return whom the clause leaves out, where something was said in a contact: "in the call Putin warned".

    That is the one told together with who is named; else, of a call, who was named just before. Nobody where a
    stranger, an interview or another nation may be meant.
    """
    frame, units, scene = seat.frame, seat.units, seat.scene
    before = units[seat.index - 1] if seat.index else None
    if frame.channel in {"phone", "video"} and not frame.many and (speaker := _teller(seat) or _spoken_to(seat)):
        return [speaker]
    pointed = before is not None and before.key in THIS
    if frame.many or not (pointed or is_adjunct(units, seat.index)) or _with_stranger(seat):
        return []
    here = set(frame.parties)
    if before and (before.value == "indefinite" or (not here and _names_another(before, seat.lexicon))):
        return []
    calls = frame.channel in {"phone", "video"}
    for pair in (scene.pair, scene.spoke, _spoken_of(scene) if calls and here else ()):
        if pair:
            return [stand_in(who) for who in pair if who not in here] if _is_pair(pair) and here <= set(pair) else []
    return []


def _teller(seat: Seat) -> Unit | None:
    """Return the other of the pair where it is who tells of the call: ٹرمپ نے کہا کہ پوتن نے فون پر … کی بات کی."""
    clause = seat.found[seat.place]
    here = set(seat.frame.parties)
    if clause.matrix < 0 or len(here) != 1 or _with_stranger(seat):
        return None
    agents = [u for u in seat.found[clause.matrix].units if u.kind == "person" and u.case == "ne"]
    if len(agents) != 1 or any(u.kind == "person" and u.case in {"se", "ko"} for u in clause.units):
        return None
    two = (token(agents[0], seat.scene), *here)
    return agents[0] if _is_pair(two) and two[0] != two[1] else None


def _spoken_to(seat: Seat) -> Unit | None:
    """Return the other of the pair where only what is said after the call names him: "after the call A said … to B"."""
    here = set(seat.frame.parties)
    after = [key_at(seat.units, seat.index + step) for step in (1, 2)]
    if len(here) != 1 or _with_stranger(seat) or not (after == ["کے", "بعد"] or is_adjunct(seat.units, seat.index)):
        return None
    later = [u for clause in seat.found[seat.place + 1 : seat.place + 3] for u in clause.units if u.kind == "person"]
    others = {token(u, seat.scene): u for u in later if token(u, seat.scene) not in here}
    return next(iter(others.values())) if len(others) == 1 and _is_pair((*here, *others)) else None


def _names_another(before: Unit, lexicon: Lexicon) -> bool:
    """Tell whether the word before a noun says which talks these are: آستانہ مذاکرات, امن مذاکرات."""
    if before.kind in {"nation", "role", "mark"} or before.key in lexicon.classes["place"]:
        return True
    return before.kind == "word" and before.key not in THIS and _strange(before, lexicon)


def _with_stranger(seat: Seat) -> bool:
    """Tell whether the words before a noun may name whom the lexicon does not know: تاجروں سے گفتگو میں."""
    units = seat.units
    if any(u.key in _ASKED or u.key in _MANY for u in units):
        return True
    for place in range(seat.index - 1, seat.low, -1):
        unit, before = units[place], units[place - 1]
        if unit.key == "ساتھ" and before.key == "کے":
            before = units[place - 2]
        elif unit.key != "سے" and (unit.key != "کو" or seat.index - place > 1):
            continue
        return before.kind != "person" and before.key not in _MANNER
    return False


def stand_in(who: str) -> Unit:
    """Return a person of whom only the token is known."""
    return Unit(who, 0, 0, "person", who)


def token(person: Unit, scene: Scene) -> str:
    """Return what a person is called in a frame: ru, a US leader's id, or what kind of other it is."""
    return (scene.us or "us") if person.value == "us" else person.value


def remember(clause: Clause, scene: Scene) -> None:
    """Keep who spoke to whom, and who it was about: the agent, else whom the clause quotes, else the first bare one."""
    persons = [u for u in clause.units if u.kind == "person" and u.value not in {"audience", "both", "pair"}]
    addressed = [u for u in persons if u.case in {"se", "ko"} or (u.case == "aside" and u.value != "envoy")]
    agents = [u for u in persons if u.case == "ne"]
    if len(agents) == 1 and len(addressed) == 1:
        scene.spoke = (token(agents[0], scene), token(addressed[0], scene))
    for cases in (("ne",), ("source",), ("gen", "bare")):
        for person in persons:
            if person.case in cases:
                scene.subject = _mover(persons, person, clause.units) if "bare" in cases else person
                return
    stranger = next(
        (i for i, u in enumerate(clause.units) if u.key == "نے" and i and clause.units[i - 1].kind == "word"), None
    )
    if stranger is not None and clause.units[stranger - 1].key not in _SELF:
        scene.subject = None


def _mover(persons: list[Unit], first: Unit, units: list[Unit]) -> Unit:
    """Return who did it, where the first named only dates it or sent him: ٹرمپ کی ہدایت پر وٹکوف گئے."""
    place = next(i for i, u in enumerate(units) if u is first)
    marks = _SET_APART if first.case == "gen" else _DATED
    bounds = [i for i, u in enumerate(units) if i > place and u.key in marks]
    if not bounds:
        return first
    return next((u for u in persons if u.case == "bare" and u.start > units[bounds[0]].start), first)


_DATED = keys("بعد قبل پہلے")
_SET_APART = keys("پر سے بعد قبل پہلے")
