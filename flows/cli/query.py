"""Commands that query the published copy: why, sql."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, NoReturn
from uuid import UUID

import typer

from flows.cli.console import BAD_CONFIGURATION, STOPPED, complain, load_settings, out, stop
from flows.cli.list_output import show
from flows.cli.row_output import Format, print_rows

if TYPE_CHECKING:
    from warehouse import Connection, Deadline, Stream

QUERY_MEMORY = 3 << 30
"""Bytes that `rabita sql` may use for a query and its output."""


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """A view, macro or table that can be queried, and its description."""

    name: str
    kind: str
    comment: str | None


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """One stored version of an article."""

    id: UUID
    outlet: str
    url: str
    title: str
    published: datetime | None
    published_source: str
    published_raw: str | None
    first_seen: datetime
    lang: str
    extracted_by: str
    agency: str | None
    author: str | None
    characters: int
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkEvent:
    """What became of an address in one run."""

    found_at: datetime
    outlet: str
    fate: str
    found_in: str
    step: str | None
    reason: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """What one clause says, why it was read so, and the contact that it belongs to."""

    status: str
    us_leader: str
    channel: str
    quote: str
    contact_date: date | None
    date_until: date | None
    date_words: str
    duration_minutes: int | None
    place: str | None
    why: tuple[str, ...]
    confidence: float
    contact: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """How one version of the rules read an article."""

    article_id: UUID
    verdict: str
    confidence: float
    why: tuple[str, ...]
    rules: str
    read_at: datetime


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What a second reader said of an article, and what followed from it."""

    model: str
    prompt: str
    asked: bool
    asked_at: datetime
    outcome: str
    reason: str
    seconds: float
    tokens_in: int | None
    tokens_out: int | None
    status: str | None
    us_leader: str | None
    channel: str | None
    contact_date: date | None
    duration_minutes: int | None
    place: str | None
    sentence: str | None
    differs: tuple[str, ...]


@contextmanager
def published(*, people: bool = False) -> Iterator[Connection]:
    """Open the published copy, with `people` for SQL of people; where there is none, end with exit code 2."""
    from warehouse import WarehouseError, open_public, open_published

    copy = load_settings().published
    try:
        with open_public(copy, spill=False) if people else open_published(copy) as con:
            yield con
    except WarehouseError as error:
        stop(str(error), BAD_CONFIGURATION)


def why(article: Annotated[str, typer.Argument(metavar="URL|ARTICLE-ID")]) -> None:
    """Print every decision about an article: its source, what was removed, and why each clause was read so."""
    from flows.news.web.canonical import canonical
    from warehouse import read

    name = canonical(article)
    with published() as con:
        links = read(con, "link_history", LinkEvent, name=name)
        found = read(con, "article_by_url_or_id", NamedArticle, name=name)
        if not (links or found):
            stop(f"nothing is known about {article}", 1)
        for event in links:
            reason = f": {event.step}, {event.reason} ({event.detail})" if event.reason else ""
            out.print(f"{event.found_at:%Y-%m-%d %H:%M} {event.outlet} {event.fate}{reason}", soft_wrap=True)
        for version in found:
            _show_article(con, version)


def _show_article(con: Connection, article: NamedArticle) -> None:
    from warehouse import read

    out.print(f"\n{article.title}", style="bold", soft_wrap=True)
    show("Article", ("field", "value"), [
        ("id", article.id),
        ("outlet", article.outlet),
        ("address", article.url),
        ("published", f"{article.published or 'unknown'} (from: {article.published_source})"),
        ("first seen", article.first_seen),
        ("text", f"{article.characters} characters, {article.lang}, extracted by {article.extracted_by}"),
        ("agency, author", f"{article.agency or '–'}, {article.author or '–'}"),
        *(("removed", piece) for piece in article.removed),
    ])  # fmt: skip
    for reading in read(con, "article_detection", ReadingRow, article=article.id):
        chance = f"new contact {reading.confidence:.0%}"
        read_at = f"{reading.read_at:%Y-%m-%d %H:%M}"
        out.print(f"Verdict: {reading.verdict} ({chance}, rules {reading.rules}, {read_at})", soft_wrap=True)
        for rule in reading.why:
            out.print(f"  {rule}", soft_wrap=True)
    _show_second_reader(con, article.id)
    for clause in read(con, "article_evidence", ClauseRow, article=article.id):
        home = f" → {clause.contact} ({clause.role})" if clause.contact else ""
        when = " … ".join(str(day) for day in (clause.contact_date, clause.date_until) if day) or "no date"
        out.print(
            f"\n{clause.status}: {clause.us_leader}, {clause.channel}, {when}, {clause.confidence:.0%}{home}",
            style="bold",
            soft_wrap=True,
        )
        out.print(f"  {clause.quote}", highlight=False, soft_wrap=True)
        for rule in clause.why:
            out.print(f"  · {rule}", soft_wrap=True)


def _show_second_reader(con: Connection, article: UUID) -> None:
    """Print what second readers said of an article, and what followed from it."""
    from warehouse import read

    for said in read(con, "second_opinion_log", SecondOpinion, article=article):
        cost = f"{said.seconds:.1f} s, {said.tokens_in or '?'} + {said.tokens_out or '?'} tokens" if said.asked else ""
        source = cost or ("an earlier answer about the same text" if said.status else "")
        about = ", ".join(part for part in (f"prompt {said.prompt}", f"{said.asked_at:%Y-%m-%d %H:%M}", source) if part)
        out.print(f"Second reader {said.model}: {said.outcome}, {said.reason} ({about})", soft_wrap=True)
        if said.status:
            details = (said.us_leader, said.channel, said.contact_date, said.duration_minutes, said.place)
            out.print(f"  {said.status}: {', '.join(str(one) for one in details if one)}", soft_wrap=True)
            out.print(f"  {said.sentence}", highlight=False, soft_wrap=True)
        for difference in said.differs:
            out.print(f"  · it states a detail differently: {difference}", soft_wrap=True)


def sql(
    query: Annotated[
        str | None, typer.Argument(metavar="SELECT …", help="Without it: list the tables and views.")
    ] = None,
    question: Annotated[
        str | None,
        typer.Option(metavar="NAME|NUMBER", help="Run a worked question of docs/sql.md; `list` lists them."),
    ] = None,
    format: Annotated[Format, typer.Option(help="A table on a terminal, else CSV.")] = None,  # type: ignore[assignment]  # noqa: A002
    timeout: Annotated[float, typer.Option(min=0, max=1e6, help="Seconds that the query may take; 0: no limit.")] = 60,
    limit: Annotated[int, typer.Option(min=0, max=10**15, help="Rows to print; 0: all.")] = 10_000,
) -> None:
    """Query the published copy: read-only, without files or network, times in UTC.

    Exit code 0; 1 where the query fails, is stopped or needs more than 3 GB of memory; 2 where nothing is published.
    """
    from warehouse import Deadline, questions, read

    shape = format or (Format.TABLE if out.is_terminal else Format.CSV)
    if math.isnan(timeout):
        stop("--timeout: a number of seconds expected", BAD_CONFIGURATION)
    if question == "list":
        print_rows(("name", "question"), [[(one.name, one.title) for one in questions()]], shape)
        return
    if question:
        query = _worked(question)
    with published(people=True) as con:
        if query is None:
            found = [(row.name, row.kind, row.comment) for row in read(con, "table_and_column_comments", CatalogRow)]
            print_rows(("name", "kind", "comment"), [found], shape)
            return
        deadline = Deadline(con, timeout or None)
        try:
            failed = _answer(con, query, deadline, shape, limit)
        except KeyboardInterrupt:
            if deadline.stuck:
                _leave(STOPPED)
            raise
        if failed:
            complain(failed)
            if deadline.stuck:
                _leave(1)
            raise typer.Exit(1)


def _worked(asked: str) -> str:
    """Return the SQL of a worked question by its number, its name, or both: 3, 03, lag-to-first-report."""
    from warehouse import questions

    known = questions()
    for one in known:
        number, _, name = one.name.partition("-")
        if asked.lower() in {one.name, name, number, number.lstrip("0")}:
            return one.sql
    names = [name for one in known for name in (one.name, one.name.partition("-")[2])]
    close = get_close_matches(asked, names, n=1)
    near = f"did you mean {close[0]}?" if close else "`--question list` lists them"
    return stop(f"no worked question {asked}: {near}", BAD_CONFIGURATION)


def _answer(con: Connection, query: str, deadline: Deadline, shape: Format, limit: int) -> str | None:
    """Print the answer of a query; return a sentence where it fails."""
    from warehouse import QueryError, memory_limit, stream

    try:
        with memory_limit(QUERY_MEMORY):
            answer = stream(con, query, deadline, most=limit + 1 if limit else None)
            first = _First(answer, limit)
            print_rows(answer.names, first, shape)
    except QueryError as error:
        return str(error)
    except MemoryError:
        return f"the query needs more than {QUERY_MEMORY >> 30} GB of memory"
    except RecursionError:
        return "a value is nested too deeply to print: cast it to VARCHAR"
    if first.more:
        sys.stdout.flush()
        complain(f"only the first {limit:,} rows are printed: --limit 0 prints all")
    return None


class _First:
    """The first `limit` rows of an answer, all where it is 0; `more` says afterwards whether rows were left out."""

    def __init__(self, answer: Stream, limit: int) -> None:
        self._chunks, self._limit, self.more = answer.chunks, limit, False

    def __iter__(self) -> Iterator[list[tuple[object, ...]]]:
        left = self._limit
        for chunk in self._chunks:
            self.more = bool(self._limit) and len(chunk) > left
            yield chunk[:left] if self.more else chunk
            left -= len(chunk)
            if self.more:
                return


def _leave(code: int) -> NoReturn:
    """End the process at once: the query still runs, and its connection cannot be closed until it ends."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)
