"""The manual of the warehouse: worked questions as files, and docs/sql.md made of them and of the schema's comments.

`python -m warehouse.sql_docs docs/sql.md` writes the page anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from warehouse.connection import MEMORY, Connection
from warehouse.opening import open_warehouse
from warehouse.schema import files

INTRODUCTION = """\
# Asking in SQL

<!-- Written by `python -m warehouse.sql_docs docs/sql.md` from the schema's comments and warehouse/questions. -->

`rabita sql "SELECT …"` queries the published copy, which is replaced after each run. A query never waits for a run and
never blocks one, however long the copy stays open. SQL can read only the warehouse: no files, no network, no settings.
Times are UTC. `rabita sql` alone lists views, macros and tables, and `rabita sql --question NAME` runs one of the
questions below. `--format csv` and `json` are for scripts.

A query ends after 60 seconds (`--timeout SECONDS`, 0 for no deadline), after 10,000 rows (`--limit ROWS`, 0 for all),
on Ctrl-C, and when the pipe that it writes to is closed. If rows are left out, a line on standard error says so. DuckDB
may use 2 GB of memory for a query and writes nothing to disk; the process may use 3 GB (on Linux). A query that needs
more fails. If DuckDB cannot interrupt a query within two seconds, the process ends. CSV and JSON are written as the
rows arrive, tables 1,000 rows at a time. DuckDB refuses expressions nested deeper than 1,000, and is slow from some
hundreds on.

In JSON, infinite numbers and NaN are null, and infinite dates are the text `infinity`. If a column name occurs twice,
the second one becomes `name_1`. Control characters are escaped in JSON. In CSV they are as stored, and are shown as `�`
on a terminal.

The dialect is [DuckDB's](https://duckdb.org/docs/stable/sql/introduction). The views in the first part are made for
people. The tables below them are append-only logs, in which one thing may have many rows. If a view and a table have
the same name, the name means the view; `main.article` means the table.
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A worked question: `name` as its file is called, `title` in words, `sql` to be run on `open_public`."""

    name: str
    title: str
    sql: str


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    comment: str


def questions() -> list[Question]:
    """Return the worked questions in their order."""
    return [_question(name, text) for name, text in sorted(files("questions").items())]


def _question(name: str, text: str) -> Question:
    title, _, sql = text.partition("\n")
    return Question(name, title.removeprefix("-- "), sql.strip())


def manual(con: Connection) -> str:
    """Return docs/sql.md for the schema of an open warehouse."""
    return "\n".join(_lines(con))


def _lines(con: Connection) -> Iterator[str]:
    yield INTRODUCTION
    yield "## Views"
    for view in _entries(con, "SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'public'"):
        yield from _columns(con, "public", view)
    yield "\n## Macros\n"
    query = (
        "SELECT function_name || '(' || array_to_string(parameters, ', ') || ')', comment FROM duckdb_functions()"
        " WHERE schema_name = 'public'"
    )
    for macro in _entries(con, query):
        yield f"- `{macro.name}`: {macro.comment}"
    yield "\n## Questions"
    for question in questions():
        yield f"\n### {question.title}\n\n`rabita sql --question {question.name}`\n\n```sql\n{question.sql}\n```"
    yield "\n## Tables beneath\n\nRows are only ever appended: what is true now is a view over them."
    for table in _entries(con, "SELECT table_name, comment FROM duckdb_tables() WHERE schema_name = 'main'"):
        yield from _columns(con, "main", table)
    yield ""


def _entries(con: Connection, query: str) -> list[_Entry]:
    found = con.execute(f"{query} AND NOT internal AND database_name = current_database() ORDER BY 1").fetchall()
    return [_Entry(*row) for row in found]


def _columns(con: Connection, schema: str, entry: _Entry) -> Iterator[str]:
    yield f"\n### {entry.name}\n\n{entry.comment}\n\n| column | type | |\n|---|---|---|"
    query = (
        "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE schema_name = ? AND table_name = ?"
        " AND database_name = current_database() ORDER BY column_index"
    )
    for name, kind, comment in con.execute(query, [schema, entry.name]).fetchall():
        short = kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")
        yield f"| `{name}` | {short} | {comment.replace('|', '/')} |"


if __name__ == "__main__":
    with open_warehouse(MEMORY) as scratch:
        Path(sys.argv[1]).write_text(manual(scratch), encoding="utf-8")
