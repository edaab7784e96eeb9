"""The documented questions: each run on the published copy, with the SQL that anybody can run again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import warehouse
from dashboards.fragments import urdu
from dashboards.i18n import HOME, Localizer, words
from dashboards.question_downloads import as_csv, as_json
from flows.alerts.sanitize import clean
from flows.alerts.wording import Language

MOST_ROWS = 100
MOST_FILED = 10_000
"""Rows of an answer in its files."""
MOST_LETTERS = 160
LINE = 40
"""Letters that a cell may have before it is broken into lines."""
SHARED = ("contact_timeline", "contact_report")
"""Views that most questions read: worked out once for all of them, in tables of this connection that hide them."""
QUESTION_SECONDS = 2.0
"""How long a question may take before it is given up; the page is made after every run."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as text: `number` stands to the right, `urdu` is written in Urdu letters."""

    text: str
    number: bool
    urdu: bool

    @property
    def long(self) -> bool:
        """Whether it takes several lines."""
        return len(self.text) > LINE


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """A question with its answer; `count` is how many rows there were, `rows` the first of them, `error` why none.

    `files` are the answer for other programs by the ending of the file, with MOST_FILED rows at most.
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

    def title(self, voice: Localizer) -> str:
        """Return the question in the page's language where words.yaml has it, else as the file asks it."""
        translated = words()["questions"].get(self.name)
        return translated[0] if translated and voice.language is Language.UR else self.wording

    def language(self, voice: Localizer) -> str:
        """Return the language that `title` is in."""
        return "ur" if voice.language is Language.UR and self.name in words()["questions"] else "en"


def ask_all(copy: Path, zone: ZoneInfo = HOME) -> tuple[QuestionResult, ...]:
    """Run every question of warehouse/questions on the published copy, in order of its file name.

    Times are shown by the clock of `zone`; in files they are UTC.
    """
    with warehouse.open_public(copy, threads=1) as con:
        for view in SHARED:
            con.execute(f"CREATE TEMP TABLE {view} AS FROM {view}")
        return tuple(ask(con, name, sql, zone) for name, sql in sorted(documented().items()))


def documented() -> dict[str, str]:
    """Return the questions' SQL by file name; the first comment of each asks the question in words."""
    folder = resources.files(warehouse).joinpath("questions")
    if not folder.is_dir():
        return {}
    return {
        entry.name.removesuffix(".sql"): entry.read_text(encoding="utf-8").strip()
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    }


def ask(con: warehouse.Connection, name: str, sql: str, zone: ZoneInfo = HOME) -> QuestionResult:
    """Run one question; one that fails or takes too long is an answer that says so."""
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
