"""The reference ledger of known contacts: CSV files that people edit, loaded into tables."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse import Connection

TABLES = ("known_contact", "non_contact")


def texts() -> dict[str, str]:
    """Return the texts of the files by table."""
    return {table: resources.files(__name__).joinpath(f"{table}.csv").read_text(encoding="utf-8") for table in TABLES}


def load(con: Connection) -> int:
    """Replace the reference tables that differ from the CSV files, and return how many were replaced.

    Call it inside a transaction, after the migrations. Lists are written `a|b` in the files.
    """
    return sum(_load(con, table) for table in TABLES)


def _load(con: Connection, table: str) -> bool:
    found = con.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? AND schema_name = 'main'"
        " AND database_name = current_database() ORDER BY column_index",
        [table],
    ).fetchall()
    columns = ", ".join(_column(name, kind) for name, kind in found)
    with resources.as_file(resources.files(__name__) / f"{table}.csv") as path:
        file = f"(SELECT {columns} FROM read_csv($path, header = true, all_varchar = true))"  # noqa: S608 - our schema
        gone, come = f"FROM main.{table} EXCEPT FROM {file}", f"FROM {file} EXCEPT FROM main.{table}"
        compare = f"SELECT count(*) = 0 FROM (({gone}) UNION ALL ({come}))"  # noqa: S608 - our own names
        same = con.execute(compare, {"path": str(path)}).fetchall()
        if same[0][0]:
            return False
        con.execute(f"DELETE FROM main.{table}")  # noqa: S608 - our own names
        con.execute(f"INSERT INTO main.{table} BY NAME FROM {file}", {"path": str(path)})
    return True


def _column(name: str, kind: str) -> str:
    if kind.endswith("[]"):
        return f"CASE WHEN {name} IS NULL THEN [] ELSE string_split({name}, '|') END AS {name}"
    value = f"CAST({name} AS {kind})"
    return f"coalesce({value}, '') AS {name}" if name in {"evidence", "note"} else f"{value} AS {name}"
