"""Opening the warehouse for writing, and the copy that is put aside before its schema changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.connection import MEMORY, Connection, connect
from warehouse.copying import copy_file
from warehouse.lake import Lake, connect_lake, hold_lake
from warehouse.locks import hold
from warehouse.schema import migrate, pending_migrations, versions

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
def open_warehouse(where: Location, *, wait: float = 60.0) -> Iterator[Connection]:
    """Open the warehouse for writing, create or migrate it where needed, and close it again.

    Other writers wait up to `wait` seconds for their turn. A file is copied beside itself before its schema changes.
    Raises BusyError when another process keeps it longer, WarehouseError when its schema is newer than this program or
    cannot be changed.
    """
    if isinstance(where, Lake):
        with hold_lake(where, wait=wait), connect_lake(where) as con:
            migrate(con)
            yield con
        return
    if str(where) == MEMORY:
        with connect(MEMORY) as con:
            migrate(con)
            yield con
        return
    path = Path(where)
    path.parent.mkdir(parents=True, exist_ok=True)
    with hold(path.with_suffix(".lock"), wait=wait):
        with connect(path) as con:
            last = max(versions(con), default=None)
            if last is None or not pending_migrations(con):
                migrate(con)
                yield con
                return
            con.execute("CHECKPOINT")
        copy_file(path, path.with_name(f"{path.stem}.schema-{last:04}{path.suffix}"))
        with connect(path) as con:
            migrate(con)
            yield con
