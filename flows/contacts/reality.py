"""What a clause says of a contact: that it took place, will, did not, is recalled or only talked of."""

from __future__ import annotations

from itertools import pairwise

from flows.contacts.ahead import is_shortly, is_today
from flows.contacts.clauses import Clause, Frame, Tense
from flows.contacts.dates import WEEKDAYS
from flows.contacts.lexicon import Lexicon
from flows.contacts.nouns import THIS, WELCOME
from flows.contacts.people import GENITIVE
from flows.contacts.seat import INSIDE, REACH, is_during
from flows.contacts.words import Unit
from flows.news.urdu import keys

_AFTER = keys("بعد نتیجے نتیجہ فورا")
_PURPOSE = keys("لیے لئے لیئے واسطے")
_ABOUT = keys("بارے حوالے متعلق سلسلے باوجود خلاف بغیر بجائے")
_PREDICATES = keys(
    "طے متوقع ممکن ممکنہ شیڈول تیار ضروری لازمی ناگزیر امکان توقع یقینی مجوزہ آمادہ رضامند منتظر خواہاں"
    " درکار مشروط خواہش کوشش فیصلہ"
)
_AGREED = keys("اتفاق متفق رضامند رضامندی آمادہ آمادگی تیار غور زور اصرار راضی مشاورت")
_SPOKEN = keys("بات گفتگو تبادلہ تبصرہ")
_EVALUATED = keys(
    "نتیجہ کامیاب مفید تعمیری ثابت سودمند بارآور فیصلہ خوشگوار مثبت اچھی بہتر تسلی فائدہ بے ناکام نتیجے کھل ختم مکمل"
)
_STATED = keys("جاری ہوئی ہوا دوسرا دوسری تیسرا تیسری چوتھا چوتھی پہلا پہلی پانچواں پانچویں چھٹی چھٹا ساتویں آٹھویں")
_ADVERBS = keys("بھی ہی تو آج کل ابھی اب پھر")
_DO_AFTER = keys("کر کرکے")
_PARTICIPLE = keys("والی والا والے")
_COMING = keys("ہونے کرنے ہونیوالی ہونےوالی")
_LONG = keys("ہفتے ہفتہ ماہ مہینے سال برس سالوں برسوں ہفتوں مہینوں")

TOLD = 3
"""The weight of a contact that the verb itself tells."""
_TIMES = keys("گھنٹہ گھنٹے منٹ روز دن ہفتہ ہفتے ماہ سال دوسرے بار مرتبہ")
_HOPED = keys("امکان امکانات توقع ارادہ منصوبہ شیڈول امید ضرورت پلان پروگرام طے متوقع ممکن")

_SEATED = keys("بیٹھے بیٹھا رہے رہا")
_THAT = keys("وہ اس")
_NOW = keys("ابہی محو")
_STATES = keys("نہیں ہیں ہے ہوں تہا تہے تہی")
_TROUBLE = keys("تاخیر رکاوٹ رکاوٹیں شرکت دلچسپی التوا تعطل مشکلات")
_FIRST = keys("پہلا پہلی")
_TRUE = keys("درست صحیح سچ سچی حقیقت صداقت")
_BE = keys("ہیں ہے تھے تھا تھی")
_AFTER_VERB = keys("وہ تو ہے ہیں تھی تھیں گئی گئیں اور جائے جا جائیگی ہوگی پھر ہو نہیں")
_DAYTIMES = keys("آج کل روز شب رات شام صبح دوپہر")
_DAYS = keys("روز دن ہفتے ہفتہ ماہ مہینے سال برس")
_PASSED = keys("ہونے ہو ہوئے گزر بیت گزرے بیتے ہوگئے")
_STARTED = keys("شروع جاری ختم مکمل پذیر آغاز اختتام")
_SOON = keys("جلد آئندہ اگلے عنقریب ممکنہ")
_REVEALED = keys("بتایا انکشاف ذکر")
_LONE = 5
"""Letters of کرنے والی written without its space are more than these."""

Judgement = tuple[str, str, int]
"""The rule, the status and the weight that a place in a clause gives a contact."""


def read_status(frame: Frame, index: int, lexicon: Lexicon, *, headline: bool) -> None:
    """Fill in status and weight from what stands around the noun."""
    clause, units = frame.clause, frame.clause.units
    before = _before(units, index)
    frame.this, frame.coming = before == "this", before in {"coming", "dated"}
    rest = [u for u in units[index + 1 : index + REACH] if u.kind != "quote"]
    head = rest
    while rest and rest[0].key in _ADVERBS:
        rest = rest[1:]
    frame.past = clause.tense is Tense.PLUPERFECT or clause.completive
    if is_during(units, index):
        kind, status, weight = _granted("inside", clause, rest)
    else:
        kind, status, weight = _after(rest, frame, lexicon, headline=headline)
    if status == "happened":
        today = kind == "headline" and (is_today(frame, head[: len(head) - len(rest)]) or is_shortly(rest))
        status, kind = _moved(before, frame, (kind, status, weight), today=today)
    if frame.noun.key in WELCOME:
        weight = min(weight, 2)
    if clause.conditional or clause.opener == "اگر":
        status = "planned" if status == "happened" else status
        kind += ", if"
    if any(u.kind == "mark" and u.value == "indirect" for u in units) and status == "happened":
        status, kind = "none", f"{kind}, indirect"
    if frame.many and status == "happened":
        status, kind = "background", f"{kind}, many"
    frame.status, frame.weight, frame.rule = status, weight, kind
    frame.since = frame.since or _days_after(rest)
    frame.why.append(f"{kind}: {clause.tense.value}{' negated' if clause.negated else ''} → {status}")


def _moved(before: str, frame: Frame, judged: Judgement, *, today: bool) -> tuple[str, str]:
    """Return (status, rule) of a contact told as happened, as the words before its noun move it in time."""
    kind, status, weight = judged
    tense = frame.clause.tense
    if before == "planned":
        return "planned", f"{kind}, of a coming one"
    if before == "past" or (before == "indefinite" and weight < TOLD and kind != "headline"):
        return "background", f"{kind}, of {before}"
    if before == "coming" and tense in {Tense.FUTURE, Tense.MODAL, Tense.COPULA, Tense.PROGRESSIVE}:
        return "planned", f"{kind}, of a coming one"
    return ("planned", "headline of a day to come") if today else (status, kind)


def _before(units: list[Unit], index: int) -> str:  # noqa: PLR0911 - a decision list, read from the top
    """Return what the words right before a noun make of it: planned, past, indefinite, coming, this or nothing."""
    for place in range(index - 1, max(index - 8, -1), -1):
        unit = units[place]
        if unit.kind == "before":
            follows = units[place + 1].key if place + 1 < len(units) else ""
            if unit.value == "past" and follows in _DAYTIMES:
                continue
            if unit.value == "indefinite" and (follows in _TIMES or units[place + 1].kind not in {"noun", "channel"}):
                continue
            return "" if unit.value == "neutral" else unit.value
        if unit.key in _PARTICIPLE and place and units[place - 1].key in _COMING:
            return "coming"
        if unit.key in _COMING and len(unit.key) > _LONE:
            return "coming"
        if unit.key in THIS:
            return "this"
        if unit.key == "کی" and place and (units[place - 1].key in _DAYTIMES or units[place - 1].key in WEEKDAYS):
            return "dated"
        if unit.kind in {"person", "comma", "colon"} or unit.key in GENITIVE or unit.key in {"سے", "نے", "کو", "میں"}:
            return ""
    return ""


def _after(  # noqa: C901, PLR0911, PLR0912 - a decision list, read from the top
    rest: list[Unit], frame: Frame, lexicon: Lexicon, *, headline: bool
) -> Judgement:
    """Return (rule, status, weight) from the units that follow a noun."""
    clause = frame.clause
    key = rest[0].key if rest else ""
    next_ = rest[1].key if len(rest) > 1 else ""
    if clause.tense is Tense.PROGRESSIVE and not clause.negated and _is_now(clause):
        return "going on", "happened", 2
    if frame.noun.kind == "channel":
        return _by_tense([u.key for u in rest], clause, evaluated=False, headline=headline)
    if key == "کی" and next_ in _THAT and is_verb(rest):
        return ("did not", "denied", 3) if clause.negated else ("did", "happened", TOLD)
    if key == "میں" and (next_ in _STATES or next_ in _TROUBLE):
        return _in_state(rest, clause)
    if key in lexicon.classes["verb.infinitive"] and rest[0].kind == "word":
        return _infinitive(rest, clause)
    if key != "کے" and any(u.key == "باوجود" for u in rest[1:5]) and any(u.kind in {"noun", "word"} for u in rest[5:]):
        return "despite it", "none", 0
    if key in GENITIVE and next_ == "میز" and _sat(rest, clause):
        return "at the table", "happened", TOLD
    if key == "سے" and next_ == "خطاب" and frame.channel == "meeting":
        return _by_tense([u.key for u in rest], clause, evaluated=False, headline=headline)
    if key in _DO_AFTER and clause.tense in {Tense.PAST, Tense.PERFECT, Tense.PLUPERFECT} and not clause.negated:
        return "by doing it", "happened", TOLD
    if key == "میں" or (key == "کے" and next_ in INSIDE) or key in _DO_AFTER or (key == "کرتے" and next_ == "ہوئے"):
        return _granted("inside", clause, rest)
    if key == "کے" and any(u.key in _AFTER for u in rest[1:5]):
        if any(u.key in _LONG for u in rest[1:4]):
            return "long after", "background", 2
        return _granted("after", clause, rest)
    if key == "سے" and next_ in {"قبل", "پہلے", "پیشتر"}:
        return "before it", "planned", 2
    if (key == "کے" and next_ in _PURPOSE) or key in {"کیلئے", "کیلیے", "تک"}:
        return "for it", "planned", 2
    if (
        frame.coming
        and key in {"نے", "سے", "پر"}
        and not any(u.key in _HOPED or u.value == "planned" for u in rest)
        and clause.tense in {Tense.PAST, Tense.PERFECT, Tense.COPULA, Tense.WAS}
    ):
        return "of the one that was", "happened", 2
    if key == "پر":
        return _upon(rest, clause, frame)
    if key == "کو":
        return _object(rest, clause)
    if key in {"نے", "سے"} or (key == "کے" and next_ in _ABOUT):
        said = {u.value for u in rest if u.kind == "after"}
        refused = {"claim", "denied"} <= said or (key == "سے" and rest[1:2] and rest[1].value == "denied")
        return ("denied", "denied", 3) if refused else ("about it", "background", 1)
    if key in GENITIVE and not (key == "کی" and is_verb(rest)):
        return _governed(rest[1:], clause, frame)
    if (
        frame.noun.key in {"بات", "گفتگو", "تبادلہ خیال", "بات چیت"}
        and clause.negated
        and _has_topic(clause.units, frame.noun)
    ):
        return "not talked of", "none", 1
    return _direct(rest, clause, headline=headline)


def _sat(rest: list[Unit], clause: Clause) -> bool:
    """Tell whether they sat at the table, and were not merely brought or called to it: مذاکرات کی میز پر رہے."""
    done = clause.tense in {Tense.PAST, Tense.PERFECT, Tense.PLUPERFECT} and not clause.negated
    return done and not _SEATED.isdisjoint(u.key for u in rest[3:])


def _is_now(clause: Clause) -> bool:
    """Tell whether a clause speaks of this very moment, so that its progressive is no future."""
    words = clause.keys()
    return not _NOW.isdisjoint(words) or any(pair == ("اس", "وقت") for pair in pairwise(words))


def _in_state(rest: list[Unit], clause: Clause) -> Judgement:
    """Judge "in contact", a state, and what troubles a contact: رابطے میں ہیں, ملاقات میں تاخیر."""
    if rest[1].key in _TROUBLE:
        return "trouble with it", "background", 1
    if clause.negated:
        return "not in contact", "denied", 3
    return "in contact", "happened" if clause.tense is Tense.WAS else "none", 2


def _days_after(rest: list[Unit]) -> bool:
    """Tell whether a contact only dates what came after: رابطے کے تین روز بعد, ملاقات کے بعد سے, کے بعد پہلا رابطہ."""
    heads = [u.key for u in rest[:6]]
    between = heads[1 : heads.index("بعد")] if heads[:1] == ["کے"] and "بعد" in heads else []
    if heads[:3] == ["کے", "بعد", "سے"] or (heads[:2] == ["کے", "بعد"] and any(u.key in _FIRST for u in rest[2:])):
        return True
    return not _DAYS.isdisjoint(between) and "ایک" not in between and "اگلے" not in between


def _has_topic(units: list[Unit], noun: Unit) -> bool:
    """Tell whether the talk is denied of a topic only: ملاقات پر بات نہیں ہوئی."""
    place = next(i for i, u in enumerate(units) if u is noun)
    return any(u.key == "پر" for u in units[max(place - 3, 0) : place])


def is_verb(rest: list[Unit]) -> bool:
    """Tell whether کی after a noun is the verb "did" and no genitive."""
    if len(rest) == 1:
        return True
    after = rest[1]
    if after.kind == "person" and after.case == "ne" and len(rest) == 3:  # noqa: PLR2004 - بات کی صدر ٹرمپ نے
        return True
    return after.kind in {"comma", "colon"} or after.key in _AFTER_VERB


def _granted(rule: str, clause: Clause, rest: list[Unit]) -> Judgement:
    """Judge a contact that the verb takes for granted: in it, during it, after it."""
    hoped = clause.tense in {Tense.NONE, Tense.COPULA} and any(u.key in _HOPED for u in rest)
    if hoped or clause.tense in {Tense.FUTURE, Tense.MODAL, Tense.PROGRESSIVE}:
        return rule, "planned", 2
    return rule, "happened", 2


def _upon(rest: list[Unit], clause: Clause, frame: Frame) -> Judgement:
    if len(rest) == 2 and frame.channel in {"phone", "video"} and clause.tense is Tense.PAST and not clause.negated:  # noqa: PLR2004
        # The verb has its object elsewhere: امید کا اظہار … کال پر کیا.
        return "did by it", "happened", TOLD
    following = {u.key for u in rest[1:6]}
    if following & _AGREED:
        return "agreed on it", "planned", 2
    if following & _SPOKEN:
        return "talked of it", "planned", 1
    return "on it", "background", 2


def _object(rest: list[Unit], clause: Clause) -> Judgement:
    if any(u.kind == "after" and u.value == "cancelled" for u in rest):
        return "cancelled", "planned" if clause.negated else "denied", 3
    if any(u.key in _LONG or u.key in _DAYS for u in rest[1:5]) and not _PASSED.isdisjoint(u.key for u in rest[2:]):
        return "long ago", "background", 2
    if any(u.key in _PREDICATES for u in rest[1:]) or clause.tense in {Tense.FUTURE, Tense.MODAL}:
        return "object", "planned", 2
    return "valued", "happened", 2


def _infinitive(rest: list[Unit], clause: Clause) -> Judgement:
    """Judge a contact in the infinitive: wanted, refused, decided; after it, it is done."""
    after = [u.key for u in rest[1:4]]
    if after[:1] == ["کے"] and any(u.key in _AFTER for u in rest[2:5]):
        return _granted("after doing", clause, rest)
    if after and after[0] in _PARTICIPLE and any(u.kind in {"noun", "word"} and u.key not in _BE for u in rest[2:3]):
        return "of the doer", "none", 0
    refused = any(u.kind == "after" and u.value in {"denied", "cancelled"} for u in rest)
    if refused or (clause.negated and clause.tense is not Tense.NONE and not any(u.key == "لیے" for u in rest)):
        return "refused", "denied", 2
    return "to do", "planned", 2


def _governed(  # noqa: C901, PLR0911 - a decision list, read from the top
    rest: list[Unit], clause: Clause, frame: Frame
) -> Judgement:
    """Judge a contact that hangs from a noun: its possibility, its denial, its results."""
    heads = [u for u in rest[:6] if u.kind in {"after", "before"} and (u.kind == "after" or u.value == "planned")]
    values = [u.value for u in heads]
    everywhere = {u.value for u in rest if u.kind == "after"}
    if not _REVEALED.isdisjoint(u.key for u in rest[:2]):
        return "told of it", "none" if clause.negated else "happened", 2
    if "claim" in values and frame.channel == "phone" and "denied" not in everywhere and _follows_news(rest):
        return "after the news of it", "happened", 2
    if "claim" in values:
        refused = "denied" in everywhere or (clause.negated and not _TRUE.isdisjoint(u.key for u in rest))
        return "claimed", "denied" if refused else "claim", 3 if refused else 1
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
            return _confirmed(clause, frame)
        if head in {"آغاز", "اختتام", "انعقاد"} and not clause.negated:
            return head, "happened", 3
        return head, "happened", 2
    return "of it", "background", 1


def _follows_news(rest: list[Unit]) -> bool:
    """Tell whether something came after the news of a contact: گفتگو کی خبر کے بعد."""
    place = next(i for i, u in enumerate(rest) if u.value == "claim")
    return [u.key for u in rest[place + 1 : place + 3]] == ["کے", "بعد"]


def _confirmed(clause: Clause, frame: Frame) -> Judgement:
    """Judge a contact that somebody confirms: a call took place, a meeting is as often one to come."""
    if clause.negated:
        return "تصدیق", "none", 2
    if frame.channel in {"meeting", "summit", "talks", "video"} and not frame.coming:
        return "تصدیق", "claim", 1
    return "تصدیق", "happened", 2 if clause.tense is Tense.NONE else 3


def _direct(rest: list[Unit], clause: Clause, *, headline: bool) -> Judgement:
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
    # "Earlier than expected" (توقع سے پہلے) expects nothing.
    ahead = [key for key, after in pairwise([*words, ""]) if (key, after) != ("توقع", "سے")]
    planned = not _PREDICATES.isdisjoint(ahead) and not (evaluated and "فیصلہ" in words)
    if planned:
        if clause.tense in {Tense.WAS, Tense.PLUPERFECT}:
            return "was expected", "none", 1
        return "expected", "denied" if clause.negated else "planned", 3
    return _by_tense(words, clause, evaluated=evaluated, headline=headline)


def _until_comma(rest: list[Unit]) -> list[Unit]:
    """Cut a headline at its first comma: what follows is another matter."""
    for place, unit in enumerate(rest):
        if unit.kind in {"comma", "colon"}:
            return rest[:place]
    return rest


def _by_tense(  # noqa: C901, PLR0911 - a decision list, read from the top
    words: list[str], clause: Clause, *, evaluated: bool, headline: bool
) -> Judgement:
    """Judge by the tense of the verb alone."""
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
        if "جاری" in words or "خوش آئند" in " ".join(words) or not _STATED.isdisjoint(u.key for u in clause.units):
            return "is on", "happened", 2
        return "is", "none", 1
    if tense is Tense.HABITUAL:
        return "would", "none", 1
    if clause.negated:
        return "no", "denied", 2
    if words and words[-1] in _STARTED and _SOON.isdisjoint(words):
        return "under way", "happened", 3
    return "headline", "happened", 2 if headline else 1
