"""The warehouse: one DuckDB file that a single process writes for seconds, and a published copy that everybody reads.

It knows none of Rabita's types: a row is any dataclass whose fields are the table's columns, a query is a .sql file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from graphlib import TopologicalSorter
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import duckdb
import pyarrow as pa

Connection = duckdb.DuckDBPyConnection
QueryError = duckdb.Error
"""What a statement that cannot be run raises."""
Row = TypeVar("Row")

# Read by 1.5 and by 2.0, while what 2.0 writes by default is not read by 1.5.
STORAGE = "v1.5.0"
MEMORY = ":memory:"


class WarehouseError(Exception):
    """The warehouse cannot be opened as asked; the message says why in one sentence."""


class BusyError(WarehouseError):
    """Another process holds the warehouse."""


@contextmanager
def open_warehouse(path: Path | str, *, wait: float = 60.0) -> Iterator[Connection]:
    """Open the warehouse for writing, create or migrate it where needed, and close it again.

    `path` is the DuckDB file, or ":memory:" for a scratch one. Other writers wait up to `wait` seconds for their turn.
    Raises BusyError when another process keeps it longer, WarehouseError when its schema is newer than this program.
    """
    if str(path) == MEMORY:
        with duckdb.connect(MEMORY) as con:
            con.execute("SET TimeZone = 'UTC'")
            migrate(con)
            yield con
        return
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with hold(path.with_suffix(".lock"), wait=wait), _connect(path) as con:
        migrate(con)
        yield con


def _connect(path: Path) -> Connection:
    try:
        con = duckdb.connect(str(path), config={"storage_compatibility_version": STORAGE})
    except duckdb.IOException as error:
        raise BusyError(f"{path.name} cannot be opened: {str(error).splitlines()[0]}") from error
    con.execute("SET TimeZone = 'UTC'")
    return con


@contextmanager
def hold(lock: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold a lock file of our own, since DuckDB's lock on its file is lost when the holder copies that file.

    The file keeps the holder's pid for whoever asks. Raises BusyError after `wait` seconds.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    deadline = time.monotonic() + wait
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    holder = os.pread(descriptor, 32, 0).decode().strip() or "unknown"
                    raise BusyError(f"{lock.name} is held by process {holder}") from None
                time.sleep(0.05)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def transaction(con: Connection) -> Iterator[None]:
    """Commit everything inside together, or nothing of it."""
    con.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def migrate(con: Connection) -> list[str]:
    """Bring the schema up to this program's and return the names of the migrations applied.

    Raises WarehouseError where the file was written by a newer program.
    """
    con.execute(
        "CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name VARCHAR, applied_at TIMESTAMPTZ)"
    )
    done = {version for (version,) in con.execute("SELECT version FROM migration").fetchall()}
    known = _files("migrations")
    if newer := [version for version in done if version > max(int(name[:4]) for name in known)]:
        raise WarehouseError(
            f"this warehouse has schema {max(newer)}, which is newer than this program: upgrade Rabita"
        )
    pending = [name for name in sorted(known) if int(name[:4]) not in done]
    for name in pending:
        with transaction(con):
            con.execute(known[name])
            con.execute("INSERT INTO migration VALUES (?, ?, now())", [int(name[:4]), name])
    if _refresh(con) or pending:
        # DDL that is still in the write-ahead log has made files unreadable.
        con.execute("CHECKPOINT")
    return pending


def _refresh(con: Connection) -> bool:
    """Bring views, macros and reference tables up to this program's, where they differ from the file's."""
    from warehouse import reference

    views = _files("views")
    digest = hashlib.sha256(repr((sorted(views.items()), reference.texts())).encode()).hexdigest()
    last = con.execute("SELECT digest FROM view_set ORDER BY created_at DESC LIMIT 1").fetchone()
    if last == (digest,):
        return False
    needs = {
        name: {other for other in views if other != name and re.search(rf"\b{other}\b", sql)}
        for name, sql in views.items()
    }
    with transaction(con):
        for name in TopologicalSorter(needs).static_order():
            con.execute(views[name])
        reference.load(con)
        con.execute("INSERT INTO view_set VALUES (?, now())", [digest])
    return True


@cache
def _files(folder: str) -> dict[str, str]:
    found = resources.files(__name__).joinpath(folder)
    return {
        entry.name.removesuffix(".sql"): entry.read_text(encoding="utf-8")
        for entry in found.iterdir()
        if entry.name.endswith(".sql")
    }


def add(con: Connection, table: str, rows: Iterable[object], **columns: object) -> int:
    """Append the rows that are not there yet, by primary key, and return how many were new.

    `rows` are dataclasses whose fields are columns of the table; `columns` are values that all rows share, such as the
    run. Fields that the table does not have are left out.
    """
    names, keys = _columns(con, table), _keys(con, table)
    batch = [{**_values(row, names), **_plain(columns)} for row in rows]
    if not batch:
        return 0
    batch = list({tuple(row[key] for key in keys): row for row in reversed(batch)}.values())[::-1]
    con.register("batch", pa.Table.from_pylist(batch))
    same = " AND ".join(f"old.{key} = batch.{key}" for key in keys)
    # Names come from the schema, values travel as Arrow. NOT EXISTS, not ON CONFLICT: DuckLake has no keys.
    inserted = con.execute(
        f"INSERT INTO {table} BY NAME SELECT * FROM batch WHERE NOT EXISTS (SELECT 1 FROM {table} AS old WHERE {same})"  # noqa: S608
    ).fetchall()
    con.unregister("batch")
    return int(inserted[0][0])


def _columns(con: Connection, table: str) -> set[str]:
    found = con.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [table]).fetchall()
    if not found:
        raise KeyError(f"no table {table}")
    return {name for (name,) in found}


def _keys(con: Connection, table: str) -> list[str]:
    query = "SELECT constraint_column_names FROM duckdb_constraints() WHERE table_name = ? AND constraint_type = ?"
    found = con.execute(query, [table, "PRIMARY KEY"]).fetchone()
    if found is None:
        raise KeyError(f"table {table} has no primary key")
    return list(found[0])


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
    cursor = con.execute(_files("queries")[query], _plain(params))
    names = [column[0] for column in cursor.description or ()]
    return [
        into(
            **{name: tuple(value) if isinstance(value, list) else value for name, value in zip(names, row, strict=True)}
        )
        for row in cursor.fetchall()
    ]


def publish(path: Path, copy: Path) -> None:
    """Swap in a fresh copy of the warehouse for readers; those who hold the old copy keep it.

    The copy is made by a child process: a process that itself opens and closes a DuckDB file that it holds loses its
    lock. Raises BusyError while somebody writes, WarehouseError when the copy cannot be made.
    """
    copy.parent.mkdir(parents=True, exist_ok=True)
    fresh = copy.with_suffix(".new")
    with hold(path.with_suffix(".lock"), wait=60.0):
        with _connect(path) as con:
            con.execute("CHECKPOINT")
        command = ["cp", *_clone_flag(), "--", str(path), str(fresh)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own paths
    if done.returncode:
        raise WarehouseError(f"the copy for readers could not be made: {done.stderr.strip()}")
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(copy)


def _clone_flag() -> list[str]:
    return ["-c"] if os.uname().sysname == "Darwin" else ["--reflink=auto"]


@contextmanager
def open_published(copy: Path) -> Iterator[Connection]:
    """Open the readers' copy: read-only, no files or network from SQL, settings locked, UTC.

    Raises WarehouseError where nothing has been published yet.
    """
    if not copy.exists():
        raise WarehouseError("nothing has been published yet: run `rabita ingest` or `rabita demo` first")
    with duckdb.connect(str(copy), read_only=True, config={"enable_external_access": "false"}) as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET lock_configuration = true")
        yield con
