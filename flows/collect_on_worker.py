"""The flow `collect`, one part of the outlets on a worker, and how `ingest` has a work pool run it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.deployments import arun_deployment

from flows.clock import utc_now
from flows.news.article import Problem
from flows.news.outlets.sources import Outlet, load_sources
from flows.pipeline import landing_zone as land
from flows.pipeline.collect_all import BatchSink, CollectionJob, StepRunner, collect_here, split_outlets
from flows.pipeline.landing_zone import LandingZone
from flows.pipeline.outlet_batch import Batch, OutletState
from flows.prefect_crashes import mark_dead_runs_crashed
from flows.settings import Settings

DEPLOYMENT = "collect/collect"
LOOK = 1.0
"""Seconds between two looks at the landing folder."""

ASK = 10.0
"""Seconds between two questions to Prefect how the parts are doing."""

TRIES = 3
"""Times that an outlet is given to a worker."""

SILENCE = 15 * 60.0
"""Seconds without any landed batch after which what is missing is given up until the next run."""


@flow(name="collect", description="Collect one part of the outlets and land it.", persist_result=False)
async def collect(run: UUID, part: str, landing: str) -> int:
    """Carry out an order of the landing folder and return how many outlets were landed, each as soon as it is whole.

    For workers: needs sources.yaml and the network, no warehouse.
    """
    settings = Settings()
    place = LandingZone(landing)
    ordered = await asyncio.to_thread(place.read_order, run, part)
    known = load_sources(settings.sources, allow_private=settings.allow_private)
    outlets = tuple(known.by_id(name) for name in ordered.outlets)
    settings = settings.model_copy(update={"first_run_articles": ordered.first})
    with tempfile.TemporaryDirectory(prefix="rabita-collect-") as folder:

        async def put(batch: Batch) -> None:
            await asyncio.to_thread(place.send, ordered.run, batch, mine.archive)

        mine = settings.model_copy(update={"data": Path(folder)})
        await collect_here(CollectionJob(mine, ordered.run, outlets, ordered.known, ordered.since, utc_now), put)
    get_run_logger().info("%d outlets landed", len(outlets))
    return len(outlets)


@dataclass(slots=True)
class _Part:
    """One flow run on the pool, and the outlets it was given."""

    flow_run: FlowRun
    outlets: frozenset[str]
    over: bool = False


async def collect_on_pool(work: CollectionJob, put: BatchSink, step: StepRunner) -> None:
    """Have a work pool collect the outlets, and bring the batches as they land.

    What a part that has ended did not land is given to another one, up to three times in all; then it is a problem of
    its outlet, which the next run asks again. What runs before this one landed and nobody merged is merged first.
    """
    place = LandingZone(work.settings.landing_url)
    async with get_client() as client:
        await mark_dead_runs_crashed(client)  # a worker that dies with its machine can say so to nobody
    await asyncio.to_thread(land.merge, work.settings, place, work.clock(), besides=work.run.id)

    async def scattering() -> None:
        await _PoolCollection(work, put, place).run()

    await step(f"collect {len(work.outlets)} outlets on {work.settings.work_pool}", scattering)


class _PoolCollection:
    """The parts of one run on the pool, until every outlet has landed or is given up."""

    def __init__(self, work: CollectionJob, put: BatchSink, place: LandingZone) -> None:
        self._work, self._put, self._place = work, put, place
        self._missing = {outlet.id: outlet for outlet in work.outlets}
        self._given: dict[str, int] = dict.fromkeys(self._missing, 0)
        self._parts: list[_Part] = []

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for hand in split_outlets(tuple(self._missing.values()), self._work.settings.shards):
            await self._give(hand)
        heard = asked = loop.time()
        while self._missing:
            if await self._take():
                heard = loop.time()
            elif loop.time() - asked >= ASK:
                asked = loop.time()
                await self._give_again()
                if asked - heard > SILENCE:
                    await self._give_up(list(self._missing), "no worker has landed anything for a quarter of an hour")
            await asyncio.sleep(LOOK)

    async def _take(self) -> int:
        landed = await asyncio.to_thread(self._place.landed, self._work.run.id)
        fresh = sorted(landed & self._missing.keys())
        for outlet in fresh:
            _, batch = await asyncio.to_thread(self._place.take, self._work.run.id, outlet, self._work.settings.archive)
            del self._missing[outlet]
            await self._put(batch)
        return len(fresh)

    async def _give(self, outlets: Sequence[Outlet]) -> None:
        names = frozenset(outlet.id for outlet in outlets)
        part = f"part-{len(self._parts)}"
        known = {name: seen for name in names if (seen := self._work.known.get(name, OutletState())) != OutletState()}
        ordered = land.WorkOrder(
            self._work.run,
            part,
            tuple(sorted(names)),
            known,
            self._work.settings.first_run_articles,
            self._work.since,
        )
        await asyncio.to_thread(self._place.send_order, ordered)
        parameters = {"run": str(self._work.run.id), "part": part, "landing": self._place.url}
        flow_run = await arun_deployment(DEPLOYMENT, parameters=parameters, timeout=0, as_subflow=False)
        self._parts.append(_Part(flow_run, names))
        for name in names:
            self._given[name] += 1

    async def _give_again(self) -> None:
        """Give what ended parts did not land to new ones."""
        for part in [one for one in self._parts if not one.over]:
            part.over = await _over(part.flow_run.id)
            if not part.over:
                continue
            await self._take()
            lost = [self._missing[name] for name in sorted(part.outlets & self._missing.keys())]
            again = [outlet for outlet in lost if self._given[outlet.id] < TRIES]
            if again:
                get_run_logger().warning("%d outlets of a part that ended are given to another worker", len(again))
                await self._give(again)
            await self._give_up([outlet.id for outlet in lost if outlet not in again], f"{TRIES} workers were lost")

    async def _give_up(self, outlets: Sequence[str], why: str) -> None:
        for name in outlets:
            problem = Problem(name, self._missing.pop(name).homepage, "collect", "worker lost", why, datetime.now(UTC))
            await self._put(replace(Batch(name), problems=(problem,)))


async def _over(flow_run: UUID) -> bool:
    """Say whether a flow run has ended; while Prefect's server is away it is taken to go on."""
    try:
        async with get_client() as client:
            state = (await client.read_flow_run(flow_run)).state
    except Exception:  # noqa: BLE001 whatever Prefect's client raises
        return False
    return state is not None and state.is_final()
