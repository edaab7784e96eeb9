"""A small grammar of Urdu reports: every way to name the two, to join them, to tell of a channel and of a time.

Each sentence carries the reading that the grammar gave it. None of them was taken from a report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, product
from zoneinfo import ZoneInfo

import pytest

from flows.contacts.lexicon import load
from flows.contacts.reading.detect import detect
from flows.news.article import Article, hash_id

PUBLISHED = datetime(2026, 5, 13, 9, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Karachi")

US = ("امریکی صدر ڈونلڈ ٹرمپ", "صدر ٹرمپ", "ڈونالڈ ٹرامپ", "امریکی صدر", "صدرٹرمپ", "ٹرمپ", "امریکا کے صدر ڈونلڈ ٹرمپ")
RU = (
    "روسی صدر ولادیمیر پیوٹن",
    "صدر پوتن",
    "ولادی میر پوٹن",
    "روسی ہم منصب",
    "روس کے صدر ولادمیر پیوٹین",
    "ولادمیرپیوٹن",
    "روسي صدر پيوٹن",
    "پُتن",
    "مسٹر پوتین",
    "روسی صدر",
)
LEADERS = (
    "فرانسیسی صدر میکرون",
    "مودی",
    "ترک صدر رجب طیب اردوان",
    "یوکرینی صدر ولادیمیر زیلنسکی",
    "چینی صدر شی جن پنگ",
)
ENVOYS = (
    "امریکی ایلچی اسٹیو وٹکوف",
    "ٹرمپ کے خصوصی ایلچی",
    "امریکی وزیر خارجہ مارکو روبیو",
    "صدر ٹرمپ کے داماد جیرڈ کشنر",
)
TOPICS = ("", "یوکرین کے معاملے پر ", "مشرق وسطیٰ کی صورتحال پر ", "دوطرفہ تعلقات پر ")
TIMES = ("", "آج ", "گزشتہ روز ", "منگل کو ", "۱۲ مئی کو ", "12 مئی کی شام ")
LENGTHS = (
    ("", None),
    ("50 منٹ تک ", 50),
    ("ڈیڑھ گھنٹے تک ", 90),
    ("۲ گھنٹے ۵ منٹ تک ", 125),
    ("تقریباً ایک گھنٹہ ", 60),
)

# noun with its channel and its gender, "" masculine
NOUNS = (
    ("ٹیلی فونک رابطہ", "phone", "m"),
    ("ٹیلیفون پر رابطہ", "phone", "m"),
    ("فون پر گفتگو", "phone", "f"),
    ("ٹیلی فون پر بات چیت", "phone", "f"),
    ("ٹیلیفونک گفتگو", "phone", "f"),
    ("ملاقات", "meeting", "f"),
    ("بالمشافہ ملاقات", "meeting", "f"),
    ("ویڈیو کال", "video", "f"),
    ("ورچوئل ملاقات", "video", "f"),
    ("مختصر ملاقات", "brief", "f"),
)
DID = {"m": ("کیا", "کیا ہے", "کر لیا"), "f": ("کی", "کی ہے", "کر لی")}
TOOK_PLACE = {"m": ("ہوا", "ہوا ہے", "ہو گیا"), "f": ("ہوئی", "ہوئی ہے", "ہو گئی")}
WILL_DO = {
    "m": ("کریں گے", "کرینگے", "کرنے والے ہیں", "کرنا چاہتے ہیں", "کر سکتے ہیں"),
    "f": ("کریں گے", "کرینگے", "کرنے والے ہیں", "کرنا چاہتے ہیں", "کر سکتے ہیں"),
}
WILL_BE = {
    "m": ("ہوگا", "ہو گا", "متوقع ہے", "ہو سکتا ہے", "ہونے جا رہا ہے", "ہونے والا ہے", "طے پا گیا ہے"),
    "f": ("ہوگی", "ہو گی", "متوقع ہے", "ہو سکتی ہے", "ہونے جا رہی ہے", "ہونے والی ہے", "طے پا گئی ہے"),
}
WAS_NOT = {
    "m": ("نہیں ہوا", "نہیں ہوا ہے", "نہ ہو سکا", "منسوخ کر دیا گیا", "ملتوی ہوگیا"),
    "f": ("نہیں ہوئی", "نہیں ہوئی ہے", "نہ ہو سکی", "منسوخ کر دی گئی", "ملتوی ہوگئی"),
}
HAD_BEEN = {"m": ("ہوا تھا",), "f": ("ہوئی تھی",)}
LONG_AGO = ("گزشتہ سال ", "اس سے قبل ", "دو ماہ قبل ", "سنہ 2019 میں ", "گزشتہ ماہ ")


@dataclass(frozen=True)
class Sentence:
    text: str
    verdict: str
    channel: str | None = None
    minutes: int | None = None
    title: str = ""


def sentences() -> list[Sentence]:
    """Return every sentence of the grammar, in an order that never changes."""
    plain = (*_happened(), *_planned(), *_denied(), *_background(), *_others(), *_in_passing())
    return [*plain, *_told_by_others(), *_by_phone(), *_subordinate()]


def _pair(pairs: Iterator[tuple[str, str]], noun: str, gender: str) -> Iterator[str]:
    """Yield the ways to name a contact of the two, up to its verb."""
    of = "کا" if gender == "m" else "کی"
    one, other = next(pairs)
    yield f"{one} اور {other} کے درمیان {{}}{noun}"
    one, other = next(pairs)
    yield f"{other} اور {one} میں {{}}{noun}"
    one, other = next(pairs)
    yield f"{other} {of} {one} سے {{}}{noun}"
    one, other = next(pairs)
    yield f"{one} {of} {other} کے ساتھ {{}}{noun}"


def _happened() -> Iterator[Sentence]:
    pairs, topics, times = cycle(product(US, RU)), cycle(TOPICS), cycle(TIMES)
    lengths = cycle(LENGTHS)
    for noun, channel, gender in NOUNS:
        for verb in DID[gender]:
            one, other = next(pairs)
            length, minutes = next(lengths)
            text = f"{one} نے {next(times)}{other} سے {next(topics)}{length}{noun} {verb}۔"
            yield Sentence(text, "new", channel, minutes)
            one, other = next(pairs)
            yield Sentence(f"{other} نے {next(times)}{one} کے ساتھ {noun} {verb}، کریملن۔", "new", channel)
        for verb in TOOK_PLACE[gender]:
            for start in _pair(pairs, noun, gender):
                length, minutes = next(lengths)
                text = f"{next(times)}{start.format(length)} {verb} جس میں تعاون بڑھانے پر اتفاق کیا گیا۔"
                yield Sentence(text, "new", channel, minutes)


def _planned() -> Iterator[Sentence]:
    pairs = cycle(product(US, RU))
    for noun, channel, gender in NOUNS:
        for verb in WILL_DO[gender]:
            one, other = next(pairs)
            yield Sentence(f"{one} جلد {other} سے {noun} {verb}۔", "planned", channel)
        for verb in WILL_BE[gender]:
            for start in _pair(pairs, noun, gender):
                yield Sentence(f"{start.format('')} {verb}، وائٹ ہاؤس۔", "planned", channel)


def _denied() -> Iterator[Sentence]:
    pairs = cycle(product(US, RU))
    for noun, channel, gender in NOUNS:
        for verb in WAS_NOT[gender]:
            for start in _pair(pairs, noun, gender):
                yield Sentence(f"{start.format('')} {verb}۔", "denied", channel)


def _background() -> Iterator[Sentence]:
    pairs, times = cycle(product(US, RU)), cycle(LONG_AGO)
    for noun, channel, gender in NOUNS:
        for verb, start in product(HAD_BEEN[gender], _pair(pairs, noun, gender)):
            text = f"روس نے نئے قانون کی منظوری دے دی۔ {next(times)}{start.format('')} {verb}۔"
            yield Sentence(text, "background", channel, title="روسی پارلیمان کا نیا قانون")


def _others() -> Iterator[Sentence]:
    russians, americans = cycle(RU[:3]), cycle(US[:3])
    for (noun, channel, gender), leader in product(NOUNS, LEADERS):
        verb = DID[gender][1]
        yield Sentence(
            f"{leader} نے {next(russians)} سے {noun} {verb} اور ٹرمپ کے منصوبے کا ذکر ہوا۔", "other", channel
        )
        yield Sentence(f"{next(americans)} نے {leader} سے {noun} {verb}، پیوٹن کا ردعمل سامنے آگیا۔", "other", channel)
    for (noun, channel, gender), envoy in product(NOUNS, ENVOYS):
        yield Sentence(f"{envoy} نے {next(russians)} سے {noun} {DID[gender][0]}۔", "envoy", channel)


def _in_passing() -> Iterator[Sentence]:
    pairs = cycle(product(US[:4], RU[:5]))
    for noun, channel, _ in NOUNS:
        said = noun.replace("رابطہ", "رابطے")
        one, other = next(pairs)
        yield Sentence(f"{one} نے {other} سے {said} میں جنگ روکنے پر زور دیا۔", "new", channel)
        one, other = next(pairs)
        yield Sentence(f"{other} نے {one} کے ساتھ {said} کے دوران پابندیاں ہٹانے کا مطالبہ کیا۔", "new", channel)
        one, other = next(pairs)
        yield Sentence(f"{one} نے {other} سے {said} کے بعد میڈیا کو بتایا کہ امن قریب ہے۔", "new", channel)
        one, other = next(pairs)
        yield Sentence(f"{one} {other} سے {said} کے لیے تیار ہیں۔", "planned", channel)
        one, other = next(pairs)
        yield Sentence(f"{one} اور {other} کے درمیان {said} کا امکان ہے۔", "planned", channel)
        one, other = next(pairs)
        yield Sentence(f"کریملن نے {one} اور {other} کے درمیان {said} کی تردید کردی۔", "denied", channel)


def _told_by_others() -> Iterator[Sentence]:
    """Yield contacts that somebody tells of: with and without کہ, in a relative clause, with a pronoun."""
    pairs = cycle(product(US[:3], RU[:3]))
    for noun, channel, gender in NOUNS:
        of, was, did = ("کا", "تھا", "ہوا") if gender == "m" else ("کی", "تھی", "ہوئی")
        one, other = next(pairs)
        yield Sentence(
            f"{one} نے کہا {other} سے ان {of} {noun} مثبت رہا{'' if gender == 'm' else ' ہے'}۔", "new", channel
        )
        one, other = next(pairs)
        yield Sentence(f"{one} نے بتایا کہ {other} سے ان {of} جو {noun} {did} وہ مفید {was}۔", "new", channel)
        one, other = next(pairs)
        yield Sentence(f"{one} کے مطابق انہوں نے {other} سے {noun} {DID[gender][0]}۔", "new", channel)
        one, other = next(pairs)
        yield Sentence(f"{one} نے کہا {other} سے ان کے ایلچی {of} {noun} {did}۔", "envoy", channel)


def _by_phone() -> Iterator[Sentence]:
    """Yield calls without a noun of contact, whomever the clause names second."""
    pairs = cycle(product(US[:3], RU[:3]))
    for by in ("فون پر", "ٹیلی فون پر", "بذریعہ فون", "ٹیلیفون پر"):
        one, other = next(pairs)
        yield Sentence(f"{other} نے {by} {one} کو بتایا کہ روس تیار ہے۔", "new", "phone")
        one, other = next(pairs)
        yield Sentence(f"{one} نے {other} کو {by} خبردار کیا کہ پابندیاں لگیں گی۔", "new", "phone")
        one, other = next(pairs)
        yield Sentence(f"ترک صدر اردوان نے {by} {other} کو بتایا کہ {one} تیار ہیں۔", "other", "phone")
    for done in ("کا شکریہ ادا کیا", "کو مبارکباد دی", "کو خبردار کیا", "سے تعزیت کی"):
        one, other = next(pairs)
        yield Sentence(f"{one} نے فون کر کے {other} {done}۔", "new", "phone")
        yield Sentence(f"وائٹ ہاؤس نے کہا کہ صدر نے {other} کو ٹیلی فون کیا اور ان {done}۔", "new", "phone")


def _subordinate() -> Iterator[Sentence]:
    """Yield contacts of the pair that only date or fill a contact of others, and three who speak together."""
    pairs = cycle(product(US[:3], RU[:3]))
    for noun, channel, gender in NOUNS:
        said, verb = noun.replace("رابطہ", "رابطے"), DID[gender][0]
        one, other = next(pairs)
        title = "یوکرین کو یقین دہانی"
        text = f"{other} سے {said} کے دو روز بعد {one} نے یوکرینی صدر زیلنسکی سے {noun} {verb}۔"
        yield Sentence(text, "background", channel, title=title)
        one, other = next(pairs)
        prepared = f"جس میں {one} اور {other} کی ملاقات کی تیاری پر بات ہوئی۔"
        text = f"روبیو اور لاوروف کے درمیان {noun} {TOOK_PLACE[gender][0]} {prepared}"
        yield Sentence(text, "other", channel, title="روبیو لاوروف رابطہ")
        one, other = next(pairs)
        yield Sentence(f"{one}، {other} اور شاہ سلمان نے {said} میں تیل پر اتفاق کیا۔", "new", channel)


@pytest.mark.parametrize("sentence", sentences(), ids=lambda sentence: sentence.verdict)
def test_the_rules_read_what_the_grammar_wrote(sentence: Sentence) -> None:
    stamp = datetime(2026, 5, 13, tzinfo=UTC)
    key = hash_id(sentence.title, sentence.text)
    article = Article(key, "grammar", "", sentence.title, sentence.text, PUBLISHED, "given", stamp, "ur", key)
    reading = detect(article, load(), zone=ZONE)
    assert reading.verdict == sentence.verdict, (sentence.text, reading.why)
    if sentence.verdict in {"new", "planned", "denied", "background"}:
        first = reading.mentions[0]
        assert (first.us_leader, first.channel) == ("Trump", sentence.channel), sentence.text
    if sentence.verdict == "new":
        assert reading.mentions[0].duration_minutes == sentence.minutes, sentence.text


def test_the_grammar_is_wide() -> None:
    texts = {sentence.text for sentence in sentences()}
    assert len(texts) == len(sentences()) > 600
