"""Nouns of contact in a clause, and the channel that the words around them give them."""

from __future__ import annotations

from flows.contacts.clauses import Clause
from flows.contacts.lexicon import Lexicon
from flows.contacts.people import GENITIVE
from flows.contacts.words import Unit
from flows.news.urdu import keys, match_key

_HAND = keys("ہاتھ")

_SHAKEN = keys("ملایا ملائے ملا ملانے ملاتے")

_MEET_SHORT = keys("ملا ملے ملی ملیں")

THIS = keys("یہ اس اسی مذکورہ")

_SUCH = keys("ایسی یہی وہی ہر بڑی سچی دوسری کس عجیب آخری عام واحد")

_COMPOUND = keys("کار کاروں کمیٹی افسر سڑک مہم دفتر نمبر سروس کمپنی ریکارڈ ٹیپ")
_THAT = keys("یہ ہے کہ ہیں")

_CASES = keys("کا کو پر سے کی کے")

_SENT = keys(
    "لکھا بھیجا بھیجی بھجوایا ارسال موصول بھیج لکھ بھیجے لکھے لکھنے بھیجنے پہنچایا ملا دیا حوالے پہنچا روانہ سپرد وصول"
    " تبادلہ بھجوا لکھیں پہنچ موصولہ"
)

_SENT_MESSAGE = keys("بھیجا بھیجی بھجوایا ارسال موصول بھیج بھیجے بھیجنے پہنچایا روانہ بھجوا")

_PLAIN = keys("پیغام")

_FIGURATIVE = keys("واضح سخت دوٹوک کھلا اہم بڑا خصوصی پیار")

_PRESS = keys("پریس نیوز")

_JOINT = keys("مشترکہ")

_SHORT = frozenset(match_key(word) for word in ("مختصر", "غیر رسمی", "غیررسمی", "سرسری"))

_THROUGH = match_key("بذریعہ")

_BY = (" پر", " پہ", " ذریعے", " ذریعہ")


def nouns(clause: Clause, lexicon: Lexicon) -> list[tuple[int, str]]:
    """Return index and channel of each noun of contact, joined ones once, summits only where nothing else is told."""
    units = clause.units
    found: list[tuple[int, str]] = []
    for place, unit in enumerate(units):
        if unit.kind == "noun":
            if _no_contact(unit, units, place):
                continue
            if unit.value == "summit" and any(u.key in _JOINT for u in units[max(place - 3, 0) : place]):
                found.append((place, "meeting"))
            elif found and _adjacent(units, found[-1][0], place):
                found[-1] = (place, _stronger(found[-1][1], unit.value))
            else:
                found.append((place, unit.value))
        elif unit.key in lexicon.classes["verb.meet"] and _meets(units, place):
            found.append((place, "meeting"))
        elif unit.key in WELCOME and welcomed(units, place) is not None:
            found.append((place, "brief" if any(u.value == "assembly" for u in units) else "meeting"))
        elif unit.key in _HAND and any(u.key in _SHAKEN for u in units[place + 1 : place + 3]):
            found.append((place, "brief"))
    found += [(i, u.value) for i, u in enumerate(units) if u.kind == "channel" and _says_by(units, i, found)][:1]
    found.sort()
    strong = [item for item in found if item[1] != "summit"]
    summits = [item for item in found if item[1] == "summit" and not strong and not _gathering(units, item[0], lexicon)]
    return [(place, _channel(channel, units, place)) for place, channel in strong or summits]


def _says_by(units: list[Unit], place: int, found: list[tuple[int, str]]) -> bool:
    """Tell whether the channel itself is the contact: فون پر بتایا; beside a noun only with whom: ان کو فون پر."""
    key = units[place].key
    if not (key.endswith(_BY) or key.startswith(_THROUGH)):
        return False
    if any(place < other < place + _JOINED for other, _ in found):
        return False
    return not found or any(u.kind == "person" and u.case in {"ko", "se"} for u in units[max(place - 3, 0) : place])


_JOINED = 6


def _no_contact(unit: Unit, units: list[Unit], place: int) -> bool:  # noqa: PLR0911 - a decision list, read from the top
    """Tell whether a noun of contact is none here: اس بات پر, میڈیا سے, a message in a figure of speech."""
    before = units[place - 1].key if place else ""
    after = units[place + 1].key if place + 1 < len(units) else ""
    if unit.key == "بات":
        if before in THIS or before in _SUCH or after in _THAT:
            return True
        return after in _CASES and not any(u.kind in {"person", "channel"} for u in units[max(place - 8, 0) : place])
    if after in _COMPOUND:
        return True
    if unit.key in _FACING:
        return _of_things(units, place)
    if unit.key == _ROOM:
        return _SIT.isdisjoint(u.key for u in units[place + 1 : place + 8])
    if unit.value in {"letter", "message"} and "تبادلہ" not in unit.key:
        sent = _SENT if unit.value == "letter" else _SENT_MESSAGE
        around = [u.key for u in (*units[max(place - 4, 0) : place], *units[place + 1 : place + 8])]
        named = unit.value == "letter" or unit.key not in _PLAIN
        return before in _FIGURATIVE or (sent.isdisjoint(around) and not (named and _addressed(units, place)))
    return False


def _of_things(units: list[Unit], place: int) -> bool:
    """Tell whether not persons but what is theirs stands face to face: ٹرمپ اور پیوٹن کے بیانات آمنے سامنے."""
    head = [u for u in units[max(place - 3, 0) : place] if u.kind != "quote"]
    owned = next((i for i, u in enumerate(head) if u.key in _CASES), len(head))
    if owned + 1 >= len(head) or head[owned].key not in GENITIVE:
        return False
    return head[-1].kind in {"word", "after"} and head[-1].key not in _CASES | _POSTPOSED


_POSTPOSED = keys("میں آج کل پہلی بار مرتبہ")
_FACING = keys("روبرو") | {match_key("آمنے سامنے")}
_ROOM = match_key("بند کمرے میں")
_SIT = keys("بیٹھے بیٹھا")


WELCOME = keys("استقبال")


def welcomed(units: list[Unit], place: int) -> Unit | None:
    """Return the person whom a welcome is of, None where it is of something else: پیوٹن کا … استقبال, not بیان کا."""
    owners = [i for i in range(max(place - 14, 1), place) if units[i].key == "کا"]
    owner = units[owners[-1] - 1] if owners else None
    return owner if owner is not None and owner.kind == "person" else None


def _addressed(units: list[Unit], place: int) -> bool:
    """Tell whether a letter has its writer and its reader beside it, as in headlines: پوتن کا ٹرمپ کو خط."""
    cases = {u.case for u in units[max(place - 8, 0) : place] if u.kind == "person"}
    return "ko" in cases and not {"gen", "ne", "bare"}.isdisjoint(cases)


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
    if unit.key == "مل" and after == "کر":
        return place > 1 and units[place - 1].key == "سے" and units[place - 2].kind == "person"
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


def _is_seen(units: list[Unit], place: int) -> bool:
    """Tell whether people were seen talking: باتیں کرتے دکھائی دیے."""
    after = [u.key for u in units[place + 1 : place + 5]]
    return after[:1] == ["کرتے"] and not _SEEN.isdisjoint(after)


_SEEN = keys("دکھائی نظر دیکھا دیکھے")


def _gathering(units: list[Unit], place: int, lexicon: Lexicon) -> bool:
    """Tell whether a summit is a gathering of many; a press conference is none where the two give it together."""
    near = units[max(place - 4, 0) : place]
    if any(u.key in _PRESS for u in near[-1:]):
        return not any(u.key in _JOINT or u.case == "se" for u in near)
    return any(u.key in lexicon.classes["gathering"] for u in near)


def _channel(channel: str, units: list[Unit], place: int) -> str:  # noqa: PLR0911 - a decision list, read from the top
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
    if channel in {"talk", "talks"} and _is_seen(units, place):
        return "brief"
    nearest = units[max(place - 2, 0) : place]
    if channel in {"talk", "meeting"} and any(
        u.value == "brief" and (u in nearest or u.key not in _SHORT) for u in near
    ):
        return "brief"
    return channel
