"""Whole copies of a DuckDB file, and the only way in which its log gets into it: in a copy, which takes its place.

DuckDB itself writes its log into the file that is in use, metadata over metadata. A process killed in the middle
of that leaves a block whose checksum is wrong, and so a file that nobody can open: in our trials once in some hundreds
of kills. So the warehouse only ever grows by its log, which may be cut anywhere, and is never written in place.
"""

from __future__ import annotations

import os
import subprocess
from math import inf
from pathlib import Path

from warehouse.connection import QueryError, WarehouseError, connect


def log_of(path: Path) -> Path:
    """Return where DuckDB keeps the log of a file."""
    return path.with_name(f"{path.name}.wal")


def copy_file(source: Path, target: Path) -> None:
    """Put a copy of `source` and of what its log holds in the place of `target` in one step.

    The source must be held against writers; the file system may share the blocks. Raises WarehouseError where the copy
    cannot be made, the disk being full for one; `target` is then as it was.
    """
    put_in_place(draft(source, target), target)


def draft(source: Path, target: Path) -> Path:
    """Make a copy of `source` and of what its log holds beside `target`, and return where it is.

    As `copy_file`, without the last step.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.new")
    log_of(fresh).unlink(missing_ok=True)
    try:
        _copy(source, fresh)
        if log_of(source).exists():
            _copy(log_of(source), log_of(fresh))
            with connect(fresh) as con:
                con.execute("CHECKPOINT")
    except (QueryError, WarehouseError, OSError) as error:
        for left in (fresh, log_of(fresh)):
            left.unlink(missing_ok=True)
        raise WarehouseError(f"{source} could not be copied to {target}: {error}") from error
    return fresh


def put_aside(path: Path) -> Path | None:
    """Move a file with its log out of the way and return where it is now, None where there is neither.

    A log must never meet another file, so it is moved also where its own file is gone.
    """
    aside = free_name(path)
    if log_of(path).exists():
        log_of(path).replace(log_of(aside))
    elif not path.exists():
        return None
    if not path.exists():
        return log_of(aside)
    path.replace(aside)
    return aside


def swap(fresh: Path, path: Path) -> Path | None:
    """Let a finished file take the place of another one and of its log in one step; return where that one now lies.

    Until that step `path` is as it was, whoever is killed when and whatever fails; None where there was nothing. The
    file must be held against writers.
    """
    aside = free_name(path)
    kept = [(log_of(path), log_of(aside)), (path, aside)]
    try:
        for here, there in kept:
            if here.exists():
                there.hardlink_to(here)
        put_in_place(fresh, _folded(path))  # from now on it is the file
    except OSError:
        for _, there in kept:
            there.unlink(missing_ok=True)
        raise
    settle(path)
    return next((there for _, there in reversed(kept) if there.exists()), None)


def traces(path: Path) -> list[Path]:
    """Return what lies beside a file that is gone and shows that it was there: its log, and files put aside."""
    aside = [one for kind in ("replaced", "schema") for one in path.parent.glob(f"{path.stem}.{kind}-*{path.suffix}")]
    return [one for one in (log_of(path), *sorted(aside)) if one.exists()]


def free_name(path: Path) -> Path:
    """Return a name beside a file for what is replaced there, which neither a file nor a log has yet."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.replaced-{number}{path.suffix}")).exists() or log_of(aside).exists():
        number += 1
    return aside


def _copy(source: Path, target: Path) -> None:
    # By a child process: one that opens and closes a file it holds loses DuckDB's lock.
    command = ["cp", *_clone_flag(), "--", str(source), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own paths
    if done.returncode:
        raise WarehouseError(done.stderr.strip() or "the disk is full")


def fold(path: Path, *, least: int = 0, share: float = inf) -> None:
    """Bring the log of a file into it, where the log has `least` bytes and a `share`th of the file's, and there is one.

    The file must be held against writers. The copy with the log in it first gets a name of its own in one step: from
    then on it is the file, whoever is killed when, and `settle` does the rest. Raises WarehouseError where the copy
    cannot be made; nothing has changed then.
    """
    settle(path)
    log = log_of(path)
    if log.exists() and log.stat().st_size >= max(least, path.stat().st_size / share):
        copy_file(path, _folded(path))
        settle(path)


def settle(path: Path) -> None:
    """Finish the folding that a killed process had done but for putting it in place; to be asked before opening."""
    if _folded(path).exists():
        log_of(path).unlink(missing_ok=True)  # first, and for good: DuckDB refuses a log that is older than its file
        _sync(path.parent)
        put_in_place(_folded(path), path)


def _folded(path: Path) -> Path:
    return path.with_name(f"{path.stem}.folded{path.suffix}")


def put_in_place(fresh: Path, target: Path) -> None:
    """Let a finished file take the place of `target`, which survives a loss of power."""
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(target)
    _sync(target.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clone_flag() -> list[str]:
    return ["-c"] if os.uname().sysname == "Darwin" else ["--reflink=auto"]
