"""Corrections of readings by people: missed articles are stored, labelled rows for training are read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import warehouse
from flows.clock import utc_now
from flows.contacts.contact import Channel
from flows.errors import RabitaError
from flows.news.web.canonical import canonical
from flows.pipeline.run_record import exclusive_run, record_end, record_start
from flows.pipeline.send_and_publish import send_and_publish
from flows.run_statistics import RunKind, RunOutcome
from flows.settings import Settings


class UnknownArticleError(RabitaError, LookupError):
    """No stored article has this address or id, or it does not hold the given sentence."""


@dataclass(frozen=True, slots=True)
class MissedArticle:
    """What a person said of an article that reports a missed contact: a row of the table missed_article.

    `sentence` is from the article, empty where none was given; `reported_at` is aware UTC.
    """

    article: UUID
    reported_at: datetime
    reported_by: str
    sentence: str = ""
    channel: str | None = None
    undone: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Text:
    id: UUID
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class _Corrected:
    id: UUID
    url: str
    outlet: str
    published: datetime | None
    lang: str
    title: str
    text: str
    reports_contact: bool
    sentence: str
    channel: str | None
    note: str


def report_missed(  # noqa: PLR0913 - the parts of a person's report
    settings: Settings,
    name: str,
    reported_by: str,
    *,
    sentence: str = "",
    channel: Channel | None = None,
    undone: bool = False,
    note: str = "",
) -> None:
    """Store that the article with this address or id reports a contact that was missed.

    Nothing is alerted, since the person knows. Raises UnknownArticleError for an article that is not stored or does not
    contain `sentence`, warehouse.BusyError where a run is in progress.
    """
    with (
        exclusive_run(settings, RunKind.CORRECT) as run,
        warehouse.open_warehouse(settings.warehouse, published=settings.published) as con,
    ):
        found = warehouse.read(con, "article_text", _Text, name=canonical(name))
        if not found:
            raise UnknownArticleError(f"no article {name} is stored")
        article = found[0]
        if sentence not in f"{article.title}\n{article.text}":
            raise UnknownArticleError("the article does not hold this sentence; copy it from the article")
        record_start(con, run)
        row = MissedArticle(article.id, run.started_at, reported_by, sentence, channel, undone, note)
        warehouse.add(con, "missed_article", [row])
        record_end(con, run, RunOutcome.OK, utc_now())
    send_and_publish(settings, (), utc_now(), stored=True)


def labelled_rows(con: warehouse.Connection) -> Iterator[dict[str, Any]]:
    """Yield the corrected articles as labelled rows, in the form that `rabita evaluate` and training read.

    A missed article is labelled new; an article of a dismissed contact is labelled none.
    """
    for one in warehouse.read(con, "detection_correction", _Corrected):
        status = "new" if one.reports_contact else "none"
        yield {
            "id": str(one.id),
            "url": one.url,
            "outlet": one.outlet,
            "published": one.published.isoformat() if one.published else None,
            "lang": one.lang,
            "title": one.title,
            "text": one.text,
            "expected": {"status": status, "channel": one.channel, "alert": one.reports_contact},
            "evidence": [{"sentence": one.sentence, "status": status}] if one.sentence else [],
            "note": one.note,
        }
