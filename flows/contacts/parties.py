"""Who a contact joins: the persons of its clause in their cases, and those that pronouns and silence stand for."""

from __future__ import annotations

from flows.contacts.antecedents import NEAR, half, missing, other_of_the_pair, token
from flows.contacts.clauses import Frame
from flows.contacts.nearby import agreed_in, approached, cleft, told_by_which
from flows.contacts.nouns import WELCOME, welcomed
from flows.contacts.people import GENITIVE, Scene
from flows.contacts.reality import is_verb
from flows.contacts.seat import REACH, Seat, both_sides, is_adjunct, key_at, leads
from flows.contacts.words import Unit
from flows.news.urdu import keys

_STRANGERS = keys("درمیان مابین ممالک ملکوں ساتھ فریقین وفود حکام ہمراہ ٹیموں تجارتی")
_AMONG = keys("درمیان مابین")
_THEM = keys("ان انکے انکی جن دونوں")
_WITH_TOPIC = keys(
    "تعاون تعلقات معاہدے معاہدہ روابط ملاقات ملاقاتوں رابطے رابطوں اختلافات مذاکرات ڈیل کام سمجھوتے کشیدگی"
)
_SIDES = keys("جانب طرف اطراف فریق جوانب")
_TOLD_OF = keys("شکریہ خیریت موقف")
_SELF = keys("انہوں اس جس جنہوں دونوں ہم میں")
_ANY_SESSION = keys("اجلاس نشست کانفرنس")
_CASES = ("se", "ko", "between", "loc", "gen", "bare", "ne")

_BESIDE = 4

Cases = dict[str, list[Unit]]


def read_who(seat: Seat) -> None:
    """Fill in who the noun joins."""
    frame, units, index = seat.frame, seat.units, seat.index
    left = [(i, units[i]) for i in range(seat.low, index) if units[i].kind == "person"]
    light = seat.lexicon.classes["light"]
    left = [(i, u) for i, u in left if not _owned(units, i, light) and not _is_topic(units, i, index)]
    left = _after_breaking_off(units, left, index)
    cases: Cases = {case: [u for _, u in left if u.case == case] for case in _CASES}
    doers = _agents(units, index)
    company = _company(seat, left, cases, doers)
    if not company and not cases["between"] and _between_strangers(units[seat.low : index]):
        frame.who = "apart"
        return
    if company and company[-1].value == "audience":
        frame.who = "apart"
        return
    if company:
        subject, note = _subject(seat, left, cases, doers, company)
        if both_sides(company) and _by_stranger(subject, seat):
            frame.who, frame.parties = "other", ("leader",)
            frame.why.append("one and the same stranger spoke with both")
            return
        parties = [*subject, *company]
    else:
        parties, note = _together(seat, left, cases, doers)
    parties, note = _completed(seat, parties, note, doers)
    if frame.who == "open" and _of_others(units, index):
        frame.who = "apart"
    if parties:
        frame.why.append("who: " + " + ".join(u.key for u in parties) + (f" ({note})" if note else ""))


def _completed(seat: Seat, parties: list[Unit], note: str, doers: list[Unit]) -> tuple[list[Unit], str]:
    """Settle who met, with those whom the words around the clause name."""
    frame = seat.frame
    if frame.noun.key in WELCOME and (guest := welcomed(seat.units, seat.index)):
        parties = [*doers, guest]
    if not parties:
        parties, note = approached(seat) or agreed_in(seat) or told_by_which(seat)
    frame.given = not note
    _settle(frame, parties, seat.scene)
    if frame.who == "half" and (other := cleft(seat)):
        parties, note, frame.given = [*parties, *other], "cleft", False
        _settle(frame, parties, seat.scene)
    if frame.who in {"open", "half"} and (pair := other_of_the_pair(seat)):
        parties, note, frame.given = [*parties, *pair], "told with the other before", False
        _settle(frame, parties, seat.scene)
    return parties, note


def _after_breaking_off(units: list[Unit], left: list[tuple[int, Unit]], index: int) -> list[tuple[int, Unit]]:
    """Leave out whom another contact was with that was broken off for this one: زیلنسکی سے اجلاس روک کر."""
    broken = next((i for i in range(index - 2, 1, -1) if units[i].key in _BROKEN and key_at(units, i + 1) == "کر"), 0)
    of_contact = any(u.kind == "noun" for u in units[max(broken - 2, 0) : broken])
    return [(i, u) for i, u in left if i > broken or u.case in {"ne", "bare"}] if broken and of_contact else left


_BROKEN = keys("روک چھوڑ")


def _company(seat: Seat, left: list[tuple[int, Unit]], cases: Cases, doers: list[Unit]) -> list[Unit]:
    """Return whom the contact was with: persons in سے or ساتھ, in کو where the channel takes it."""
    units, index, frame = seat.units, seat.index, seat.frame
    takes = frame.channel not in {"meeting", "summit"} or key_at(units, index + 1) in GENITIVE
    found = cases["se"] or (cases["ko"] if takes else [])
    sent = frame.channel in {"letter", "message"}
    if found or cases["between"] or both_sides(doers) or not (sent or is_adjunct(units, index)):
        return found
    if frame.channel == "summit" and frame.noun.key in _ANY_SESSION:
        return found
    upon = [u for i, u in left if u.case == "aside" and key_at(units, i + 1) == "پر" and index - i < _BESIDE]
    return upon or _told(units, index)


def _told(units: list[Unit], index: int) -> list[Unit]:
    """Return whom something was said to in or by the contact: گفتگو میں … کو بتایا, فون کر کے … کا شکریہ ادا کیا."""
    for place in range(index + 1, min(index + REACH, len(units))):
        unit, after = units[place], key_at(units, place + 2)
        if unit.kind == "person" and (
            unit.case in {"se", "ko"}
            or (unit.case == "gen" and after in _TOLD_OF)
            or (unit.case == "aside" and key_at(units, place + 1) == "پر")
        ):
            return [unit]
    return []


def _subject(
    seat: Seat, left: list[tuple[int, Unit]], cases: Cases, doers: list[Unit], company: list[Unit]
) -> tuple[list[Unit], str]:
    """Return who met the company: the owner of the contact, the agent, the bare subject, or whoever is meant."""
    units, index = seat.units, seat.index
    if seat.frame.channel in {"letter", "message"} and left and left[-1][1].case == "gen":
        return [left[-1][1]], ""
    governed = key_at(units, index + 1) in GENITIVE and not is_verb(units[index + 1 :])
    owners = [u for i, u in left if u.case == "gen" and leads(units, i, index)]
    subject = (cases["gen"] or doers) if governed else (owners or doers or cases["gen"])
    if both_sides(company) and not cases["gen"]:
        subject = doers
    elif not subject:
        subject = cases["bare"]
    return (subject, "") if subject else missing(seat, left)


def _together(seat: Seat, left: list[tuple[int, Unit]], cases: Cases, doers: list[Unit]) -> tuple[list[Unit], str]:
    """Return who was in contact where nobody stands in سے: both in one case, or one and a pronoun."""
    for parties in (cases["between"], cases["loc"], cases["gen"], doers, cases["bare"]):
        groups = [u for u in parties if u.value in {"both", "pair"}]
        if groups:
            return groups[-1:], ""
        if len(parties) > 1 or (parties and parties is cases["between"]):
            return parties, ""
    owners = [u for i, u in left if u.case == "gen" and leads(seat.units, i, seat.index)]
    return half([*doers, *owners, *cases["bare"]], seat)


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


def _between_strangers(units: list[Unit]) -> bool:
    """Tell whether the contact is between others: ماسکو اور کیف کے درمیان مذاکرات."""
    return any(u.key in _AMONG and units[max(i - 2, 0)].key not in _THEM for i, u in enumerate(units))


def _of_others(units: list[Unit], index: int) -> bool:
    """Tell whether a contact without persons is one of countries or of strangers: دونوں ممالک میں مذاکرات."""
    near = units[max(index - 8, 0) : index]
    sides = any(u.key == "دونوں" and key_at(near, i + 1) in _SIDES for i, u in enumerate(near))
    return sides or any(u.kind == "nation" or u.key in _STRANGERS for u in near)


def _owned(units: list[Unit], place: int, light: frozenset[str]) -> bool:
    """Tell whether a person in the genitive owns another noun that is the participant: ٹرمپ کی پالیسی نے."""
    if units[place].case != "gen":
        return False
    for step, unit in enumerate(units[place + 2 : place + 6], place + 2):
        if unit.key == "کو" and units[step - 1].key in light:
            continue
        if unit.kind in {"person", "noun", "channel", "after", "before", "mark"}:
            return False
        if unit.key in {"نے", "سے", "کو"}:
            return True
        if unit.key in {"میں", "پر"} or unit.kind != "word":
            return False
    return False


def _is_topic(units: list[Unit], place: int, index: int) -> bool:
    """Tell whether a person is what was talked about: پوتن کے ساتھ تعاون پر بات کی, ٹرمپ پوتن ملاقات پر بات کی."""
    if units[place].case == "gen":
        # "They talked on the preparations for A and B's summit": a contact of its own stands between.
        if any(u.kind == "person" and u.case == "se" for u in units[max(place - NEAR, 0) : place]):
            return any(u.key == "پر" for u in units[place + 1 : index])
        mid = next((i for i, u in enumerate(units[place + 1 : index], place + 1) if u.kind == "noun"), index)
        return any(u.key == "پر" for u in units[mid + 1 : index])
    if units[place].case == "bare":
        between = units[place + 1 : index]
        last = max((i for i, u in enumerate(between) if u.kind == "noun"), default=len(between))
        return any(u.key == "پر" for u in between[last + 1 :])
    if key_at(units, place + 1) != "کے" or units[place].case != "se":
        return False
    return any(u.key in _WITH_TOPIC and key_at(units, i + 1) == "پر" for i, u in enumerate(units[:index]) if i > place)


def _by_stranger(subject: list[Unit], seat: Seat) -> bool:
    """Tell whether neither of the pair is the one who met them."""
    if subject:
        return all(token(u, seat.scene) in {"leader", "envoy", "audience"} for u in subject)
    units = seat.units
    return any(
        u.key == "نے" and i and units[i - 1].kind == "word" and units[i - 1].key not in _SELF
        for i, u in enumerate(units)
    )


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
    elif "envoy" in who and ("ru" in who or ours):
        frame.who = "envoy"
    elif "leader" in who or "envoy" in who or len(who) > 1:
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
    return (token(person, scene),)


def _counterpart(parties: list[Unit], scene: Scene) -> str:
    """Return whom an unnamed ہم منصب means: the other of the pair, where that other was named or is in office."""
    others = {token(u, scene) for u in parties if u.value != "counterpart"}
    if "ru" in others:
        return scene.us or "us"
    return "ru" if "ru" in scene.named and others - {"leader", "envoy"} else "leader"
