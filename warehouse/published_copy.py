"""The published copy: a DuckDB file that readers open while the warehouse is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.connection import (
    LAKE,
    PEOPLE,
    PROGRAMS,
    SCHEMA_ERRORS,
    STORAGE_ERRORS,
    UNLOGGED,
    Connection,
    UnreadableError,
    WarehouseError,
    attach,
    connect_reader,
    look_up,
    transaction,
)
from warehouse.copy_all_tables import tables
from warehouse.database_file import discard, draft, fold_in_place, free_name, log_of, settle
from warehouse.ducklake import Lake, connect_lake
from warehouse.locks import hold
from warehouse.lost_rows_check import refuse_behind, refuse_missing
from warehouse.rows import table_columns
from warehouse.schema import pending_migrations, up_to_date, versions
from warehouse.single_writer import open_warehouse
from warehouse.standby import claim_standby, fresh_of, swap_in, update_standby

AGAIN = "`rabita watch` publishes it anew"

LONG_LOG, LOGGED_RUNS = 12 << 20, 30
"""Bytes and runs in the log from which it is folded when the file is published. Each opening reads it back: 10 MB, or
the transactions of 70 runs, in a tenth of a second. Each folding compresses the last rows of all tables anew."""


def publish(where: Path | Lake, copy: Path, *, older: bool = False, merge: bool = False) -> None:
    """Replace the published copy by a new one; readers that have the old copy open keep it.

    The copy receives the new rows, or everything if rows were removed or the schema changed. With `merge` row groups of
    the copy and of the warehouse are merged.
    Raises BusyError while another process writes, WarehouseError if the copy cannot be made, BehindError if the present
    copy has rows that the warehouse does not have (not with `older`); the old copy then stays.
    """
    if isinstance(where, Lake):
        _publish_lake(where, copy, older=older)
        return
    with hold(where.with_suffix(".lock"), wait=60.0):
        settle(where)
        if not older:
            refuse_missing(where, copy)
        updated = None if older else update_standby(copy, where, merge=merge)
        fresh = updated.file if updated else _whole_copy(where, copy, older=older)
        swap_in(fresh, copy, keep=updated is not None)
        log, runs = log_of(where), updated.logged_runs if updated else 0
        if log.exists() and (merge or log.stat().st_size >= LONG_LOG or runs >= LOGGED_RUNS):
            fold_in_place(where, copy, merge=merge)


def _whole_copy(where: Path, copy: Path, *, older: bool) -> Path:
    """Return a copy of the warehouse beside the published one. Raises as `publish` does."""
    fresh = draft(where, copy)
    try:
        if not older:
            with connect_reader(fresh) as con:
                refuse_behind(con, copy)
    except WarehouseError:
        discard(fresh)
        raise
    return fresh


def accept(where: Path | Lake, copy: Path) -> Path | None:
    """Publish the warehouse as it is, also where it is older than the published copy: a person has decided so.

    Returns where the copy that was there now lies. Raises BusyError while somebody writes, WarehouseError when the copy
    cannot be made: the old one then stays.
    """
    with open_warehouse(where, anew=True):  # made where it is gone
        pass
    aside = free_name(copy) if copy.exists() else None
    if aside is not None:
        aside.hardlink_to(copy)
    try:
        publish(where, copy, older=True)
    except BaseException:
        if aside is not None:
            aside.unlink()
        raise
    return aside


def _publish_lake(lake: Lake, copy: Path, *, older: bool) -> None:
    with hold(copy.with_suffix(".lock"), wait=60.0), connect_lake(lake, read_only=True) as con:
        if not older:
            refuse_behind(con, copy)
        ((now,),) = con.execute("SELECT max(snapshot_id) FROM ducklake_snapshots(?)", [LAKE]).fetchall()
        last = None if older or not claim_standby(copy) else _copied(con, fresh_of(copy))
        fresh = fresh_of(copy)
        if last is None:
            discard(fresh)
            with open_warehouse(fresh) as made:
                made.execute("CREATE TABLE lake_snapshot (id BIGINT)")
                made.execute("COMMENT ON TABLE lake_snapshot IS 'The snapshot of the lake that this copy is of.'")
                made.execute("COMMENT ON COLUMN lake_snapshot.id IS 'Its number in the lake.'")
                made.execute("CHECKPOINT")
        names = {table: table_columns(con, table) for table in tables(con, LAKE)}
        attach(con, fresh, "fresh", UNLOGGED)
        with transaction(con):
            for table, columns in names.items():
                rows = f"main.{table} AT (VERSION => {now})"
                if last is not None:
                    rows = f"ducklake_table_insertions('{LAKE}', 'main', '{table}', {last + 1}, {now})"
                listed = ", ".join(f'"{name}"' for name in columns)
                con.execute(f"INSERT INTO fresh.main.{table} BY NAME SELECT {listed} FROM {rows}")  # noqa: S608 - our schema
            con.execute("DELETE FROM fresh.main.lake_snapshot")
            con.execute("INSERT INTO fresh.main.lake_snapshot VALUES (?)", [now])
        con.execute("CHECKPOINT fresh")
        con.execute("DETACH fresh")
        swap_in(fresh, copy, keep=last is not None)
        fresh.with_suffix(".lock").unlink(missing_ok=True)


def _copied(con: Connection, copy: Path) -> int | None:
    """Return the lake's snapshot that a copy is of, None where the copy cannot be updated on from there."""
    if not copy.exists():
        return None
    with connect_reader(copy) as old:
        if not old.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'lake_snapshot'").fetchall():
            return None
        ((last,),) = old.execute("SELECT id FROM main.lake_snapshot").fetchall()
        same = "SELECT digest FROM main.view_set ORDER BY created_at DESC LIMIT 1"
        if old.execute(same).fetchall() != con.execute(same).fetchall():
            return None
    # What is neither plain appending nor known to this program makes a whole copy.
    changed = con.execute(
        "SELECT 1 FROM (SELECT unnest(map_keys(changes)) AS kind FROM ducklake_snapshots(?) WHERE snapshot_id > ?)"
        " WHERE kind NOT IN ('tables_inserted_into', 'inlined_insert')",
        [LAKE, last],
    ).fetchall()
    return None if changed else int(last)


@contextmanager
def open_published(copy: Path, *, threads: int = 0) -> Iterator[Connection]:
    """Open the readers' copy for a program's queries: names mean stored tables first.

    Read-only, no files or network from SQL, settings locked, UTC. `threads` is how many may work on a query, all cores
    where it is 0: for many small queries one is quickest. Raises WarehouseError where nothing has been
    published yet.
    """
    with _reader(copy, PROGRAMS, threads) as con:
        yield con


@contextmanager
def open_public(copy: Path, *, threads: int = 0, spill: bool = True) -> Iterator[Connection]:
    """Open the readers' copy for people's SQL, in the same safety: `article` means the view made for them.

    Without `spill` a query that needs more memory than a reader has fails rather than fill the disk. Raises
    WarehouseError where nothing has been published yet.
    """
    with _reader(copy, PEOPLE, threads, spill=spill) as con:
        yield con


@contextmanager
def public_names(con: Connection) -> Iterator[None]:
    """Let names mean the public views in a connection of `open_published`, until the block ends."""
    look_up(con, PEOPLE)
    try:
        yield
    finally:
        look_up(con, PROGRAMS)


@contextmanager
def _reader(copy: Path, search: str, threads: int, *, spill: bool = True) -> Iterator[Connection]:
    if not copy.exists():
        raise WarehouseError("nothing has been published yet: run `rabita ingest` or `rabita demo` first")
    try:
        with connect_reader(copy, search=search, threads=threads, spill=spill) as con:
            _check(con, copy)
            try:
                yield con
            except SCHEMA_ERRORS as error:
                if up_to_date(con):
                    raise
                raise WarehouseError(f"{copy} was published by an older Rabita: {AGAIN}") from error
    except UnreadableError as error:
        raise WarehouseError(f"{error}; {AGAIN}") from error
    except STORAGE_ERRORS as error:
        raise WarehouseError(f"{copy} cannot be read: {str(error).partition(chr(10))[0]}; {AGAIN}") from error


def _check(con: Connection, copy: Path) -> None:
    """Raise WarehouseError where the file is no copy of ours, or of a newer program."""
    pending_migrations(con)
    if not versions(con):
        raise WarehouseError(f"{copy} is no published copy of Rabita: {AGAIN}")
