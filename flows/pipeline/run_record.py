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
from flows.pipeline.publish_copy_and_page import publish_copy_and_metrics
from flows.run_statistics import Run, RunEnd, RunKind, RunOutcome, StartedBy
from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class RunRequest:
    """How a run is asked for.

    `key` is its id where Prefect has given it one. `wait` is how many seconds another run may take to end. Links that
    an outlet dates before `since` are left alone. `due_only` asks only outlets whose interval has passed. What a
    `silent` run brings raises no alert. `clock` returns aware UTC.
    """

    started_by: StartedBy = StartedBy.HAND
    key: UUID | None = None
    wait: float = 0.0
    since: datetime | None = None
    due_only: bool = False
    silent: bool = False
    clock: Callable[[], datetime] = utc_now


BY_HAND_REQUEST = RunRequest()


@contextmanager
def exclusive_run(settings: Settings, kind: RunKind, request: RunRequest = BY_HAND_REQUEST) -> Iterator[Run]:
    """Keep other runs out until the block ends, and record that the run failed if the block raises.

    The block calls `record_start` first. Raises warehouse.BusyError where another run is in progress.
    """
    protect_data_folder(settings)
    asked = request.started_by, request.clock(), version("rabita")
    run = Run(request.key or uuid4(), kind, *asked, silent=request.silent)
    with warehouse.hold(settings.data / "run.lock", wait=request.wait), warehouse.writing_for(run.id):
        try:
            yield run
        except BaseException:
            with suppress(Exception):
                with warehouse.open_warehouse(settings.warehouse, wait=1.0, published=settings.published) as con:
                    if run.id in _open(con):
                        record_end(con, run, RunOutcome.FAILED, utc_now())
                publish_copy_and_metrics(settings)
            raise


def protect_data_folder(settings: Settings) -> None:
    """Let only the owner read the data folder and what this process writes."""
    where = settings.warehouse
    files = (where, where.with_name(f"{where.name}.wal")) if isinstance(where, Path) else ()
    warehouse.keep_private(settings.data, *files)


def record_start(con: warehouse.Connection, run: Run) -> None:
    """Record that a run has begun, and that earlier ones without an end were abandoned: none can be in progress now."""
    warehouse.add(con, "run_end", [RunEnd(one, run.started_at, RunOutcome.ABANDONED) for one in _open(con)])
    warehouse.add(con, "run", [run])


def _open(con: warehouse.Connection) -> list[UUID]:
    return warehouse.column(con, "open_run")


@contextmanager
def recorded_run(settings: Settings, kind: RunKind, request: RunRequest = BY_HAND_REQUEST) -> Iterator[Run]:
    """Do what `exclusive_run` does and record the start, for runs that do not need the warehouse at once."""
    with exclusive_run(settings, kind, request) as run:
        with warehouse.open_warehouse(settings.warehouse, published=settings.published) as con:
            record_start(con, run)
        yield run


def record_end(con: warehouse.Connection, run: Run, outcome: RunOutcome, now: datetime) -> None:
    """Record how a run ended."""
    warehouse.add(con, "run_end", [RunEnd(run.id, now, outcome)])


def record_short_run(con: warehouse.Connection, kind: RunKind, now: datetime) -> None:
    """Record a flow run that needs no lock, so that `rabita serve` knows when it ran last."""
    run = Run(uuid4(), kind, StartedBy.PREFECT, now, version("rabita"))
    warehouse.add(con, "run", [run])
    record_end(con, run, RunOutcome.OK, now)
