"""Adding and reading rows: a row is any dataclass whose fields are columns, a query is a .sql file."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, TypeVar, get_type_hints
from uuid import UUID
from weakref import WeakKeyDictionary

from warehouse.connection import Connection, QueryError
from warehouse.schema import files, keys
from warehouse.storable_text import storable

Row = TypeVar("Row")

MANY = 500
"""Rows from which Arrow is used: it takes a third of the time of JSON, but as long to import as 2,000 rows."""

_AS_THE_FIELD: Mapping[str, str] = MappingProxyType({})
_writer: ContextVar[UUID | None] = ContextVar("writer", default=None)


@contextmanager
def writing_for(run: UUID) -> Iterator[None]:
    """Store rows without a run as rows of this run, until the block ends."""
    token = _writer.set(run)
    try:
        yield
    finally:
        _writer.reset(token)


def add(con: Connection, table: str, rows: Iterable[object], **columns: object) -> int:
    """Add the rows whose primary key is new, and return how many were added.

    `rows` are dataclasses whose fields are columns of the table; a field that is itself a dataclass, and not a column,
    stands for its own fields, whose columns the field's metadata may name. `columns` are values that all rows share,
    such as the run. Letters that cannot be stored are replaced. Fields without a column are left out. By default
    `first_seen` is now and `run` the run of `writing_for`.
    """
    rows = list(rows)
    if not rows:
        return 0
    kinds, key = table_columns(con, table), keys()[table]
    default = {"run": _writer.get()} if "run" in kinds else {}
    batch = [_plain({**default, **_values(row, kinds), **columns}) for row in rows]
    batch = list({tuple(row[name] for name in key): row for row in reversed(batch)}.values())[::-1]
    seen = ", now() AS first_seen" if "first_seen" in kinds.keys() - batch[0].keys() else ""
    same = " AND ".join(f"old.{name} = batch.{name}" for name in key)
    with _source(con, batch, kinds) as (come, given):
        # Names come from the schema; values are parameters. NOT EXISTS and not ON CONFLICT: DuckLake has no keys.
        there = f"SELECT 1 FROM main.{table} AS old WHERE {same}"  # noqa: S608
        fresh = f"SELECT *{seen} FROM ({come}) AS batch WHERE NOT EXISTS ({there})"  # noqa: S608
        inserted = con.execute(f"INSERT INTO main.{table} BY NAME {fresh}", given).fetchall()
    return int(inserted[0][0])


@contextmanager
def _source(
    con: Connection, batch: list[dict[str, object]], kinds: Mapping[str, str]
) -> Iterator[tuple[str, list[str]]]:
    """Yield the SQL that DuckDB selects the rows from, and its parameters: few rows as JSON, many as Arrow."""
    if len(batch) < MANY:
        shape = json.dumps([{name: kinds[name] for name in batch[0]}])
        text = json.dumps(batch, ensure_ascii=False, default=_written)
        yield "SELECT unnest(from_json_strict(?::JSON, ?), max_depth := 2)", [text, shape]
        return
    import pyarrow as pa  # slow to import, and most runs do not need it

    con.register("many_rows", pa.Table.from_pylist(batch))
    yield "FROM many_rows", []
    con.unregister("many_rows")


def table_columns(con: Connection, table: str) -> dict[str, str]:
    """Return the types of a table's columns by their names. Raises KeyError where there is no such table."""
    known = _columns.setdefault(con, {})
    if table not in known:
        known[table] = _described(con, table)
    return known[table]


_columns: WeakKeyDictionary[Connection, dict[str, dict[str, str]]] = WeakKeyDictionary()


def _described(con: Connection, table: str) -> dict[str, str]:
    try:
        # duckdb_columns() would read the whole catalog of a lake.
        found = con.execute(f"SELECT * FROM main.{table} LIMIT 0").description  # noqa: S608 - a name from our own code
    except QueryError as error:
        raise KeyError(f"no table {table}") from error
    return {column[0]: str(column[1]) for column in found or ()}


def _values(row: object, names: Container[str], called: Mapping[str, str] = _AS_THE_FIELD) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, columns in _fields(type(row)).items():
        value, column = getattr(row, name), called.get(name, name)
        if column in names:
            found[column] = value
        elif is_dataclass(value):
            found |= _values(value, names, columns)
    return found


def _fields(kind: type) -> dict[str, Mapping[str, str]]:
    if kind not in _known:
        if not is_dataclass(kind):
            raise TypeError(f"a row is a dataclass, not {kind.__name__}")
        _known[kind] = {field.name: field.metadata for field in fields(kind)}
    return _known[kind]


_known: dict[type, dict[str, Mapping[str, str]]] = {}
_AS_THEY_ARE = frozenset({int, float, bool, type(None), datetime, date})


def _written(value: object) -> object:
    """Return what json.dumps writes for another type."""
    return value.isoformat() if isinstance(value, date) else value


def _plain(value: object) -> Any:  # noqa: ANN401, PLR0911 - whatever DuckDB accepts, one line for each type
    match value:
        case str():
            return storable(value.value if isinstance(value, Enum) else value)
        case _ if type(value) in _AS_THEY_ARE:
            return value
        case UUID():
            return str(value)
        case Enum():
            return value.value
        case dict():
            return {_plain(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [item if type(item) in _AS_THEY_ARE else _plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {name: _plain(getattr(value, name)) for name in _fields(type(value))}
        case _:
            return value


def _parameters(params: Mapping[str, object]) -> dict[str, object]:
    """Return parameters as DuckDB accepts them; a list as text, since DuckDB would look for pandas for each item."""
    return {
        name: f"[{', '.join(map(str, value))}]" if isinstance(value, (list, tuple)) else _plain(value)
        for name, value in params.items()
    }


def read(con: Connection, query: str, into: type[Row], **params: object) -> list[Row]:
    """Run queries/`query`.sql and return its rows as `into`, a dataclass whose fields are the query's columns.

    `params` are the query's $names; a sequence must be one of ids, which the query casts to UUID[]. Raises KeyError for
    a query that does not exist.
    """
    return select(con, files("queries")[query], into, **params)


def column(con: Connection, query: str, **params: object) -> list[Any]:
    """Run queries/`query`.sql, which has one column, and return its values; otherwise as `read`."""
    return [value for (value,) in con.execute(files("queries")[query], _parameters(params)).fetchall()]


def select(con: Connection, sql: str, into: type[Row], **params: object) -> list[Row]:
    """Run SQL of our own and return its rows as `into`, as `read` does.

    Lists become tuples, text becomes a member of the enum that a field has as its type, and columns of a nested
    dataclass become that dataclass. Raises TypeError where columns and fields differ.
    """
    cursor = con.execute(sql, _parameters(params))
    names = [column[0] for column in cursor.description or ()]
    make, left = _maker(into, names)
    if left:
        raise TypeError(f"{into.__name__} has no {', '.join(sorted(left))}")
    return [make(row) for row in cursor.fetchall()]


def _maker(kind: type[Row], names: Sequence[str]) -> tuple[Callable[[tuple[Any, ...]], Row], set[str]]:
    """Return a function that makes a dataclass of a row, and the columns without a field."""
    hints, left = get_type_hints(kind), set(names)
    parts: list[tuple[str, Callable[[tuple[Any, ...]], object]]] = []
    for name in _fields(kind):
        if name in names:
            left.discard(name)
            parts.append((name, _taker(names.index(name), hints[name])))
        elif is_dataclass(hints[name]):
            make, unknown = _maker(hints[name], names)
            left &= unknown
            parts.append((name, make))
    return (lambda row: kind(**{name: take(row) for name, take in parts})), left


def _taker(place: int, hint: object) -> Callable[[tuple[Any, ...]], object]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda row: hint(row[place])
    return lambda row: tuple(value) if isinstance(value := row[place], list) else value
