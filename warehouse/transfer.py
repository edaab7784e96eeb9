"""All rows from one warehouse into another: between a file and a lake, into a backup, into a file written anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from warehouse.connection import LAKE, MEMORY, Connection, WarehouseError, attach, connect, transaction
from warehouse.file_copy import fold
from warehouse.lake import Lake, connect_lake, hold_lake
from warehouse.locks import hold
from warehouse.opening import open_warehouse

OWN = frozenset({"migration", "view_set", "known_contact", "non_contact", "lake_snapshot"})
"""Tables that every warehouse fills itself."""


def move(source: Path | Lake, target: Path | Lake) -> dict[str, int]:
    """Copy every row of one warehouse into another that is empty, and return how many there are by table.

    Writers of both are kept out meanwhile; the source stays as it is. All rows arrive, or none. Raises WarehouseError
    where the target holds rows already or the source is nothing, BusyError where one is being written.
    """
    if isinstance(source, Lake) and isinstance(target, Lake):
        raise WarehouseError("one of the two must be a file: move a lake by way of one")
    if isinstance(source, Path) and not source.exists():
        raise WarehouseError(f"there is no {source}")
    if isinstance(source, Path) and isinstance(target, Path) and target.exists() and source.samefile(target):
        raise WarehouseError(f"{source} and {target} are the same file: move into another one")
    for one in (source, target):
        with open_warehouse(one):
            pass
    with ExitStack() as stack:
        for one in (source, target):
            stack.enter_context(_held(one))
        con = stack.enter_context(_both(source, target))
        here, there = _names(source, target)
        if any(_count(con, there, table) for table in tables(con, there)):
            raise WarehouseError("the target holds rows already: move into an empty one")
        return copy_rows(con, here, there)


def copy_rows(con: Connection, source: str, target: str, keep: Mapping[str, str] | None = None) -> dict[str, int]:
    """Copy the rows of all tables from one attached database to another in one transaction; return how many by table.

    `keep` gives for a table the condition that its rows must meet. Raises WarehouseError where a count differs.
    """
    counts = {}
    with transaction(con):
        for table in tables(con, target):
            rows = f"FROM {source}.main.{table} WHERE {(keep or {}).get(table, 'true')}"
            con.execute(f"INSERT INTO {target}.main.{table} BY NAME SELECT * {rows}")
            ((expected,),) = con.execute(f"SELECT count(*) {rows}").fetchall()
            counts[table] = _count(con, target, table)
            if counts[table] != expected:
                raise WarehouseError(f"{table}: {expected} rows were to be copied, {counts[table]} arrived")
    return counts


def tables(con: Connection, database: str) -> list[str]:
    """Return the tables of an attached warehouse that hold what was gathered."""
    query = (
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND schema_name = 'main' ORDER BY table_name"
    )
    return [name for (name,) in con.execute(query, [database]).fetchall() if name not in OWN]


def _count(con: Connection, database: str, table: str) -> int:
    ((count,),) = con.execute(f"SELECT count(*) FROM {database}.main.{table}").fetchall()  # noqa: S608
    return int(count)


def _names(source: Path | Lake, target: Path | Lake) -> tuple[str, str]:
    return LAKE if isinstance(source, Lake) else "source", LAKE if isinstance(target, Lake) else "target"


@contextmanager
def _held(where: Path | Lake) -> Iterator[None]:
    with hold_lake(where) if isinstance(where, Lake) else hold(where.with_suffix(".lock"), wait=60.0):
        if isinstance(where, Path):
            fold(where)
        yield


@contextmanager
def _both(source: Path | Lake, target: Path | Lake) -> Iterator[Connection]:
    """Open a connection with both attached under the names of `_names`."""
    lake = next((one for one in (source, target) if isinstance(one, Lake)), None)
    with connect_lake(lake) if lake else connect(MEMORY) as con:
        for name, one in zip(_names(source, target), (source, target), strict=True):
            if isinstance(one, Path):
                attach(con, one, name, read_only=one is source)
        yield con
