"""A pool of child processes in which all parsers of outside data run.

A parser that hangs, uses too much memory or crashes ends only its child process; the pool starts a new one.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as ChildTimeout
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext

    from pebble import ProcessPool

try:
    import resource
except ImportError:  # this system has no such limits; the deadline still applies
    resource = None  # type: ignore[assignment]

T = TypeVar("T")

MEMORY_LIMIT = 1 << 30
"""Bytes of address space that a child may use beyond its imports."""

TASKS_EACH = 1_000
"""Tasks after which a child is replaced, because parsers leak memory: 3 MB in 1,000 pages.

Starting the next one takes a fifth of a second."""

PRELOAD = (
    "flows.news.sandbox_forkserver",
    "flows.news.pages.preload",
    "flows.news.listings.discover",
    "trafilatura",
    "selectolax.lexbor",
)
"""Modules that the fork server imports once, so that a new child starts in milliseconds."""


@dataclass(frozen=True, slots=True)
class SandboxFailure:
    """A failed task: `reason` is timeout, memory, died, crashed or one of the parser; `detail` is for people."""

    reason: str
    detail: str


class SandboxPool:
    """Runs functions in child processes, each with a deadline and a memory limit.

    Use it as a context manager, async or not; no process starts before the first task. `workers` defaults to the number
    of cores. Functions must be importable by name, and their arguments picklable.
    """

    def __init__(self, workers: int | None = None, *, memory: int = MEMORY_LIMIT) -> None:
        self.workers, self._memory = workers or os.cpu_count() or 1, memory
        self._started: ProcessPool | None = None

    def _pool(self) -> ProcessPool:
        if self._started is None:
            self._started = self._start()
        return self._started

    def _start(self) -> ProcessPool:
        from pebble import ProcessPool

        return ProcessPool(
            max_workers=self.workers,
            max_tasks=TASKS_EACH,
            initializer=_prepare,
            initargs=(self._memory,),
            context=start_fork_server(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await asyncio.to_thread(self.close)

    def close(self) -> None:
        """End all child processes at once."""
        if self._started:
            self._started.stop()  # type: ignore[no-untyped-call]
            self._started.join()

    async def run(self, function: Callable[..., T], *args: object, timeout: float = 10.0) -> T | SandboxFailure:  # noqa: ASYNC109
        """Return the result of `function(*args)`, or why there is none; `timeout` is seconds of work, not of waiting.

        An exception of the function counts as a failure ("crashed"), since one bad item must not end a run. Cancelling
        the caller kills the child.
        """
        future = self._pool().schedule(_limited, args=(timeout, function, args), timeout=timeout)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            future.cancel()  # type: ignore[no-untyped-call]
            raise
        except Exception as error:  # noqa: BLE001
            return _failure(error, timeout)

    def run_now(self, function: Callable[..., T], *args: object, timeout: float = 10.0) -> T | SandboxFailure:
        """Do the same as `run` without an event loop: block until it is done."""
        try:
            return self._pool().schedule(_limited, args=(timeout, function, args), timeout=timeout).result()  # type: ignore[no-any-return]
        except Exception as error:  # noqa: BLE001
            return _failure(error, timeout)


def start_fork_server() -> ForkServerContext:
    """Start the process that children are forked from, which then imports PRELOAD; do not wait for it.

    A pool does so itself. Call it earlier where children will be needed, since the imports take half a second.
    """
    _importable_main()
    context = multiprocessing.get_context("forkserver")  # a fork of this process would copy the locks of its threads
    context.set_forkserver_preload(["__main__", *PRELOAD])
    forkserver.ensure_running()
    return context


def _importable_main() -> None:
    """Forget the file of a main module that does not exist (a script from a pipe): children would look for it."""
    main = sys.modules["__main__"]
    if (file := getattr(main, "__file__", None)) and not Path(file).exists():
        del main.__file__


def _failure(error: Exception, timeout: float) -> SandboxFailure:
    from pebble import ProcessExpired

    if isinstance(error, (ChildTimeout, TimeoutError)):
        return SandboxFailure("timeout", f"not done within {timeout:g} s")
    if isinstance(error, MemoryError):
        return SandboxFailure("memory", "used more memory than a child process may")
    if isinstance(error, ProcessExpired):
        if error.exitcode == -getattr(signal, "SIGXCPU", 24):
            return SandboxFailure("timeout", f"took more than {timeout:g} s of processor time")
        return SandboxFailure("died", f"its process ended with code {error.exitcode}")
    if isinstance(error, CancelledError):
        return SandboxFailure("died", "the pool was closed")
    return SandboxFailure("crashed", f"{type(error).__name__}: {error}"[:500])


def _prepare(memory: int) -> None:
    """Set the limits of a new child process; Ctrl-C in the terminal is left to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if resource is None:
        return
    with suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
        resource.setrlimit(resource.RLIMIT_AS, (_address_space() + memory,) * 2)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_space() -> int:
    """Return the bytes of address space that this process uses already; 0 if the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _limited(seconds: float, function: Callable[..., T], args: tuple[object, ...]) -> T:
    """Call the function with a limit on its processor time."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime + seconds) + 2
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    return function(*args)
