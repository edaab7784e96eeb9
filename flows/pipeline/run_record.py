"""The record of a run, and the lock that keeps a second run out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from uuid import UUID, uuid4

import warehouse
from flows.clock import utc_now
from flows.pipeline.publish import publish_copy_and_metrics
from flows.run_statistics import Run, RunEnd
from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class RunRequest:
    """How a run is asked for.

    `started_by` is hand, prefect or schedule; `key` names the run where something else has named it already; `wait` is
    how many seconds another run may take to end; links that an outlet dates before `since` are left alone; `due_only`
    asks only outlets whose interval has passed; what a `silent` run brings raises no alert; `clock` gives aware UTC.
    """

    started_by: str = "hand"
    key: UUID | None = None
    wait: float = 0.0
    since: datetime | None = None
    due_only: bool = False
    silent: bool = False
    clock: Callable[[], datetime] = utc_now


BY_HAND_REQUEST = RunRequest()


@dataclass(frozen=True, slots=True)
class _OpenRun:
    id: UUID


@contextmanager
def exclusive_run(  # noqa: PLR0913 what takes its turn, who asked for it and when, and how long another may take
    settings: Settings,
    flow: str,
    started_by: str,
    now: datetime,
    *,
    wait: float = 0.0,
    key: UUID | None = None,
    silent: bool = False,
) -> Iterator[Run]:
    """Keep other runs out until the block ends, and note a run as failed that raises; `record_start` comes first in it.

    Raises warehouse.BusyError where another run is going.
    """
    protect_data_folder(settings)
    run = Run(key or uuid4(), flow, started_by, now, version("rabita"), silent=silent)
    with warehouse.hold(settings.data / "run.lock", wait=wait), warehouse.writing_for(run.id):
        try:
            yield run
        except BaseException:
            with suppress(Exception):
                with warehouse.open_warehouse(settings.warehouse, wait=1.0, published=settings.published) as con:
                    if run.id in _open(con):
                        record_end(con, run, "failed", utc_now())
                publish_copy_and_metrics(settings)
            raise


def protect_data_folder(settings: Settings) -> None:
    """Let the data folder, and what this process writes, be its owner's alone."""
    where = settings.warehouse
    files = (where, where.with_name(f"{where.name}.wal")) if isinstance(where, Path) else ()
    warehouse.keep_private(settings.data, *files)


def record_start(con: warehouse.Connection, run: Run) -> None:
    """Note that a run has begun. While it has its turn no other can be alive: those without an end are abandoned."""
    warehouse.add(con, "run_end", [RunEnd(one, run.started_at, "abandoned") for one in _open(con)])
    warehouse.add(con, "run", [run])


def _open(con: warehouse.Connection) -> list[UUID]:
    return [one.id for one in warehouse.read(con, "open_run", _OpenRun)]


@contextmanager
def recorded_run(  # noqa: PLR0913 as exclusive_run
    settings: Settings, flow: str, started_by: str, now: datetime, *, wait: float = 0.0, silent: bool = False
) -> Iterator[Run]:
    """Take a turn and begin, for runs that do not need the warehouse at once. Raises as `exclusive_run` does."""
    with exclusive_run(settings, flow, started_by, now, wait=wait, silent=silent) as run:
        with warehouse.open_warehouse(settings.warehouse, published=settings.published) as con:
            record_start(con, run)
        yield run


def record_end(con: warehouse.Connection, run: Run, outcome: str, now: datetime) -> None:
    """Note how a run ended."""
    warehouse.add(con, "run_end", [RunEnd(run.id, now, outcome)])


def record_short_run(con: warehouse.Connection, flow: str, started_by: str, now: datetime) -> None:
    """Note a run that needs no lock, begun and ended at once: whether its turn was missed is read from these rows."""
    run = Run(uuid4(), flow, started_by, now, version("rabita"))
    warehouse.add(con, "run", [run])
    warehouse.add(con, "run_end", [RunEnd(run.id, now, "ok")])
