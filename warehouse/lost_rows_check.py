"""Whether the warehouse holds everything in its published copy; this finds a log that was truncated or replaced.

Rows of the tables below are only added, and each run adds some at its end. A copy with more rows, or with a newest row
that the warehouse lacks, shows that the warehouse was put back to an earlier state.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from warehouse.connection import Connection, QueryError, WarehouseError, connect_reader
from warehouse.database_file import traces

COMPARED: Mapping[str, str] = {
    "run": "id::VARCHAR",
    "run_end": "run::VARCHAR",
    "contact": "id",
    "contact_change": "contact || ' ' || number",
    "alert": "id",
    "notice": "id",
    "delivery": "id::VARCHAR",
    "delivery_attempt": "delivery::VARCHAR || ' ' || number",
    "delivery_outcome": "delivery::VARCHAR || ' ' || number",
}
"""Tables from which no row is ever deleted, and the SQL for the key of a row."""

DECIDE = (
    "Nothing is stored or sent until you decide: `rabita restore {copy}` continues from the published copy, "
    "`rabita warehouse accept` from the warehouse as it is (docs/warehouse.md)"
)


class BehindError(WarehouseError):
    """The published copy holds rows that the warehouse does not have."""


def refuse_missing(path: Path, copy: Path) -> None:
    """Raise BehindError where there is a published copy of a used warehouse, but no warehouse."""
    if path.exists() or not copy.exists():
        return
    rows = _rows_of(copy)
    if rows and rows["run"][0]:
        raise BehindError(
            f"{path.name} is gone, but its published copy holds {rows['run'][0]} runs. {DECIDE.format(copy=copy)}"
        )


def refuse_lost(path: Path) -> None:
    """Raise WarehouseError where there is no warehouse, but a file beside it shows that there was one."""
    if not path.exists() and (left := traces(path)):
        raise WarehouseError(
            f"{path} is gone, but {', '.join(one.name for one in left)} is beside it, so there was one. Put it back "
            "(`rabita restore FILE`), or start a new one with `rabita warehouse accept`"
        )


def refuse_behind(con: Connection, copy: Path, *, database: str = "") -> None:
    """Raise BehindError where the published copy holds rows that the warehouse does not have.

    The warehouse is the current database of the connection, or the one attached as `database`. A copy that cannot be
    read, or lacks the columns compared here since it is older, is ignored.
    """
    if not copy.exists() or not (rows := _rows_of(copy)):
        return
    where = f"{database}.main" if database else "main"
    here = _rows(con, where)
    missing = []
    for table, (count, newest) in rows.items():
        if count > here[table][0]:
            missing.append(f"{table}: {here[table][0]} of {count} rows")
        elif newest is not None and newest != here[table][1] and not _has(con, where, table, newest):
            missing.append(f"{table}: not the newest row")
    if missing:
        raise BehindError(
            "the warehouse is older than its published copy, so its file or its log was replaced, truncated or removed "
            f"({'; '.join(missing)}). {DECIDE.format(copy=copy)}"
        )


def _rows_of(copy: Path) -> dict[str, tuple[int, str | None]]:
    try:
        found = copy.stat()
        return _rows_of_file(copy, found.st_ino, found.st_mtime_ns)
    except (WarehouseError, QueryError, OSError):
        return {}


@lru_cache(maxsize=8)
def _rows_of_file(copy: Path, inode: int, modified: int) -> dict[str, tuple[int, str | None]]:  # noqa: ARG001
    """Return the rows of a published file, which never changes under its name: a run asks for them four times."""
    with connect_reader(copy) as con:
        return _rows(con)


def _rows(con: Connection, where: str = "main") -> dict[str, tuple[int, str | None]]:
    """Return for each table the number of rows and the key of the newest one."""
    query = " UNION ALL ".join(
        f"SELECT '{table}', count(*), max_by({name}, first_seen) FROM {where}.{table}"  # noqa: S608 - the names above
        for table, name in COMPARED.items()
    )
    return {table: (count, newest) for table, count, newest in con.execute(query).fetchall()}


def _has(con: Connection, where: str, table: str, newest: str) -> bool:
    query = f"SELECT 1 FROM {where}.{table} WHERE {COMPARED[table]} = ? LIMIT 1"  # noqa: S608 - the names above
    return bool(con.execute(query, [newest]).fetchall())
