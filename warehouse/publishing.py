"""The published copy: a DuckDB file that readers open while the warehouse is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.connection import PEOPLE, PROGRAMS, Connection, WarehouseError, connect, connect_reader
from warehouse.copying import copy_file
from warehouse.locks import hold


def publish(path: Path, copy: Path) -> None:
    """Swap in a fresh copy of the warehouse for readers; those who hold the old copy keep it.

    Raises BusyError while somebody writes, WarehouseError when the copy cannot be made: the old one then stays.
    """
    with hold(path.with_suffix(".lock"), wait=60.0):
        with connect(path) as con:
            con.execute("CHECKPOINT")
        copy_file(path, copy)


@contextmanager
def open_published(copy: Path) -> Iterator[Connection]:
    """Open the readers' copy for a program's queries: names mean stored tables first.

    Read-only, no files or network from SQL, settings locked, UTC. Raises WarehouseError where nothing has been
    published yet.
    """
    with _reader(copy, PROGRAMS) as con:
        yield con


@contextmanager
def open_public(copy: Path) -> Iterator[Connection]:
    """Open the readers' copy for people's SQL, in the same safety: `article` means the view made for them.

    Raises WarehouseError where nothing has been published yet.
    """
    with _reader(copy, PEOPLE) as con:
        yield con


@contextmanager
def _reader(copy: Path, search: str) -> Iterator[Connection]:
    if not copy.exists():
        raise WarehouseError("nothing has been published yet: run `rabita ingest` or `rabita demo` first")
    with connect_reader(copy, search=search) as con:
        yield con
