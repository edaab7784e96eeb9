"""One article and a second reader: the question, a second question that confirms a decision, and the row to store."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flows.contacts import lexicon
from flows.contacts.contact import Reading
from flows.llm_second_reader.answer import Answer, read_answer
from flows.llm_second_reader.opinion import Band, Judgement, Opinion, OpinionOutcome, confirm, day_of, judge
from flows.llm_second_reader.prompt import named_alone, prompt_version, question
from flows.news.article import Article
from flows.news.web.chat_completions import ChatFailure, ChatService
from flows.pipeline.detect_stored import rules_version
from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class SecondReader:
    """Which service is asked, and when; `deadline` is for all questions of a run, `confidence` is our own threshold."""

    base: str
    model: str
    key: str | None
    deadline: timedelta
    band: Band
    confidence: float

    @property
    def prompt(self) -> str:
        """The version of the question."""
        return prompt_version(leaders())


@dataclass(frozen=True, slots=True)
class Doubt:
    """An article on which our own reading is unsure; `known` is an earlier answer about the same text."""

    article: Article
    own: Reading
    zone: ZoneInfo
    known: Opinion | None = None


def leaders() -> tuple[str, ...]:
    """Return the US leaders that an answer may name."""
    return tuple(sorted(lexicon.load().us_leaders))


def second_reader_of(settings: Settings) -> SecondReader:
    """Return the second reader of the settings, which name one."""
    key = settings.second_reader_key
    return SecondReader(
        base=settings.second_reader,
        model=settings.second_reader_model,
        key=key.get_secret_value() if key else None,
        deadline=settings.second_reader_deadline,
        band=settings.second_reader_band,
        confidence=settings.confidence,
    )


async def ask(  # noqa: PLR0913 a service, an article and the limits
    service: ChatService,
    reader: SecondReader,
    doubt: Doubt,
    seconds: float,
    clock: Callable[[], datetime],
    *,
    confirming: bool = True,
) -> Opinion:
    """Ask about one article, for at most `seconds`, and return what follows from the answer and our own reading.

    Where `confirming`, an answer that decides against our own reading is confirmed by a second question about only the
    sentences that name one of the two and a contact.
    """
    article = doubt.article
    end = time.monotonic() + seconds
    first = await _put(service, reader, doubt, article, end)
    if isinstance(first.answer, str):
        outcome = OpinionOutcome.FAILED if first.failed else OpinionOutcome.DISCARDED
        spent = first.spent | {"rests_until": first.rests_until}
        return row_of(reader, doubt, Judgement(outcome, first.answer), clock(), **spent)
    judged, spent = judge(article, doubt.own, first.answer, doubt.zone), first.spent
    if confirming and judged.outcome is OpinionOutcome.USED:
        again = await _put(service, reader, doubt, named_alone(article), end)
        judged, confirmed = confirm(judged, first.answer, again.answer)
        spent = {name: _sum(spent[name], again.spent[name]) for name in spent}
        spent |= {"confirmed": confirmed, "rests_until": again.rests_until}
    return row_of(reader, doubt, judged, clock(), **_fields(first.answer), **spent)


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A question that was asked: the answer or why there is none, whether none came, and what it cost."""

    answer: Answer | str
    failed: bool
    spent: dict[str, Any]
    rests_until: datetime | None = None


async def _put(service: ChatService, reader: SecondReader, doubt: Doubt, article: Article, end: float) -> _Exchange:
    body = question(article, day_of(article, doubt.zone), reader.model, leaders())
    begun = time.monotonic()
    try:
        reply = await service.ask(body, end - begun)
    except Exception as error:  # noqa: BLE001 a bug in a library must not end the run
        reply = ChatFailure(f"crashed: {type(error).__name__}")
    spent: dict[str, Any] = {"seconds": round(time.monotonic() - begun, 3)}
    if isinstance(reply, ChatFailure):
        return _Exchange(reply.reason, True, spent | {"tokens_in": None, "tokens_out": None}, reply.rests_until)  # noqa: FBT003
    spent |= {"tokens_in": reply.tokens_in, "tokens_out": reply.tokens_out}
    answer = read_answer(reply.content, leaders())
    if isinstance(answer, str) and not reply.complete:
        answer = "the answer broke off"
    return _Exchange(answer, False, spent)  # noqa: FBT003


def _sum(one: float | None, two: float | None) -> float | None:
    return one if two is None else two if one is None else round(one + two, 3)


def _fields(answer: Answer) -> dict[str, Any]:
    """Return the values of an answer by the columns that hold them."""
    return {
        "status": answer.status,
        "us_leader": answer.leader,
        "channel": answer.channel,
        "contact_date": answer.day,
        "duration_minutes": answer.minutes,
        "place": answer.place,
        "sentence": answer.sentence,
    }


def row_of(reader: SecondReader, doubt: Doubt, judged: Judgement, now: datetime, **fields: Any) -> Opinion:  # noqa: ANN401 columns
    """Return the row of a question; it was asked if `fields` has `seconds`."""
    return Opinion(
        **{
            "article_id": doubt.article.id,
            "content": doubt.article.content,
            "rules": rules_version(),
            "model": reader.model,
            "prompt": reader.prompt,
            "own_verdict": doubt.own.verdict,
            "own_confidence": doubt.own.confidence,
            "asked": "seconds" in fields,
            "asked_at": now,
            "outcome": judged.outcome,
            "reason": judged.reason,
            "differs": judged.differs,
            **fields,
        }
    )
