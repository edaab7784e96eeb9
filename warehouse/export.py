"""The public views as files: Parquet, JSON lines, or CSV without formulas."""

from __future__ import annotations

from pathlib import Path

from warehouse.connection import PEOPLE, Connection, WarehouseError, connect
from warehouse.published_copy import open_published

FORMATS = {
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "csv": "FORMAT csv, HEADER",
    "json": "FORMAT json",
}


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters of cells that a spreadsheet reads as formulas."""


def without_formula(cell: object) -> object:
    """Return a cell of a CSV file, with an apostrophe before a text that a spreadsheet would read as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def export(copy: Path, folder: Path, form: str, views: tuple[str, ...] = ()) -> dict[str, int]:
    """Write views of the published copy to `folder/<view>.<form>`, all if none is named; return the rows of each.

    `form` is parquet, csv or json (one object a line). Times are UTC. Raises WarehouseError for an unknown view or
    where nothing has been published.
    """
    with open_published(copy):
        pass  # it exists and is ours
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    with connect(copy, search=PEOPLE, access_mode="READ_ONLY") as con:
        known = _views(con)
        if unknown := sorted(set(views) - set(known)):
            raise WarehouseError(f"no view {', '.join(unknown)}: there are {', '.join(known)}")
        for view in views or known:
            select = _inert(con, view) if form == "csv" else f"SELECT * FROM public.{view}"  # noqa: S608 - a known name
            target = str(folder / f"{view}.{form}").replace("'", "''")
            ((counts[view],),) = con.execute(f"COPY ({select}) TO '{target}' ({FORMATS[form]})").fetchall()
    return counts


def _views(con: Connection) -> list[str]:
    found = con.execute("SELECT view_name FROM duckdb_views() WHERE schema_name = 'public' ORDER BY 1").fetchall()
    return [name for (name,) in found]


def _inert(con: Connection, view: str) -> str:
    """Return a SELECT that puts an apostrophe before texts that begin like a formula."""
    query = (
        "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'public' AND table_name = ?"
        " ORDER BY column_index"
    )
    starts = ", ".join(f"chr({ord(one)})" for one in FORMULA_STARTS)
    columns = []
    for name, kind in con.execute(query, [view]).fetchall():
        value = f'"{name}"' if kind == "VARCHAR" else f'"{name}"::VARCHAR'
        safe = f"CASE WHEN left({value}, 1) IN ({starts}) THEN chr(39) || {value} ELSE {value} END"
        textual = kind == "VARCHAR" or kind.endswith("[]") or kind.startswith("STRUCT")
        columns.append(f'{safe} AS "{name}"' if textual else f'"{name}"')
    return f"SELECT {', '.join(columns)} FROM public.{view}"  # noqa: S608 - names of the schema
