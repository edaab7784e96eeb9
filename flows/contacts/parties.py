"""Who a contact joins: the persons of its clause in their cases, and those that pronouns and silence stand for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from flows.contacts.clauses import Clause, Frame
from flows.contacts.lexicon import Lexicon
from flows.contacts.nouns import clause_key
from flows.contacts.people import GENITIVE, Scene
from flows.contacts.reality import INSIDE, REACH, is_verb
from flows.contacts.words import Unit
from flows.news.urdu import keys

_SKIPPED = frozenset(("quote", "join"))

_STRANGERS = keys("درمیان مابین ممالک ملکوں ساتھ فریقین وفود حکام ہمراہ ٹیموں تجارتی")

_AMONG = keys("درمیان مابین")
_POSTPOSITIONS = keys("میں پر سے کو نے")

_FIRST = keys("میں ہم")

_MY = keys("میری میرا میرے مجھ ہماری ہمارا ہمارے")

_WITH_TOPIC = keys(
    "تعاون تعلقات معاہدے معاہدہ روابط ملاقات ملاقاتوں رابطے رابطوں اختلافات مذاکرات ڈیل کام سمجھوتے کشیدگی"
)

NEAR = 8
"""Units before a noun in which a pronoun still speaks of it."""
_SELF = keys("انہوں اس جس جنہوں دونوں ہم میں")


@dataclass(slots=True)
class Seat:
    """Where a noun of contact sits: its frame, its index in the clause, and all that stands around it.

    `barrier` is the index of the noun before it in the clause or -1, `found` are the clauses of the sentence and
    `place` is the index of this one among them.
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


Cases = dict[str, list[Unit]]


def read_who(seat: Seat) -> None:
    """Fill in who the noun joins."""
    frame, units, index = seat.frame, seat.units, seat.index
    low = max(seat.barrier + 1, index - REACH, 0)
    left = [(i, units[i]) for i in range(low, index) if units[i].kind == "person"]
    left = [(i, u) for i, u in left if not _owned(units, i) and not _is_topic(units, i, index)]
    cases: Cases = {case: [u for _, u in left if u.case == case] for case in _CASES}
    doers = _agents(units, index)
    company = _company(seat, cases, doers)
    if not company and not cases["between"] and _between_strangers(units[low:index]):
        frame.who = "apart"
        return
    if cases["se"] and company[-1].value == "audience":
        frame.who = "apart"
        return
    if company:
        subject, note = _subject(seat, left, cases, doers, company)
        if _both_sides(company) and _by_stranger(subject, seat):
            frame.who, frame.parties = "other", ("leader",)
            frame.why.append("one and the same stranger spoke with both")
            return
        parties = [*subject, *company]
    else:
        parties, note = _together(seat, left, cases, doers)
    _settle(frame, parties, seat.scene)
    if frame.who == "open" and _of_others(units, index):
        frame.who = "apart"
    if parties:
        frame.why.append("who: " + " + ".join(u.key for u in parties) + (f" ({note})" if note else ""))


_CASES = ("se", "ko", "between", "loc", "gen", "bare", "ne")


def _company(seat: Seat, cases: Cases, doers: list[Unit]) -> list[Unit]:
    """Return whom the contact was with: persons in سے or ساتھ, in کو where the channel takes it."""
    units, index = seat.units, seat.index
    takes = seat.frame.channel not in {"meeting", "summit"} or clause_key(units, index + 1) in GENITIVE
    found = cases["se"] or (cases["ko"] if takes else [])
    if found or not doers or cases["between"] or _both_sides(doers) or not _is_adjunct(units, index):
        return found
    return [u for u in units[index + 1 : index + REACH] if u.kind == "person" and u.case in {"se", "ko"}][:1]


def _subject(
    seat: Seat, left: list[tuple[int, Unit]], cases: Cases, doers: list[Unit], company: list[Unit]
) -> tuple[list[Unit], str]:
    """Return who met the company: the agent, the owner of the contact, the bare subject, or whoever is meant."""
    units, index = seat.units, seat.index
    if seat.frame.channel in {"letter", "message"} and left and left[-1][1].case == "gen":
        return [left[-1][1]], ""
    governed = clause_key(units, index + 1) in GENITIVE and not is_verb(units[index + 1 :])
    subject = (cases["gen"] or doers) if governed else (doers or cases["gen"])
    if _both_sides(company) and not cases["gen"]:
        subject = doers
    elif not subject:
        subject = cases["bare"]
    return (subject, "") if subject else _missing(seat, left)


def _together(seat: Seat, left: list[tuple[int, Unit]], cases: Cases, doers: list[Unit]) -> tuple[list[Unit], str]:
    """Return who was in contact where nobody stands in سے: both in one case, or one and a pronoun."""
    for parties in (cases["between"], cases["loc"], cases["gen"], doers, cases["bare"]):
        if len(parties) > 1 or _group(parties) or (parties and parties is cases["between"]):
            return parties, ""
    owners = [u for i, u in left if u.case == "gen" and _leads(seat.units, i, seat.index)]
    return _half([*doers, *owners, *cases["bare"]], seat)


def _agents(units: list[Unit], index: int) -> list[Unit]:
    """Return the persons with نے that are joined to the one nearest the noun: of "A نے … ، B اور C نے" only B and C."""
    low = max(0, index - REACH)
    agents = [(i, units[i]) for i in range(low, min(index + REACH, len(units))) if units[i].kind == "person"]
    agents = [(i, u) for i, u in agents if u.case == "ne"]
    before = [item for item in agents if item[0] < index]
    near = before[-1:] or agents[:1]
    if not near:
        return []
    anchor = near[0][0]
    return [u for i, u in agents if not any(w.key == "نے" for w in units[min(i, anchor) + 1 : max(i, anchor)])]


def _leads(units: list[Unit], place: int, index: int) -> bool:
    """Tell whether the genitive of the person at `place` belongs to the noun at `index` itself."""
    return not any(u.key in _POSTPOSITIONS or u.kind == "after" for u in units[place + 2 : index])


def _between_strangers(units: list[Unit]) -> bool:
    """Tell whether the contact is between others: ماسکو اور کیف کے درمیان مذاکرات."""
    return any(u.key in _AMONG and units[max(i - 2, 0)].key not in _THEM for i, u in enumerate(units))


def _of_others(units: list[Unit], index: int) -> bool:
    """Tell whether a contact without persons is one of countries or of strangers: دونوں ممالک میں مذاکرات."""
    near = units[max(index - 8, 0) : index]
    return any(u.kind == "nation" or u.key in _STRANGERS for u in near)


def _is_adjunct(units: list[Unit], index: int) -> bool:
    """Tell whether a noun is what something was said in: گفتگو میں, رابطے کے دوران."""
    after = [u.key for u in units[index + 1 : index + 3]]
    return after[:1] == ["میں"] or (after[:1] == ["کے"] and after[-1] in INSIDE)


def _owned(units: list[Unit], place: int) -> bool:
    """Tell whether a person in the genitive owns another noun that is the participant: ٹرمپ کی پالیسی نے."""
    if units[place].case != "gen":
        return False
    for unit in units[place + 2 : place + 6]:
        if unit.kind in {"person", "noun", "channel", "after", "before", "mark"}:
            return False
        if unit.key in {"نے", "سے", "کو"}:
            return True
        if unit.key in {"میں", "پر"} or unit.kind != "word":
            return False
    return False


def _is_topic(units: list[Unit], place: int, index: int) -> bool:
    """Tell whether a person is what was talked about: پوتن کے ساتھ تعاون پر بات کی."""
    if clause_key(units, place + 1) != "کے" or units[place].case != "se":
        return False
    return any(
        u.key in _WITH_TOPIC and clause_key(units, i + 1) == "پر" for i, u in enumerate(units[:index]) if i > place
    )


def _by_stranger(subject: list[Unit], seat: Seat) -> bool:
    """Tell whether neither of the pair is the one who met them."""
    if subject:
        return all(_token(u, seat.scene) in {"leader", "envoy", "audience"} for u in subject)
    units = seat.units
    return any(
        u.key == "نے" and i and units[i - 1].kind == "word" and units[i - 1].key not in _SELF
        for i, u in enumerate(units)
    )


def _both_sides(persons: list[Unit]) -> bool:
    values = {u.value for u in persons}
    return len(values) > 1 or bool(values & {"both", "pair"})


def _group(persons: list[Unit]) -> bool:
    return any(u.value in {"both", "pair"} for u in persons)


def _missing(seat: Seat, left: list[tuple[int, Unit]]) -> tuple[list[Unit], str]:
    """Find who met, where the clause names only whom: a pronoun, the speaker, the subject of what follows."""
    units, classes = seat.units, seat.lexicon.classes
    first = next((i for i, u in left if u.case in {"se", "ko"}), seat.index)
    head = [u for u in units[:first] if u.kind not in _SKIPPED]
    if any(u.key in _MY for u in head) or any(
        u.key in _FIRST and clause_key(units, i + 1) == "نے" for i, u in enumerate(units)
    ):
        return _speaker(seat)
    if any(u.key in classes["pronoun"] for u in (*head, *units[first + 1 : seat.index])):
        return ([seat.scene.subject], "pronoun") if seat.scene.subject else ([], "")
    if _by_unknown(head, units, first, seat.lexicon):
        return [], ""
    right = [u for u in units[seat.index + 1 :] if u.kind == "person" and u.case in _SUBJECT_AFTER]
    return (right[:1], "subject after it") if right else _neighbour(seat)


_SUBJECT_AFTER = frozenset(("ne", "gen", "bare", "source", "ko"))


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
    for step in (seat.place + 1, seat.place - 1):
        if not 0 <= step < len(seat.found):
            continue
        other = seat.found[step]
        if step > seat.place or "colon" in {other.ends, seat.frame.clause.ends}:
            speakers = [u for u in other.units if u.kind == "person" and u.case in _SPEAKING]
            if speakers:
                return speakers[:1], "speaker"
    return ([seat.scene.subject], "subject before it") if seat.scene.subject and seat.place else ([], "")


_SPEAKING = frozenset(("bare", "ne", "gen", "source"))


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


_SMALL = keys("نے سے کو میں پر کہ اور جب جس تک نہیں تاہم لیکن جبکہ دوسری جانب طرف بعد")
_ADVERBIAL = keys("میں پر کو مطابق بعد دوران سے قبل تک لیے")


def _half(parties: list[Unit], seat: Seat) -> tuple[list[Unit], str]:
    """Complete one of a pair whose partner is only a pronoun: ٹرمپ نے ان سے بات کی, ان کی ملاقات."""
    scene = seat.scene
    back = [u.key for u in seat.units[max(0, seat.index - NEAR) : seat.index]]
    pair = [_stand_in(who) for who in scene.pair]
    if len(parties) == 1 and any(a in _THEM and b in {"سے", "کے"} for a, b in pairwise(back)):
        one = _token(parties[0], scene)
        other = [who for who in scene.pair if who != one] or [w for w in scene.named if w not in {one, "both"}][-1:]
        return [*parties, *(_stand_in(who) for who in other)], "pronoun"
    if len(parties) <= 1 and pair and "ایک دوسرے" in " ".join(back):
        return pair, "each other"
    if not parties and pair and len(back) < NEAR and any(key in _THEM for key in back[-4:]):
        return pair, "pronoun"
    return parties, ""


_THEM = keys("ان انکے انکی جن")


def _stand_in(who: str) -> Unit:
    return Unit(who, 0, 0, "person", who)


def _token(person: Unit, scene: Scene) -> str:
    return (scene.us or "us") if person.value == "us" else person.value


def _settle(frame: Frame, parties: list[Unit], scene: Scene) -> None:
    """Say whether the parties are the pair, or one of them and an envoy, or others."""
    who = [name for person in parties for name in _meaning(person, parties, scene)]
    who = list(dict.fromkeys(who))
    frame.parties = tuple(who)
    ours = [w for w in who if w not in {"ru", "leader", "envoy", "audience", "nation", "both"}]
    if "ru" in who and ours:
        frame.who, frame.us = "pair", ours[0]
        former = any(p.detail == "former" for p in parties if p.value == ours[0])
        frame.why += ["a former president"] if former else []
        if former:
            frame.who = "other"
    elif "envoy" in who:
        frame.who = "envoy"
    elif "leader" in who or len(who) > 1:
        frame.who = "other"
    elif "audience" in who:
        frame.who = "apart"
    else:
        frame.who = "half" if who else "open"
    if frame.us is None and ours:
        frame.us = ours[0]


def _meaning(person: Unit, parties: list[Unit], scene: Scene) -> tuple[str, ...]:
    """Return whom a person unit stands for."""
    if person.value == "both":
        return scene.pair or tuple(scene.named[-2:])
    if person.value == "pair":
        return ("ru", scene.us or "us")
    if person.value == "counterpart":
        return (_counterpart(parties, scene),)
    return (_token(person, scene),)


def _counterpart(parties: list[Unit], scene: Scene) -> str:
    """Return whom an unnamed ہم منصب means: the other of the pair, where that other was named or is in office."""
    others = {_token(u, scene) for u in parties if u.value != "counterpart"}
    if "ru" in others:
        return scene.us or "us"
    return "ru" if "ru" in scene.named and others - {"leader", "envoy"} else "leader"


def remember_subject(clause: Clause, scene: Scene) -> None:
    """Keep who the clause was about: its agent, else the one it quotes, else the first bare person."""
    persons = [u for u in clause.units if u.kind == "person" and u.value not in {"audience", "both", "pair"}]
    for cases in (("ne",), ("source",), ("gen", "bare")):
        for person in persons:
            if person.case in cases:
                scene.subject = person
                return
    stranger = next(
        (i for i, u in enumerate(clause.units) if u.key == "نے" and i and clause.units[i - 1].kind == "word"), None
    )
    if stranger is not None and clause.units[stranger - 1].key not in _SELF:
        scene.subject = None
