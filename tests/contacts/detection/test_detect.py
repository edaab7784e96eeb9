"""One article is read to a verdict and its mentions, and says why."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.contacts.contact import ContactDetails, DateBounds, Reading
from flows.contacts.detection.detect import detect
from flows.contacts.lexicon import load
from flows.news.article import Article, hash_id
from flows.news.urdu import tidy

SHARED = Path(__file__).parents[4] / "shared"
ZONE = ZoneInfo("Asia/Karachi")
WORDS = """ٹرمپ پیوٹن امریکی روسی صدر صدور نے سے کو کی کا کے درمیان میں اور کہ جس ملاقات رابطہ بات ٹیلی فون پر ہوئی
ہوا ہے تھی گی نہیں دونوں ان ہم منصب زیلنسکی ایلچی وٹکوف ، ۔ : ؟ ؛ آج 50 منٹ اگر منسوخ ہونے والی خط ملے""".split()  # noqa: SIM905


def read(text: str, title: str = "", published: str | None = "2026-05-13", lang: str = "ur") -> Reading:
    when = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
    seen = datetime(2026, 5, 14, tzinfo=UTC)
    key = hash_id(title, text)
    return detect(Article(key, "", "", title, text, when, "given", seen, lang, key), load(), zone=ZONE)


@pytest.mark.parametrize("lang", ["fa", "ar", "ps", "en", "pnb", "sd", "und"])
def test_another_language_says_nothing(lang: str) -> None:
    reading = read("ٹرمپ نے پیوٹن سے ٹیلی فون پر بات کی ہے۔", lang=lang)
    assert (reading.verdict, reading.mentions) == ("none", ())


def test_the_quote_is_cut_from_the_stored_text() -> None:
    text = tidy(
        "ماسکو: صَدر ولادی\u200cمیر پُوٹن نے ۱۲ مئی کو امريكي صدر ڈونلڈ ٹرمپ سے ٹیلی\u200cفون پر ۵۰ منٹ بات کی، اوشاکوف۔"
    )
    (mention,) = read(text).mentions
    assert mention.quote == text[mention.start : mention.end]
    assert mention.quote.startswith("صَدر ولادی\u200cمیر")
    assert mention.quote.endswith("بات کی")
    assert (mention.dates.date_from, mention.dates.date_basis) == (date(2026, 5, 12), "stated")
    assert mention.details.duration_minutes == 50
    assert mention.date_words == "12 مئی"


def test_without_a_date_fresh_news_is_bounded_by_its_publication() -> None:
    (mention,) = read("ٹرمپ نے پیوٹن سے ٹیلی فون پر بات کی۔").mentions
    assert (mention.dates.date_from, mention.dates.date_to) == (date(2026, 5, 12), date(2026, 5, 13))
    assert (mention.dates.date_precision, mention.dates.date_basis) == ("range", "none")
    (undated,) = read("ٹرمپ نے پیوٹن سے ٹیلی فون پر بات کی۔", published=None).mentions
    assert undated.dates == DateBounds()


@pytest.mark.parametrize(
    ("published", "who"),
    [
        ("2014-03-29", "Obama"),
        ("2016-11-15", "Obama"),
        ("2019-06-29", "Trump"),
        ("2021-06-17", "Biden"),
        ("2025-07-04", "Trump"),
    ],
)
def test_an_unnamed_president_is_the_one_in_office(published: str, who: str) -> None:
    reading = read("امریکی صدر نے روسی صدر سے ٹیلی فون پر بات کی ہے۔", published=published)
    assert (reading.verdict, reading.mentions[0].details.us_leader) == ("new", who)


def test_a_former_president_is_no_party() -> None:
    for text in ("سابق امریکی صدر ٹرمپ نے پیوٹن سے ٹیلی فون پر بات کی۔", "اوباما نے پیوٹن سے ٹیلی فون پر بات کی۔"):
        assert read(text, text, published="2023-05-05").verdict != "new"


def test_both_leaders_are_the_pair_named_last() -> None:
    pair = "ٹرمپ اور پیوٹن ریاض پہنچ گئے۔ دونوں رہنماؤں نے منگل کو تین گھنٹے ملاقات کی۔"
    others = "مودی اور پیوٹن ریاض پہنچ گئے۔ دونوں رہنماؤں نے منگل کو تین گھنٹے ملاقات کی، ٹرمپ نے خیرمقدم کیا۔"
    assert read(pair, "ٹرمپ اور پیوٹن کی ملاقات ہوئی").verdict == "new"
    assert read(others, "مودی اور پیوٹن کی ملاقات ہوئی").verdict != "new"


def test_an_article_tells_of_several_contacts() -> None:
    reading = read(
        "امریکی صدر ڈونلڈ ٹرمپ نے منگل کو روسی صدر ولادیمیر پیوٹن سے ٹیلی فون پر ایک گھنٹہ گفتگو کی، کریملن نے تصدیق "
        "کر دی ہے۔ یوکرین میں جنگ بندی پر بات ہوئی۔ دونوں صدور آئندہ ہفتے بوداپسٹ میں ملاقات کریں گے۔ "
        "یاد رہے کہ گزشتہ سال اگست میں دونوں رہنماؤں نے الاسکا میں ملاقات کی تھی۔",
        title="ٹرمپ کی پیوٹن سے ٹیلی فون پر گفتگو",
    )
    reported = [(str(m.status), str(m.details.channel), m.details.place) for m in reading.mentions]
    assert reported == [
        ("happened", "phone", None),
        ("planned", "meeting", "Budapest"),
        ("background", "meeting", "Anchorage"),
    ]


def test_the_ordinal_of_a_contact_is_kept() -> None:
    (mention,) = read("ٹرمپ اور پیوٹن کے درمیان منگل کو رواں سال کی چھٹی ٹیلی فونک گفتگو ہوئی۔", "ٹرمپ کا فون").mentions
    assert mention.details.ordinal == 6


def test_every_reading_says_why() -> None:
    for text in ("موسم خوشگوار ہے۔", "ٹرمپ نے تقریر کی۔", "ٹرمپ نے پیوٹن سے ملاقات کی۔"):
        assert read(text).why


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.booleans())
def test_any_order_of_words_is_read_and_quoted_exactly(words: list[str], dated: bool) -> None:
    text = " ".join(words)
    reading = read(text, title=" ".join(words[:8]), published="2026-05-13" if dated else None)
    for mention in reading.mentions:
        source = text if mention.field_name == "text" else " ".join(words[:8])
        assert source[mention.start : mention.end] == mention.quote != ""
    assert reading == read(text, title=" ".join(words[:8]), published="2026-05-13" if dated else None)


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the shared seeds are not here")
@pytest.mark.parametrize(
    ("seed", "leader", "channel", "minutes", "place"),
    [
        ("000_ec3b5ade83c3c18d.txt", "Trump", "phone", 60, None),
        ("001_5fdcb9c48dad7940.txt", "Biden", "phone", 50, None),
        ("002_448b5aa8ae24f2ea.txt", "Biden", "meeting", 300, "Geneva"),
        ("003_7c23f45005b002c5.txt", "Trump", "brief", None, "Da Nang"),
    ],
)
def test_the_seeds(seed: str, leader: str, channel: str, minutes: int | None, place: str | None) -> None:
    title, _, text = (SHARED / "seeds" / seed).read_text("utf-8").partition("\n")
    for reading in (read(text, title, None), read(f"{title}\n{text}", "", None)):
        assert reading.verdict == "new"
        (happened,) = (mention.details for mention in reading.mentions if mention.status == "happened")
        assert replace(happened, topics=(), ordinal=None) == ContactDetails(leader, channel, minutes, place)


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the shared corpus is not here")
def test_real_articles_raise_nothing() -> None:
    with gzip.open(SHARED / "corpus" / "urdu-articles.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    assert [row["id"] for row in rows if read(row["text"], row["title"], None).verdict == "new"] == []


def test_an_unnamed_president_of_an_undated_article_is_the_one_in_office_when_it_was_seen() -> None:
    text = "روسی صدر نے امریکی صدر سے ٹیلی فون پر ایک گھنٹہ گفتگو کی، کریملن نے تصدیق کر دی۔"
    reading = read(text, "روسی صدر کا امریکی صدر سے ٹیلی فونک رابطہ", None)
    assert (reading.verdict, reading.mentions[0].details.us_leader) == ("new", "Trump")


def test_of_two_contacts_of_one_pair_the_later_is_the_news() -> None:
    text = (
        "امریکی صدر ڈونلڈ ٹرمپ نے منگل 12 مئی کو ایک بار پھر روسی صدر ولادیمیر پیوٹن سے ٹیلی فون پر بات کی ہے۔ "
        "اس سے قبل پیر کو پیوٹن نے انہیں کال کی تھی۔ وائٹ ہاؤس کا کہنا ہے کہ تازہ گفتگو ایک گھنٹہ دس منٹ جاری رہی۔"
    )
    happened = [
        m for m in read(text, "دو روز میں دوسری کال، ٹرمپ کا پیوٹن سے پھر رابطہ").mentions if m.status == "happened"
    ]
    assert [mention.dates.date_from for mention in happened] == [date(2026, 5, 12)]


def test_a_clause_that_names_no_channel_is_of_the_one_that_the_headline_names() -> None:
    text = (
        "ماسکو: کریملن نے وہ تحریر جاری کردی ہے جو صدر ڈونلڈ ٹرمپ کی طرف سے گزشتہ روز ولادیمیر پیوٹن کو ملی۔ "
        "ترجمان نے کہا کہ صدر جواب لکھوا چکے ہیں، البتہ دونوں کے مابین فون پر بات نہیں ہوئی۔"
    )
    mentions = read(text, "امریکی صدر نے روسی ہم منصب کو کیا پیغام بھیجا؟ کریملن نے بتا دیا").mentions
    assert {str(m.details.channel) for m in mentions if m.status == "happened"} <= {"message", "letter"}


@pytest.mark.parametrize(
    "when", ["جمعہ 15 اگست 2025 کو", "15 اگست 2025، جمعہ کو", "15 اگست 2025 بروز جمعہ", "دو مئی 2025 کو"]
)
def test_an_old_date_makes_an_undated_headline_old_too(when: str) -> None:
    text = f"امریکی صدر ڈونلڈ ٹرمپ نے {when} روسی صدر ولادیمیر پیوٹن سے فون پر بات کی۔ گفتگو خوشگوار رہی۔"
    happened = [m for m in read(text, "ٹرمپ نے روسی صدر کو فون کیا").mentions if m.status == "happened"]
    assert [m for m in happened if m.dates.date_from and m.dates.date_from >= date(2026, 5, 1)] == []


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("جمعرات 15 اکتوبر کو", date(2026, 10, 15)),
        ("15 اکتوبر بروز جمعرات", date(2026, 10, 15)),
        ("جمعہ 16 اکتوبر کو", date(2026, 10, 16)),
        ("بدھ 21 اکتوبر کو", date(2026, 10, 21)),
        ("منگل، 15 اکتوبر کو", date(2026, 10, 15)),
    ],
)
def test_a_weekday_is_part_of_the_date_beside_it_also_ahead(when: str, day: date) -> None:
    reading = read(f"روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ {when} ملاقات کریں گے۔", published="2026-10-12")
    assert {m.dates.date_from for m in reading.mentions if m.status == "planned"} == {day}
