"""Whole copies of a DuckDB file, and the ways in which its log gets into it.

DuckDB writes the log into the file that is in use, metadata over metadata. A process killed in the middle of that
leaves a block whose checksum is wrong, and so a file that nobody can open: in our trials once in some hundreds of
kills. So the warehouse only grows by its log, which may be cut anywhere. The log gets into the file in a copy, which
takes its place, or in the file itself while a whole copy is at hand, from which the file is made again should that be
killed.
"""

from __future__ import annotations

import os
import subprocess
from math import inf
from pathlib import Path
from shutil import disk_usage

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
    discard(fresh)
    try:
        copy_bytes(source, fresh)
        if log_of(source).exists():
            copy_bytes(log_of(source), log_of(fresh))
            with connect(fresh) as con:
                con.execute("CHECKPOINT")
    except (QueryError, WarehouseError, OSError) as error:
        discard(fresh)
        raise WarehouseError(f"{source} could not be copied to {target}: {error}") from error
    return fresh


def discard(path: Path) -> None:
    """Remove a file and whatever DuckDB keeps beside it."""
    for left in (path, *_logs(path)):
        left.unlink(missing_ok=True)


def _logs(path: Path) -> list[Path]:
    """Return the log of a file, and what stands for it while it is folded."""
    return [log_of(path), *(path.with_name(f"{path.name}.wal.{kind}") for kind in ("checkpoint", "recovery"))]


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


def copy_bytes(source: Path, target: Path) -> None:
    """Copy one file as it is, sharing its blocks where the file system can. Raises WarehouseError."""
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


def fold_in_place(path: Path, whole: Path, *, merge: bool = False) -> None:
    """Let DuckDB bring the log of a file into it, which costs what the log holds and not what the file does.

    With `merge` row groups are merged too. `whole` is a file that holds all of both and is safe on disk. Until this is
    done a note beside the file says so, for `settle`. The file must be held against writers. Without room for a copy of
    the file nothing is done. Raises WarehouseError or QueryError where it fails; the next who opens the file then gets
    it from `whole`.
    """
    if not log_of(path).exists() or disk_usage(path.parent).free < 2 * path.stat().st_size:
        return
    note = _folding(path)
    draft_of_note = note.with_suffix(".new")
    draft_of_note.write_text(str(whole.absolute()), encoding="utf-8")
    put_in_place(draft_of_note, note)
    with connect(path, merge=merge) as con:
        con.execute("CHECKPOINT")
    note.unlink()
    _sync(path.parent)


def settle(path: Path) -> None:
    """Finish the folding in which a process was killed; to be asked before opening.

    Raises WarehouseError where there is no room for the copy that this may take.
    """
    note = _folding(path)
    if note.exists():
        whole = Path(note.read_text(encoding="utf-8"))
        if whole.exists():  # otherwise somebody removed it, and most probably the file can be read
            copy_file(whole, _folded(path))
        note.unlink()
    if _folded(path).exists():
        for log in _logs(path):  # first, and for good: DuckDB refuses a log that is older than its file
            log.unlink(missing_ok=True)
        _sync(path.parent)
        put_in_place(_folded(path), path)


def _folding(path: Path) -> Path:
    return path.with_name(f"{path.stem}.folding")


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
