"""Opinions of a second reader on live news where our own reading is unsure, asked before anything is resolved.

The warehouse is closed while it is asked, and no run waits longer than the deadline. A failure is a row, never an error
of the run.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import warehouse
from flows.alerts.message import Notice
from flows.alerts.outbox import notify_operator
from flows.alerts.routing import ChannelRules
from flows.contacts.contact import Reading
from flows.llm_second_reader.answer import Answer
from flows.llm_second_reader.opinion import Judgement, Opinion, OpinionOutcome, follow, is_unsure, judge
from flows.news.article import Article
from flows.news.web.chat_completions import ChatService
from flows.pipeline.ask_llm_second_reader import Doubt, SecondReader, ask, row_of, second_reader_of
from flows.pipeline.detect_stored import (
    ARTICLES_PER_TRANSACTION,
    ZONE,
    UnreadArticle,
    detect_all,
    rules_version,
)
from flows.run_statistics import OutletRow, Run
from flows.settings import Settings

MOST_CONSIDERED = 2_000
"""Unread articles of a run that are considered, the newest first."""

MOST_FAILURES = 3
"""Failures in a row after which a service is not asked again in a run."""

NOTICE_AFTER = 5
"""Questions in a row without a usable answer, after which the operator is notified."""

UNREAD = 1_000_000


@dataclass(frozen=True, slots=True)
class SecondReading:
    """The opinions of a second reader in one run; `asked` is its model and the version of the question."""

    asked: tuple[str, str]
    opinions: tuple[Opinion, ...] = ()

    def store(
        self, con: warehouse.Connection, run: Run, channels: Sequence[ChannelRules] | None, now: datetime
    ) -> None:
        """Store them, and notify the operator of a service that has given no usable answer for a while.

        `channels` None notifies nobody.
        """
        warehouse.add(con, "second_opinion", self.opinions, run=run.id)
        if channels is None or not any(one.asked for one in self.opinions):
            return
        model, _ = self.asked
        latest = warehouse.read(con, "second_opinion_latest", Opinion, model=model, limit=NOTICE_AFTER)
        useless = [one for one in latest if one.outcome in {OpinionOutcome.FAILED, OpinionOutcome.DISCARDED}]
        if len(useless) == NOTICE_AFTER:
            notify_operator(con, _notice(model, useless, now), channels, now=now)


def consult(settings: Settings, run: Run, *, alert: bool, clock: Callable[[], datetime]) -> SecondReading | None:
    """Ask the second reader of the settings about unread articles on which our own reading is unsure.

    Returns None where nothing is unread. Without `alert`, and for articles of silent runs, only earlier answers about
    the same texts are used.
    """
    reader = second_reader_of(settings)
    with warehouse.open_warehouse(settings.warehouse, published=settings.published) as con:
        live = _unread(con, quiet=False, alert=alert)[-MOST_CONSIDERED:][::-1] if alert else []
        quiet = _unread(con, quiet=True, alert=alert)
        if not (live or quiet):
            return None
        doubts = list(_doubts(con, run, reader, live, quiet))
        latest = warehouse.read(con, "second_opinion_latest", Opinion, model=reader.model, limit=1)
    asked = (reader.model, reader.prompt)
    if not doubts:
        return SecondReading(asked)
    rest = max((one.rests_until for one in latest if one.rests_until), default=None)
    resting = f"the service asked for rest until {rest:%Y-%m-%d %H:%M} UTC" if rest and rest > clock() else None
    return SecondReading(asked, tuple(asyncio.run(_ask_all(reader, doubts, resting, clock))))


def _doubts(
    con: warehouse.Connection, run: Run, reader: SecondReader, live: list[UUID], quiet: list[UUID]
) -> Iterator[Doubt]:
    """Yield the articles to ask about, and those of `quiet` whose text was asked about before."""
    zones = {row.id: ZoneInfo(row.timezone) for row in warehouse.read(con, "outlet_description", OutletRow)}
    asked = {"ids": live + quiet, "model": reader.model, "prompt": reader.prompt}
    known = {row.article_id: row for row in warehouse.read(con, "second_opinion_known", Opinion, **asked)}
    done = {one.article_id for one in warehouse.read(con, "second_opinion_of", Opinion, rules=rules_version(), **asked)}
    wanted = [key for key in (*live, *(key for key in quiet if key in known)) if key not in done]
    for start in range(0, len(wanted), ARTICLES_PER_TRANSACTION):
        ids = wanted[start : start + ARTICLES_PER_TRANSACTION]
        articles = {one.id: one for one in warehouse.read(con, "article_by_id", Article, ids=ids)}
        ordered = [articles[key] for key in ids if key in articles]
        readings, _ = detect_all(ordered, zones, run, reader.confidence)
        for article, own in zip(ordered, readings, strict=True):
            zone = zones.get(article.outlet, ZONE)
            if is_unsure(article, own, reader.band, zone):
                yield Doubt(article, own, zone, known.get(article.id))


def _unread(con: warehouse.Connection, *, quiet: bool, alert: bool) -> list[UUID]:
    asked = {"rules": rules_version(), "limit": UNREAD, "quiet": quiet, "alert": alert}
    return [row.id for row in warehouse.read(con, "article_to_detect", UnreadArticle, **asked)]


async def _ask_all(
    reader: SecondReader, doubts: Iterable[Doubt], stop: str | None, clock: Callable[[], datetime]
) -> list[Opinion]:
    """Ask about each article until the deadline; `stop` is why the service is not asked, None where it may be."""
    failures, rows = 0, list[Opinion]()
    async with ChatService(reader.base, reader.key, clock=clock) as service:
        end = time.monotonic() + reader.deadline.total_seconds()
        for doubt in doubts:
            left = end - time.monotonic()
            if stop is None and left <= 0:
                stop = "the time for the second reader of this run was used up"
            if doubt.known or stop:
                rows.append(_without_asking(reader, doubt, stop or "", clock()))
                continue
            row = await ask(service, reader, doubt, left, clock)
            rows.append(row)
            failures = failures + 1 if row.outcome is OpinionOutcome.FAILED else 0
            if row.rests_until or failures >= MOST_FAILURES:
                stop = f"the service failed: {row.reason}"
    return rows


def _without_asking(reader: SecondReader, doubt: Doubt, stop: str, now: datetime) -> Opinion:
    row = row_of(reader, doubt, Judgement(OpinionOutcome.NOT_ASKED, stop), now)
    known = doubt.known
    if known is None:
        return row
    answer = _answer_of(known)
    judged = judge(doubt.article, doubt.own, answer, doubt.zone) if answer else None
    if judged and judged.outcome is OpinionOutcome.USED and not known.confirmed:
        judged = Judgement(OpinionOutcome.OURS, f"{judged.reason}; not confirmed")
    return replace(
        known,
        article_id=row.article_id,
        rules=row.rules,
        own_verdict=row.own_verdict,
        own_confidence=row.own_confidence,
        asked=False,
        asked_at=now,
        outcome=judged.outcome if judged else known.outcome,
        reason=judged.reason if judged else known.reason,
        differs=judged.differs if judged else (),
        seconds=0.0,
        tokens_in=None,
        tokens_out=None,
    )


def _answer_of(row: Opinion) -> Answer | None:
    """Return the answer in a row, None where it has none."""
    if row.status is None:
        return None
    return Answer.model_validate(
        {
            "status": row.status,
            "leader": row.us_leader,
            "channel": row.channel,
            "day": row.contact_date,
            "minutes": row.duration_minutes,
            "place": row.place,
            "sentence": row.sentence,
        },
        strict=False,
    )


def _notice(model: str, useless: Sequence[Opinion], now: datetime) -> Notice:
    reasons = dict.fromkeys(f"{one.outcome}: {one.reason}" for one in useless)
    return Notice(
        f"second-reader:{model}:{now:%Y-%m-%d}",
        f"Rabita: the second reader {model} has given no useful answer {len(useless)} times in a row",
        "\n".join([*reasons, "Alerts are sent on our own reading. See: docs/llm-second-reader.md"]),
        "second reader",
    )


def follow_opinions(
    con: warehouse.Connection,
    articles: Sequence[Article],
    readings: Sequence[Reading],
    zones: dict[str, ZoneInfo],
    asked: tuple[str, str],
) -> list[Reading]:
    """Return the readings with the decisions of a second reader applied; `asked` is its model and prompt."""
    model, prompt = asked
    ids = [article.id for article in articles]
    named = {"ids": ids, "rules": rules_version(), "model": model, "prompt": prompt}
    rows = {row.article_id: row for row in warehouse.read(con, "second_opinion_of", Opinion, **named)}
    followed = []
    for article, own in zip(articles, readings, strict=True):
        row = rows.get(article.id)
        if row and row.status and row.outcome is OpinionOutcome.USED and own.verdict == row.own_verdict:
            note = f"second reader {model}: {row.reason}"
            own = follow(article, own, row.status, note, zones.get(article.outlet, ZONE))  # noqa: PLW2901
        followed.append(own)
    return followed
