"""Whether the warehouse still holds what its published copy shows: nothing else notices a log that was cut or replaced.

Rows of the tables below are only ever added, and each run adds some at its end. So a copy that has more of them, or a
newest one that the warehouse does not have, shows that the warehouse was put back to an earlier state.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from warehouse.connection import Connection, QueryError, WarehouseError, connect_reader
from warehouse.file_copy import traces

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
"""Tables from which no row is ever taken, and the text that names a row of each."""

DECIDE = (
    "Nothing is stored or sent until somebody has decided: `rabita restore {copy}` carries on from the published copy, "
    "`rabita warehouse accept` from the warehouse as it is (docs/warehouse.md)"
)


class BehindError(WarehouseError):
    """The published copy holds rows that the warehouse does not have."""


def refuse_missing(path: Path, copy: Path) -> None:
    """Raise BehindError where there is no warehouse but a published copy of one that had been used."""
    if path.exists() or not copy.exists():
        return
    rows = _rows_of(copy)
    if rows and rows["run"][0]:
        raise BehindError(f"{path.name} is gone, but its published copy holds {rows['run'][0]} runs. {_decide(copy)}")


def refuse_lost(path: Path) -> None:
    """Raise WarehouseError where there is no warehouse, but what lies beside it shows that there was one."""
    if not path.exists() and (left := traces(path)):
        raise WarehouseError(
            f"{path} is gone, but {', '.join(one.name for one in left)} is beside it, so there was one. Put it back "
            "(`rabita restore FILE`), or begin anew with `rabita warehouse accept`"
        )


def refuse_behind(con: Connection, copy: Path) -> None:
    """Raise BehindError where the published copy holds rows that the open warehouse does not have.

    A copy that cannot be read, or was published by a version before the columns compared here, says nothing.
    """
    if not copy.exists() or not (rows := _rows_of(copy)):
        return
    here = _rows(con)
    missing = []
    for table, (count, newest) in rows.items():
        if count > here[table][0]:
            missing.append(f"{table}: {here[table][0]} of {count} rows")
        elif newest is not None and newest != here[table][1] and not _has(con, table, newest):
            missing.append(f"{table}: not the newest row")
    if missing:
        raise BehindError(
            "the warehouse is older than its published copy, so its file or its log was replaced, cut or removed "
            f"({'; '.join(missing)}). {_decide(copy)}"
        )


def _decide(copy: Path) -> str:
    return DECIDE.format(copy=copy)


def _rows_of(copy: Path) -> dict[str, tuple[int, str | None]]:
    try:
        with connect_reader(copy) as con:
            return _rows(con)
    except (WarehouseError, QueryError):
        return {}


def _rows(con: Connection) -> dict[str, tuple[int, str | None]]:
    """Return for each table how many rows it has and the name of the one that was stored last."""
    query = " UNION ALL ".join(
        f"SELECT '{table}', count(*), max_by({name}, first_seen) FROM main.{table}"  # noqa: S608 - the names above
        for table, name in COMPARED.items()
    )
    return {table: (count, newest) for table, count, newest in con.execute(query).fetchall()}


def _has(con: Connection, table: str, newest: str) -> bool:
    query = f"SELECT 1 FROM main.{table} WHERE {COMPARED[table]} = ? LIMIT 1"  # noqa: S608 - the names above
    return bool(con.execute(query, [newest]).fetchall())
