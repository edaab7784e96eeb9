"""The stages of reading a text, each by itself."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

import flows.contacts
from flows.contacts.lexicon import load
from flows.contacts.text.clauses import Tense, find_clause
from flows.contacts.text.persons import Setting, find_persons
from flows.contacts.text.sentences import read_sentences
from flows.contacts.text.tokens import Token, spans, tokenize
from flows.contacts.text.triggers import find_triggers
from flows.news.urdu import fold, match_key

LEXICON = load()
DAY = date(2026, 5, 13)


def tokens(text: str) -> list[Token]:
    folded = fold(text).text
    return [
        token
        for start, end, _ in spans(folded)
        for piece in tokenize(folded, start, end, LEXICON)
        for token in find_persons(piece, Setting(LEXICON, DAY, "Trump"))
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("جی۔20 اجلاس ہوا۔ پھر؟ نئی سطر\nآخری", ["جی۔20 اجلاس ہوا", "پھر", "نئی سطر", "آخری"]),
        ("اجلاس کارآمد رہا۔تاس کے مطابق بات کی۔دونوں", ["اجلاس کارآمد رہا", "تاس کے مطابق بات کی", "دونوں"]),
        ("نائب صدر جے۔ڈی۔وینس نے کہا۔وہ", ["نائب صدر جے۔ڈی۔وینس نے کہا", "وہ"]),
        ("ایس۔سی۔او کا اجلاس۔یو۔ایس۔اے", ["ایس۔سی۔او کا اجلاس", "یو۔ایس۔اے"]),
        ("وہ آئی۔پھر گئی", ["وہ آئی", "پھر گئی"]),
        ("اضافہ 2.5 فیصد، www.bbc.com پر", ["اضافہ 2.5 فیصد، www.bbc.com پر"]),
        ("بات کی ـ دونوں نے کـہا ـ", ["بات کی", "دونوں نے کہا"]),
    ],
)
def test_sentences_end_at_stops_and_lines_and_not_in_abbreviations(text: str, sentences: list[str]) -> None:
    folded = fold(text).text
    found = [folded[start:end].strip() for start, end, _ in spans(folded)]
    assert [one for one in found if one] == [fold(one).text for one in sentences]


@pytest.mark.parametrize(
    ("glued", "parts"),
    [("اورامریکی", ["اور", "امریکی"]), ("کافون", ["کا", "فون"]), ("پیوٹنکو", ["پیوٹن", "کو"]), ("کتاب", ["کتاب"])],
)
def test_words_written_without_a_space_are_parted(glued: str, parts: list[str]) -> None:
    (piece,) = tokenize(fold(glued).text, 0, len(fold(glued).text), LEXICON)
    assert [token.key for token in piece] == parts


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("ٹرمپ نے پیوٹن سے بات کی", [("Trump", "ne"), ("ru", "se")]),
        ("پیوٹن اور ٹرمپ کے درمیان رابطہ", [("ru", "between"), ("Trump", "between")]),
        ("ٹرمپ کے مطابق پیوٹن کو خط ملا", [("Trump", "source"), ("ru", "ko")]),
        ("پیوٹن کے بارے میں ٹرمپ کا بیان", [("ru", "aside"), ("Trump", "gen")]),
        ("روسی ہم منصب کے نام خط", [("ru", "ko")]),
        ("ٹرمپ کے خصوصی ایلچی وٹکوف نے کہا", [("envoy", "ne")]),
        ("دونوں سپر پاورز کے سربراہ ملے", [("both", "bare")]),
        ("روسی و امریکی صدور کی ملاقات", [("pair", "gen")]),
        ("ٹرمپ کے پرانے پڑوسی نے پیوٹن سے بات کی", [("Trump", "own"), ("ru", "se")]),
        ("بائیڈن کے کزن کی پیوٹن سے فون پر بات ہوئی", [("Biden", "own"), ("ru", "se")]),
        ("پیوٹن کی سالگرہ کو ٹرمپ نے یاد رکھا", [("ru", "own"), ("Trump", "ne")]),
        ("ٹرمپ کی پیوٹن سے طویل گفتگو ہوئی", [("Trump", "gen"), ("ru", "se")]),
        ("ٹرمپ کی طویل گفتگو کو پیوٹن نے سراہا", [("Trump", "gen"), ("ru", "ne")]),
        ("ٹرمپ کی جانب سے پیوٹن کو خط ملا", [("Trump", "ne"), ("ru", "ko")]),
        ("پیوٹن کے بات کرنے سے ٹرمپ خوش ہوئے", [("ru", "gen"), ("Trump", "bare")]),
    ],
)
def test_persons_stand_in_cases(text: str, persons: list[tuple[str, str]]) -> None:
    assert [(token.value, token.case) for token in tokens(text) if token.kind == "person"] == persons


@pytest.mark.parametrize(
    ("text", "tense", "negated"),
    [
        ("ٹرمپ نے پیوٹن سے ملاقات کی", Tense.PAST, False),
        ("ٹرمپ نے پیوٹن سے ملاقات کی ہے", Tense.PERFECT, False),
        ("ٹرمپ نے پیوٹن سے ملاقات کی تھی", Tense.PLUPERFECT, False),
        ("ٹرمپ پیوٹن سے ملاقات کریں گے", Tense.FUTURE, False),
        ("ٹرمپ پیوٹن سے ملاقات کر سکتے ہیں", Tense.MODAL, False),
        ("ٹرمپ پیوٹن سے ملاقات کر رہے ہیں", Tense.PROGRESSIVE, False),
        ("ٹرمپ اور پیوٹن کی ملاقات نہیں ہوئی", Tense.PAST, True),
        ("ٹرمپ پیوٹن ملاقات", Tense.NONE, False),
    ],
)
def test_a_clause_has_a_tense_and_a_polarity(text: str, tense: Tense, negated: bool) -> None:
    found = tokens(text)
    (trigger,) = find_triggers(found, LEXICON)
    clause = find_clause(found, trigger.place, LEXICON)
    assert (clause.tense, clause.negated) == (tense, negated)


def test_a_clause_ends_where_the_next_one_opens() -> None:
    found = tokens("میکرون نے بتایا کہ ٹرمپ نے پیوٹن سے بات کی، جس کے بعد وہ خوش تھے")
    (trigger,) = (one for one in find_triggers(found, LEXICON) if found[one.place].key == match_key("بات"))
    clause = find_clause(found, trigger.place, LEXICON)
    assert found[clause.start].key == match_key("کہ")
    assert found[clause.end].key == match_key("جس")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("ٹرمپ نے پیوٹن کو فون کیا", ["phone"]),
        ("ٹرمپ پیوٹن سے ملے", ["met"]),
        ("ٹرمپ نے پیوٹن سے ہاتھ ملایا", ["handshake"]),
        ("ٹرمپ نے پیوٹن کا استقبال کیا", ["welcome"]),
        ("پیوٹن نے ٹرمپ کو برقیہ بھیجا", ["letter"]),
        ("ٹرمپ کو انعام ملا", ["met"]),
        ("کاغذ ملا", []),
        ("ٹرمپ کے ہاتھ زخمی ہوئے", []),
    ],
)
def test_triggers_name_a_contact(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in find_triggers(tokens(text), LEXICON)] == kinds


def test_dates_and_durations_are_one_token_each() -> None:
    text = "ٹرمپ نے 12 مئی 2026 کو پیوٹن سے ایک گھنٹہ 35 منٹ بات کی۔"
    (sentence,) = read_sentences({"title": fold(""), "text": fold(text)}, LEXICON, DAY)
    marked = [(token.kind, token.value) for token in sentence.tokens if token.kind in {"date", "duration"}]
    assert marked == [("date", "day-1"), ("duration", "95")]


def test_every_urdu_word_in_code_is_its_own_match_key() -> None:
    """A word that is compared with folded text and is not folded itself can never match."""
    folder = Path(flows.contacts.__file__).parent
    wrong = []
    for path in [*(folder / "text").glob("*.py"), *(folder / "detection").glob("*.py")]:
        tree = ast.parse(path.read_text("utf-8"))
        folded = {id(node) for call in ast.walk(tree) if _folds(call) for node in ast.walk(call)}
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and id(node) not in folded | docs and re.search("[\u0621-\u06d3]", text):
                words = re.findall("[\u0621-\u06d3]+", text)
                wrong += [(path.name, word) for word in words if match_key(word) != word and path.stem not in TABLES]
    assert wrong == []


TABLES = frozenset(("dates", "durations"))
"""Modules whose tables of words are folded as a whole when they are made."""


def _folds(node: ast.AST) -> bool:
    name = getattr(getattr(node, "func", None), "id", "")
    return isinstance(node, ast.Call) and name in {"match_key", "_fold", "match_pattern", "keys"}
