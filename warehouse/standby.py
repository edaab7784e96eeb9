"""The standby: the previously published file, which receives the rows that it lacks and is published next.

So publishing costs what is new. Two files alternate: readers open one, and the standby is beside it. A file is written
only under a third name and while no other process has it open. If the writing was interrupted, the file is deleted and
the whole warehouse is copied, as after an erasure or a change of the schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from warehouse.connection import (
    MEMORY,
    READING,
    UNLOGGED,
    UNLOGGED_LARGE,
    Connection,
    QueryError,
    WarehouseError,
    attach,
    connect,
    transaction,
)
from warehouse.copy_all_tables import counts
from warehouse.database_file import copy_bytes, discard, put_in_place
from warehouse.locks import is_free
from warehouse.lost_rows_check import COMPARED, BehindError, refuse_behind

LOGGED = (
    "SELECT coalesce(sum(count), 0) FROM pragma_storage_info('source.main.run')"
    " WHERE column_name = 'id' AND segment_type <> 'VALIDITY' AND NOT persistent"
)
"""Counts the runs whose rows are not in the file yet."""


def standby_of(copy: Path) -> Path:
    """Return where the standby of a published copy is."""
    return copy.with_name(f"{copy.stem}.standby{copy.suffix}")


def fresh_of(copy: Path) -> Path:
    """Return where the next published copy is made."""
    return copy.with_name(f"{copy.stem}.fresh{copy.suffix}")


def claim_standby(copy: Path) -> Path | None:
    """Return a file at `fresh_of(copy)` that was published once and may be written, None where there is none.

    It is the standby, or a copy of what is published where the standby is missing or somebody still has it open. Raises
    WarehouseError where there is no room for that.
    """
    fresh, standby = fresh_of(copy), standby_of(copy)
    discard(fresh)
    if not copy.exists():
        standby.unlink(missing_ok=True)
        return None
    if standby.exists() and not standby.samefile(copy) and is_free(standby):
        standby.replace(fresh)
    else:
        standby.unlink(missing_ok=True)
        copy_bytes(copy, fresh)
    return fresh


def swap_in(fresh: Path, copy: Path, *, keep: bool) -> None:
    """Replace the published copy by a finished file; with `keep` the old copy becomes the standby."""
    standby = standby_of(copy)
    standby.unlink(missing_ok=True)
    if keep:
        standby.hardlink_to(copy)
    put_in_place(fresh, copy)


@dataclass(frozen=True, slots=True)
class UpdatedStandby:
    """A file that holds what the warehouse holds, and how many runs of it are only in the log of the warehouse."""

    file: Path
    logged_runs: int


def update_standby(copy: Path, path: Path, *, merge: bool = False) -> UpdatedStandby | None:
    """Return a file at `fresh_of(copy)` that holds what a warehouse holds, made of one that was published.

    None if there is no such file, or if it cannot be used: it is damaged, or has rows that the warehouse no longer has.
    With `merge` its row groups are merged. The warehouse must be locked against writers. Raises BehindError if the
    published copy has rows that the warehouse does not have.
    """
    try:
        fresh = claim_standby(copy)
        if fresh is not None and (runs := _update(fresh, path, copy, merge=merge)) is not None:
            return UpdatedStandby(fresh, runs)
    except BehindError:
        discard(fresh_of(copy))
        raise
    except (QueryError, WarehouseError):
        pass  # a whole copy will show whether the warehouse can be read and the disk has room
    discard(fresh_of(copy))
    return None


def _update(fresh: Path, path: Path, copy: Path, *, merge: bool) -> int | None:
    """Add the rows that a file lacks, and return how many runs the log holds; None if the file cannot be used.

    Raises BehindError if `copy` has rows that the warehouse does not have.
    """
    with connect(MEMORY, merge=merge) as con:
        attach(con, path, "source", READING)
        attach(con, fresh, "target", UNLOGGED_LARGE if merge else UNLOGGED)
        if _schema(con, "source") != _schema(con, "target"):
            return None
        refuse_behind(con, copy, database="source")
        there, done = counts(con, "source"), counts(con, "target")
        if _last_rows(con, "source", done) != _last_rows(con, "target", done):
            return None
        with transaction(con):
            for table, rows in done.items():
                if there[table] != rows:
                    con.execute(f"INSERT INTO target.main.{table} BY NAME SELECT * {_new_rows(table, rows)}")
        if counts(con, "target") != there:
            return None
        con.execute("CHECKPOINT target")
        ((runs,),) = con.execute(LOGGED).fetchall()
        return int(runs)


def _new_rows(table: str, rows: int) -> str:
    """Return what selects the rows of the source beyond the first `rows`.

    The condition on the time selects the same rows, but lets DuckDB skip earlier row groups; with the row number alone
    it reads each column of every group. A row without a time would be missing, which the caller notices.
    """
    beyond = f"FROM source.main.{table} WHERE rowid >= {rows}"
    return f"{beyond} AND first_seen >= (SELECT min(first_seen) {beyond})"


def _schema(con: Connection, database: str) -> list[tuple[object, ...]]:
    """Return what must be equal in both files, including the number of erasures; everything else only grows."""
    tables_of = "SELECT table_name, sql FROM duckdb_tables() WHERE database_name = ? ORDER BY ALL"
    return [
        *con.execute(tables_of, [database]).fetchall(),
        *con.execute(f"SELECT version FROM {database}.main.migration ORDER BY ALL").fetchall(),  # noqa: S608 - our names
        *con.execute(f"SELECT digest FROM {database}.main.view_set ORDER BY created_at").fetchall(),  # noqa: S608
        *con.execute(f"SELECT count(*) FROM {database}.main.erasure").fetchall(),  # noqa: S608
    ]


def _last_rows(con: Connection, database: str, rows: dict[str, int]) -> list[tuple[object, ...]]:
    """Return the ids of the last rows that the other file has; each run and each alert adds some."""
    last = " UNION ALL ".join(
        f"SELECT '{table}', {name} FROM {database}.main.{table} WHERE rowid = {rows[table] - 1}"  # noqa: S608
        for table, name in COMPARED.items()
        if rows[table]
    )
    return sorted(con.execute(last).fetchall()) if last else []
