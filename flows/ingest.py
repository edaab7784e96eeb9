"""The flow `ingest`: collect, load and watch as Prefect tasks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

from prefect import State, flow, get_run_logger
from pydantic import Field

from flows.collect_on_worker import collect_on_pool
from flows.news.outlets.sources import Outlet, load_sources
from flows.pipeline.build_alert_channels import channels_of_flow
from flows.pipeline.collect_all import collect_here
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.detect_and_resolve import WatchResult
from flows.pipeline.ingest_run import Ingested, list_new_links, run_ingest
from flows.pipeline.landing_zone import LandingZone
from flows.pipeline.outlet_batch import Batch
from flows.pipeline.run_record import RunRequest
from flows.pipeline.run_report import look_rows, markdown, outlet_rows, problem_lines, totals
from flows.prefect_artifacts import NOTIFYING, announce, as_task, progress, run_request, show_artifacts, skipped
from flows.run_statistics import OutletStats
from flows.settings import Settings
from warehouse import BusyError

RUN_TIMEOUT = 2 * 3600
"""Seconds after which a run is ended; every request has a much shorter deadline."""


@dataclass(frozen=True, slots=True)
class IngestResult:
    """The result of an ingest and of the watch after it."""

    ingested: Ingested
    watched: WatchResult


Source = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


@flow(
    name="ingest",
    description="Read what is new at the outlets, and alert new contacts.",
    timeout_seconds=RUN_TIMEOUT,
    **NOTIFYING,
)
async def ingest(  # noqa: PLR0913, PLR0917 - the parameters on Prefect's page
    sources: list[Source] | None = None,
    since: datetime | None = None,
    dry_run: bool = False,  # noqa: FBT001, FBT002 Prefect passes parameters by name
    alert: bool = True,  # noqa: FBT001, FBT002
    due_only: bool = False,  # noqa: FBT001, FBT002
    wait: float | None = None,
) -> IngestResult | State[None] | None:
    """Read what is new at the outlets, store it, and watch for contacts.

    Settings come from the environment. A dry run returns None. Raises warehouse.BusyError where another run is in
    progress (a deployed run is skipped then), KeyError for an unknown outlet, SourcesError for a mistake in
    sources.yaml. Prefect's page shows the following beside its fields.

    Args:
        sources: Ids of sources.yaml to read; none means all that are not paused.
        since: Skip articles that their outlet dates earlier; without a zone it is UTC.
        dry_run: Only list what is new. No page is read, nothing is stored, nothing is sent.
        alert: Whether to alert new contacts.
        due_only: Ask only outlets whose interval has passed, as schedules do; ignored where sources are named.
        wait: Seconds to wait for another run to end; none means a minute for a deployed run and 0 for others.
    """
    settings = Settings()
    known = load_sources(settings.sources, allow_private=settings.allow_private)
    outlets = [known.by_id(name) for name in sources] if sources else list(known.enabled)
    asked = replace(run_request(), since=_aware(since), due_only=due_only and not sources, silent=not alert)
    asked = asked if wait is None else replace(asked, wait=wait)
    if dry_run:
        await _look(settings, outlets, asked)
        return None
    try:
        return await _run(settings, outlets, asked, alert=alert)
    except BusyError as error:
        return skipped(error)


async def _run(settings: Settings, outlets: list[Outlet], asked: RunRequest, *, alert: bool) -> IngestResult:
    channels = await asyncio.to_thread(channels_of_flow, settings)
    log = get_run_logger()
    collector = collect_on_pool if settings.work_pool else collect_here
    async with progress(len(outlets), "Outlets read") as bar:

        def on_loaded(batch: Batch, stats: OutletStats) -> None:  # noqa: ARG001 - what the loader gives
            bar.done += 1
            if stats.loaded or stats.rejected or stats.failed:
                log.info(
                    "%s: %d loaded, %d rejected, %d failed", stats.outlet, stats.loaded, stats.rejected, stats.failed
                )

        done = await run_ingest(settings, outlets, asked, step=as_task, on_loaded=on_loaded, collector=collector)
        bar.done = bar.total
    if settings.work_pool:
        await asyncio.to_thread(LandingZone(settings.landing_url).clear, done.run.id)

    async def watching() -> WatchResult:
        return await asyncio.to_thread(
            run_watch, settings, channels, replace(asked, wait=max(asked.wait, 60.0)), alert=alert
        )

    watched = await as_task("detect, resolve, alert", watching)
    announce(watched)
    for line in problem_lines(done.problems):
        log.info("%s", line)
    log.info("run %s: %s", done.run.id, ", ".join(f"{count} {name}" for name, count in totals(done.stats).items()))
    await show_artifacts("ingest", outlet_rows(done), "Outlets with news or problems", markdown(done, watched))
    return IngestResult(done, watched)


async def _look(settings: Settings, outlets: list[Outlet], asked: RunRequest) -> None:
    async with progress(len(outlets), "Outlets looked at"):
        batches = await list_new_links(settings, outlets, asked)
    await show_artifacts("look", look_rows(batches), "What a run would read")
    get_run_logger().info("%d outlets, %d new links", len(batches), sum(len(batch.left) for batch in batches))


def _aware(when: datetime | None) -> datetime | None:
    return when if when is None or when.tzinfo else when.replace(tzinfo=UTC)
