"""Batches between machines: what lands is what was collected, merging twice is merging once, nothing half is taken."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

import warehouse
from flows.clock import utc_now
from flows.news.outlets.sources import load_sources
from flows.news.pages.archive import read_warc
from flows.pipeline.collect_all import BatchSink, CollectionJob, StepRunner, collect_here, run_directly, split_outlets
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.ingest_run import run_ingest
from flows.pipeline.landing_zone import LandingZone, WorkOrder, merge
from flows.pipeline.outlet_batch import Batch, OutletState
from flows.run_statistics import Run, RunKind, StartedBy
from flows.settings import Settings

NOW = datetime.now(UTC)


def ask(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with warehouse.open_warehouse(settings.warehouse) as con:
        return con.execute(query).fetchall()


def collected(settings: Settings, worker: Path, run: Run) -> list[Batch]:
    """Collect as a worker does, without any warehouse."""
    batches: list[Batch] = []

    async def put(batch: Batch) -> None:
        batches.append(batch)

    mine = settings.model_copy(update={"data": worker})
    outlets = tuple(load_sources(settings.sources, allow_private=True).outlets)
    asyncio.run(collect_here(CollectionJob(mine, run, outlets, {}, None, utc_now), put))
    return batches


@pytest.fixture
def run() -> Run:
    return Run(uuid4(), RunKind.INGEST, StartedBy.HAND, NOW, "0")


@pytest.fixture
def batches(settings: Settings, tmp_path: Path, run: Run) -> list[Batch]:
    return collected(settings, tmp_path / "worker", run)


@pytest.mark.parametrize("where", ["folder", "memory"])
def test_what_lands_is_what_was_collected(batches: list[Batch], tmp_path: Path, run: Run, where: str) -> None:
    landing = LandingZone("memory://landing-test" if where == "memory" else str(tmp_path / "landing"))
    for batch in batches:
        landing.send(run, batch, tmp_path / "worker" / "archive")
    assert landing.landed(run.id) == {batch.outlet for batch in batches}
    for batch in batches:
        assert landing.take(run.id, batch.outlet, tmp_path / "here") == (run, batch)
    there = sorted(path.name for path in (tmp_path / "worker" / "archive").rglob("*.warc.gz"))
    assert sorted(path.name for path in (tmp_path / "here").rglob("*.warc.gz")) == there
    assert any(list(read_warc(path)) for path in (tmp_path / "here").rglob("*.warc.gz"))
    landing.clear(run.id)
    assert landing.runs() == []


def test_merging_again_loads_nothing_twice_and_the_statistics_balance(
    settings: Settings, batches: list[Batch], tmp_path: Path, run: Run
) -> None:
    landing = LandingZone(str(tmp_path / "landing"))
    for _ in range(2):  # a loader that died after loading and before clearing
        for batch in batches:
            landing.send(run, batch, tmp_path / "worker" / "archive")
        merge(settings, landing, NOW, besides=uuid4())
    (sums,) = ask(settings, "SELECT count(*), sum(loaded), sum(discovered) FROM tally")
    assert sums[0] == len(batches)
    assert ask(settings, "SELECT count(*) FROM article") == [(sums[1],)]
    assert ask(
        settings, "SELECT count(*) FROM tally WHERE discovered <> loaded + duplicate + unchanged + rejected + failed"
    ) == [(0,)]


def test_an_ingest_from_a_landing_folder_is_the_same_as_one_here(
    settings: Settings, batches: list[Batch], tmp_path: Path
) -> None:
    async def from_workers(work: CollectionJob, put: BatchSink, step: StepRunner) -> None:  # noqa: ARG001
        landing = LandingZone(str(tmp_path / "landing"))
        for batch in batches:
            landing.send(work.run, batch, tmp_path / "none")
            await put(landing.take(work.run.id, batch.outlet, settings.archive)[1])

    outlets = load_sources(settings.sources, allow_private=True).outlets
    asyncio.run(run_ingest(settings, outlets, collector=from_workers))
    here = settings.model_copy(update={"data": tmp_path / "other"})
    asyncio.run(run_ingest(here, outlets, step=run_directly))
    query = "SELECT url FROM article UNION SELECT url FROM reprint ORDER BY 1"
    assert ask(settings, query) == ask(here, query)
    assert len(run_watch(settings, ()).news) == len(run_watch(here, ()).news) == 1


def test_orders_come_back_whole(tmp_path: Path, run: Run) -> None:
    landing = LandingZone(str(tmp_path))
    seen = OutletState(
        urls=frozenset({"https://a.example/1"}), validators={"https://a.example/f": ('"1"', None)}, before=True
    )
    order = WorkOrder(run, "part-0", ("a", "b"), {"a": seen}, 10, NOW)
    landing.send_order(order)
    assert landing.read_order(run.id, "part-0") == order
    assert landing.landed(run.id) == set()


def test_outlets_are_dealt_the_same_every_time_and_nearly_evenly(settings: Settings) -> None:
    outlet = load_sources(settings.sources, allow_private=True).outlets[0]
    many = [outlet.model_copy(update={"id": f"outlet-{number}"}) for number in range(600)]
    hands = split_outlets(many, 6)
    assert hands == split_outlets(many, 6)
    assert sorted(one.id for hand in hands for one in hand) == sorted(one.id for one in many)
    assert all(70 <= len(hand) <= 130 for hand in hands)
    assert [len(hand) for hand in split_outlets(many[:1], 6)] == [1]
