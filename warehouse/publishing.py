"""The published copy: a DuckDB file that readers open while the warehouse is written."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.connection import PEOPLE, PROGRAMS, Connection, WarehouseError, connect, connect_reader
from warehouse.locks import hold


def publish(path: Path, copy: Path) -> None:
    """Swap in a fresh copy of the warehouse for readers; those who hold the old copy keep it.

    The copy is made by a child process: a process that itself opens and closes a DuckDB file that it holds loses its
    lock. Raises BusyError while somebody writes, WarehouseError when the copy cannot be made.
    """
    copy.parent.mkdir(parents=True, exist_ok=True)
    fresh = copy.with_suffix(".new")
    with hold(path.with_suffix(".lock"), wait=60.0):
        with connect(path) as con:
            con.execute("CHECKPOINT")
        command = ["cp", *_clone_flag(), "--", str(path), str(fresh)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own paths
    if done.returncode:
        raise WarehouseError(f"the copy for readers could not be made: {done.stderr.strip()}")
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(copy)


def _clone_flag() -> list[str]:
    return ["-c"] if os.uname().sysname == "Darwin" else ["--reflink=auto"]


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
