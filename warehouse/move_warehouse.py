"""Copying all rows of one warehouse into another: between a file and a lake, and into a backup."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from warehouse.connection import LAKE, MEMORY, READING, WRITING, Connection, WarehouseError, attach, connect
from warehouse.copy_all_tables import copy_rows, counts
from warehouse.database_file import fold
from warehouse.ducklake import Lake, connect_lake, hold_lake
from warehouse.locks import hold
from warehouse.single_writer import open_warehouse


def move(source: Path | Lake, target: Path | Lake) -> dict[str, int]:
    """Copy every row of one warehouse into an empty one, and return the number of rows by table.

    Both are locked against writers meanwhile; the source stays as it is. All rows are copied, or none. Raises
    WarehouseError where the target is not empty or the source does not exist, BusyError where one is being written.
    """
    if isinstance(source, Lake) and isinstance(target, Lake):
        raise WarehouseError("one of the two must be a file: move a lake to a file first")
    if isinstance(source, Path) and not source.exists():
        raise WarehouseError(f"there is no {source}")
    if isinstance(source, Path) and isinstance(target, Path) and target.exists() and source.samefile(target):
        raise WarehouseError(f"{source} and {target} are the same file: name another target")
    for one in (source, target):
        with open_warehouse(one):
            pass
    with ExitStack() as stack:
        for one in (source, target):
            stack.enter_context(_held(one))
        con = stack.enter_context(_both(source, target))
        here, there = _names(source, target)
        if any(counts(con, there).values()):
            raise WarehouseError("the target is not empty: name an empty one")
        return copy_rows(con, here, there)


def _names(source: Path | Lake, target: Path | Lake) -> tuple[str, str]:
    return LAKE if isinstance(source, Lake) else "source", LAKE if isinstance(target, Lake) else "target"


@contextmanager
def _held(where: Path | Lake) -> Iterator[None]:
    with hold_lake(where) if isinstance(where, Lake) else hold(where.with_suffix(".lock"), wait=60.0):
        if isinstance(where, Path):
            fold(where)
        yield


@contextmanager
def _both(source: Path | Lake, target: Path | Lake) -> Iterator[Connection]:
    """Open a connection with both attached under the names of `_names`."""
    lake = next((one for one in (source, target) if isinstance(one, Lake)), None)
    with connect_lake(lake) if lake else connect(MEMORY) as con:
        for name, one in zip(_names(source, target), (source, target), strict=True):
            if isinstance(one, Path):
                attach(con, one, name, READING if one is source else WRITING)
        yield con
