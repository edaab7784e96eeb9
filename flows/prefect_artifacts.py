"""A run in Prefect: its steps are tasks, its progress and report are artifacts, its contacts are events.

The run does not depend on any of it: without Prefect's server articles are still loaded and alerts are still sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from prefect import get_run_logger, task
from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.events import emit_event
from prefect.states import Completed

from flows.alerts.payload import event
from flows.pipeline.detect_and_resolve import WatchResult
from flows.pipeline.operator_notices import notify_failure
from flows.pipeline.run_record import RunRequest
from flows.run_statistics import StartedBy

NOTIFYING: dict[str, Any] = {
    "persist_result": False,
    "on_failure": [notify_failure],
    "on_crashed": [notify_failure],
}
"""The options of flows whose failures the operator is notified of."""

PROGRESS_INTERVAL = 3.0
"""Seconds between two updates of a progress bar: each one is a request."""

WAIT_FOR_OTHER_RUN = 60.0
"""Seconds that a scheduled run waits for another one to end."""

Result = TypeVar("Result")
log = logging.getLogger(__name__)


async def as_task(name: str, work: Callable[[], Awaitable[Result]]) -> Result:
    """Run a named step as a Prefect task; its data is not stored in Prefect's database."""

    @task(name=name, cache_policy=NO_CACHE, persist_result=False)
    async def step() -> Result:
        return await work()

    return await step()


def run_request() -> RunRequest:
    """Return the request of the current flow run: who started it, its id, and how long it waits."""
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    if run is None:
        return RunRequest(StartedBy.PREFECT)
    first = (run.run_count or 1) <= 1
    deployed = run.deployment_id is not None
    return RunRequest(
        StartedBy.SCHEDULE if run.auto_scheduled else StartedBy.PREFECT,
        key=run.id if first else None,
        wait=WAIT_FOR_OTHER_RUN if deployed else 0.0,
    )


def skipped(error: Exception) -> State[None]:
    """Return the state of a deployed run that found another one in progress: it does not count as a failure.

    For a run from a terminal the error is raised.
    """
    context = FlowRunContext.get()
    if context is None or context.flow_run is None or context.flow_run.deployment_id is None:
        raise error
    return Completed(name="Skipped", message=f"another run is in progress: {error}")


def announce(watched: WatchResult) -> None:
    """Emit a Prefect event for each alert."""
    for alert in watched.alerts:
        with never_failing():
            emit_event(**event(alert))
    get_run_logger().info("%d articles read, %d new contacts", watched.read, len(watched.news))


@dataclass(slots=True)
class ProgressBar:
    """How far a run has come, counted in outlets."""

    total: int
    done: int = 0

    @property
    def percent(self) -> float:
        """Between 0 and 100."""
        return min(100.0, 100.0 * self.done / self.total) if self.total else 100.0


@asynccontextmanager
async def progress(total: int, what: str) -> AsyncIterator[ProgressBar]:
    """Show a progress artifact, and update it until the context ends."""
    bar = ProgressBar(total)
    shown = None
    with never_failing():
        shown = await acreate_progress_artifact(progress=0.0, description=what)

    async def follow() -> None:
        while shown is not None:
            await asyncio.sleep(PROGRESS_INTERVAL)
            with never_failing():
                await aupdate_progress_artifact(shown, progress=bar.percent)

    following = asyncio.create_task(follow())
    try:
        yield bar
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
        if shown is not None:
            with never_failing():
                await aupdate_progress_artifact(shown, progress=bar.percent)


async def show_artifacts(key: str, rows: Sequence[dict[str, str | int]], what: str, report: str | None = None) -> None:
    """Show rows as a table artifact, and a report as a Markdown artifact."""
    with never_failing():
        if rows:
            await acreate_table_artifact(table=list(rows), key=f"{key}-outlets", description=what)
        if report:
            await acreate_markdown_artifact(markdown=report, key=f"{key}-report", description="What the run did")


@contextmanager
def never_failing() -> Iterator[None]:
    """Log an exception within the block instead of raising it: an artifact or event must not fail the run."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 whatever Prefect's client raises while its server is away
        log.warning("not shown in Prefect: %s", error)
