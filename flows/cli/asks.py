"""Commands that ask the published warehouse: why, sql."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from flows.cli.screen import BAD_CONFIGURATION, load_settings, out, stop, table

if TYPE_CHECKING:
    from warehouse import Connection


class Format(StrEnum):
    """How `rabita sql` prints."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """A view, macro or table that can be asked, and what it is."""

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
class Clause:
    """What one clause says, the rules that said so, and the contact it belongs to."""

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
    contact: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """How one version of the rules read an article."""

    article_id: UUID
    verdict: str
    why: tuple[str, ...]
    rules: str
    read_at: datetime


@contextmanager
def published(*, people: bool = False) -> Iterator[Connection]:
    """Open the readers' copy, for people's SQL where `people`; where there is none, end the command with a sentence."""
    from warehouse import WarehouseError, open_public, open_published

    try:
        with (open_public if people else open_published)(load_settings().published) as con:
            yield con
    except WarehouseError as error:
        stop(str(error), BAD_CONFIGURATION)


def why(article: Annotated[str, typer.Argument(metavar="URL|ARTICLE-ID")]) -> None:
    """Print every decision about an article: where it came from, what was cut, each clause with its rules."""
    from flows.news.canonical import canonical
    from warehouse import read

    name = canonical(article)
    with published() as con:
        links = read(con, "link_history", LinkEvent, name=name)
        found = read(con, "article_by_name", NamedArticle, name=name)
        if not (links or found):
            stop(f"nothing is known of {article}", 1)
        for event in links:
            reason = f": {event.step}, {event.reason} ({event.detail})" if event.reason else ""
            out.print(f"{event.found_at:%Y-%m-%d %H:%M} {event.outlet} {event.fate}{reason}", markup=False)
        for version in found:
            _show_article(con, version)


def _show_article(con: Connection, article: NamedArticle) -> None:
    from warehouse import read

    out.rule(article.title)
    out.print(table("Article", ("", ""), [
        ("id", article.id),
        ("outlet", article.outlet),
        ("address", article.url),
        ("published", f"{article.published or 'unknown'} (from: {article.published_source})"),
        ("first seen", article.first_seen),
        ("text", f"{article.characters} characters, {article.lang}, by way of {article.extracted_by}"),
        ("agency, author", f"{article.agency or '–'}, {article.author or '–'}"),
        *(("removed", piece) for piece in article.removed),
    ]))  # fmt: skip
    for reading in read(con, "article_reading", ReadingRow, article=article.id):
        out.print(f"Verdict: {reading.verdict} (rules {reading.rules}, {reading.read_at:%Y-%m-%d %H:%M})", markup=False)
        for rule in reading.why:
            out.print(f"  {rule}", markup=False)
    for clause in read(con, "article_evidence", Clause, article=article.id):
        home = f" → {clause.contact} ({clause.role})" if clause.contact else ""
        when = " … ".join(str(day) for day in (clause.contact_date, clause.date_until) if day) or "no date"
        out.print(f"\n{clause.status}: {clause.us_leader}, {clause.channel}, {when}{home}", style="bold", markup=False)
        out.print(f"  {clause.quote}", markup=False)
        for rule in clause.why:
            out.print(f"  · {rule}", markup=False)


def sql(
    query: Annotated[str | None, typer.Argument(metavar="SELECT …", help="None lists the tables and views.")] = None,
    question: Annotated[
        str | None, typer.Option(metavar="NAME", help="Run a worked question of docs/sql.md; `list` lists them.")
    ] = None,
    format: Annotated[Format, typer.Option(help="A table on a terminal, else CSV.")] = None,  # type: ignore[assignment]  # noqa: A002
) -> None:
    """Ask the published warehouse: read-only, no files and no network from SQL, times in UTC."""
    from warehouse import QueryError, ask, questions, read

    shape = format or (Format.TABLE if out.is_terminal else Format.CSV)
    if question:
        known = {one.name: one for one in questions()}
        if question not in known:
            _print_rows(("name", "question"), [(one.name, one.title) for one in known.values()], shape)
            raise typer.Exit(0 if question == "list" else 1)
        query = known[question].sql
    with published(people=True) as con:
        if query is None:
            found = [(row.name, row.kind, row.comment) for row in read(con, "catalog", CatalogRow)]
            _print_rows(("name", "kind", "comment"), found, shape)
            return
        try:
            answer = ask(con, query)
        except QueryError as error:
            stop(str(error), 1)
    _print_rows(answer.names, answer.rows, shape)


def _print_rows(names: Sequence[str], rows: Sequence[tuple[Any, ...]], shape: Format) -> None:
    if shape is Format.TABLE:
        out.print(table("", names, rows))
    elif shape is Format.JSON:
        for row in rows:
            sys.stdout.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str) + "\n")
    else:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_inert(cell) for cell in row] for row in rows)


def _inert(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
