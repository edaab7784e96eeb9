"""Opening the warehouse for writing, and the copy that is put aside before its schema changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from warehouse.connection import MEMORY, Connection, UnreadableError, WarehouseError, connect
from warehouse.copying import copy_file, fold, put_in_place
from warehouse.lake import Lake, connect_lake, hold_lake
from warehouse.locks import hold
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
def open_warehouse(where: Location, *, wait: float = 60.0, modest: bool = False) -> Iterator[Connection]:
    """Open the warehouse for writing, create or migrate it where needed, and close it again.

    Other writers wait up to `wait` seconds for their turn. A schema is changed in a copy, which then takes the place of
    the file. With `modest` there is one thread and MODEST memory: it takes less time for the few hundred rows of a run,
    leaves the cores to those who read pages meanwhile, and does not grow with what is stored.
    Raises BusyError when another process keeps it longer, WarehouseError when its schema is newer than this program or
    cannot be changed.
    """
    if isinstance(where, Lake):
        with hold_lake(where, wait=wait), connect_lake(where) as con:
            migrate(con)
            _restrain(con, modest)
            yield con
        return
    if str(where) == MEMORY:
        with connect(MEMORY) as con:
            migrate(con)
            _restrain(con, modest)
            yield con
        return
    path = Path(where)
    with hold(path.with_suffix(".lock"), wait=wait):
        with suppress(WarehouseError):  # the disk is full: the log is read back as it is
            fold(path, least=LONGEST_LOG, share=SHARE)
        if not path.exists():
            _bring_up(path, None)
        with _to_log(path) as con:
            if up_to_date(con):
                _restrain(con, modest)
                yield con
                return
            before = versions(con)
            if not before:
                raise WarehouseError(f"{path} is no warehouse of Rabita: move it away, or set RABITA_WAREHOUSE")
        fold(path)
        _bring_up(path, max(before))
        with _to_log(path) as con:
            _restrain(con, modest)
            yield con


@contextmanager
def _to_log(path: Path) -> Iterator[Connection]:
    try:
        with connect(path, to_log=True) as con:
            yield con
    except UnreadableError as error:
        raise WarehouseError(f"{error}; `rabita restore FILE` puts a backup in its place") from error


def _restrain(con: Connection, modest: bool) -> None:  # noqa: FBT001 - private
    if modest:
        con.execute(f"SET threads = 1; SET memory_limit = '{MODEST}'")


def _bring_up(path: Path, version: int | None) -> None:
    """Make a new file, or migrate a copy, and let it take the place of `path` when it is done.

    A process that is killed while changing a schema leaves a log that DuckDB cannot always read back, and so a file
    that cannot be opened: here that is the copy. The file of schema `version` is kept as
    `<name>.schema-<version><ending>` where its tables change.
    """
    fresh = path.with_name(f"{path.stem}.making{path.suffix}")
    for left in (fresh, fresh.with_name(f"{fresh.name}.wal")):
        left.unlink(missing_ok=True)
    if version is not None:
        copy_file(path, fresh)
    with connect(fresh) as con:
        changed = migrate(con)
        con.execute("CHECKPOINT")
    if version is not None and changed:
        aside = path.with_name(f"{path.stem}.schema-{version:04}{path.suffix}")
        aside.unlink(missing_ok=True)
        aside.hardlink_to(path)
    put_in_place(fresh, path)
