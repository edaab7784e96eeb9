"""Opening the warehouse for writing, and the copy that is put aside before its schema changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from warehouse.connection import MEMORY, Connection, UnreadableError, WarehouseError, connect
from warehouse.file_copy import copy_file, discard, fold, put_aside, put_in_place, settle
from warehouse.lake import Lake, connect_lake, hold_lake
from warehouse.locks import hold
from warehouse.primary_keys import still_indexed
from warehouse.rollback_check import refuse_behind, refuse_lost, refuse_missing
from warehouse.row_copy import write_anew
from warehouse.schema import migrate, up_to_date, versions

LONGEST_LOG, SHARE = 16 << 20, 64
"""Bytes of the log, and which part of the file, from which it is folded by whoever opens it next, and not only when the
file is published: it is read back at each opening, 4 MB in a tenth of a second, while folding writes the whole file."""

MODEST = "128MB"
"""Memory for blocks of the file, beside indexes and what a transaction holds: more would keep what is read once."""

Location = Path | str | Lake
"""A DuckDB file, MEMORY for a scratch one, or a lake."""


@contextmanager
def hold_for(where: Path | Lake, purpose: str, *, wait: float = 0.0) -> Iterator[None]:
    """Be the only one who does something with a warehouse, on every machine that has it, until the block ends.

    Raises BusyError after `wait` seconds.
    """
    held = (
        hold_lake(where, purpose, wait=wait)
        if isinstance(where, Lake)
        else hold(where.with_suffix(f".{purpose}"), wait=wait)
    )
    with held:
        yield


@contextmanager
def open_warehouse(
    where: Location, *, wait: float = 60.0, modest: bool = False, published: Path | None = None, anew: bool = False
) -> Iterator[Connection]:
    """Open the warehouse for writing, create or migrate it where needed, and close it again.

    Other writers wait up to `wait` seconds for their turn. A schema is changed in a copy, which then takes the place of
    the file. With `modest` there is one thread and MODEST memory: it takes less time for the few hundred rows of a run,
    leaves the cores to those who read pages meanwhile, and does not grow with what is stored. `published` is the copy
    for readers, for who is about to start a run or to send. Where a warehouse is gone that was there, a new one is made
    only with `anew`.
    Raises BusyError when another process keeps it longer, WarehouseError when it is gone, when its schema is newer than
    this program or cannot be changed, BehindError when `published` holds rows that the warehouse does not have.
    """
    opened = (
        _open_lake(where, wait)
        if isinstance(where, Lake)
        else _open_scratch()
        if str(where) == MEMORY
        else _open_file(Path(where), wait, published, anew=anew)
    )
    with opened as con:
        if published is not None:
            refuse_behind(con, published)
        if modest:
            con.execute(f"SET threads = 1; SET memory_limit = '{MODEST}'")
        yield con


@contextmanager
def _open_lake(lake: Lake, wait: float) -> Iterator[Connection]:
    with hold_lake(lake, wait=wait), connect_lake(lake) as con:
        migrate(con)
        yield con


@contextmanager
def _open_scratch() -> Iterator[Connection]:
    with connect(MEMORY) as con:
        migrate(con)
        yield con


@contextmanager
def _open_file(path: Path, wait: float, published: Path | None, *, anew: bool) -> Iterator[Connection]:
    with hold(path.with_suffix(".lock"), wait=wait):
        settle(path)
        if published is not None:
            refuse_missing(path, published)
        if not anew:
            refuse_lost(path)
        if not path.exists():
            put_aside(path)  # a log that was left without its file must not meet the new one
            _bring_up(path, None)
        with suppress(WarehouseError):  # the disk is full: the log is read back as it is
            fold(path, least=LONGEST_LOG, share=SHARE)
        with _to_log(path) as con:
            if up_to_date(con):
                yield con
                return
            before = versions(con)
            if not before:
                raise WarehouseError(f"{path} is not a Rabita warehouse: move it away, or set RABITA_WAREHOUSE")
        fold(path)
        _bring_up(path, max(before))
        with _to_log(path) as con:
            yield con


@contextmanager
def _to_log(path: Path) -> Iterator[Connection]:
    try:
        with connect(path, to_log=True) as con:
            yield con
    except UnreadableError as error:
        raise WarehouseError(f"{error}; `rabita restore FILE` puts a backup in its place") from error


def _bring_up(path: Path, version: int | None) -> None:
    """Make a new file, or migrate a copy, and let it take the place of `path` when it is done.

    A process that is killed while changing a schema leaves a log that DuckDB cannot always read back, and so a file
    that cannot be opened: here that is the copy. The file of schema `version` is kept as
    `<name>.schema-<version><ending>` where its tables change.
    """
    fresh = path.with_name(f"{path.stem}.making{path.suffix}")
    discard(fresh)
    if version is not None:
        copy_file(path, fresh)
    with connect(fresh) as con:
        changed = migrate(con)
        con.execute("CHECKPOINT")
        indexed = still_indexed(con)
    if indexed:
        anew = path.with_name(f"{path.stem}.rewritten{path.suffix}")
        write_anew(fresh, anew)
        put_in_place(anew, fresh)
    if version is not None and changed:
        aside = path.with_name(f"{path.stem}.schema-{version:04}{path.suffix}")
        aside.unlink(missing_ok=True)
        aside.hardlink_to(path)
    put_in_place(fresh, path)
