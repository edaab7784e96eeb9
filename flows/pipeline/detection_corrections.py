"""What people correct in the readings: missed articles go in, labelled rows for training come out."""

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
from flows.settings import Settings


class UnknownArticleError(RabitaError, LookupError):
    """No stored article has this address or id, or it does not hold the given sentence."""


@dataclass(frozen=True, slots=True)
class MissedArticle:
    """A person's word that an article reports a new contact: a row of the table missed_article.

    `sentence` stands in the article, empty where none was given; `reported_at` is aware UTC.
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
    """Store that the article with this address or id reports a new contact and was not read so.

    Nothing is alerted: the person knows. Raises UnknownArticleError for an article that is not stored or does not hold
    `sentence`, warehouse.BusyError where a run is going.
    """
    now = utc_now()
    with (
        exclusive_run(settings, "correct", "hand", now) as run,
        warehouse.open_warehouse(settings.warehouse, published=settings.published) as con,
    ):
        found = warehouse.read(con, "article_text", _Text, name=canonical(name))
        if not found:
            raise UnknownArticleError(f"no article {name} is stored")
        article = found[0]
        if sentence not in f"{article.title}\n{article.text}":
            raise UnknownArticleError("the article does not hold this sentence; copy it from the article")
        record_start(con, run)
        row = MissedArticle(article.id, now, reported_by, sentence, channel, undone, note)
        warehouse.add(con, "missed_article", [row])
        record_end(con, run, "ok", utc_now())
    send_and_publish(settings, (), utc_now(), stored=True)


def labelled_rows(con: warehouse.Connection) -> Iterator[dict[str, Any]]:
    """Yield the corrected articles as labelled rows, in the form that `rabita evaluate` and training read.

    A missed article is labelled new; an article of a dismissed contact is labelled none.
    """
    for one in warehouse.read(con, "corrected_article", _Corrected):
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
