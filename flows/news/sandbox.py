"""A pool of child processes that may be killed: whatever reads a stranger's bytes runs here.

A parser that spins, swells or crashes takes its child with it and nothing else; the pool starts a new one.
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
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from pebble import ProcessPool

try:
    import resource
except ImportError:  # no such limits on this system; the deadline still holds
    resource = None  # type: ignore[assignment]

T = TypeVar("T")

MEMORY_LIMIT = 1 << 30
"""Bytes of address space a child may take beyond what its imports hold."""

TASKS_EACH = 1_000
"""Tasks after which a child is replaced, so that what parsers leak goes back: 3 MB after 1,000 pages.

The next one is missed for a fifth of a second."""

PRELOAD = (
    "flows.news.late_child",
    "flows.news.pages.page_to_article",
    "flows.news.pages.extract",
    "flows.news.pages.clean",
    "flows.news.listings.discover",
    "trafilatura",
    "selectolax.lexbor",
)
"""Imported once by the server that children are forked from, so that a new child starts in milliseconds."""


@dataclass(frozen=True, slots=True)
class SandboxFailure:
    """Work that was not done: `reason` is timeout, memory, died or crashed; `detail` is for people."""

    reason: str
    detail: str


class SandboxPool:
    """Runs picklable functions in child processes with a deadline and a memory limit each.

    Use it as a context manager, in an event loop or out of one; nothing is started before the first work. `workers`
    defaults to the number of cores. The functions must be importable by name.
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

        _importable_main()
        # forked from a clean server: a fork of this process would copy its threads' locks
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["__main__", *PRELOAD])
        return ProcessPool(
            max_workers=self.workers,
            max_tasks=TASKS_EACH,
            initializer=_prepare,
            initargs=(self._memory,),
            context=context,
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
        """End the children at once, whatever they do."""
        if self._started:
            self._started.stop()  # type: ignore[no-untyped-call]
            self._started.join()

    async def run(self, function: Callable[..., T], *args: object, timeout: float = 10.0) -> T | SandboxFailure:  # noqa: ASYNC109
        """Return what `function(*args)` returns, or why it did not; `timeout` is seconds of work, waiting not counted.

        An exception of the function is a refusal too ("crashed"): the bytes are a stranger's, and one of his items must
        not end a run. Cancelling the caller kills the child.
        """
        future = self._pool().schedule(_limited, args=(timeout, function, args), timeout=timeout)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            future.cancel()  # type: ignore[no-untyped-call]
            raise
        except Exception as error:  # noqa: BLE001
            return _refusal(error, timeout)

    def run_now(self, function: Callable[..., T], *args: object, timeout: float = 10.0) -> T | SandboxFailure:
        """Do the same as `run` where there is no event loop: block until it is done."""
        try:
            return self._pool().schedule(_limited, args=(timeout, function, args), timeout=timeout).result()  # type: ignore[no-any-return]
        except Exception as error:  # noqa: BLE001
            return _refusal(error, timeout)


def _importable_main() -> None:
    """Forget the file of a main module that has none (a script read from a pipe): children look for it for ever."""
    main = sys.modules["__main__"]
    if (file := getattr(main, "__file__", None)) and not Path(file).exists():
        del main.__file__


def _refusal(error: Exception, timeout: float) -> SandboxFailure:
    from pebble import ProcessExpired

    if isinstance(error, (ChildTimeout, TimeoutError)):
        return SandboxFailure("timeout", f"not done within {timeout:g} s")
    if isinstance(error, MemoryError):
        return SandboxFailure("memory", "took more memory than a child may")
    if isinstance(error, ProcessExpired):
        if error.exitcode == -getattr(signal, "SIGXCPU", 24):
            return SandboxFailure("timeout", f"took more than {timeout:g} s of processor time")
        return SandboxFailure("died", f"its process ended with code {error.exitcode}")
    if isinstance(error, CancelledError):
        return SandboxFailure("died", "the pool was closed")
    return SandboxFailure("crashed", f"{type(error).__name__}: {error}"[:500])


def _prepare(memory: int) -> None:
    """Set the limits of a new child: the terminal's Ctrl-C is its parent's, memory is bounded."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if resource is None:
        return
    with suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
        resource.setrlimit(resource.RLIMIT_AS, (_address_space() + memory,) * 2)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_space() -> int:
    """Return the bytes of address space this process has mapped already; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _limited(seconds: float, function: Callable[..., T], args: tuple[object, ...]) -> T:
    """Call the function with a limit on processor time that counts from now."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime + seconds) + 2
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    return function(*args)
