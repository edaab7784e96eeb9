"""One ingest: ask the outlets, load what is new, and record the health of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import warehouse
from flows.clock import utc_now
from flows.news.article import Problem
from flows.news.outlets.sources import Outlet
from flows.news.sandbox import start_fork_server
from flows.pipeline.collect_all import CollectionJob, Collector, StepRunner, collect_here, run_directly
from flows.pipeline.due_outlets import due
from flows.pipeline.learn_boilerplate import learn
from flows.pipeline.load import known_state, load_all, record_outlets
from flows.pipeline.monitor_ping import ping_start
from flows.pipeline.outlet_batch import Batch, OutletState
from flows.pipeline.outlet_health import record_health
from flows.pipeline.publish_copy_and_page import publish_or_log
from flows.pipeline.run_record import BY_HAND_REQUEST, RunRequest, exclusive_run, record_end, record_start
from flows.run_statistics import OutletStats, Run, RunKind, RunOutcome
from flows.settings import Settings

BATCH_WAIT = 1.0
"""Seconds that batches without news wait for others, so that the warehouse is opened once for all of them."""

OnLoaded = Callable[[Batch, OutletStats], None]
LoadedBatch = tuple[Batch, OutletStats]


@dataclass(frozen=True, slots=True)
class Ingested:
    """The result of an ingest: statistics by outlet, and what went wrong with listings."""

    run: Run
    stats: tuple[OutletStats, ...]
    problems: tuple[Problem, ...]
    unreached: frozenset[str]

    @property
    def reached(self) -> bool:
        """Whether any outlet could be reached, or none was asked."""
        return not self.stats or len(self.unreached) < len(self.stats)

    @property
    def outcome(self) -> RunOutcome:
        """How the run ended."""
        if not self.reached:
            return RunOutcome.FAILED
        return RunOutcome.PARTIAL if self.unreached else RunOutcome.OK


async def run_ingest(  # noqa: PLR0913 outlets, the request, and three parts that flows replace
    settings: Settings,
    outlets: Sequence[Outlet],
    request: RunRequest = BY_HAND_REQUEST,
    *,
    step: StepRunner = run_directly,
    on_loaded: OnLoaded = lambda _batch, _stats: None,
    collector: Collector = collect_here,
) -> Ingested:
    """Read what is new at the outlets and store it.

    1. choose the outlets to ask, with what is known of each
    2. collect them, and load each in one transaction as soon as it is collected
    3. store the outlets without news, learn boilerplate, and record how each outlet does and how the run ended
    4. publish the warehouse where articles were loaded; otherwise the watch that follows publishes it

    `on_loaded` is called after each outlet, for progress; `collector` collects in this process or on workers. Raises
    warehouse.BusyError where another run is in progress, warehouse.BehindError where the published copy holds more than
    the warehouse.
    """
    clock = request.clock
    with exclusive_run(settings, RunKind.INGEST, request) as run:
        pinging = asyncio.create_task(asyncio.to_thread(ping_start, settings))
        if isinstance(settings.warehouse, Path) and not settings.warehouse.exists():
            start_fork_server()  # every listing is new, and making the warehouse takes as long as the imports
        job = _choose_outlets(settings, run, outlets, request)
        loaded, idle = await _collect_and_load(job, step, on_loaded, collector)
        with warehouse.open_warehouse(settings.warehouse) as con:
            loaded += _with_stats(idle, load_all(con, run, idle, clock()), on_loaded)
            done = _summed_up(run, outlets, loaded)
            learn(con, [one.outlet for one in done.stats if one.loaded], run.started_at)
            record_health(con, run, outlets, clock())
            record_end(con, run, done.outcome, clock())
        if any(one.loaded for one in done.stats):
            publish_or_log(settings)
        await pinging
    return done


def _choose_outlets(settings: Settings, run: Run, outlets: Sequence[Outlet], request: RunRequest) -> CollectionJob:
    with warehouse.open_warehouse(settings.warehouse, published=settings.published) as con:
        record_start(con, run)
        record_outlets(con, outlets, run.started_at)
        known = known_state(con, run.started_at)
    asked = due(outlets, known, run.started_at) if request.due_only else tuple(outlets)
    return CollectionJob(settings, run, asked, known, request.since, request.clock)


async def _collect_and_load(
    job: CollectionJob, step: StepRunner, on_loaded: OnLoaded, collector: Collector
) -> tuple[list[LoadedBatch], list[Batch]]:
    """Collect and load concurrently; return what was loaded, and the last batches, which are without news.

    None ends the queue between the two.
    """
    waiting: asyncio.Queue[Batch | None] = asyncio.Queue()

    async def collecting() -> None:
        try:
            await collector(job, waiting.put, step)
        finally:
            await waiting.put(None)

    async def loading() -> tuple[list[LoadedBatch], list[Batch]]:
        return await _load_as_they_come(job.settings, job.run, waiting, on_loaded)

    task = asyncio.create_task(collecting())
    try:
        loaded, idle = await step("load", loading)
        await task
    finally:
        task.cancel()
    return loaded, idle


def _summed_up(run: Run, outlets: Sequence[Outlet], loaded: Sequence[LoadedBatch]) -> Ingested:
    """Return the result of the run, in the order of the outlets."""
    order = {outlet.id: number for number, outlet in enumerate(outlets)}
    pairs = sorted(loaded, key=lambda pair: order[pair[0].outlet])
    return Ingested(
        run,
        tuple(stats for _, stats in pairs),
        tuple(problem for batch, _ in pairs for problem in batch.problems),
        frozenset(batch.outlet for batch, _ in pairs if not batch.reached),
    )


async def _load_as_they_come(
    settings: Settings, run: Run, waiting: asyncio.Queue[Batch | None], on_loaded: OnLoaded
) -> tuple[list[LoadedBatch], list[Batch]]:
    """Load batches until None ends them; all that wait are loaded while the warehouse is open once.

    If the last of them are without news they are returned as they are, since the warehouse is opened again anyway.
    """
    loaded: list[LoadedBatch] = []
    while True:
        batches = [await waiting.get()]
        with suppress(TimeoutError):
            async with asyncio.timeout(BATCH_WAIT):
                while (last := batches[-1]) and last.idle:
                    batches.append(await waiting.get())
        while not waiting.empty():
            batches.append(waiting.get_nowait())
        ready = [batch for batch in batches if batch]
        is_last = None in batches
        if is_last and all(batch.idle for batch in ready):
            return loaded, ready
        loaded += _with_stats(ready, await asyncio.to_thread(_store, settings, run, ready), on_loaded)
        if is_last:
            return loaded, []


def _with_stats(batches: Sequence[Batch], stats: Sequence[OutletStats], on_loaded: OnLoaded) -> list[LoadedBatch]:
    """Return each batch with its statistics, and call `on_loaded` for each."""
    pairs = list(zip(batches, stats, strict=True))
    for pair in pairs:
        on_loaded(*pair)
    return pairs


async def list_new_links(
    settings: Settings, outlets: Sequence[Outlet], request: RunRequest = BY_HAND_REQUEST
) -> tuple[Batch, ...]:
    """Ask the outlets what is new: the links are in `left`, and nothing is read, stored or locked."""
    now = request.clock()
    known: Mapping[str, OutletState] = {}
    if settings.published.exists():
        with warehouse.open_published(settings.published) as con:
            known = known_state(con, now)
    found: list[Batch] = []

    async def put(batch: Batch) -> None:
        found.append(batch)

    with TemporaryDirectory(prefix="rabita-look-") as folder:
        run = Run(uuid4(), RunKind.LOOK, request.started_by, now, version("rabita"))
        mine = settings.model_copy(update={"data": Path(folder)})
        nothing = tuple(outlet.model_copy(update={"budget": 0}) for outlet in outlets)
        await collect_here(CollectionJob(mine, run, nothing, known, request.since, request.clock), put)
    return tuple(found)


def _store(settings: Settings, run: Run, batches: Sequence[Batch]) -> list[OutletStats]:
    with warehouse.open_warehouse(settings.warehouse, modest=True) as con:
        return load_all(con, run, batches, utc_now())
