"""A search in SQL finds words however they are written: the same words that the match key takes for the same."""

import random
import runpy
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import warehouse
from flows.news.article import Article, hash_id
from flows.news.urdu import match_key, tidy

SPELLING = runpy.run_path(str(Path(__file__).with_name("write_spelling_macro.py")))

TEXTS = (
    "صدر پیوٹن نے ۵۰ منٹ کی ٹیلی فون گفتگو کی۔",
    "صدر پيوٹن نے 50 منٹ كى ٹیلی\u200cفون گفتگو كی",
    "«صدرِ روس» (ولادیمیر پُتن) نے ۵۰، منٹ",
    "امریکی صدر ٹرمپ، روسی صدر پیوتن: ملاقات طے",
    "گئے دنوں کا سراغ لے کر، گۓ تھے",
    "Putin PUTIN put_in; vladimir\u0301 putin",
    "پیـــوٹن نے\u200f کہا\nاگلی سطر",
    "ہ ھ ة ۃ ۀ ۂ مؤثر مسئلہ جرأت ٱلله",
    "",
    "۔،؟!",
)  # fmt: skip


@pytest.fixture(scope="module")
def con() -> Iterator[warehouse.Connection]:
    with warehouse.open_warehouse(warehouse.MEMORY) as con:
        yield con


def found(con: warehouse.Connection, text: str, phrase: str) -> bool:
    (row,) = con.execute("SELECT coalesce(regexp_matches($1, spelling($2)), false)", [text, phrase]).fetchall()
    return bool(row[0])


def expected(text: str, phrase: str) -> bool:
    wanted = match_key(phrase)
    return bool(wanted) and f" {wanted} " in f" {match_key(text)} "


def respelled(text: str, dice: random.Random) -> str:
    """Write a text with other letters, marks and stops that readers take for the same, or nearly."""
    variants = SPELLING["classes"]()
    made = []
    for letter in text:
        options = variants.get(letter, "") + letter
        made.append(dice.choice(options) if dice.random() < 0.5 else letter)
        if dice.random() < 0.15:
            made.append(dice.choice("\u0650\u064e\u0640\u200c\u200d\u200f\u0670 ،۔-"))
    return tidy("".join(made))


def test_the_macro_is_made_of_the_letters_of_the_match_key() -> None:
    assert SPELLING["FILE"].read_text(encoding="utf-8") == SPELLING["statement"]()


def test_sql_finds_what_the_match_key_takes_for_the_same(con: warehouse.Connection) -> None:
    dice, cases = random.Random(7), []  # noqa: S311 - spellings, no secrets
    for text in TEXTS:
        words = text.split() or [text]
        for _ in range(10):
            start = dice.randrange(len(words))
            phrase = " ".join(words[start : start + dice.randrange(1, 4)])
            cases.append((respelled(dice.choice(TEXTS), dice), respelled(phrase, dice)))
            cases.append((respelled(text, dice), respelled(phrase, dice)))
    con.execute("CREATE TEMP TABLE asked (text VARCHAR, phrase VARCHAR)")
    con.executemany("INSERT INTO asked VALUES (?, ?)", cases)
    rows = con.execute("SELECT text, phrase, coalesce(regexp_matches(text, spelling(phrase)), false) FROM asked")
    wrong = [(text, phrase) for text, phrase, found in rows.fetchall() if found != expected(text, phrase)]
    assert wrong == []
    assert sum(expected(*case) for case in cases) > 40


@pytest.mark.parametrize("phrase", [".*", "a|b", "(", "[", "\\", "'; DROP TABLE article; --", "%", "~"])
def test_no_phrase_is_read_as_a_pattern(con: warehouse.Connection, phrase: str) -> None:
    assert not found(con, "صدر پیوٹن a", phrase)


def test_search_bounds_days_and_says_where_the_words_stand(con: warehouse.Connection) -> None:
    rows = [
        Article(
            id=hash_id(title, text),
            outlet="demo",
            url=f"https://a.example/{day}",
            title=title,
            text=text,
            published=datetime(2026, 11, day, 23, tzinfo=UTC),
            published_source="feed",
            first_seen=datetime(2026, 11, day, 23, tzinfo=UTC),
            lang="ur",
            content=hash_id(text),
        )
        for day, title, text in ((1, "پیوٹن کا دورہ", "متن"), (2, "سرخی", "روسی صدر پيوٹن نے کہا"), (3, "اور", "کچھ"))
    ]
    warehouse.add(con, "article", rows, run=hash_id("run"))
    ask = "SELECT url[-1:], in_title FROM public.search_articles"
    assert con.execute(f"{ask}('پيوٹن')").fetchall() == [("2", False), ("1", True)]
    assert con.execute(f"{ask}('پيوٹن', last_day := '2026-11-01')").fetchall() == [("1", True)]
    assert con.execute(f"{ask}('صدر پیوٹن', first_day := '2026-11-02')").fetchall() == [("2", False)]
    assert con.execute(f"{ask}('')").fetchall() == []
