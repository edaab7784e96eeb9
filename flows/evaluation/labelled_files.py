"""Detection and evaluation on files, with a warehouse in memory."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import warehouse
from flows.contacts import lexicon
from flows.contacts.contact import Mention, Reading
from flows.contacts.detection.detect import detect
from flows.evaluation.score import Score, evaluate, read_case
from flows.news.article import Article, ExtractionRules, Link, Problem, hash_id
from flows.news.pages.date_parsing import instant
from flows.news.pages.local_files import row_page
from flows.news.pages.page_to_article import read_page
from flows.pipeline.detect_and_resolve import read_articles
from flows.pipeline.detect_stored import ZONE
from flows.pipeline.load import load
from flows.pipeline.outlet_batch import Batch
from flows.pipeline.resolve_stored import NewsTerms
from flows.run_statistics import Run, RunKind, StartedBy


def article_of_row(row: Mapping[str, Any], now: datetime) -> Article | Problem:
    """Return the article of a row ({"id", "title", "text", "published", "url", "outlet"}), read like a page.

    A row counts as seen when it was published, so that a date after `now` is accepted.
    """
    published = instant(str(row.get("published") or ""))
    seen = max(now, published) if published else now
    page = row_page(json.dumps(row, ensure_ascii=False).encode(), str(row.get("id")), seen)
    return page if isinstance(page, Problem) else read_page(page, ExtractionRules())


def detect_row(row: Mapping[str, Any], now: datetime) -> dict[str, Any] | Problem:
    """Return the reading of one row in the form that `rabita detect` prints, or why it could not be read."""
    article = article_of_row(row, now)
    if isinstance(article, Problem) and article.step != "language":
        return article
    reading = own_reading(article)
    contacts = [_contact(mention) for mention in reading.mentions]
    return {"id": row["id"], "verdict": reading.verdict, "contacts": contacts, "why": list(reading.why)}


def own_reading(article: Article | Problem) -> Reading:
    """Return our own reading of an article, or an empty one if it could not be read."""
    if isinstance(article, Problem):
        return Reading(hash_id(article.url), "none", why=(f"{article.reason}: {article.detail}",))
    return detect(article, lexicon.load(), zone=ZONE)


def _contact(mention: Mention) -> dict[str, Any]:
    details, dates = mention.details, mention.dates
    return {
        "status": str(mention.status),
        "us_leader": details.us_leader,
        "channel": str(details.channel),
        "contact_date": dates.date_from,
        "date_until": dates.date_to,
        "date_precision": dates.date_precision,
        "date_words": mention.date_words,
        "duration_minutes": details.duration_minutes,
        "ordinal": details.ordinal,
        "place": details.place,
        "topics": list(details.topics),
        "quote": mention.quote,
        "field": mention.field_name,
        "start": mention.start,
        "end": mention.end,
        "why": list(mention.why),
    }


@dataclass(frozen=True, slots=True)
class ReplayedAlert:
    """An alert that a replay would raise, and the rows that report its contact."""

    contact_id: str
    us_leader: str
    channel: str
    contact_date: Any
    raised_by: str
    article_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Alerted:
    contact: str
    us_leader: str
    channel: str
    date_from: Any
    article: UUID
    articles: tuple[UUID, ...]


def replay(rows: Iterable[Mapping[str, Any]], now: datetime) -> Iterator[ReplayedAlert | Problem]:
    """Run rows in order of publication through a warehouse in memory, and yield the alerts that they would raise.

    Each row counts as read when it was published; one without a date counts as fresh. Rows that cannot be read are
    yielded as problems, except those in another language.
    """
    run = Run(hash_id("replay"), RunKind.REPLAY, StartedBy.HAND, now, "scratch")
    rows_of: dict[UUID, list[str]] = defaultdict(list)
    outcomes: list[tuple[Link, Article | Problem]] = []
    for row in rows:
        made = article_of_row(row, now)
        if isinstance(made, Problem):
            if made.step != "language":
                yield made
            continue
        rows_of[made.content].append(str(row["id"]))
        outcomes.append((Link(made.outlet, made.url, "replay"), made))
    contents = {made.id: made.content for _, made in outcomes if isinstance(made, Article)}
    with warehouse.open_warehouse(warehouse.MEMORY) as con:
        load(con, run, Batch("replay", outcomes=tuple(outcomes)), now)
        read_articles(con, run, NewsTerms(now=None, assume_fresh=True))
        for alert in warehouse.read(con, "alerted_contact", _Alerted):
            ids = [row for article in alert.articles for row in rows_of[contents[article]]]
            first = rows_of[contents[alert.article]][0]
            yield ReplayedAlert(
                alert.contact, alert.us_leader, alert.channel, alert.date_from, first, tuple(dict.fromkeys(ids))
            )


def score(rows: Iterable[Mapping[str, Any]], now: datetime) -> Score:
    """Return the score of our reader on labelled rows. Raises KeyError or ValueError for an invalid label."""
    rows = list(rows)
    cases = [read_case(row) for row in rows]
    bare = [{key: value for key, value in row.items() if key != "expected"} for row in rows]
    readings = {str(row["id"]): own_reading(article_of_row(row, now)) for row in bare}
    raised = [item for item in replay(bare, now) if isinstance(item, ReplayedAlert)]
    return evaluate(cases, readings, [(item.contact_id, item.article_ids) for item in raised])
