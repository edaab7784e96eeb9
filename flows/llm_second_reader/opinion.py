"""What a second reader's answer comes to: whether it is used, why, and where it says something else than we do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum
from uuid import UUID

from flows.contacts import lexicon
from flows.contacts.contact import UNDATED, DateBasis, Mention, Reading, Status
from flows.contacts.detection.detect import detect
from flows.contacts.text.dates import local_day
from flows.llm_second_reader.answer import Answer, objection
from flows.news.article import Article

Band = tuple[float, float]
"""The probabilities of a new contact, both included, between which our own reading is unsure."""

ALWAYS = 0.0
"""The threshold at which our own reading takes an article for news that no veto forbids."""

AGREES = "it says the same"

NO_DAY_STATED = frozenset({DateBasis.NONE, DateBasis.BYLINE})


class Outcome(StrEnum):
    """What became of a question: USED where the answer decided against our own reading, AGREED where both say the same.

    OURS: the answer is sound and our own reading stands. DISCARDED: it cannot be believed. FAILED: none came.
    NOT_ASKED: there was no time, or the service asked for rest.
    """

    USED = "used"
    AGREED = "agreed"
    OURS = "ours"
    DISCARDED = "discarded"
    FAILED = "failed"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A row of the table second_opinion: a question about an article that one version of our rules has read.

    `asked` is false where an earlier answer about the same text was taken; `seconds` and tokens are what the question
    cost. `status` and what follows are the answer's own words; `differs` says where its details are others than ours.
    `confirmed` is whether it said the same when asked again about the sentences that name the two alone, None where
    that was not needed. `rests_until` (aware UTC) is when the service may be asked again, where it said so.
    """

    article_id: UUID
    content: UUID
    rules: str
    model: str
    prompt: str
    own_verdict: str
    own_confidence: float
    asked: bool
    asked_at: datetime
    outcome: Outcome
    reason: str
    seconds: float = 0.0
    tokens_in: int | None = None
    tokens_out: int | None = None
    status: str | None = None
    us_leader: str | None = None
    channel: str | None = None
    contact_date: date | None = None
    duration_minutes: int | None = None
    place: str | None = None
    sentence: str | None = None
    differs: tuple[str, ...] = ()
    confirmed: bool | None = None
    rests_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether an answer is used, why, and where its details differ from ours."""

    outcome: Outcome
    reason: str
    differs: tuple[str, ...] = ()


def is_unsure(article: Article, own: Reading, band: Band, zone: tzinfo) -> bool:
    """Tell whether our own reading leaves open that an article reports a new contact: no veto forbids it."""
    if not band[0] <= own.confidence <= band[1]:
        return False
    return own.verdict == "new" or detect(article, lexicon.load(), zone=zone, confidence=ALWAYS).verdict == "new"


def day_of(article: Article, zone: tzinfo) -> date:
    """Return the day of publication at the outlet; of an article that says none, the day it was first seen."""
    day = local_day(article.published or article.first_seen, zone)
    assert day is not None  # noqa: S101 there is always one of the two
    return day


def judge(article: Article, own: Reading, answer: Answer, zone: tzinfo) -> Judgement:
    """Return what an answer about `article` comes to beside our own reading.

    It decides one thing: whether the article reports a new contact. Who, how, when and where stay what our own reader
    takes from the text. What our own reader rules out by a veto stays ruled out.
    """
    if wrong := objection(answer, article, day_of(article, zone)):
        return Judgement(Outcome.DISCARDED, wrong)
    if answer.status == "happened":
        return _beside_news(article, own, answer, zone)
    if own.verdict == "new":
        return Judgement(Outcome.USED, f"it says {answer.status}, we said new")
    if answer.status == own.verdict:
        return Judgement(Outcome.AGREED, AGREES)
    return Judgement(Outcome.OURS, f"no new contact for either; it says {answer.status}, we say {own.verdict}")


def _beside_news(article: Article, own: Reading, answer: Answer, zone: tzinfo) -> Judgement:
    """Return what the word that a contact has just happened comes to."""
    ours = own.verdict == "new"
    taken = own if ours else detect(article, lexicon.load(), zone=zone, confidence=ALWAYS)
    mention = _news(taken.mentions)
    if taken.verdict != "new" or mention is None:
        return Judgement(Outcome.OURS, f"it says happened, which our own reading rules out: {own.verdict}")
    if answer.leader not in {None, mention.details.us_leader}:
        return Judgement(Outcome.OURS, f"it means {answer.leader}, our own reading {mention.details.us_leader}")
    differs = tuple(_differences(mention, answer))
    if ours:
        return Judgement(Outcome.AGREED, AGREES, differs)
    return Judgement(Outcome.USED, f"it says happened, we said {own.verdict}", differs)


def confirm(judged: Judgement, answer: Answer, again: Answer | str) -> tuple[Judgement, bool]:
    """Return what a decision against our own reading comes to after the second question, and whether that confirms it.

    `again` is the answer to it, or why there is none.
    """
    if isinstance(again, str):
        return Judgement(Outcome.OURS, f"{judged.reason}; not confirmed: {again}"), False
    if (again.status == "happened") != (answer.status == "happened"):
        why = f"{judged.reason}; of the sentences that name the two alone it says {again.status}"
        return Judgement(Outcome.OURS, why), False
    return judged, True


def _news(mentions: Sequence[Mention]) -> Mention | None:
    return next((one for one in mentions if one.status is Status.HAPPENED), None)


def _differences(ours: Mention, answer: Answer) -> Iterator[str]:
    """Yield each detail that an answer states otherwise, in the words of the ledger: minutes 30 → 50."""
    details, days = ours.details, ours.dates
    if answer.channel is not None and answer.channel != details.channel:
        yield f"channel {details.channel} → {answer.channel}"
    if answer.day and days.date_from and days.date_to and not days.date_from <= answer.day <= days.date_to:
        first, last = days.date_from, days.date_to
        yield f"date {first if first == last else f'{first}/{last}'} → {answer.day}"
    if answer.minutes and details.duration_minutes and answer.minutes != details.duration_minutes:
        yield f"minutes {details.duration_minutes} → {answer.minutes}"


def follow(article: Article, own: Reading, status: str, note: str, zone: tzinfo) -> Reading:
    """Return our own reading as it is where a second reader decides that its news is `status`; `note` says so first.

    The probability stays our own.
    """
    if status == "happened":
        taken = detect(article, lexicon.load(), zone=zone, confidence=ALWAYS)
        mentions = [_noted(one, note) if one.status is Status.HAPPENED else one for one in taken.mentions]
        return replace(taken, mentions=tuple(mentions), why=(note, *taken.why))
    mentions = []
    for one in own.mentions:
        if one.status is not Status.HAPPENED:
            mentions.append(one)
        elif status != "none":
            mentions.append(_noted(_demoted(one, Status(status)), note))
    return replace(own, verdict=status, mentions=tuple(mentions), why=(note, *own.why))


def _demoted(mention: Mention, status: Status) -> Mention:
    """Return a mention as one of `status`: a day that only the publication gave holds for news alone."""
    stated = mention.dates.date_basis not in NO_DAY_STATED
    return replace(mention, status=status, dates=mention.dates if stated else UNDATED)


def _noted(mention: Mention, note: str) -> Mention:
    return replace(mention, why=(note, *mention.why))
