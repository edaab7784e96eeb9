"""Whole copies of a DuckDB file, by a child process: one that opens and closes a file it holds loses its lock."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from warehouse.connection import WarehouseError


def copy_file(source: Path, target: Path) -> None:
    """Put a copy of `source` in the place of `target` in one step; the file system may share the blocks.

    The source must have been checkpointed and be held against writers. Raises WarehouseError where the copy cannot be
    made, the disk being full for one; `target` is then as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.new")
    command = ["cp", *_clone_flag(), "--", str(source), str(fresh)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own paths
    if done.returncode:
        fresh.unlink(missing_ok=True)
        raise WarehouseError(f"{target.name} could not be written: {done.stderr.strip()}")
    put_in_place(fresh, target)


def put_in_place(fresh: Path, target: Path) -> None:
    """Let a finished file take the place of `target`, which survives a loss of power."""
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _clone_flag() -> list[str]:
    return ["-c"] if os.uname().sysname == "Darwin" else ["--reflink=auto"]
