"""Copying all rows of one attached database to another."""

from __future__ import annotations

from pathlib import Path

from warehouse.connection import LARGE, MEMORY, READING, Connection, WarehouseError, attach, connect, transaction
from warehouse.database_file import discard
from warehouse.schema import migrate

OWN = frozenset({"migration", "view_set", "known_contact", "non_contact", "lake_snapshot"})
"""Tables that each warehouse fills itself, and that are not copied."""


def copy_rows(con: Connection, source: str, target: str) -> dict[str, int]:
    """Copy the rows of all tables from one attached database to another in one transaction; return how many by table.

    Raises WarehouseError where a count differs.
    """
    with transaction(con):
        for table in tables(con, target):
            con.execute(f"INSERT INTO {target}.main.{table} BY NAME SELECT * FROM {source}.main.{table}")  # noqa: S608
        expected, arrived = counts(con, source), counts(con, target)
        if different := [table for table in arrived if arrived[table] != expected[table]]:
            table = different[0]
            raise WarehouseError(f"{table}: {expected[table]} rows were to be copied, {arrived[table]} arrived")
    return arrived


def write_anew(path: Path, fresh: Path) -> None:
    """Make a new file with the current schema and all rows of another file, which has the same schema and no log.

    Its row groups are large, since what is written once is not written again with the next run.
    """
    discard(fresh)
    with connect(fresh) as con:
        migrate(con)
    with connect(MEMORY, merge=True) as con:
        attach(con, path, "source", READING)
        attach(con, fresh, "target", LARGE)
        copy_rows(con, "source", "target")
        con.execute("CHECKPOINT target")


def tables(con: Connection, database: str) -> list[str]:
    """Return the tables of an attached warehouse that are copied."""
    query = (
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND schema_name = 'main' ORDER BY table_name"
    )
    return [name for (name,) in con.execute(query, [database]).fetchall() if name not in OWN]


def counts(con: Connection, database: str) -> dict[str, int]:
    """Return the number of rows of each table of an attached warehouse that is copied."""
    each = (f"SELECT '{table}', count(*) FROM {database}.main.{table}" for table in tables(con, database))  # noqa: S608
    return dict(con.execute(" UNION ALL ".join(each)).fetchall())
