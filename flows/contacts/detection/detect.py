"""Detection: what one article says of contacts between Putin and a US leader, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from flows.contacts.contact import CONFIDENCE, Reading
from flows.contacts.detection.article_features import Judged, article_values, judge
from flows.contacts.detection.mention_features import find_instances, positions
from flows.contacts.detection.mentions import LIKELY, find_leader, find_mentions
from flows.contacts.detection.model import Model, load_model
from flows.contacts.detection.vetoes import Situation, find_veto
from flows.contacts.lexicon import Lexicon, Stems
from flows.contacts.text.dates import local_day
from flows.contacts.text.sentences import Sentence, read_sentences
from flows.news.article import Article
from flows.news.urdu import Folded, fold, match_pattern

LONGEST = 150_000
"""Characters read of one text; a longer one is a log, not an article."""

MOST = 400
"""Sentences read of one article."""

OLD_DATE = "old-date"
"""The veto of what its own date makes an older contact."""

_PRESIDENTS = re.compile(
    match_pattern(
        r"(?:(?:روس|امریک)\w{0,12}\W{1,9}(?:\w{1,20}\W{1,9}){0,6}(?:روس|امریک)\w{0,12}\W{1,9}(?:کے\W{1,9})?|دونوں\W{1,9})"
        r"(?:صدور|صدر|سربراہ|رہنما|راہنما|لیڈر|قائد)"
    )
)
"""Two countries' presidents, or "the two presidents" in a text that names both countries."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that reading one article comes to, stage by stage; `probabilities` are those of the article's statuses.

    `vetoes` maps the index of an instance to the name of what forbids to read it as a fresh contact.
    """

    lexicon: Lexicon
    model: Model
    day: date | None
    texts: dict[str, Folded]
    sentences: tuple[Sentence, ...]
    judged: tuple[Judged, ...]
    vetoes: dict[int, str]
    probabilities: dict[str, float]


def detect(article: Article, lexicon: Lexicon, *, zone: tzinfo, confidence: float = CONFIDENCE) -> Reading:
    """Return what `article` says: a verdict, its mentions, and what decided.

    Dates are read against the day of publication in `zone`. The verdict is new where the probability of a fresh contact
    is at least `confidence`. An article in another language than Urdu, or one that does not name both leaders, is none.
    """
    if article.lang != "ur":
        return Reading(article.id, "none", why=(f"language {article.lang}",))
    texts = {"title": fold(article.title[:LONGEST]), "text": fold(article.text[:LONGEST])}
    if not names_both(texts, lexicon):
        return Reading(article.id, "none", why=("not both leaders named",))
    analysis = analyse(texts, lexicon, load_model(), local_day(article.published, zone))
    return find_mentions(article, analysis, confidence)


def names_both(texts: dict[str, Folded], lexicon: Lexicon) -> bool:
    """Tell whether texts name a contact and both leaders: by name, title or house, or as two countries' presidents."""
    whole = " ".join(("", *(text.text for text in texts.values()), ""))
    named = all(names_leader(whole, stems) for stems in lexicon.stems.values())
    named = named or ("روس" in whole and "امریک" in whole and _PRESIDENTS.search(whole) is not None)
    return named and lexicon.contact.search(whole) is not None


def names_leader(text: str, stems: Stems) -> bool:
    """Tell whether a folded text names a leader of one side, or an office of one."""
    holds = text.__contains__
    return any(map(holds, stems.names)) or (any(map(holds, stems.heads)) and any(map(holds, stems.titles)))


def analyse(texts: dict[str, Folded], lexicon: Lexicon, model: Model, day: date | None) -> Analysis:
    """Read folded title and text, published on `day`, through all stages."""
    sentences = read_sentences(texts, lexicon, day)[:MOST]
    judged, vetoes = judge_sentences(sentences, lexicon, model, day)
    length = sum(len(text.text) for text in texts.values())
    values = article_values(judged, model.instance.classes, dated=day is not None, length=length)
    chances = model.article.probabilities(values)
    probabilities = dict(zip(model.article.classes, map(float, chances), strict=True))
    return Analysis(lexicon, model, day, texts, tuple(sentences), tuple(judged), vetoes, probabilities)


def judge_sentences(
    sentences: Sequence[Sentence], lexicon: Lexicon, model: Model, day: date | None
) -> tuple[list[Judged], dict[int, str]]:
    """Return the instances with their probabilities, vetoes applied, and the vetoes by the index of the instance."""
    instances = find_instances(sentences, lexicon, day)
    judged = judge(instances, positions(sentences), model.instance)
    title = [token for sentence in sentences if sentence.field == "title" for token in sentence.tokens]
    vetoes = {}
    for place, one in enumerate(judged):
        leader, former = find_leader(sentences, one.instance, lexicon, day)
        case = Situation(one.instance, sentences[one.instance.number], title, leader, former, day)
        if name := find_veto(case, lexicon):
            vetoes[place] = name
    for place in _headlines_of_old(judged, vetoes, sentences, model):
        vetoes[place] = OLD_DATE
    return [
        one.without("new", model.instance.classes) if place in vetoes else one for place, one in enumerate(judged)
    ], vetoes


def _headlines_of_old(
    judged: Sequence[Judged], vetoes: Mapping[int, str], sentences: Sequence[Sentence], model: Model
) -> list[int]:
    """Return the instances of a headline without a date whose text names the pair only with an old date."""
    new = model.instance.classes.index("new")
    text = [place for place, one in enumerate(judged) if sentences[one.instance.number].field == "text"]
    fresh = [
        place
        for place in text
        if place not in vetoes and judged[place].instance.participants.link == "pair"
        if judged[place].probabilities[new] >= LIKELY
    ]
    if fresh or not any(vetoes.get(place) == OLD_DATE for place in text):
        return []
    titles = {number for number, one in enumerate(sentences) if one.field == "title" and not one.dates}
    return [place for place, one in enumerate(judged) if one.instance.number in titles and place not in vetoes]
