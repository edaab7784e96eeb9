"""Validation of answers: JSON of the schema, with a sentence of the article and a possible day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.contacts import lexicon
from flows.contacts.contact import Channel, Status
from flows.contacts.resolve.dated_report import NEWS_WITHIN
from flows.llm_second_reader.prompt_article import article_data, urdu_only
from flows.news.article import Article
from flows.news.urdu import fold, match_key

LONGEST_SENTENCE = 1_500
"""Characters up to which a text is accepted as one sentence."""

SHORTEST_SENTENCE = 4
"""Least words of a sentence."""

AHEAD = timedelta(days=1)
"""How long before publication the day of a planned contact may be, since clocks differ."""


class Answer(BaseModel):
    """What a second reader says about an article: the fields of `question.schema`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    status: Status | Literal["none"]
    leader: Annotated[str, Field(max_length=40)] | None
    channel: Channel | None
    day: date | None
    minutes: Annotated[int, Field(ge=1, le=1_440)] | None
    place: Annotated[str, Field(max_length=200)] | None
    sentence: Annotated[str, Field(max_length=LONGEST_SENTENCE)]


def read_answer(content: str, leaders: Collection[str]) -> Answer | str:
    """Return the answer that a model wrote, or why it is not one: more or less than JSON, or another schema."""
    try:
        answer = Answer.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        if first["type"] == "json_invalid":
            return "it is not JSON alone"
        field = first["loc"][0] if first["loc"] and first["loc"][0] in Answer.model_fields else "fields"
        return f"it does not follow the schema: {field}"
    if answer.leader is not None and answer.leader not in leaders:
        return "it does not follow the schema: leader"
    return answer


def objection(answer: Answer, article: Article, day: date) -> str | None:
    """Return why an answer about `article`, published on `day`, cannot be accepted, or None."""
    if not stands_in(answer.sentence, article):
        return "its sentence is not in the article"
    if not lexicon.load().contact.search(fold(answer.sentence).text):
        return "its sentence names no contact"
    return None if _fits(answer, day) else f"its day {answer.day} does not fit"


def stands_in(sentence: str, article: Article) -> bool:
    """Return whether a sentence is in the part of an article that a model gets, compared by match keys."""
    words = match_key(urdu_only(sentence))
    if len(words.split()) < SHORTEST_SENTENCE:
        return False
    shown = article_data(article.title, article.text)
    return any(f" {words} " in f" {match_key(text)} " for text in (shown.title, " ".join(shown.paragraphs)))


def _fits(answer: Answer, day: date) -> bool:
    """Return whether the day of a contact is possible: recent for news, ahead for a plan, past for background."""
    if answer.day is None:
        return True
    match answer.status:
        case Status.HAPPENED:
            return day - NEWS_WITHIN <= answer.day <= day
        case Status.PLANNED:
            return answer.day >= day - AHEAD
        case Status.BACKGROUND:
            return answer.day <= day
        case _:
            return True
