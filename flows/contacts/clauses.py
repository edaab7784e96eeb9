"""Clauses: where one ends, and what its verb says of time, reality and denial."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from flows.contacts.lexicon import Lexicon
from flows.contacts.words import Unit
from flows.news.urdu import keys


class Tense(StrEnum):
    """What the verb that ends a clause says; NONE is a clause without a finite verb, as in headlines."""

    PAST = "past"
    PERFECT = "perfect"
    PLUPERFECT = "pluperfect"
    FUTURE = "future"
    MODAL = "modal"
    PROGRESSIVE = "progressive"
    HABITUAL = "habitual"
    COPULA = "copula"
    WAS = "was"
    NONE = "none"


@dataclass(slots=True)
class Clause:
    """A run of units with one finite verb at its end, or none.

    `opener` is the word that ties it to the clause before (کہ, جس, اگر …), "" for none; `negated` and `conditional`
    are said of the verb; `quoted_from` is the index in the sentence of the clause that a کہ hangs from, or -1.
    """

    units: list[Unit]
    opener: str = ""
    tense: Tense = Tense.NONE
    negated: bool = False
    conditional: bool = False
    completive: bool = False
    matrix: int = -1
    ends: str = ""

    def keys(self) -> list[str]:
        """Return the folded words."""
        return [unit.key for unit in self.units]


@dataclass(slots=True)
class Frame:
    """One noun of contact as one clause tells it.

    `who` is pair, envoy, other, half (one of the pair alone), open (nobody) or apart; `us` the US leader's id.
    `status` is happened, planned, denied, background, claim or none; `weight` 3 told by the verb, 2 taken for granted
    by it, 1 named in a headline. `past` is true for the pluperfect, `this` for "this call", which adds to another,
    `since` where it only dates something else ("three days after the call"), `coming` for ہونے والی, which is past or
    future as the verb has it; `given` is false where the parties were told elsewhere, `rule` is what decided the
    status. Weighing adds: `fresh` with a date of these days, `timed` with a duration, `elsewhere` in an article that
    first tells of a contact with others.
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
    since: bool = False
    given: bool = True
    rule: str = ""
    coming: bool = False
    many: bool = False
    fresh: bool = False
    timed: bool = False
    elsewhere: bool = False
    parties: tuple[str, ...] = ()
    why: list[str] = field(default_factory=list)
    where: str = ""
    sentence: int = 0
    field_name: str = "text"


OPENERS = keys(
    "کہ جس جو جن جب جبکہ جہاں تاہم لیکن مگر کیونکہ اگر تاکہ حالانکہ چونکہ البتہ ورنہ جسے جنہیں بلکہ جیسے جوکہ اگرچہ"
)
_JOINING = keys("اور پھر یا و تو")
_VERBAL = keys("نہیں نہ نا ہی بھی")
_AUXILIARY = keys("ہے ہیں تھا تھی تھے تھیں گا گے گی گیں ہوں")
_LEVEL = keys("گیا گئی گئے گئیں رہا رہی رہے چکا چکی چکے دیا دی دیے لیا لی سکا سکی سکے پایا پائی ہوا ہوئی ہوئے")
_ATTRIBUTIVE = keys("والا والی والے وال ہوا ہوئی ہوئے")
_AMBIGUOUS = keys("کی ہو رہے دی لی ہوں کیا ملے ملی دیں")
_HABIT = ("تا", "تے", "تی", "تیں")
_CAUSATIVE = ("ایا", "ائے")
_SPEECH = keys("کہا بتایا لکھا")
_SPEAKER = 6
"""Units between who spoke and کہا."""
_RELATIVE = keys("جو جس جن")
_GOVERNING = keys("کی کا کے سے درمیان مابین ساتھ میں")
_PLURAL = keys("دیں لیں")
_PERFECTIVE = ("ا", "ی", "ے", "یں")
_ROOT = 3
_READ = 7


def clauses(units: list[Unit], lexicon: Lexicon, *, headline: bool = False) -> list[Clause]:
    """Split a sentence into clauses: after each finite verb, and before each word that opens one.

    A `headline` has few verbs: a comma after a noun of contact ends its clause too.
    """
    found: list[Clause] = []
    start, opener = 0, ""
    for place, unit in enumerate(units):
        if unit.kind == "word" and unit.key in OPENERS and place > start and not _attributive(units, place):
            found.append(_clause(units[start:place], opener, lexicon))
            start, opener = place, unit.key
        elif place == start and unit.key in OPENERS:
            opener = unit.key
        elif place == start and unit.kind == "colon" and found:
            found[-1].ends, start = "colon", place + 1
        elif (
            unit.kind in {"colon", "stop"}
            or (headline and _told(units, start, place))
            or (place + 1 < len(units) and _finite(units, place, lexicon))
        ):
            clause = _clause(units[start : place + 1], opener, lexicon)
            clause.ends = "colon" if unit.kind == "colon" else ""
            found.append(clause)
            start, opener = place + 1, ""
    if start < len(units):
        found.append(_clause(units[start:], opener, lexicon))
    for clause, result in pairwise(found):
        if result.units[0].key == "تو" and result.tense in {Tense.FUTURE, Tense.MODAL}:
            clause.conditional = True
    for place, clause in enumerate(found):
        clause.matrix = place - 1 if clause.opener == "کہ" or (place and _says(found[place - 1])) else -1
    return found


def _attributive(units: list[Unit], place: int) -> bool:
    """Tell whether جو or جس only points at the noun after it: پوتن سے ان کی جو ملاقات ہوئی."""
    follows = units[place + 1].kind if place + 1 < len(units) else ""
    before = units[place - 1]
    governed = before.key in _GOVERNING or before.kind == "channel"
    return units[place].key in _RELATIVE and follows in {"noun", "channel"} and governed


def _says(clause: Clause) -> bool:
    """Tell whether what follows a clause is what it says, though no کہ stands between: ٹرمپ نے کہا روس تیار ہے."""
    return not clause.ends and clause.units[-1].key in _SPEECH and any(unit.key == "نے" for unit in clause.units)


def _told(units: list[Unit], start: int, place: int) -> bool:
    """Tell whether the comma at `place` closes a headline's first matter."""
    return units[place].kind == "comma" and any(u.kind == "noun" for u in units[start:place])


def _finite(units: list[Unit], place: int, lexicon: Lexicon) -> bool:  # noqa: PLR0911 - a decision list, read from the top
    """Tell whether a finite verb ends at `place`."""
    unit, after = units[place], units[place + 1]
    if unit.kind not in {"word", "noun"} or _attributive(units, place + 1):
        return False
    key = unit.key
    if key in _AUXILIARY or _is_future(key, lexicon):
        return after.key not in _AUXILIARY and after.key not in _VERBAL
    if key in _SPEECH and after.kind in {"person", "nation", "title"} and place > 1:
        return any(u.key == "نے" for u in units[max(place - _SPEAKER, 0) : place])
    if key not in lexicon.classes["verb.past"]:
        return after.kind == "comma" and key.endswith(_CAUSATIVE)
    if after.key in _AUXILIARY or after.key in _LEVEL or after.key in _VERBAL or after.key in _ATTRIBUTIVE:
        return False
    boundary = after.kind in {"comma", "colon", "stop", "quote"} or after.key in OPENERS or after.key in _JOINING
    if key in _AMBIGUOUS:
        return boundary and place > 0 and units[place - 1].kind != "person"
    return boundary


def _is_future(key: str, lexicon: Lexicon) -> bool:
    """Tell whether a word is a future written as one: ہوگی, کرینگے, جائیگا."""
    return key[-2:] in {"گا", "گے", "گی"} and key[:-2] in lexicon.classes["verb.future_stems"]


def _clause(units: list[Unit], opener: str, lexicon: Lexicon) -> Clause:
    words = [u.key for u in units if u.kind not in {"comma", "colon", "quote", "stop", "join"}]
    clause = Clause(units, opener)
    clause.tense = tense_of(words, lexicon)
    if clause.tense is Tense.MODAL and words[-1] in _PLURAL and "نے" in words[:-2]:
        # After an agent in نے, کر دیں is "gave", not "may give".
        clause.tense = Tense.PAST
    if (
        clause.tense is Tense.NONE
        and "نے" in words[:-2]
        and words[-1].endswith(_PERFECTIVE)
        and units[-1].kind == "word"
    ):
        # What an agent in نے did is done, whatever the verb.
        clause.tense = Tense.PAST
    agent = len(units) > 1 and units[-1].key == "نے" and units[-2].kind == "person"
    if clause.tense is Tense.NONE and words[-1:] == ["نے"] and agent:
        # The agent may follow its verb: بات کی صدر ٹرمپ نے.
        clause.tense = tense_of([u.key for u in units[:-2]], lexicon)
    clause.negated = not lexicon.classes["verb.negation"].isdisjoint(words[-_READ:])
    clause.conditional = "اگر" in words
    clause.completive = not lexicon.classes["verb.completive"].isdisjoint(words[-3:])
    return clause


def tense_of(words: list[str], lexicon: Lexicon) -> Tense:  # noqa: PLR0911 - a decision list, read from the top
    """Return the tense of the verb that ends `words`; a negation may stand after it."""
    classes = lexicon.classes
    while words and words[-1] in _VERBAL:
        words = words[:-1]
    if not words:
        return Tense.NONE
    last = words[-1]
    before = [word for word in words[-5:-1] if word not in _VERBAL]
    if last in classes["verb.future"] or _is_future(last, lexicon):
        return Tense.FUTURE
    if last in classes["verb.present"] or last == "ہوں":
        return _present(before, lexicon)
    if last in classes["verb.was"]:
        return _was(before, lexicon)
    if last in classes["verb.modal"]:
        return Tense.MODAL
    if last in classes["verb.past"]:
        return _past(last, before, lexicon)
    if last in classes["verb.subjunctive"]:
        return Tense.MODAL
    return Tense.NONE


def _past(last: str, before: list[str], lexicon: Lexicon) -> Tense:
    """Tell the simple past from a headline's progressive (ہو رہی) and its bare participle."""
    if last in {"رہا", "رہی", "رہے"} and before and before[-1] in lexicon.classes["verb.stems"]:
        return Tense.PROGRESSIVE
    return Tense.PAST


def _present(before: list[str], lexicon: Lexicon) -> Tense:
    classes = lexicon.classes
    if not before:
        return Tense.COPULA
    verb = before[-1]
    if verb in {"رہا", "رہی", "رہے"}:
        stem = before[-2] if len(before) > 1 else ""
        return Tense.PROGRESSIVE if stem in classes["verb.stems"] else Tense.PERFECT
    if verb in classes["verb.modal"] or verb in classes["verb.infinitive"]:
        return Tense.MODAL
    if verb in classes["verb.past"]:
        return Tense.PERFECT
    if verb.endswith(_HABIT) and len(verb) > _ROOT:
        return Tense.HABITUAL
    return Tense.COPULA


def _was(before: list[str], lexicon: Lexicon) -> Tense:
    classes = lexicon.classes
    if not before:
        return Tense.WAS
    verb = before[-1]
    if verb in classes["verb.modal"] or verb in classes["verb.infinitive"]:
        return Tense.MODAL
    if verb in {"رہا", "رہی", "رہے"} and len(before) > 1 and before[-2] in classes["verb.stems"]:
        return Tense.HABITUAL
    if verb in classes["verb.past"]:
        return Tense.PLUPERFECT
    if verb.endswith(_HABIT) and len(verb) > _ROOT:
        return Tense.HABITUAL
    return Tense.WAS
