"""Rows in and out: any dataclass whose fields are a table's columns, any query that is a .sql file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.schema import files

Row = TypeVar("Row")


_writer: ContextVar[UUID | None] = ContextVar("writer", default=None)


@contextmanager
def writing_for(run: UUID) -> Iterator[None]:
    """Let rows that name no run themselves be stored as this run's, until the block ends."""
    token = _writer.set(run)
    try:
        yield
    finally:
        _writer.reset(token)


def add(con: Connection, table: str, rows: Iterable[object], **columns: object) -> int:
    """Append the rows that are not there yet, by primary key, and return how many were new.

    `rows` are dataclasses whose fields are columns of the table; `columns` are values that all rows share, such as the
    run. Fields that the table does not have are left out. Where nobody says, `first_seen` is now and `run` the run of
    `writing_for`.
    """
    names, keys = table_columns(con, table), table_keys(table)
    default = {"run": _plain(_writer.get())} if "run" in names else {}
    batch = [{**default, **_values(row, names), **_plain(columns)} for row in rows]
    if not batch:
        return 0
    batch = list({tuple(row[key] for key in keys): row for row in reversed(batch)}.values())[::-1]
    con.register("batch", pa.Table.from_pylist(batch))
    seen = ", now() AS first_seen" if "first_seen" in names - batch[0].keys() else ""
    same = " AND ".join(f"old.{key} = batch.{key}" for key in keys)
    # Names come from the schema, values travel as Arrow. NOT EXISTS, not ON CONFLICT: DuckLake has no keys.
    fresh = f"SELECT *{seen} FROM batch WHERE NOT EXISTS (SELECT 1 FROM main.{table} AS old WHERE {same})"  # noqa: S608
    inserted = con.execute(f"INSERT INTO main.{table} BY NAME {fresh}").fetchall()
    con.unregister("batch")
    return int(inserted[0][0])


def table_columns(con: Connection, table: str) -> set[str]:
    """Return the names of a table's columns. Raises KeyError where there is no such table."""
    query = (
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND schema_name = 'main'"
        " AND database_name = current_database()"
    )
    found = con.execute(query, [table]).fetchall()
    if not found:
        raise KeyError(f"no table {table}")
    return {name for (name,) in found}


def table_keys(table: str) -> tuple[str, ...]:
    """Return the columns of a table's primary key, as the migrations declare it. Raises KeyError where it has none."""
    for sql in files("migrations").values():
        declared = re.search(rf"CREATE TABLE {table} \((.*?)\n\);", sql, re.DOTALL)
        if not declared:
            continue
        together = re.search(r"PRIMARY KEY \(([^)]*)\)", declared[1])
        alone = re.search(r"^\s*(\w+) \w+ PRIMARY KEY", declared[1], re.MULTILINE)
        if together:
            return tuple(name.strip() for name in together[1].split(","))
        if alone:
            return (alone[1],)
    raise KeyError(f"table {table} has no primary key")


def _values(row: object, names: set[str]) -> dict[str, Any]:
    if not is_dataclass(row):
        raise TypeError(f"a row is a dataclass, not {type(row).__name__}")
    return {field.name: _plain(getattr(row, field.name)) for field in fields(row) if field.name in names}


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever Arrow takes
    match value:
        case UUID():
            return str(value)
        case Enum():
            return value.value
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def read(con: Connection, query: str, into: type[Row], **params: object) -> list[Row]:
    """Run queries/`query`.sql and return its rows as `into`, a dataclass whose fields are the query's columns.

    `params` are the query's $names. Lists become tuples. Raises KeyError for a query that does not exist.
    """
    cursor = con.execute(files("queries")[query], _plain(params))
    names = [column[0] for column in cursor.description or ()]
    return [
        into(
            **{name: tuple(value) if isinstance(value, list) else value for name, value in zip(names, row, strict=True)}
        )
        for row in cursor.fetchall()
    ]
