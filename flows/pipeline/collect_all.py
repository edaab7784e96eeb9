"""Many outlets to batches, all of them in this process; a flow may collect them on workers instead."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

import xxhash

from flows.news.outlets.sources import Outlet
from flows.news.pages.archive import Archive
from flows.news.pages.soft404 import Soft404Cache
from flows.news.sandbox import SandboxPool
from flows.news.web.fetch import Fetcher
from flows.news.web.robots import RobotsCache
from flows.pipeline.collect_outlet import collect, crashed
from flows.pipeline.collection_context import CollectTools
from flows.pipeline.outlet_batch import Batch, OutletState
from flows.run_statistics import Run
from flows.settings import Settings

OUTLETS_AT_ONCE = 24
"""Outlets collected at the same time; a host still gets one request at a time."""

OUTLETS_PER_STEP = 50
"""Outlets in one step: a Prefect task costs a fiftieth of a second and 20 KB."""

Result = TypeVar("Result")
BatchSink = Callable[[Batch], Awaitable[None]]


class StepRunner(Protocol):
    """Runs one named step; a Prefect flow makes it a task."""

    def __call__(self, name: str, work: Callable[[], Awaitable[Result]]) -> Awaitable[Result]:
        """Return what the work returns."""


async def run_directly(name: str, work: Callable[[], Awaitable[Result]]) -> Result:  # noqa: ARG001
    """Run a step without making it a task."""
    return await work()


@dataclass(frozen=True, slots=True)
class CollectionJob:
    """The outlets to collect for a run, and what is known of them; `clock` returns aware UTC."""

    settings: Settings
    run: Run
    outlets: tuple[Outlet, ...]
    known: Mapping[str, OutletState]
    since: datetime | None
    clock: Callable[[], datetime]


class Collector(Protocol):
    """Collects the batches of a run, one for each outlet, in any order."""

    def __call__(self, work: CollectionJob, put: BatchSink, step: StepRunner) -> Awaitable[None]:
        """Put each batch as soon as it is ready."""


def split_outlets(outlets: Sequence[Outlet], parts: int) -> list[tuple[Outlet, ...]]:
    """Divide outlets into at most `parts` parts by a hash of their id; no part is empty."""
    groups: list[list[Outlet]] = [[] for _ in range(parts)]
    for outlet in outlets:
        groups[xxhash.xxh3_64_intdigest(outlet.id.encode()) % parts].append(outlet)
    return [tuple(group) for group in groups if group]


async def collect_here(work: CollectionJob, put: BatchSink, step: StepRunner = run_directly) -> None:
    """Collect the outlets in this process, OUTLETS_PER_STEP in one step."""
    settings = work.settings
    turns = asyncio.Semaphore(OUTLETS_AT_ONCE)
    origins = [url for outlet in work.outlets for url in outlet.addresses]
    fetcher = Fetcher(
        settings.contact,
        allow_private=settings.allow_private,
        private_origins=origins,
        robots=RobotsCache(settings.data / "robots.json"),
        clock=work.clock,
    )
    soft404s = Soft404Cache(settings.data / "absent.json")
    async with fetcher, SandboxPool(settings.children) as pool:
        with Archive(settings.archive, work.run.id) as archive:
            tools = CollectTools(fetcher, pool, archive, soft404s)

            async def one(outlet: Outlet) -> None:
                async with turns:
                    seen = work.known.get(outlet.id, OutletState())
                    try:
                        batch = await collect(outlet, seen, tools, settings.first_run_articles, work.since)
                    except Exception as error:
                        if ExceptionGroup("", [error]).subgroup((OSError, MemoryError)):
                            raise  # a full disk is not a problem of the outlet
                        batch = crashed(outlet, error)
                    await put(batch)

            async def some(outlets: Sequence[Outlet]) -> None:
                await asyncio.gather(*map(one, outlets))

            parts = split_outlets(work.outlets, -(-len(work.outlets) // OUTLETS_PER_STEP)) if work.outlets else []
            await asyncio.gather(*(
                step(f"collect {len(part)} outlets, {place} of {len(parts)}", partial(some, part))
                for place, part in enumerate(parts, start=1)
            ))  # fmt: skip
    soft404s.save(work.run.started_at.date())
