"""What one query may take: a time, and the memory of this process; what DuckDB itself limits is less than it uses."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar

from warehouse.connection import Connection, QueryError

try:
    import resource
except ImportError:  # no such limits on this system; DuckDB's own holds
    resource = None  # type: ignore[assignment]

Value = TypeVar("Value")

GRACE = 2.0
"""Seconds that a query may take to end after an interrupt: DuckDB looks for one between two batches of values."""


class TooLongError(QueryError):
    """The query was not done within its time."""


class Deadline:
    """Runs work on a connection so that a deadline and Ctrl-C end it, whatever DuckDB is doing.

    `seconds` is the time for all its work together, None for no deadline; time between two pieces of work does not
    count. `stuck` says that some work did not end within GRACE after an interrupt: the connection cannot be closed
    until it does, so a command should end its process.
    """

    def __init__(self, con: Connection, seconds: float | None = None) -> None:
        self._con, self._whole, self._left, self.stuck = con, seconds, seconds, False

    def run(self, work: Callable[[], Value]) -> Value:
        """Return what `work` returns. Raises TooLongError at the deadline, and whatever `work` raises."""
        done, results, errors = Event(), list[Value](), list[BaseException]()

        def working() -> None:
            try:
                results.append(work())
            except BaseException as error:  # noqa: BLE001 raised again by the one who waits
                errors.append(error)
            finally:
                done.set()

        started = time.monotonic()
        # In a thread of its own, since a thread that is inside DuckDB does not see Ctrl-C.
        Thread(target=working, daemon=True).start()
        try:
            ended = done.wait(self._left)
        except BaseException:
            self._interrupt(done)
            raise
        if not ended:
            self._interrupt(done)
            raise TooLongError(f"the query was stopped: it takes longer than {self._whole:g} s")
        if self._left is not None:
            self._left = max(0.0, self._left - (time.monotonic() - started))
        if errors:
            raise errors[0]
        return results[0]

    def _interrupt(self, done: Event) -> None:
        """Interrupt until the work ends: an interrupt between two statements of it would be lost."""
        patience = time.monotonic() + GRACE
        while not done.is_set() and time.monotonic() < patience:
            self._con.interrupt()
            done.wait(0.05)
        self.stuck = not done.is_set()


@contextmanager
def memory_limit(size: int) -> Iterator[None]:
    """Let this process take at most `size` more bytes until the block ends: what needs more raises MemoryError.

    On Linux. Functions of DuckDB such as list_sort take several times what its own limit allows.
    """
    held = _held()
    if resource is None or not held:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    allowed = [one for one in (soft, hard, held + size) if one != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min(allowed), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _held() -> int:
    """Return the bytes of private memory that this process has by now, 0 where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))
