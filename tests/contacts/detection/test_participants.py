"""Whom a trigger joins: by name and case, by pronoun, and as whoever was named last."""

from __future__ import annotations

from datetime import date

import pytest

from flows.contacts.detection.mention_features import find_instances
from flows.contacts.lexicon import load
from flows.contacts.text.sentences import read_sentences
from flows.news.urdu import fold

DAY = date(2026, 5, 13)


def links(text: str) -> list[tuple[str, str]]:
    """Return kind of trigger and what its participants come to, for every trigger of a text."""
    sentences = read_sentences({"title": fold(""), "text": fold(text)}, load(), DAY)
    return [(one.trigger.kind, one.participants.link) for one in find_instances(sentences, load(), DAY)]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("ٹرمپ نے پیوٹن سے ملاقات کی۔", "pair"),
        ("پیوٹن اور ٹرمپ کے درمیان ملاقات ہوئی۔", "pair"),
        ("روس اور امریکا کے صدور کی ملاقات ہوئی۔", "pair"),
        ("ٹرمپ اور زیلنسکی کے درمیان ملاقات ہوئی، پیوٹن نے تنقید کی۔", "half-other"),
        ("پیوٹن نے مودی سے ملاقات کی۔", "half-other"),
        ("پیوٹن نے امریکی ایلچی وٹکوف سے ملاقات کی۔", "half-envoy"),
        ("لاوروف اور روبیو کے درمیان ملاقات ہوئی۔", "envoy"),
        ("ٹرمپ نے کہا کہ انہوں نے پیوٹن سے ملاقات کی۔", "pair"),
        ("پیوٹن، جن سے ٹرمپ نے ملاقات کی، مطمئن ہیں۔", "pair"),
        ("پیوٹن سے متعلق ٹرمپ نے میکرون سے ملاقات کی۔", "half-other"),
    ],
)
def test_participants_come_from_names_cases_and_pronouns(text: str, link: str) -> None:
    assert ("meeting", link) in links(text)


def test_both_means_the_two_that_were_named_last() -> None:
    assert links("ٹرمپ اور پیوٹن الاسکا پہنچ گئے۔ دونوں رہنماؤں نے ملاقات کی۔")[-1] == ("meeting", "pair")
    assert links("مودی اور پیوٹن دہلی پہنچ گئے۔ دونوں رہنماؤں نے ملاقات کی۔")[-1] == ("meeting", "both-other")
