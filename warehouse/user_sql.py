"""People's SQL: one SELECT that reads the warehouse and nothing else.

The connection itself gives no files, no network and no extensions, and its settings are locked; what would remain are
pragmas, logging and functions that tell of the machine. DuckDB's own parser says what a statement is made of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warehouse.connection import Connection, QueryError, Relation
from warehouse.query_limits import Deadline

TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})
"""Functions of DuckDB that stand for a table and that people may use, beside the macros of the schema public."""

CATALOG = frozenset(
    f"duckdb_{name}" for name in ("tables", "views", "columns", "functions", "types", "schemas", "constraints")
)
"""DuckDB's views of the schema, as tables and as functions."""

REFUSED_FUNCTIONS = frozenset({"getenv", "current_setting", "write_log"})
SYSTEM = ("duckdb_", "pragma_", "pg_", "sqlite_")

AS_TEXT = frozenset({"DATE", "INTERVAL"})
"""Types of columns that are read as text."""

ROWS_PER_CHUNK = 1_000
"""Rows of an answer that are read at a time."""

TOKEN = re.compile(r'[{}\[\]]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s{}\[\]:,"]+')


class RefusedError(QueryError):
    """The statement asks for more than the warehouse holds; the message says what."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What a statement came to: the names of its columns and its rows; `more` where rows were left out."""

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer that is read as it comes: the names of its columns, and its rows some at a time."""

    names: tuple[str, ...]
    chunks: Iterator[list[tuple[Any, ...]]]


def ask(con: Connection, sql: str, *, most: int | None = None, seconds: float | None = None) -> QueryResult:
    """Run one SELECT on a connection of `open_public` and return its answer, at most `most` rows of it.

    Raises RefusedError for any other statement and for what is not the warehouse's, QueryError for wrong SQL,
    TooLongError after `seconds`.
    """
    deadline = Deadline(con, seconds)

    def work() -> QueryResult:
        check(con, sql)
        cursor = con.execute(sql)
        names = tuple(column[0] for column in cursor.description or ())
        if most is None:
            return QueryResult(names, cursor.fetchall())
        rows = cursor.fetchmany(most + 1)
        return QueryResult(names, rows[:most], len(rows) > most)

    return deadline.run(work)


def stream(con: Connection, sql: str, deadline: Deadline, *, most: int | None = None) -> Stream:
    """Run one SELECT on a connection of `open_public` and return its answer as it comes, at most `most` rows of it.

    Dates and intervals come as DuckDB writes them, since Python has no infinite ones and none before the year 1.
    Raises what `ask` raises, also while the rows are read.
    """

    def begin() -> tuple[tuple[str, ...], Relation]:
        check(con, sql)
        relation = con.sql(sql)
        names, kinds = tuple(relation.columns), [str(kind) for kind in relation.types]
        if most is not None:
            relation = relation.limit(most)
        if AS_TEXT.isdisjoint(kinds):
            return names, relation
        # By position, since names may stand twice.
        shown = (f"#{place}{'::VARCHAR' if kind in AS_TEXT else ''}" for place, kind in enumerate(kinds, start=1))
        return names, relation.project(", ".join(shown))

    names, rows = deadline.run(begin)

    def chunks() -> Iterator[list[tuple[Any, ...]]]:
        while chunk := deadline.run(lambda: _fetched(rows)):
            yield chunk

    return Stream(names, chunks())


def _fetched(rows: Relation) -> list[tuple[Any, ...]]:
    try:
        return rows.fetchmany(ROWS_PER_CHUNK)
    except (OverflowError, ValueError) as error:
        raise RefusedError(f"a value is too large to be shown ({error}): cast it to VARCHAR") from error


def check(con: Connection, sql: str) -> None:
    """Raise RefusedError where `sql` is not one SELECT over the warehouse, QueryError where it cannot be read."""
    if "\0" in sql:
        raise RefusedError("the SQL has a NUL character, at which DuckDB would stop reading it: write chr(0)")
    try:
        sql.encode()
    except UnicodeEncodeError as error:
        raise RefusedError(f"the SQL is not UTF-8 at character {error.start + 1}") from error
    statements = con.extract_statements(sql)
    if len(statements) != 1 or statements[0].type.name != "SELECT":
        raise RefusedError("only one SELECT (or DESCRIBE, SUMMARIZE, SHOW TABLES) can be asked")
    ((tree,),) = con.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()
    parsed = _read(tree)
    if parsed["error"]:
        raise RefusedError(f"only a SELECT can be asked ({parsed['error_message']})")
    allowed = TABLE_FUNCTIONS | CATALOG | _macros(con)
    for node in _nodes(parsed["statements"]):
        match node:
            case {"type": "TABLE_FUNCTION", "function": {"function_name": str(name)}} if name.lower() not in allowed:
                raise RefusedError(f"{name}() is not allowed")
            case {"function_name": str(name)} if name.lower() in REFUSED_FUNCTIONS:
                raise RefusedError(f"{name}() is not allowed")
            case {"type": "BASE_TABLE" | "SHOW_REF", "table_name": str(name)} if _of_the_system(name):
                raise RefusedError(f"{name} is not allowed")


def _of_the_system(name: str) -> bool:
    plain = name.strip('"').lower()
    return plain == "databases" or (plain.startswith(SYSTEM) and plain not in CATALOG)


def _macros(con: Connection) -> set[str]:
    query = (
        "SELECT function_name FROM duckdb_functions() WHERE schema_name = 'public' AND function_type = 'table_macro'"
    )
    return {name for (name,) in con.execute(query).fetchall()}


def _read(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return DuckDB's JSON of a statement, numbers as text.

    json.loads recurses, and an expression may be 1,000 deep, with several levels of JSON for each of its own.
    """
    top: list[Any] = []
    holders: list[Any] = [top]
    keys: list[str | None] = [None]
    for token in TOKEN.findall(text):
        if token in {"}", "]"}:
            holders.pop()
            keys.pop()
            continue
        holder, key = holders[-1], keys[-1]
        if isinstance(holder, dict) and key is None:
            keys[-1] = json.loads(token)
            continue
        value = _value(token)
        if isinstance(holder, dict):
            holder[key] = value
            keys[-1] = None
        else:
            holder.append(value)
        if token in {"{", "["}:
            holders.append(value)
            keys.append(None)
    return top[0]


def _value(token: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    match token[0]:
        case "{":
            return {}
        case "[":
            return []
        case '"':
            return json.loads(token)
        case _:
            return {"true": True, "false": False, "null": None}.get(token, token)


def _nodes(tree: object) -> Iterator[dict[str, object]]:
    """Yield every node of a parsed statement, however deep, without recursion."""
    waiting = [tree]
    while waiting:
        match waiting.pop():
            case dict() as node:
                yield node
                waiting.extend(node.values())
            case list() as nodes:
                waiting.extend(nodes)
