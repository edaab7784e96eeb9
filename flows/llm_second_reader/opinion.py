"""What follows from the answer of a second reader: whether it is used, why, and where it differs from our reading."""

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
from flows.llm_second_reader.prompt import NONE
from flows.news.article import Article

Band = tuple[float, float]
"""The range of probabilities of a new contact, ends included, in which our own reading is unsure."""

ALWAYS = 0.0
"""The threshold at which our own reading takes every article without a veto for news."""

AGREES = "it says the same"

NO_DAY_STATED = frozenset({DateBasis.NONE, DateBasis.BYLINE})


class OpinionOutcome(StrEnum):
    """What became of a question."""

    USED = "used"
    """The answer replaced our own reading."""
    AGREED = "agreed"
    """Both say the same."""
    OURS = "ours"
    """The answer is valid, but our own reading stands."""
    DISCARDED = "discarded"
    """The answer cannot be accepted."""
    FAILED = "failed"
    """There was no answer."""
    NOT_ASKED = "not asked"
    """There was no time, or the service asked for a rest."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A row of the table second_opinion: one question about an article.

    `rules` is the version of our own reader. `asked` is false if an earlier answer about the same text was reused;
    `seconds` and tokens are the cost. `status` to `sentence` are the answer; `differs` lists the details in which it
    differs from ours. `confirmed` is whether a second question, about only the sentences that name one of the two, had
    the same answer; None if it was not needed. `rests_until` (aware UTC) is the Retry-After of the service, if any.
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
    outcome: OpinionOutcome
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
    """Whether an answer is used, why, and in which details it differs from our reading."""

    outcome: OpinionOutcome
    reason: str
    differs: tuple[str, ...] = ()


def is_unsure(article: Article, own: Reading, band: Band, zone: tzinfo) -> bool:
    """Return whether our own reading of an article is in the band, and no veto rules out a new contact."""
    if not band[0] <= own.confidence <= band[1]:
        return False
    return own.verdict == "new" or detect(article, lexicon.load(), zone=zone, confidence=ALWAYS).verdict == "new"


def day_of(article: Article, zone: tzinfo) -> date:
    """Return the day of publication at the outlet, or the day when the article was first seen."""
    day = local_day(article.published or article.first_seen, zone)
    assert day is not None  # noqa: S101 one of the two is always there
    return day


def judge(article: Article, own: Reading, answer: Answer, zone: tzinfo) -> Judgement:
    """Return whether an answer about `article` is used.

    It decides only whether the article reports a new contact. Who, how, when and where come from our own reader, and
    what its vetoes rule out stays ruled out.
    """
    if wrong := objection(answer, article, day_of(article, zone)):
        return Judgement(OpinionOutcome.DISCARDED, wrong)
    if answer.status is Status.HAPPENED:
        return _judge_news(article, own, answer, zone)
    if own.verdict == "new":
        return Judgement(OpinionOutcome.USED, f"it says {answer.status}, we said new")
    if answer.status == own.verdict:
        return Judgement(OpinionOutcome.AGREED, AGREES)
    return Judgement(OpinionOutcome.OURS, f"no new contact for either; it says {answer.status}, we say {own.verdict}")


def _judge_news(article: Article, own: Reading, answer: Answer, zone: tzinfo) -> Judgement:
    """Return whether an answer is used that says that a contact has just happened."""
    ours = own.verdict == "new"
    taken = own if ours else detect(article, lexicon.load(), zone=zone, confidence=ALWAYS)
    mention = _news(taken.mentions)
    if taken.verdict != "new" or mention is None:
        return Judgement(OpinionOutcome.OURS, f"it says happened, which our own reading rules out: {own.verdict}")
    if answer.leader not in {None, mention.details.us_leader}:
        return Judgement(OpinionOutcome.OURS, f"it means {answer.leader}, our own reading {mention.details.us_leader}")
    differs = tuple(_differences(mention, answer))
    if ours:
        return Judgement(OpinionOutcome.AGREED, AGREES, differs)
    return Judgement(OpinionOutcome.USED, f"it says happened, we said {own.verdict}", differs)


def confirm(judged: Judgement, answer: Answer, again: Answer | str) -> tuple[Judgement, bool]:
    """Return a decision against our own reading after the second question, and whether that confirmed it.

    `again` is the second answer, or why there is none.
    """
    if isinstance(again, str):
        return Judgement(OpinionOutcome.OURS, f"{judged.reason}; not confirmed: {again}"), False
    if (again.status is Status.HAPPENED) != (answer.status is Status.HAPPENED):
        why = f"{judged.reason}; about the sentences with their names alone it says {again.status}"
        return Judgement(OpinionOutcome.OURS, why), False
    return judged, True


def _news(mentions: Sequence[Mention]) -> Mention | None:
    return next((one for one in mentions if one.status is Status.HAPPENED), None)


def _differences(ours: Mention, answer: Answer) -> Iterator[str]:
    """Yield each detail in which an answer differs, such as `minutes 30 → 50`."""
    details, days = ours.details, ours.dates
    if answer.channel is not None and answer.channel != details.channel:
        yield f"channel {details.channel} → {answer.channel}"
    if answer.day and days.date_from and days.date_to and not days.date_from <= answer.day <= days.date_to:
        first, last = days.date_from, days.date_to
        yield f"date {first if first == last else f'{first}/{last}'} → {answer.day}"
    if answer.minutes and details.duration_minutes and answer.minutes != details.duration_minutes:
        yield f"minutes {details.duration_minutes} → {answer.minutes}"


def follow(article: Article, own: Reading, status: str, note: str, zone: tzinfo) -> Reading:
    """Return our own reading with its news changed to `status` by a second reader; `note` comes first in `why`.

    The probability is still our own.
    """
    if status == Status.HAPPENED:
        taken = detect(article, lexicon.load(), zone=zone, confidence=ALWAYS)
        mentions = [_noted(one, note) if one.status is Status.HAPPENED else one for one in taken.mentions]
        return replace(taken, mentions=tuple(mentions), why=(note, *taken.why))
    mentions = []
    for one in own.mentions:
        if one.status is not Status.HAPPENED:
            mentions.append(one)
        elif status != NONE:
            mentions.append(_noted(_demoted(one, Status(status)), note))
    return replace(own, verdict=status, mentions=tuple(mentions), why=(note, *own.why))


def _demoted(mention: Mention, status: Status) -> Mention:
    """Return a mention with another status; a day that came only from the publication applies to news alone."""
    stated = mention.dates.date_basis not in NO_DAY_STATED
    return replace(mention, status=status, dates=mention.dates if stated else UNDATED)


def _noted(mention: Mention, note: str) -> Mention:
    return replace(mention, why=(note, *mention.why))
