"""The flow `ingest`: the steps as Prefect tasks, one for each outlet and one for each batch, never one per article."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.books import Tally
from flows.news.outlets import load_sources
from flows.settings import Settings
from flows.steps import runs
from flows.steps.collect import Batch

Result = TypeVar("Result")


async def as_task(name: str, work: Callable[[], Awaitable[Result]]) -> Result:
    """Run a named step as a Prefect task; what it works with stays out of Prefect's database."""

    @task(name=name, cache_policy=NO_CACHE, persist_result=False)
    async def step() -> Result:
        return await work()

    return await step()


@flow(name="ingest", persist_result=False)
async def ingest(sources: list[str] | None = None) -> runs.Ingested:
    """Read what is new at the outlets and store it.

    `sources` are outlet ids of sources.yaml; none means all. Settings come from the environment. Raises
    warehouse.BusyError where another run is going, flows.news.outlets.SourcesError for a mistake in sources.yaml.
    """
    settings = Settings()
    known = load_sources(settings.sources, allow_private=settings.allow_private)
    outlets = [known.by_id(name) for name in sources] if sources else known.outlets
    log = get_run_logger()

    def told(_batch: Batch, tally: Tally) -> None:
        log.info("%s: %d discovered, %d loaded, %d failed", tally.outlet, tally.discovered, tally.loaded, tally.failed)

    return await runs.ingest(settings, outlets, started_by="prefect", step=as_task, told=told)
