"""Contact frames: each noun of contact in a clause, who it joins, and what the clause says of its reality."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.contacts.clauses import Clause, Tense
from flows.contacts.lexicon import Lexicon
from flows.contacts.people import GENITIVE, Scene
from flows.contacts.words import Unit
from flows.news.urdu import keys, match_key

_SKIPPED = frozenset(("quote", "join"))
_INSIDE = keys("دوران موقع موقعے آغاز اختتام ابتدا شروع ذریعے ذریعہ اختتامی")
_AFTER = keys("بعد نتیجے نتیجہ فورا")
_PURPOSE = keys("لیے لئے لیئے واسطے")
_ABOUT = keys("بارے حوالے متعلق سلسلے باوجود خلاف بغیر بجائے")
_PREDICATES = keys(
    "طے متوقع ممکن ممکنہ شیڈول تیار ضروری لازمی ناگزیر امکان توقع یقینی مجوزہ آمادہ رضامند منتظر خواہاں درکار مشروط خواہش کوشش فیصلہ"
)
_AGREED = keys("اتفاق متفق رضامند رضامندی آمادہ آمادگی تیار غور زور اصرار راضی مشاورت")
_SPOKEN = keys("بات گفتگو تبادلہ تبصرہ")
_EVALUATED = keys(
    "نتیجہ کامیاب مفید تعمیری ثابت سودمند بارآور فیصلہ خوشگوار مثبت اچھی بہتر تسلی فائدہ بے ناکام نتیجے کھل ختم مکمل"
)
_STATED = keys("جاری ہوئی ہوا دوسرا دوسری تیسرا تیسری چوتھا چوتھی پہلا پہلی پانچواں پانچویں چھٹی چھٹا ساتویں آٹھویں")
_ADVERBS = keys("بھی ہی تو آج کل ابھی اب پھر")
_HAND = keys("ہاتھ")
_SHAKEN = keys("ملایا ملائے ملا ملانے ملاتے")
_MEET_SHORT = keys("ملا ملے ملی ملیں")
_DO_AFTER = keys("کر کرکے")
_PARTICIPLE = keys("والی والا والے")
_COMING = keys("ہونے کرنے ہونیوالی ہونےوالی")
_THIS = keys("یہ اس اسی مذکورہ")
_SUCH = keys("ایسی یہی وہی ہر بڑی سچی دوسری کس عجیب آخری عام واحد")
_THAT = keys("یہ ہے کہ ہیں")
_CASES = keys("کا کو پر سے کی کے")
_SENT = keys(
    "لکھا بھیجا بھیجی بھجوایا ارسال موصول بھیج لکھ بھیجے لکھے لکھنے بھیجنے پہنچایا ملا دیا حوالے پہنچا روانہ سپرد وصول تبادلہ بھجوا لکھیں"
)
_SENT_MESSAGE = keys("بھیجا بھیجی بھجوایا ارسال موصول بھیج بھیجے بھیجنے پہنچایا روانہ بھجوا")
_FIGURATIVE = keys("واضح سخت دوٹوک کھلا اہم بڑا خصوصی پیار")
_LONG = keys("ہفتے ہفتہ ماہ مہینے سال برس سالوں برسوں ہفتوں مہینوں")
_REACH = 40
"""Units looked at on each side of a noun: clauses are shorter, and the cost stays linear where they are not."""


@dataclass(slots=True)
class Frame:
    """One noun of contact as one clause tells it.

    `who` is pair, envoy, other, half (one of the pair alone), open (nobody) or apart; `us` the US leader's id.
    `status` is happened, planned, denied, background, claim or none; `weight` 3 told by the verb, 2 taken for granted
    by it, 1 named in a headline. `past` is true for the pluperfect, `this` for "this call", which adds to another, `coming`
    for ہونے والی, which is past or future as the verb has it.
    """

    noun: Unit
    clause: Clause
    channel: str
    who: str = "open"
    us: str | None = None
    status: str = "none"
    weight: int = 0
    past: bool = False
    this: bool = False
    coming: bool = False
    many: bool = False
    fresh: bool = False
    parties: tuple[str, ...] = ()
    why: list[str] = field(default_factory=list)
    where: str = ""
    sentence: int = 0
    field_name: str = "text"


def frames(found: list[Clause], lexicon: Lexicon, scene: Scene, *, headline: bool) -> list[Frame]:
    """Return the frames of a sentence, and let the scene remember who spoke and who was told together."""
    result: list[Frame] = []
    for place, clause in enumerate(found):
        nouns = _nouns(clause, lexicon)
        barrier = -1
        for index, channel in nouns:
            frame = Frame(clause.units[index], clause, channel)
            frame.many = frame.noun.detail == "many"
            _read_who(frame, index, barrier, found, place, lexicon, scene)
            _read_status(frame, index, lexicon, headline=headline)
            _read_matrix(frame, found, place)
            if frame.who != "apart":
                result.append(frame)
            if frame.who in {"pair", "other", "envoy"}:
                scene.pair = frame.parties
            barrier = index
        remember_subject(clause, scene)
    return result


def _nouns(clause: Clause, lexicon: Lexicon) -> list[tuple[int, str]]:
    """Return index and channel of each noun of contact, joined ones once, summits only where nothing else is told."""
    units = clause.units
    found: list[tuple[int, str]] = []
    for place, unit in enumerate(units):
        if unit.kind == "noun":
            if _no_contact(unit, units, place):
                continue
            if found and _adjacent(units, found[-1][0], place):
                found[-1] = (place, _stronger(found[-1][1], unit.value))
            else:
                found.append((place, unit.value))
        elif unit.key in lexicon.classes["verb.meet"] and _meets(units, place):
            found.append((place, "meeting"))
        elif unit.key in _HAND and any(u.key in _SHAKEN for u in units[place + 1 : place + 3]):
            found.append((place, "brief"))
    if not found:
        found = [(i, u.value) for i, u in enumerate(units) if u.kind == "channel" and u.key.endswith(_BY)][:1]
    strong = [item for item in found if item[1] != "summit"]
    summits = [item for item in found if item[1] == "summit" and not strong and not _gathering(units, item[0], lexicon)]
    return [(place, _channel(channel, units, place)) for place, channel in strong or summits]


def _no_contact(unit: Unit, units: list[Unit], place: int) -> bool:
    """Tell whether a noun of contact is none here: اس بات پر, میڈیا سے, a message in a figure of speech."""
    before = units[place - 1].key if place else ""
    after = units[place + 1].key if place + 1 < len(units) else ""
    if unit.key == "بات":
        if before in _THIS or before in _SUCH or after in _THAT:
            return True
        return after in _CASES and not any(u.kind in {"person", "channel"} for u in units[max(place - 8, 0) : place])
    if unit.value in {"letter", "message"} and "تبادلہ" not in unit.key:
        sent = _SENT if unit.value == "letter" else _SENT_MESSAGE
        return before in _FIGURATIVE or sent.isdisjoint(u.key for u in units[place + 1 : place + 8])
    if unit.key in {"فون", "ٹیلی فون", "ٹیلیفون", "کال"}:
        return after in {"نمبر", "سروس", "کمپنی", "ریکارڈ", "ٹیپ"}
    return False


def _adjacent(units: list[Unit], left: int, right: int) -> bool:
    """Tell whether two nouns are one: آمنے سامنے ملاقات, فون رابطہ, ملاقات اور گفتگو."""
    between = [u for u in units[left + 1 : right] if u.kind not in {"channel", "quote", "join"}]
    upon = len(between) == 1 and between[0].key == "پر" and units[left].value in {"phone", "video"}
    return not between or upon or (len(between) == 1 and between[0].key in {"اور", "و", "یا"})


def _stronger(one: str, other: str) -> str:
    """Return the channel of two joined nouns: the one that says more."""
    order = ("video", "phone", "letter", "message", "brief", "meeting", "summit", "talks", "talk")
    return min(one, other, key=order.index)


def _meets(units: list[Unit], place: int) -> bool:
    """Tell whether a form of ملنا means meeting: somebody سے stands before it."""
    unit = units[place]
    after = units[place + 1].key if place + 1 < len(units) else ""
    if unit.key == "مل" and after not in {
        "چکے",
        "رہے",
        "سکتے",
        "لیں",
        "لیے",
        "لئے",
        "گئے",
        "بیٹہے",
        "بیٹہیں",
        "سکیں",
        "پائے",
    }:
        return False
    before = [u for u in units[max(place - 8, 0) : place] if u.kind != "quote"]
    if [u.key for u in before[-2:]] == ["ان", "سے"]:
        return True
    persons = [u for u in before if u.kind == "person"]
    if any(u.case == "se" for u in persons):
        return unit.key not in _MEET_SHORT or after not in {"ہے", "تہا"} or unit.key != "ملا"
    joined = [u for u in persons if u.case in {"bare", "ne"}]
    plural = unit.key in {"ملے", "ملیں", "مل", "ملنے"} or unit.key.startswith("ملی")
    return plural and (len(joined) > 1 or any(u.value in {"both", "pair"} for u in joined))


def _gathering(units: list[Unit], place: int, lexicon: Lexicon) -> bool:
    """Tell whether a summit is a gathering of many."""
    near = units[max(place - 4, 0) : place]
    return any(u.key in lexicon.classes["gathering"] for u in near)


def _channel(channel: str, units: list[Unit], place: int) -> str:
    """Return the channel that the words around a noun give it."""
    near = [u for u in units[max(place - 12, 0) : place + 3] if u.kind == "channel"]
    said = {u.value for u in near}
    if channel == "brief" and said & {"phone", "video"}:
        return "phone" if "phone" in said else "video"
    if channel in {"letter", "message", "brief", "phone", "video"}:
        return channel
    if "phone" in said and channel in {"talk", "talks"}:
        return "phone"
    if "video" in said:
        return "video"
    if channel in {"talk", "talks"} and "meeting" in said:
        return "meeting"
    if channel in {"talk", "meeting"} and any(u.value == "brief" for u in units[max(place - 2, 0) : place]):
        return "brief"
    return channel


# ---------------------------------------------------------------------------------------------------------- who


def _read_who(
    frame: Frame, index: int, barrier: int, found: list[Clause], place: int, lexicon: Lexicon, scene: Scene
) -> None:
    """Fill in who the noun joins."""
    units = frame.clause.units
    low = max(barrier + 1, index - _REACH, 0)
    left = [(i, units[i]) for i in range(low, index) if units[i].kind == "person" and not _owned(units, i)]
    left = [(i, u) for i, u in left if not _is_topic(units, i, index)]
    agents = [
        (i, u)
        for i, u in enumerate(units[max(0, index - _REACH) : index + _REACH], max(0, index - _REACH))
        if u.kind == "person" and u.case == "ne"
    ]
    cases = {
        case: [u for _, u in left if u.case == case] for case in ("se", "ko", "between", "loc", "gen", "bare", "ne")
    }
    takes = frame.channel not in {"meeting", "summit"} or clause_key(units, index + 1) in GENITIVE
    with_ = cases["se"] or (cases["ko"] if takes else [])
    doers = _joined(agents, units, index)
    if not with_ and doers and not cases["between"] and not _both_sides(doers) and _is_adjunct(units, index):
        right = [u for u in units[index + 1 : index + _REACH] if u.kind == "person" and u.case in {"se", "ko"}]
        with_ = right[:1]
    parties: list[Unit]
    note = ""
    if with_ and cases["se"] and with_[-1].value == "audience":
        frame.who = "apart"
        return
    if with_:
        governed = clause_key(units, index + 1) in GENITIVE and not _is_verb(units[index + 1 :])
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


def clause_key(units: list[Unit], place: int) -> str:
    """Return the word at a place, "" past the end."""
    return units[place].key if place < len(units) else ""


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
    return after[:1] == ["میں"] or (after[:1] == ["کے"] and after[-1] in _INSIDE)


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


# ------------------------------------------------------------------------------------------------------- status


def _read_status(frame: Frame, index: int, lexicon: Lexicon, *, headline: bool) -> None:
    """Fill in status and weight from what stands around the noun."""
    clause, units = frame.clause, frame.clause.units
    before = _before(units, index)
    frame.this, frame.coming = before == "this", before == "coming"
    rest = [u for u in units[index + 1 : index + _REACH] if u.kind != "quote"]
    while rest and rest[0].key in _ADVERBS:
        rest = rest[1:]
    frame.past = clause.tense is Tense.PLUPERFECT or clause.completive
    kind, status, weight = _after(rest, clause, frame, lexicon, headline=headline)
    if status == "happened":
        if before == "planned":
            status, kind = "planned", f"{kind}, of a coming one"
        elif before in {"past"} or (before == "indefinite" and weight < 3 and kind != "headline"):  # noqa: PLR2004
            status, kind = "background", f"{kind}, of {before}"
        elif before == "coming" and clause.tense in {Tense.FUTURE, Tense.MODAL, Tense.COPULA, Tense.PROGRESSIVE}:
            status, kind = "planned", f"{kind}, of a coming one"
    if clause.conditional or clause.opener == "اگر":
        status = "planned" if status == "happened" else status
        kind += ", if"
    if any(u.kind == "mark" and u.value == "indirect" for u in units) and status == "happened":
        status, kind = "none", f"{kind}, indirect"
    if frame.many and status == "happened":
        status, kind = "background", f"{kind}, many"
    frame.status, frame.weight = status, weight
    frame.why.append(f"{kind}: {clause.tense.value}{' negated' if clause.negated else ''} → {status}")


def _before(units: list[Unit], index: int) -> str:
    """Return what the words right before a noun make of it: planned, past, indefinite, coming, this or nothing."""
    for place in range(index - 1, max(index - 8, -1), -1):
        unit = units[place]
        if unit.kind == "before":
            follows = units[place + 1].key if place + 1 < len(units) else ""
            if unit.value == "indefinite" and follows in _TIMES:
                return ""
            return unit.value
        if unit.key in _PARTICIPLE and place and units[place - 1].key in _COMING:
            return "coming"
        if unit.key in _COMING and len(unit.key) > 5:  # noqa: PLR2004
            return "coming"
        if unit.key in _THIS:
            return "this"
        if unit.kind in {"person", "comma", "colon"} or unit.key in GENITIVE or unit.key in {"سے", "نے", "کو", "میں"}:
            return ""
    return ""


_STRANGERS = keys("درمیان مابین ممالک ملکوں ساتھ فریقین وفود حکام ہمراہ ٹیموں تجارتی")
_POSTPOSITIONS = keys("میں پر سے کو نے")
_BY = (" پر", " پہ", " ذریعے", " ذریعہ")
_FIRST = keys("میں ہم")
_MY = keys("میری میرا میرے مجھ ہماری ہمارا ہمارے")
_WITH_TOPIC = keys(
    "تعاون تعلقات معاہدے معاہدہ روابط ملاقات ملاقاتوں رابطے رابطوں اختلافات مذاکرات ڈیل کام سمجھوتے کشیدگی"
)
_SELF = keys("انہوں اس جس جنہوں دونوں ہم میں")
_TIMES = keys("گھنٹہ گھنٹے منٹ روز دن ہفتہ ہفتے ماہ سال دوسرے بار مرتبہ")


def _after(rest: list[Unit], clause: Clause, frame: Frame, lexicon: Lexicon, *, headline: bool) -> tuple[str, str, int]:
    """Return (rule, status, weight) from the units that follow a noun."""
    key = rest[0].key if rest else ""
    next_ = rest[1].key if len(rest) > 1 else ""
    if key in lexicon.classes["verb.infinitive"] and rest[0].kind == "word":
        return _infinitive(rest, clause, frame, lexicon, headline=headline)
    if key == "میں" or (key == "کے" and next_ in _INSIDE) or key in _DO_AFTER or (key in {"کرتے"} and next_ == "ہوئے"):
        return _granted("inside", clause, rest)
    if key == "کے" and any(u.key in _AFTER for u in rest[1:5]):
        if any(u.key in _LONG for u in rest[1:4]):
            return "long after", "background", 2
        return _granted("after", clause, rest)
    if key == "سے" and next_ in {"قبل", "پہلے", "پیشتر"}:
        return "before it", "planned", 2
    if (key == "کے" and next_ in _PURPOSE) or key in {"کیلئے", "کیلیے", "تک"}:
        return "for it", "planned", 2
    if key == "پر":
        return _upon(rest)
    if key == "کو":
        return _object(rest, clause)
    if key in {"نے", "سے"} or (key == "کے" and next_ in _ABOUT):
        said = {u.value for u in rest if u.kind == "after"}
        return ("denied", "denied", 3) if {"claim", "denied"} <= said else ("about it", "background", 1)
    if key in GENITIVE and not (key == "کی" and _is_verb(rest)):
        return _governed(rest[1:], clause, frame)
    if (
        frame.noun.key in {"بات", "گفتگو", "تبادلہ خیال", "بات چیت"}
        and clause.negated
        and _has_topic(clause.units, frame.noun)
    ):
        return "not talked of", "none", 1
    return _direct(rest, clause, headline=headline)


def _has_topic(units: list[Unit], noun: Unit) -> bool:
    """Tell whether the talk is denied of a topic only: ملاقات پر بات نہیں ہوئی."""
    place = next(i for i, u in enumerate(units) if u is noun)
    return any(u.key == "پر" for u in units[max(place - 3, 0) : place])


def _is_verb(rest: list[Unit]) -> bool:
    """Tell whether کی after a noun is the verb "did" and no genitive."""
    if len(rest) == 1:
        return True
    after = rest[1]
    return after.kind in {"comma", "colon", "stop"} or after.key in {
        "ہے",
        "ہیں",
        "تہی",
        "تہیں",
        "گئی",
        "گئیں",
        "اور",
        "جائے",
        "جا",
        "جائیگی",
        "ہوگی",
        "پہر",
        "ہو",
        "نہیں",
    }


def _granted(rule: str, clause: Clause, rest: list[Unit]) -> tuple[str, str, int]:
    """Judge a contact that the verb takes for granted: in it, during it, after it."""
    hoped = clause.tense in {Tense.NONE, Tense.COPULA} and any(u.key in _HOPED for u in rest)
    if hoped or clause.tense in {Tense.FUTURE, Tense.MODAL, Tense.PROGRESSIVE}:
        return rule, "planned", 2
    return rule, "happened", 2


def _upon(rest: list[Unit]) -> tuple[str, str, int]:
    following = {u.key for u in rest[1:6]}
    if following & _AGREED:
        return "agreed on it", "planned", 2
    if following & _SPOKEN:
        return "talked of it", "planned", 1
    return "on it", "background", 2


def _object(rest: list[Unit], clause: Clause) -> tuple[str, str, int]:
    if any(u.kind == "after" and u.value == "cancelled" for u in rest):
        return "cancelled", "planned" if clause.negated else "denied", 3
    if any(u.key in _PREDICATES for u in rest[1:]) or clause.tense in {Tense.FUTURE, Tense.MODAL}:
        return "object", "planned", 2
    return "valued", "happened", 2


def _infinitive(
    rest: list[Unit], clause: Clause, frame: Frame, lexicon: Lexicon, *, headline: bool
) -> tuple[str, str, int]:
    """Judge a contact in the infinitive: wanted, refused, decided; after it, it is done."""
    after = [u.key for u in rest[1:4]]
    if after[:1] == ["کے"] and any(u.key in _AFTER for u in rest[2:5]):
        return _granted("after doing", clause, rest)
    if (
        after
        and after[0] in _PARTICIPLE
        and len(rest) > 2
        and rest[2].kind in {"noun", "word"}
        and rest[2].key not in {"ہیں", "ہے", "تہے", "تہا", "تہی"}
    ):  # noqa: PLR2004
        return "of the doer", "none", 0
    refused = any(u.kind == "after" and u.value in {"denied", "cancelled"} for u in rest)
    if refused or (clause.negated and clause.tense is not Tense.NONE and not any(u.key == "لیے" for u in rest)):
        return "refused", "denied", 2
    return "to do", "planned", 2


def _governed(rest: list[Unit], clause: Clause, frame: Frame) -> tuple[str, str, int]:
    """Judge a contact that hangs from a noun: its possibility, its denial, its results."""
    heads = [u for u in rest[:6] if u.kind in {"after", "before"} and (u.kind == "after" or u.value == "planned")]
    values = [u.value for u in heads]
    everywhere = {u.value for u in rest if u.kind == "after"}
    if "claim" in values:
        return "claimed", "denied" if "denied" in everywhere else "claim", 3 if "denied" in everywhere else 1
    if "denied" in values or "cancelled" in values:
        return "denied", "planned" if "cancelled" in values and clause.negated else "denied", 3
    if "planned" in values:
        head = heads[values.index("planned")].key
        if clause.negated or "denied" in everywhere or "cancelled" in everywhere:
            hoped = head in _HOPED and clause.tense is not Tense.PLUPERFECT
            return f"no {head}", "denied" if hoped else "none", 2
        return head, "none" if clause.tense in {Tense.PLUPERFECT, Tense.WAS} else "planned", 2
    if "happened" in values:
        head = heads[values.index("happened")].key
        if clause.tense in {Tense.FUTURE, Tense.MODAL, Tense.PROGRESSIVE}:
            return head, "planned", 2
        if head == "تصدیق":
            return head, "none" if clause.negated else "happened", 2 if clause.tense is Tense.NONE else 3
        if head in {"آغاز", "اختتام", "انعقاد"} and not clause.negated:
            return head, "happened", 3
        return head, "happened", 2
    return "of it", "background", 1


_HOPED = keys("امکان امکانات توقع ارادہ منصوبہ شیڈول امید ضرورت پلان پروگرام طے متوقع ممکن")


def _direct(rest: list[Unit], clause: Clause, *, headline: bool) -> tuple[str, str, int]:
    """Judge a contact that is subject or object of the verb itself."""
    if clause.tense is Tense.NONE:
        rest = _until_comma(rest)
    words = [u.key for u in rest]
    values = {u.value for u in rest if u.kind == "after"}
    if "cancelled" in values:
        return "cancelled", "planned" if clause.negated else "denied", 3
    if "denied" in values:
        return "denied", "denied", 3
    evaluated = not _EVALUATED.isdisjoint(words)
    planned = not _PREDICATES.isdisjoint(words) and not (evaluated and "فیصلہ" in words)
    if planned:
        if clause.tense in {Tense.WAS, Tense.PLUPERFECT}:
            return "was expected", "none", 1
        return "expected", "denied" if clause.negated else "planned", 3
    return _by_tense(rest, words, clause, evaluated=evaluated, headline=headline)


def _until_comma(rest: list[Unit]) -> list[Unit]:
    """Cut a headline at its first comma: what follows is another matter."""
    for place, unit in enumerate(rest):
        if unit.kind in {"comma", "colon"}:
            return rest[:place]
    return rest


def _by_tense(
    rest: list[Unit], words: list[str], clause: Clause, *, evaluated: bool, headline: bool
) -> tuple[str, str, int]:
    tense = clause.tense
    if tense in {Tense.FUTURE, Tense.MODAL}:
        return "will", "denied" if clause.negated else "planned", 3
    if tense is Tense.PROGRESSIVE:
        return "about to", "planned", 3
    if tense in {Tense.PAST, Tense.PERFECT, Tense.PLUPERFECT}:
        if clause.negated and not evaluated:
            return "did not", "denied", 3
        return "did", "happened", 3
    if tense is Tense.WAS:
        if clause.negated and not evaluated:
            return "was not", "denied", 2
        return "was", "happened", 2
    if tense is Tense.COPULA:
        if clause.negated:
            return "is not", "denied" if not evaluated else "none", 1
        if "جاری" in words or not _STATED.isdisjoint(u.key for u in clause.units):
            return "is on", "happened", 2
        return "is", "none", 1
    if tense is Tense.HABITUAL:
        return "would", "none", 1
    if clause.negated:
        return "no", "denied", 2
    return "headline", "happened", 2 if headline else 1


def _read_matrix(frame: Frame, found: list[Clause], place: int) -> None:
    """Let the clause that a کہ hangs from deny, doubt or wish what it introduces."""
    clause = found[place]
    if clause.matrix < 0 or frame.status not in {"happened"}:
        return
    matrix = found[clause.matrix]
    values = {u.value for u in matrix.units if u.kind == "after"} | {u.value for u in matrix.units if u.kind == "mark"}
    if "denied" in values and not matrix.negated:
        frame.status = "denied"
        frame.why.append("denied by the clause above")
    elif matrix.negated and any(u.key in {"تصدیق", match_key("واضح"), "معلوم"} for u in matrix.units):
        frame.status = "none"
        frame.why.append("not confirmed by the clause above")
    elif "claimed" in values or "claim" in values:
        subject = [u for u in matrix.units if u.kind == "person" and u.case in {"ne", "gen", "source"}]
        if not any(u.value not in {"audience", "envoy"} for u in subject):
            frame.status = "claim"
            frame.why.append("claimed by a third party")
