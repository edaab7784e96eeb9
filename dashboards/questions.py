"""The worked questions of warehouse/questions with their answers, read from the published copy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import warehouse
from dashboards.fragments import urdu
from dashboards.i18n import HOME, Locale, words
from dashboards.question_downloads import as_csv, as_json
from flows.alerts.sanitize import clean
from flows.alerts.wording import Language

MOST_ROWS = 100
"""Rows of an answer on its page."""
MOST_FILED = 10_000
"""Rows of an answer in its files."""
MOST_LETTERS = 160
"""Characters of a cell."""
LINE = 40
"""Characters of a cell that stay on one line."""
SHARED = ("contact_timeline", "contact_report", "planned_contacts")
"""Views that several queries read; computed once, into temporary tables of the same names."""
QUESTION_SECONDS = 2.0
"""Seconds after which a question is interrupted, so that one slow question does not hold up the page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as text, whether it is a number, and whether it has Urdu letters."""

    text: str
    number: bool
    urdu: bool

    @property
    def long(self) -> bool:
        """Whether it takes several lines."""
        return len(self.text) > LINE


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """A question with its answer: the number of rows and the first of them, or an error.

    `files` holds pairs of a file ending and the text of that file.
    """

    name: str
    wording: str
    sql: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    count: int = 0
    error: str = ""
    files: tuple[tuple[str, str], ...] = ()

    @property
    def numbers(self) -> tuple[bool, ...]:
        """Whether each column has numbers."""
        return tuple(any(cell.number for cell in column) for column in zip(*self.rows, strict=True))

    def title(self, locale: Locale) -> str:
        """Return the question in the page's language, or in English if it has no translation."""
        translated = words()["questions"].get(self.name)
        return translated[0] if translated and locale.language is Language.UR else self.wording

    def language(self, locale: Locale) -> str:
        """Return the language of `title`."""
        return "ur" if locale.language is Language.UR and self.name in words()["questions"] else "en"


def compute_shared_views(con: warehouse.Connection) -> None:
    """Let the names of SHARED mean tables with their rows, for every later query of this connection."""
    for view in SHARED:
        con.execute(f"CREATE TEMP TABLE {view} AS FROM public.{view}")


def ask_all(con: warehouse.Connection, zone: ZoneInfo = HOME) -> tuple[QuestionResult, ...]:
    """Run every question on a published copy in which names mean the public views, in order of the file names.

    Times are shown in `zone`; in files they are UTC.
    """
    return tuple(ask(con, name, sql, zone) for name, sql in sorted(documented().items()))


def documented() -> dict[str, str]:
    """Return the SQL of the questions by name; its first comment is the question in words."""
    folder = resources.files(warehouse).joinpath("questions")
    return {
        entry.name.removesuffix(".sql"): entry.read_text(encoding="utf-8").strip()
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    }


def ask(con: warehouse.Connection, name: str, sql: str, zone: ZoneInfo = HOME) -> QuestionResult:
    """Run one question; if it fails or takes too long, the result has the error."""
    wording = sql.partition("\n")[0].removeprefix("--").strip().rstrip(".")
    try:
        with _limited(con):
            cursor = con.execute(sql)
            columns = tuple(column[0] for column in cursor.description or ())
            rows = cursor.fetchall()
    except warehouse.QueryError as error:
        return QuestionResult(name, wording, sql, error=clean(str(error).partition("\n")[0]))
    shown = tuple(tuple(_cell(value, zone) for value in row) for row in rows[:MOST_ROWS])
    filed = rows[:MOST_FILED]
    files = (("csv", as_csv(columns, filed)), ("json", as_json(columns, filed)), ("sql", f"{sql}\n"))
    return QuestionResult(name, wording, sql, columns, shown, len(rows), files=files)


@contextmanager
def _limited(con: warehouse.Connection) -> Iterator[None]:
    timer = threading.Timer(QUESTION_SECONDS, con.interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cell(value: Any, zone: ZoneInfo) -> Cell:  # noqa: ANN401 - whatever a question selects
    match value:
        case None:
            text = "–"
        case datetime():
            text = f"{value.astimezone(zone) if value.tzinfo else value:%Y-%m-%d %H:%M}"
        case float():
            text = f"{value:.4g}"
        case list() | tuple():
            text = ", ".join(map(str, value))
        case _:
            text = str(value)
    text = clean(text)
    if len(text) > MOST_LETTERS:
        text = f"{text[:MOST_LETTERS]}…"
    return Cell(text, isinstance(value, int | float), urdu(text))
