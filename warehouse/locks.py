"""Locks on files beside the warehouse: DuckDB's own lock is lost when its holder copies the file."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.connection import BusyError

PID_WIDTH = 32
"""The fixed width of a pid in a lock file, so that it can be overwritten on a full disk."""


@contextmanager
def hold(lock: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold a lock file until the block ends; the file contains the pid of its holder.

    Raises BusyError after `wait` seconds.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + wait
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise BusyError(f"{lock.name} is held by process {_pid(descriptor)}") from None
                time.sleep(0.05)
        os.pwrite(descriptor, f"{os.getpid():<{PID_WIDTH}}".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def is_free(path: Path) -> bool:
    """Return whether a file has one name and no process, not even this one, has it open; False where that is unknown.

    Only on Linux: a write lease is granted where no process has the file open. Where the file system has no leases,
    DuckDB's lock shows whether a database has. After False the file must not be touched: a reader in this process has
    then lost DuckDB's lock on it.
    """
    if not hasattr(fcntl, "F_OFD_SETLK") or path.stat().st_nlink > 1:
        return False
    descriptor = os.open(path, os.O_RDWR)
    try:
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
        return _leased(descriptor)
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _leased(descriptor: int) -> bool:
    fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)  # an ignored signal, for when the file is opened just now
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_WRLCK)
    except OSError as error:
        return error.errno != errno.EAGAIN
    return True


def holder(lock: Path) -> str | None:
    """Return the pid of the process that holds a lock file, "unknown" where it wrote none, None where none does."""
    if not lock.exists():
        return None
    descriptor = os.open(lock, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _pid(descriptor)
    finally:
        os.close(descriptor)
    return None


def _pid(descriptor: int) -> str:
    return os.pread(descriptor, PID_WIDTH, 0).decode().strip() or "unknown"
