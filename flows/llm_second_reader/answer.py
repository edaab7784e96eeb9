"""The answer: JSON by the schema, whose sentence stands in the article and whose day fits; all else is discarded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.contacts import lexicon
from flows.contacts.contact import Channel
from flows.contacts.resolve.dated_report import NEWS_WITHIN
from flows.llm_second_reader.prompt_article import article_data, urdu_only
from flows.news.article import Article
from flows.news.urdu import fold, match_key

LONGEST_SENTENCE = 1_500
"""Characters of what is believed to be one sentence."""

SHORTEST_SENTENCE = 4
"""Words of a sentence that can say something."""

AHEAD = timedelta(days=1)
"""How far the day of an announced contact may lie before its publication, and that of another one after it: clocks."""

AnswerStatus = Literal["happened", "planned", "denied", "background", "envoy", "other", "none"]


class Answer(BaseModel):
    """What a second reader says of an article: the fields of `question.schema`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    status: AnswerStatus
    leader: Annotated[str, Field(max_length=40)] | None
    channel: Channel | None
    day: date | None
    minutes: Annotated[int, Field(ge=1, le=1_440)] | None
    place: Annotated[str, Field(max_length=200)] | None
    sentence: Annotated[str, Field(max_length=LONGEST_SENTENCE)]


def read_answer(content: str, leaders: Collection[str]) -> Answer | str:
    """Return the answer that a model wrote, or why it is none: prose around it, half of it, another schema."""
    try:
        answer = Answer.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        if first["type"] == "json_invalid":
            return "it is not JSON alone"
        return f"it does not hold to the schema: {first['loc'][0] if first['loc'] in _FIELDS else 'fields'}"
    if answer.leader is not None and answer.leader not in leaders:
        return "it does not hold to the schema: leader"
    return answer


_FIELDS = {(name,) for name in Answer.model_fields}


def objection(answer: Answer, article: Article, day: date) -> str | None:
    """Return why an answer about `article`, published on `day`, cannot be believed, None where nothing is wrong."""
    if not stands_in(answer.sentence, article):
        return "its sentence does not stand in the article"
    if not lexicon.load().contact.search(fold(answer.sentence).text):
        return "its sentence names no contact"
    return None if _fits(answer, day) else f"its day {answer.day} does not fit"


def stands_in(sentence: str, article: Article) -> bool:
    """Tell whether a sentence stands in what a model is shown of an article, letter by letter by its match key."""
    words = match_key(urdu_only(sentence))
    if len(words.split()) < SHORTEST_SENTENCE:
        return False
    shown = article_data(article.title, article.text)
    return any(f" {words} " in f" {match_key(text)} " for text in (shown.title, " ".join(shown.paragraphs)))


def _fits(answer: Answer, day: date) -> bool:
    """Tell whether the day of a contact can be: news of the last days, a plan ahead, anything else gone by."""
    if answer.day is None:
        return True
    match answer.status:
        case "happened":
            return day - NEWS_WITHIN <= answer.day <= day
        case "planned":
            return answer.day >= day - AHEAD
        case "background":
            return answer.day <= day
        case _:
            return True
