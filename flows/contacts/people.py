"""Who is who in a sentence: names and titles become persons, each with the case in which it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from flows.contacts.lexicon import Lexicon
from flows.contacts.words import Unit
from flows.news.urdu import keys, match_key

GENITIVE = frozenset(("کا", "کی", "کے"))
_WITH = keys("ساتھ ساتہ ہمراہ سنگ")
_WITH_GLUED = keys("کیساتھ کےساتھ")
_BESIDE = keys("پہلو شانہ")
_BETWEEN = keys("درمیان مابین بیچ مابیں درمیاں")
_SOURCE = keys("مطابق بقول")
_ASIDE = keys(
    "لیے لیئے لئے خلاف بارے حوالے پاس علاوہ برعکس بعد دوران سامنے متعلق باوجود ذریعے ذریعہ"
    " تحت باعث سبب بجائے بغیر قریب حق زیر"
)
_SHARED = keys("اور و بمقابلہ نیز")
_OWN = keys("ان اپنے اپنی انکے اس پھر بعد ازاں")
_APART = keys("قبل پہلے متعلق زیادہ زائد")
_SMALL = keys("کے کی کا سے نے کو میں پر اور کہ")
_ADDRESS = keys("صدر مسٹر جناب سر مملکت محترم")
_INFINITIVE = ("نا", "نے", "نی")
_COMMON = keys("ان کے اپنے اپنی سے کو نے اور ہی بھی میں پر کی کا اس انکے اپنا ایک اہم نئے موجودہ ساتھ، و")
_LOOSE = frozenset(("quote", "nation", "role"))
_NAME_WORDS = 3


@dataclass(slots=True)
class Scene:
    """What a reader remembers from sentence to sentence.

    `named` are the leaders in the order they were last named, `pair` who was last told together, `spoke` who last said
    something to whom, `subject` the last who spoke or did; `us` is the US leader that an unnamed امریکی صدر means.
    """

    day: date | None
    named: list[str] = field(default_factory=list)
    pair: tuple[str, ...] = ()
    subject: Unit | None = None
    us: str | None = None
    spoke: tuple[str, ...] = ()


def people(units: list[Unit], lexicon: Lexicon, scene: Scene) -> list[Unit]:
    """Return the sentence with every person as one unit of kind person; `case` says how it is tied to the rest.

    `value` is ru, the id of a US leader, leader, envoy, audience, both or nation; cases are ne, se, ko, gen, between,
    source, aside, loc and bare, shared by all persons joined with اور.
    """
    units = _aides(_groups(_names(_roles(units, lexicon), lexicon, scene)))
    _cases(units)
    return units


def _roles(units: list[Unit], lexicon: Lexicon) -> list[Unit]:
    """Join a nation and a role into a person, and the unknown name after it: سلوواکیہ کے وزیراعظم رابرٹ فیکو نے."""
    found: list[Unit] = []
    place, count = 0, len(units)
    while place < count:
        unit = units[place]
        if unit.kind == "nation":
            step = place + 1 + (place + 1 < count and units[place + 1].key in GENITIVE)
            while step < count and units[step].key in {"نائب", "خصوصی", "سابق", "نومنتخب", "نئے", "عبوری"}:
                step += 1
            if step < count and units[step].kind == "role":
                role = units[step]
                if role.key in lexicon.classes["group"] and place and _counts_two(units[place - 1]):
                    found.append(unit)
                    place += 1
                    continue
                end = _name_end(units, step + 1)
                found.append(_person(units[place:end], role.value, "role"))
                place = end
                continue
        if unit.kind == "role" and unit.value == "envoy":
            end = _name_end(units, place + 1)
            found.append(_person(units[place:end], "envoy", "role"))
            place = end
            continue
        found.append(unit)
        place += 1
    return found


def _counts_two(unit: Unit) -> bool:
    return unit.key in {"دونوں", "اور", "و"} or unit.kind in {"join", "nation"}


def _name_end(units: list[Unit], place: int) -> int:
    """Return where the name after a role ends: a known decoy, or up to three unknown words before a small word."""
    if place < len(units) and units[place].kind == "decoy" and units[place].value != "audience":
        return place + 1
    for step in range(place, min(place + _NAME_WORDS, len(units) - 1) + 1):
        if step >= len(units) or units[step].kind != "word" or units[step].key.endswith(_INFINITIVE):
            return place if step >= len(units) or units[step].key not in _SMALL else step
        if units[step].key in _SMALL:
            return step
    return place


def _person(units: list[Unit], value: str, detail: str = "") -> Unit:
    return Unit(" ".join(u.key for u in units), units[0].start, units[-1].end, "person", value, detail)


def _names(units: list[Unit], lexicon: Lexicon, scene: Scene) -> list[Unit]:
    """Join titles with the names after them and say whom each means."""
    found: list[Unit] = []
    place, count = 0, len(units)
    while place < count:
        unit, after = units[place], place + 1
        if unit.kind not in _NAMING and unit.key not in _HONORIFICS:
            found.append(unit)
            place += 1
            continue
        while after < count and (units[after].key in _ADDRESS or units[after].kind == "quote"):
            after += 1
        name = units[after] if after < count and units[after].kind in {"leader", "decoy"} else None
        name = name if name and _fits(unit, name, lexicon) else None
        end = after + 1 if name else place + 1
        if unit.key == "ہم منصب" and found and found[-1].kind == "word" and found[-1].key not in _COMMON:
            found.append(_person([found.pop(), *units[place:end]], "leader"))
        else:
            house = _house(units, place) if unit.key == "صدر" and name is None else None
            person = _person([unit], scene.us or "us" if house == "us" else "ru") if house else None
            found.append(person or _who(units[place:end], unit, name, lexicon, scene))
        _remember(found[-1], lexicon, scene)
        place = end
    return found


def _house(units: list[Unit], place: int) -> str | None:
    """Return whose president a bare صدر is, of the house that speaks before it: وائٹ ہاؤس نے کہا کہ صدر نے."""
    after = units[place + 1].key if place + 1 < len(units) else ""
    if after not in {"نے", "کی", "کا", "کو", "سے"} or (place and units[place - 1].kind in {"nation", "role"}):
        return None
    if place and units[place - 1].key in GENITIVE:
        return None
    before = [unit.key for unit in units[:place]]
    if any(pair in _WHITE_HOUSE for pair in pairwise(before)):
        return "us"
    return "ru" if _KREMLIN in before else None


_WHITE_HOUSE = frozenset(tuple(match_key(name).split()) for name in ("وائٹ ہاؤس", "وہائٹ ہاؤس", "وائٹ ہاوس"))
_KREMLIN = match_key("کریملن")
_HONORIFICS = keys("مسٹر جناب محترم")
_NAMING = frozenset(("title", "leader", "decoy", "role"))


def _who(units: list[Unit], unit: Unit, name: Unit | None, lexicon: Lexicon, scene: Scene) -> Unit:
    """Return the person that a name, a title or a role means, or the unit itself where it means none."""
    if unit.kind == "title":
        return _titled(units, unit, name, lexicon, scene)
    if unit.kind == "role" or unit.key in _HONORIFICS:
        if name is None:
            return _person(units, "counterpart") if unit.key == "ہم منصب" else unit
        return _named(units, name, lexicon)
    return unit if unit.value == "apart" else _named(units, unit, lexicon)


def _named(units: list[Unit], name: Unit, lexicon: Lexicon) -> Unit:
    """Return the person of a name: ru for a Russian leader, a US leader's id, or what kind of decoy it is."""
    if name.kind == "leader" and lexicon.leaders[name.value].side == "ru":
        return _person(units, "ru")
    return _person(units, name.value)


def _fits(title: Unit, name: Unit, lexicon: Lexicon) -> bool:
    """Tell whether a title or a role and the name after it are one person."""
    if title.kind == "role" or title.key in _HONORIFICS:
        return (title.key in {"صدر", "ہم منصب"} or title.key in _HONORIFICS) and name.value not in {"audience", "apart"}
    if title.kind != "title":
        return False
    if name.kind == "decoy":
        return name.value not in {"audience", "apart"} and title.detail in {"counterpart", "former"}
    return lexicon.leaders[name.value].side == lexicon.offices[title.value].side


def _titled(units: list[Unit], title: Unit, name: Unit | None, lexicon: Lexicon, scene: Scene) -> Unit:
    """Return the person that a title means, by the name beside it, by who is named nearby, or by the date."""
    if name is not None:
        person = _named(units, name, lexicon)
        person.detail = "former" if title.detail == "former" else ""
        return person
    if lexicon.offices[title.value].side == "ru":
        return _person(units, "ru", title.detail)
    if title.detail == "former":
        return _person(units, "leader", "former")
    if title.detail == "elect" and scene.day:
        elected = lexicon.elected(title.value, scene.day)
        if elected:
            return _person(units, elected)
    return _person(units, scene.us or "us", title.detail)


def _remember(person: Unit, lexicon: Lexicon, scene: Scene) -> None:
    """Keep the order in which leaders were named."""
    if person.kind != "person" or person.value in {"audience", "envoy", "counterpart"}:
        return
    if person.value in lexicon.leaders and scene.day and not scene.us:
        scene.us = person.value
    if person.value in scene.named:
        scene.named.remove(person.value)
    scene.named.append(person.value)


def _groups(units: list[Unit]) -> list[Unit]:
    """Join دونوں صدور, امریکا اور روس کے صدور, روسی اور امریکی صدور into one person of value both or leader."""
    found: list[Unit] = []
    for unit in units:
        if unit.key in _GROUP_WORDS and unit.kind in {"word", "role", "person"}:
            start = _group_start(found)
            if start is not None:
                parts = [*found[start:], unit]
                del found[start:]
                found.append(_person(parts, _group_value(parts)))
                continue
        found.append(unit)
    return [
        _person([u], "both") if u.key == "دونوں" and u.kind == "word" and _stands_alone(found, i) else u
        for i, u in enumerate(found)
    ]


_GROUP_WORDS = keys("صدور سربراہان سربراہوں رہنماوں رہنما راہنماوں راہنما لیڈروں لیڈرز لیڈر قائدین سربراہ ہنماوں")


def _group_start(found: list[Unit]) -> int | None:
    """Return where the words begin that make the next word a group of two, or None."""
    start = len(found)
    while start and (
        found[start - 1].key in {"دونوں", "کے", "و", "اور", "ممالک", "ملکوں", "ہر", "دو", "ان", "مملکت", "ملک"}
        or found[start - 1].kind in {"nation", "join"}
    ):
        start -= 1
    while start < len(found) and found[start].key in {"کے", "اور", "و", "ان"}:
        start += 1
    parts = found[start:]
    two = any(u.key in {"دونوں", "دو"} for u in parts) or sum(u.kind == "nation" for u in parts) >= 2  # noqa: PLR2004
    return start if two else None


def _group_value(parts: list[Unit]) -> str:
    sides = {u.value for u in parts if u.kind == "nation"}
    if not sides:
        return "both"
    return "pair" if sides == {"ru", "us"} else "leader"


def _stands_alone(units: list[Unit], place: int) -> bool:
    """Tell whether دونوں is the subject itself: دونوں نے, دونوں کے درمیان, ان دونوں میں."""
    after = [u.key for u in units[place + 1 : place + 3]]
    if place and units[place - 1].kind == "person" and after and after[0] in {"نے", "کو", "سے"}:
        return False
    return bool(after) and (after[0] in {"نے", "میں", "کی", "کا"} or after[:2] in [["کے", "درمیان"], ["کے", "مابین"]])


def _aides(units: list[Unit]) -> list[Unit]:
    """Join a leader, a genitive and an envoy: ٹرمپ کے خصوصی ایلچی وٹکوف is the envoy."""
    found: list[Unit] = []
    for unit in units:
        if unit.kind == "person" and unit.value == "envoy" and unit.detail == "role" and len(found) > 1:
            owner = len(found) - 1
            while owner and found[owner].kind == "word" and found[owner].key not in GENITIVE and len(found) - owner < 3:  # noqa: PLR2004
                owner -= 1
            if found[owner].key in GENITIVE and owner and found[owner - 1].kind == "person":
                parts = [*found[owner - 1 :], unit]
                del found[owner - 1 :]
                found.append(_person(parts, "envoy", parts[0].value))
                continue
        found.append(unit)
    return found


def _cases(units: list[Unit]) -> None:
    """Give every person its case, right to left, so that persons joined by اور share the last one's."""
    for place in range(len(units) - 1, -1, -1):
        if units[place].kind == "person":
            units[place].case = _case(units, place)


def _case(units: list[Unit], place: int) -> str:  # noqa: C901, PLR0911 - a decision list, read from the top
    """Return the case of the person at `place` from what follows it."""
    step = place + 1
    while step < len(units) and units[step].kind == "quote":
        step += 1
    if step + 1 < len(units) and units[step].key == "دونوں" and units[step + 1].key in _SMALL:
        step += 1
    if step >= len(units):
        return "bare"
    key, kind = units[step].key, units[step].kind
    next_key = units[step + 1].key if step + 1 < len(units) else ""
    if kind == "person":
        return units[step].case
    if key in _SHARED or kind in {"join", "comma"}:
        step += 1
        while step < len(units) and (
            units[step].key in _OWN or units[step].key in GENITIVE or units[step].kind in _LOOSE
        ):
            step += 1
        if (
            step < len(units)
            and units[step].kind == "person"
            and (kind != "comma" or units[step].case != "ne" or _lists(units, step))
        ):
            return units[step].case
        return "bare"
    if key == "نے":
        return "ne"
    if key == "سے":
        return "aside" if next_key in _APART else "se"
    if key in {"کو", "تک"}:
        return "ko"
    if key in _WITH_GLUED:
        return "se"
    if key in GENITIVE:
        return _genitive(key, next_key, units, step)
    return {"میں": "loc", "پر": "aside", "کیلئے": "aside", "کیلیے": "aside", "کیخلاف": "aside"}.get(key, "bare")


def _lists(units: list[Unit], place: int) -> bool:
    """Tell whether the person at `place` is followed by another with اور, so that a comma before it makes a list."""
    after = units[place + 1 : place + 3]
    return len(after) > 1 and after[0].key in _SHARED and after[1].kind in {"person", *_LOOSE}


def _genitive(key: str, next_key: str, units: list[Unit], step: int) -> str:  # noqa: PLR0911 - a decision list, read from the top
    """Return the case that a postposition of two words makes, gen for a plain genitive."""
    if key == "کے":
        if next_key in _WITH:
            return "se"
        if next_key in _BETWEEN:
            return "between"
        if next_key in _SOURCE:
            return "source"
        if next_key == "نام":
            return "ko"
        if next_key in _BESIDE:
            return "se"
    after = units[step + 2].key if step + 2 < len(units) else ""
    if key == "کے" and next_key in _ASIDE:
        return "ko" if next_key == "حوالے" and after != "سے" else "aside"
    if key == "کی" and next_key in {"جانب", "طرف"} and after == "سے":
        return "ne"
    return "gen"
