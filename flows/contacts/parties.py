"""Who a contact joins: the persons of its clause in their cases, and those that pronouns and silence stand for."""

from __future__ import annotations

from flows.contacts.clauses import Clause, Frame
from flows.contacts.lexicon import Lexicon
from flows.contacts.nouns import clause_key
from flows.contacts.people import GENITIVE, Scene
from flows.contacts.reality import INSIDE, REACH, is_verb
from flows.contacts.words import Unit
from flows.news.urdu import keys

_SKIPPED = frozenset(("quote", "join"))

_STRANGERS = keys("درمیان مابین ممالک ملکوں ساتھ فریقین وفود حکام ہمراہ ٹیموں تجارتی")

_POSTPOSITIONS = keys("میں پر سے کو نے")

_FIRST = keys("میں ہم")

_MY = keys("میری میرا میرے مجھ ہماری ہمارا ہمارے")

_WITH_TOPIC = keys(
    "تعاون تعلقات معاہدے معاہدہ روابط ملاقات ملاقاتوں رابطے رابطوں اختلافات مذاکرات ڈیل کام سمجھوتے کشیدگی"
)

_SELF = keys("انہوں اس جس جنہوں دونوں ہم میں")


def read_who(
    frame: Frame, index: int, barrier: int, found: list[Clause], place: int, lexicon: Lexicon, scene: Scene
) -> None:
    """Fill in who the noun joins."""
    units = frame.clause.units
    low = max(barrier + 1, index - REACH, 0)
    left = [(i, units[i]) for i in range(low, index) if units[i].kind == "person" and not _owned(units, i)]
    left = [(i, u) for i, u in left if not _is_topic(units, i, index)]
    agents = [
        (i, u)
        for i, u in enumerate(units[max(0, index - REACH) : index + REACH], max(0, index - REACH))
        if u.kind == "person" and u.case == "ne"
    ]
    cases = {
        case: [u for _, u in left if u.case == case] for case in ("se", "ko", "between", "loc", "gen", "bare", "ne")
    }
    takes = frame.channel not in {"meeting", "summit"} or clause_key(units, index + 1) in GENITIVE
    with_ = cases["se"] or (cases["ko"] if takes else [])
    doers = _joined(agents, units, index)
    if not with_ and doers and not cases["between"] and not _both_sides(doers) and _is_adjunct(units, index):
        right = [u for u in units[index + 1 : index + REACH] if u.kind == "person" and u.case in {"se", "ko"}]
        with_ = right[:1]
    parties: list[Unit]
    note = ""
    if with_ and cases["se"] and with_[-1].value == "audience":
        frame.who = "apart"
        return
    if with_:
        governed = clause_key(units, index + 1) in GENITIVE and not is_verb(units[index + 1 :])
        subject = (cases["gen"] or doers) if governed else (doers or cases["gen"])
        subject = subject or cases["bare"]
        if frame.channel in {"letter", "message"} and left[-1][1].case == "gen":
            subject = [left[-1][1]]
        if _both_sides(with_) and not (subject and cases["gen"]):
            subject = subject if doers else []
        if not subject:
            subject, note = _missing(frame, index, left, found, place, lexicon, scene)
        parties = [*subject, *with_]
        if _both_sides(with_) and _by_stranger(subject, units, scene):
            frame.who, frame.parties = "other", ("leader",)
            frame.why.append("one and the same stranger spoke with both")
            return
    elif cases["between"]:
        parties = cases["between"]
    elif len(cases["loc"]) > 1 or _group(cases["loc"]):
        parties = cases["loc"]
    elif len(cases["gen"]) > 1 or _group(cases["gen"]):
        parties = cases["gen"]
    elif _group(doers) or len(doers) > 1:
        parties = doers
    elif len(cases["bare"]) > 1 or _group(cases["bare"]):
        parties = cases["bare"]
    else:
        owners = [u for i, u in left if u.case == "gen" and _leads(units, i, index)]
        parties = [*doers, *owners, *cases["bare"]]
        parties, note = _half(frame, parties, index, units, lexicon, scene)
    _settle(frame, parties, scene)
    if frame.who == "open" and _of_others(units, index):
        frame.who = "apart"
    if parties:
        frame.why.append("who: " + " + ".join(u.key for u in parties) + (f" ({note})" if note else ""))


def _joined(agents: list[tuple[int, Unit]], units: list[Unit], index: int) -> list[Unit]:
    """Return the agents joined to the one nearest the noun: of "A نے … ، B اور C نے" only B and C."""
    before = [item for item in agents if item[0] < index] or agents[:1]
    found: list[tuple[int, Unit]] = []
    for place, person in reversed(before):
        if found and any(u.key == "نے" for u in units[place + 1 : found[-1][0]]):
            break
        found.append((place, person))
    after = [item for item in agents if before and item[0] > before[-1][0] and before[-1][0] > index]
    joined = [item for item in after if not any(u.key == "نے" for u in units[before[-1][0] + 1 : item[0]])]
    return [person for _, person in reversed(found)] + [person for _, person in joined]


def _leads(units: list[Unit], place: int, index: int) -> bool:
    """Tell whether the genitive of the person at `place` belongs to the noun at `index` itself."""
    return not any(u.key in _POSTPOSITIONS or u.kind == "after" for u in units[place + 2 : index])


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


def _by_stranger(subject: list[Unit], units: list[Unit], scene: Scene) -> bool:
    """Tell whether neither of the pair is the one who met them."""
    if subject:
        return all(_token(u, scene) in {"leader", "envoy", "audience"} for u in subject)
    return any(
        u.key == "نے" and i and units[i - 1].kind == "word" and units[i - 1].key not in _SELF
        for i, u in enumerate(units)
    )


def _both_sides(persons: list[Unit]) -> bool:
    values = {u.value for u in persons}
    return len(values) > 1 or bool(values & {"both", "pair"})


def _group(persons: list[Unit]) -> bool:
    return any(u.value in {"both", "pair"} for u in persons)


def _missing(
    frame: Frame,
    index: int,
    left: list[tuple[int, Unit]],
    found: list[Clause],
    place: int,
    lexicon: Lexicon,
    scene: Scene,
) -> tuple[list[Unit], str]:
    """Find who met, where the clause names only whom: a pronoun, the speaker, the subject of what follows."""
    units = frame.clause.units
    first = next(i for i, u in left if u.case in {"se", "ko"})
    head = [u for u in units[:first] if u.kind not in _SKIPPED]
    back = units[:index]
    pronoun = any(u.key in lexicon.classes["pronoun"] for u in head) or any(
        u.key in lexicon.classes["pronoun"] for u in units[first + 1 : index]
    )
    strangers = [u for u in head if u.kind in {"word", "audience"} and _strange(u, lexicon)]
    unknown = any(
        u.key in {"نے", "کی", "کا", "کے"} and i and back[i - 1].kind == "word" and _strange(back[i - 1], lexicon)
        for i, u in enumerate(back[:first])
    )
    if pronoun and any(u.key in _MY for u in head):
        return _speaker(found, place, scene)
    if pronoun:
        return ([scene.subject], "pronoun") if scene.subject else ([], "")
    mine = any(u.key in _FIRST and clause_key(units, i + 1) == "نے" for i, u in enumerate(units))
    if mine:
        return _speaker(found, place, scene)
    if any(u.key == "نے" and i and units[i - 1].kind != "person" for i, u in enumerate(units)):
        return [], ""
    if unknown or len(strangers) > 1 and not _adverbial(head, lexicon):
        return [], ""
    right = [u for u in units[index + 1 :] if u.kind == "person" and u.case in {"ne", "gen", "bare", "source", "ko"}]
    if right:
        return right[:1], "subject after it"
    for step in (place + 1, place - 1):
        if 0 <= step < len(found) and (found[step].ends == "colon" or frame.clause.ends == "colon" or step > place):
            speakers = [
                u for u in found[step].units if u.kind == "person" and u.case in {"bare", "ne", "gen", "source"}
            ]
            if speakers:
                return speakers[:1], "speaker"
    return ([scene.subject], "subject before it") if scene.subject and place else ([], "")


def _speaker(found: list[Clause], place: int, scene: Scene) -> tuple[list[Unit], str]:
    """Return who says "I": the person named alone after the words, as headlines do, else the last subject."""
    for clause in found[place + 1 : place + 3]:
        persons = [u for u in clause.units if u.kind == "person"]
        others = [u for u in clause.units if u.kind not in {"person", "comma", "quote", "join"}]
        if len(persons) == 1 and not others:
            return persons, "speaker"
    return ([scene.subject], "speaker") if scene.subject else ([], "")


def _strange(unit: Unit, lexicon: Lexicon) -> bool:
    """Tell whether a word may name an unknown person."""
    key = unit.key
    classes = lexicon.classes
    return not (
        key in classes["light"]
        or key in classes["pronoun"]
        or key in GENITIVE
        or key
        in {
            "نے",
            "سے",
            "کو",
            "میں",
            "پر",
            "کہ",
            "اور",
            "جب",
            "جس",
            "تک",
            "نہیں",
            "تاہم",
            "لیکن",
            "جبکہ",
            "دوسری",
            "جانب",
            "طرف",
            "بعد",
        }
        or key in classes["place"]
    )


def _adverbial(head: list[Unit], lexicon: Lexicon) -> bool:
    """Tell whether the words at the head of a clause end in a postposition of place, time or source."""
    return bool(head) and head[-1].key in {"میں", "پر", "کو", "مطابق", "بعد", "دوران", "سے", "قبل", "تک", "لیے"}


def _half(
    frame: Frame, parties: list[Unit], index: int, units: list[Unit], lexicon: Lexicon, scene: Scene
) -> tuple[list[Unit], str]:
    """Complete one of a pair whose partner is only a pronoun: ٹرمپ نے ان سے بات کی, ان کی ملاقات."""
    back = [u.key for u in units[max(0, index - 8) : index]]
    if len(parties) == 1 and any(
        a in {"ان", "انکے", "جن"} and b in {"سے", "کے"} for a, b in zip(back, back[1:], strict=False)
    ):
        one = _token(parties[0], scene)
        other = [who for who in scene.pair if who != one] or [w for w in scene.named if w not in {one, "both"}][-1:]
        if one in scene.pair or other:
            return [*parties, *(_stand_in(who) for who in other)], "pronoun"
    if len(parties) <= 1 and "ایک دوسرے" in " ".join(back) and scene.pair:
        return [_stand_in(who) for who in scene.pair], "each other"
    if not parties and scene.pair and any(key in {"ان", "انکی", "جن"} for key in back[-4:]) and len(back) < 8:  # noqa: PLR2004
        return [_stand_in(who) for who in scene.pair], "pronoun"
    return parties, ""


def _stand_in(who: str) -> Unit:
    return Unit(who, 0, 0, "person", who)


def _token(person: Unit, scene: Scene) -> str:
    return (scene.us or "us") if person.value == "us" else person.value


def _settle(frame: Frame, parties: list[Unit], scene: Scene) -> None:
    """Say whether the parties are the pair, or one of them and an envoy, or others."""
    who: list[str] = []
    for person in parties:
        if person.value == "both":
            who += scene.pair or _last_two(scene)
        elif person.value == "pair":
            who += ["ru", scene.us or "us"]
        elif person.value == "counterpart":
            who.append(_counterpart(parties, scene))
        else:
            who.append(_token(person, scene))
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


def _counterpart(parties: list[Unit], scene: Scene) -> str:
    """Return whom an unnamed ہم منصب means: the other of the pair, where that other was named or is in office."""
    others = {_token(u, scene) for u in parties if u.value != "counterpart"}
    if "ru" in others:
        return scene.us or "us"
    return "ru" if "ru" in scene.named and others - {"leader", "envoy"} else "leader"


def _last_two(scene: Scene) -> list[str]:
    return scene.named[-2:]


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
    if stranger is not None and clause.units[stranger - 1].key not in {"انہوں", "اس", "میں", "ہم", "جس", "جنہوں"}:
        scene.subject = None
