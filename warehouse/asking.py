"""People's SQL: one SELECT that reads the warehouse and nothing else.

The connection itself gives no files, no network and no extensions, and its settings are locked; what would remain are
pragmas, logging and functions that tell of the machine. DuckDB's own parser says what a statement is made of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warehouse.connection import Connection, QueryError

TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})
"""Functions of DuckDB that stand for a table and that people may use, beside the macros of the schema public."""

CATALOG = frozenset(
    f"duckdb_{name}" for name in ("tables", "views", "columns", "functions", "types", "schemas", "constraints")
)
"""DuckDB's views of the schema, as tables and as functions."""

REFUSED_FUNCTIONS = frozenset({"getenv", "current_setting", "write_log"})
SYSTEM = ("duckdb_", "pragma_", "pg_", "sqlite_")


class RefusedError(QueryError):
    """The statement asks for more than the warehouse holds; the message says what."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement came to: the names of its columns and its rows; `more` where rows were left out."""

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    more: bool = False


def ask(con: Connection, sql: str, *, most: int | None = None) -> Answer:
    """Run one SELECT on a connection of `open_public` and return its answer, at most `most` rows of it.

    Raises RefusedError for any other statement and for what is not the warehouse's, QueryError for wrong SQL.
    """
    check(con, sql)
    cursor = con.execute(sql)
    names = tuple(column[0] for column in cursor.description or ())
    if most is None:
        return Answer(names, cursor.fetchall())
    rows = cursor.fetchmany(most + 1)
    return Answer(names, rows[:most], len(rows) > most)


def check(con: Connection, sql: str) -> None:
    """Raise RefusedError where `sql` is not one SELECT over the warehouse, QueryError where it cannot be read."""
    statements = con.extract_statements(sql)
    if len(statements) != 1 or statements[0].type.name != "SELECT":
        raise RefusedError("only one SELECT (or DESCRIBE, SUMMARIZE, SHOW TABLES) can be asked")
    ((tree,),) = con.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()
    parsed = json.loads(tree)
    if parsed["error"]:
        raise RefusedError(f"only a SELECT can be asked ({parsed['error_message']})")
    allowed = TABLE_FUNCTIONS | CATALOG | _macros(con)
    for node in _nodes(parsed["statements"]):
        match node:
            case {"type": "TABLE_FUNCTION", "function": {"function_name": str(name)}} if name.lower() not in allowed:
                raise RefusedError(f"{name}() is not the warehouse's")
            case {"function_name": str(name)} if name.lower() in REFUSED_FUNCTIONS:
                raise RefusedError(f"{name}() is not the warehouse's")
            case {"type": "BASE_TABLE" | "SHOW_REF", "table_name": str(name)} if _of_the_system(name):
                raise RefusedError(f"{name} is not the warehouse's")


def _of_the_system(name: str) -> bool:
    plain = name.strip('"').lower()
    return plain == "databases" or (plain.startswith(SYSTEM) and plain not in CATALOG)


def _macros(con: Connection) -> set[str]:
    query = (
        "SELECT function_name FROM duckdb_functions() WHERE schema_name = 'public' AND function_type = 'table_macro'"
    )
    return {name for (name,) in con.execute(query).fetchall()}


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
