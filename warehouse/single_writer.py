"""Opening the warehouse for writing, and migrating a copy of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from warehouse.connection import MEMORY, Connection, UnreadableError, WarehouseError, connect
from warehouse.copy_all_tables import write_anew
from warehouse.database_file import copy_file, discard, fold, put_aside, put_in_place, settle
from warehouse.ducklake import Lake, connect_lake, hold_lake
from warehouse.locks import hold
from warehouse.lost_rows_check import refuse_behind, refuse_lost, refuse_missing
from warehouse.primary_keys import still_indexed
from warehouse.schema import migrate, up_to_date, versions

LONGEST_LOG, SHARE = 16 << 20, 64
"""The log is folded when the file is opened, if it has so many bytes and at least 1/SHARE of the file: each opening
reads the log, 4 MB in a tenth of a second, while folding writes the whole file."""

MODEST = "128MB"
"""Memory for cached blocks of the file; more would only cache blocks that are read once."""

Location = Path | str | Lake
"""A DuckDB file, MEMORY for a scratch one, or a lake."""


@contextmanager
def hold_for(where: Path | Lake, purpose: str, *, wait: float = 0.0) -> Iterator[None]:
    """Hold a lock of a warehouse for a purpose until the block ends, on all machines that use it.

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

    It waits up to `wait` seconds for another writer. A schema is changed in a copy, which then replaces the file.
    `modest` means one thread and MODEST memory: that is faster for the few hundred rows of a run, leaves the cores to
    the processes that read pages, and does not grow with the file. Pass `published`, the copy for readers, before a run
    or before sending. Where a warehouse has disappeared, a new one is made only with `anew`.
    Raises BusyError when another process holds it longer, WarehouseError when it has disappeared, when its schema is
    newer than this program or cannot be changed, BehindError when `published` holds rows that the warehouse lacks.
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
            put_aside(path)  # a log without its file must not be read into the new one
            _make_or_migrate(path, None)
        with suppress(WarehouseError):  # the disk is full: the log stays as it is
            fold(path, least=LONGEST_LOG, share=SHARE)
        with _to_log(path) as con:
            if up_to_date(con):
                yield con
                return
            before = versions(con)
            if not before:
                raise WarehouseError(f"{path} is not a Rabita warehouse: move it away, or set RABITA_WAREHOUSE")
        fold(path)
        _make_or_migrate(path, max(before))
        with _to_log(path) as con:
            yield con


@contextmanager
def _to_log(path: Path) -> Iterator[Connection]:
    try:
        with connect(path, to_log=True) as con:
            yield con
    except UnreadableError as error:
        raise WarehouseError(f"{error}; `rabita restore FILE` replaces it by a backup") from error


def _make_or_migrate(path: Path, version: int | None) -> None:
    """Make a new file, or migrate a copy of the file, and replace `path` by it.

    A process that is killed while it changes a schema can leave a file that cannot be opened; here that is the copy.
    Where its tables change, the file of schema `version` is kept as `<name>.schema-<version><suffix>`.
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
