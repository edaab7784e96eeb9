"""Whole runs: ingest and import, from the lock that keeps a second one out to the copy published for readers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import uuid4

import warehouse
from dashboards.build import Built, Reach, build
from flows.alerts.sender import Channel
from flows.books import Run, RunEnd, Tally
from flows.contacts.ledger import Decision
from flows.news.absent import AbsentBook
from flows.news.archive import Archive
from flows.news.article import Problem
from flows.news.child import ChildPool
from flows.news.fetch import Fetcher
from flows.news.imports import read_import
from flows.news.outlets import Outlet
from flows.news.robots import RobotsBook
from flows.settings import Settings
from flows.steps.collect import Batch, Seen, Tools, collect, collect_pages
from flows.steps.health import note_health, tell_digest, tell_health
from flows.steps.learn import learn
from flows.steps.load import load, note_outlets, seen
from flows.steps.rebuild import rebuild, unread
from flows.steps.tell import start_beat, tell
from flows.steps.watch import Terms, Watched, decide, watch

AT_ONCE = 24
"""Outlets collected at the same time; a host still gets one request at a time."""

TOGETHER = 200
"""Imported pages stored in one transaction."""

Result = TypeVar("Result")
Told = Callable[[Batch, Tally], None]


class Step(Protocol):
    """Runs one named step: by hand it is awaited, a Prefect flow makes it a task."""

    def __call__(self, name: str, work: Callable[[], Awaitable[Result]]) -> Awaitable[Result]:
        """Return what the work returns."""


async def by_hand(name: str, work: Callable[[], Awaitable[Result]]) -> Result:  # noqa: ARG001
    """Run a step as it is."""
    return await work()


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a run brought: its books, one for each outlet, and what went wrong with listings."""

    run: Run
    tallies: tuple[Tally, ...]
    problems: tuple[Problem, ...]
    unreached: frozenset[str]

    @property
    def outcome(self) -> str:
        """The outcome: ok, partial where some outlets could not be read, failed where none could."""
        if self.tallies and len(self.unreached) == len(self.tallies):
            return "failed"
        return "partial" if self.unreached else "ok"


def utc_now() -> datetime:
    """Return the time, aware and UTC."""
    return datetime.now(UTC)


@contextmanager
def begun(settings: Settings, flow: str, started_by: str, now: datetime) -> Iterator[Run]:
    """Begin a run and keep others out until it ends. Raises warehouse.BusyError where another run is going."""
    run = Run(uuid4(), flow, started_by, now, version("rabita"))
    with warehouse.hold(settings.data / "run.lock"), warehouse.writing_for(run.id):
        with warehouse.open_warehouse(settings.warehouse) as con:
            warehouse.add(con, "run", [run])
        yield run


def end(settings: Settings, run: Run, outcome: str, now: datetime) -> None:
    """Note how a run ended, and publish the warehouse for readers."""
    with warehouse.open_warehouse(settings.warehouse) as con:
        warehouse.add(con, "run_end", [RunEnd(run.id, now, outcome)])
    warehouse.publish(settings.warehouse, settings.published)


async def ingest(
    settings: Settings,
    outlets: Sequence[Outlet],
    *,
    started_by: str = "hand",
    step: Step = by_hand,
    told: Told = lambda _batch, _tally: None,
) -> Ingested:
    """Read what is new at the outlets and store it, each outlet in one transaction as soon as it is collected.

    `told` is called after each outlet, for progress. Raises warehouse.BusyError where another run is going.
    """
    with begun(settings, "ingest", started_by, utc_now()) as run:
        pinging = asyncio.create_task(asyncio.to_thread(start_beat, settings))
        with warehouse.open_warehouse(settings.warehouse) as con:
            note_outlets(con, outlets, run.started_at)
            known = seen(con, run.started_at)
        turns = asyncio.Semaphore(AT_ONCE)
        origins = [url for outlet in outlets for url in outlet.addresses]
        fetcher = Fetcher(
            settings.contact,
            allow_private=settings.allow_private,
            private_origins=origins,
            robots=RobotsBook(settings.data / "robots.json"),
        )
        absent = AbsentBook(settings.data / "absent.json")
        async with fetcher, ChildPool() as pool:
            with Archive(settings.archive, run.id) as archive:
                tools = Tools(fetcher, pool, archive, absent)
                waiting: asyncio.Queue[Batch | None] = asyncio.Queue()

                async def one(outlet: Outlet) -> None:
                    async with turns:
                        work = partial(
                            collect, outlet, known.get(outlet.id, Seen()), tools, settings.first_run_articles
                        )
                        await waiting.put(await step(f"collect {outlet.id}", work))

                async def every() -> None:
                    try:
                        await asyncio.gather(*map(one, outlets))
                    finally:
                        await waiting.put(None)

                collecting = asyncio.create_task(every())
                results = [pair async for pair in _loaded(settings, run, waiting, step, told)]
                await collecting
        absent.save(run.started_at.date())
        done = Ingested(
            run,
            tuple(tally for _, tally in results),
            tuple(problem for batch, _ in results for problem in batch.problems),
            frozenset(batch.outlet for batch, _ in results if not batch.reached),
        )
        with warehouse.open_warehouse(settings.warehouse) as con:
            learn(con, [tally.outlet for tally in done.tallies if tally.loaded], run.started_at)
            note_health(con, run, outlets, utc_now())
        end(settings, run, done.outcome, utc_now())
        await pinging
    return done


async def _loaded(
    settings: Settings, run: Run, waiting: asyncio.Queue[Batch | None], step: Step, told: Told
) -> AsyncIterator[tuple[Batch, Tally]]:
    """Load batches as they come, all that wait in one opening of the warehouse, until None ends them."""
    going = True
    while going:
        batches = [await waiting.get()]
        while not waiting.empty():
            batches.append(waiting.get_nowait())
        going = None not in batches
        ready = [batch for batch in batches if batch]
        if ready:
            tallies = await step(
                f"load {', '.join(batch.outlet for batch in ready)}", partial(store, settings, run, ready)
            )
            for pair in zip(ready, tallies, strict=True):
                told(*pair)
                yield pair


async def store(settings: Settings, run: Run, batches: Sequence[Batch]) -> list[Tally]:
    """Load batches, each in a transaction, holding the warehouse for as long as that takes and no longer."""
    return await asyncio.to_thread(_store, settings, run, batches)


def _store(settings: Settings, run: Run, batches: Sequence[Batch]) -> list[Tally]:
    with warehouse.open_warehouse(settings.warehouse) as con:
        return [load(con, run, batch, utc_now()) for batch in batches]


async def import_files(
    settings: Settings,
    paths: Sequence[Path],
    *,
    published: datetime | None = None,
    outlet: str | None = None,
    started_by: str = "hand",
) -> Ingested:
    """Take files the way that pages take: archive, extract, clean, dedupe, load; a few hundred in one transaction.

    `published` dates those that say nothing themselves. Raises warehouse.BusyError where another run is going.
    """
    with begun(settings, "import", started_by, utc_now()) as run:
        tallies: list[Tally] = []
        problems: list[Problem] = []
        async with ChildPool() as pool:
            with Archive(settings.archive, run.id) as archive:
                now = run.started_at
                pages = (
                    page for path in paths for page in read_import(path, now=now, published=published, outlet=outlet)
                )
                while chunk := list(islice(pages, TOGETHER)):
                    batch = await collect_pages(chunk, archive, pool)
                    if tallies:  # books are kept by name, and each chunk has its own
                        batch = replace(batch, outlet=f"import {len(tallies) + 1}")
                    tallies += await store(settings, run, [batch])
                    problems += [outcome for _, outcome in batch.outcomes if isinstance(outcome, Problem)]
        done = Ingested(run, tuple(tallies), tuple(problems), frozenset())
        end(settings, run, done.outcome, utc_now())
    return done


async def replay_archive(settings: Settings, outlets: Sequence[Outlet], since: date | None = None) -> Ingested:
    """Read the archive once more by the rules of today, and what comes out otherwise for contacts; nothing is told.

    Raises warehouse.BusyError where another run is going, ValueError where articles wait for their first reading.
    """
    with begun(settings, "replay", "hand", utc_now()) as run:
        with warehouse.open_warehouse(settings.warehouse) as con:
            if waiting := unread(con):
                raise ValueError(f"{waiting} articles were never read, and a replay tells nobody: `rabita watch` first")
        tallies, problems = await rebuild(settings, run, outlets, since)
        done = Ingested(run, tuple(tallies), tuple(problems), frozenset())
        end(settings, run, done.outcome, utc_now())
    return done


def watch_new(
    settings: Settings, channels: Sequence[Channel], *, alert: bool = True, started_by: str = "hand"
) -> Watched:
    """Read what was loaded and not yet read, put what is news into the outbox, and send what is due.

    Raises warehouse.BusyError where another run is going.
    """
    with begun(settings, "watch", started_by, utc_now()) as run:
        rules = tuple(channel.rules for channel in channels) if alert else None
        with warehouse.open_warehouse(settings.warehouse) as con:
            done = watch(con, run, Terms(now=utc_now(), freshness=settings.freshness, channels=rules))
            if rules is not None:
                tell_health(con, rules, utc_now())
                tell_digest(con, rules, utc_now())
        end(settings, run, "ok", utc_now())
    if alert:
        tell(settings, channels, utc_now())
    show(settings)
    return done


def decide_contact(settings: Settings, decision: Decision, channels: Sequence[Channel] = ()) -> None:
    """Carry out what a person decided of a contact, publish it, and tell the channels that ask for such steps.

    Raises KeyError for an unknown contact, warehouse.BusyError where a run is going.
    """
    with begun(settings, "decide", "hand", decision.decided_at) as run:
        with warehouse.open_warehouse(settings.warehouse) as con:
            decide(con, run, decision, [channel.rules for channel in channels])
        end(settings, run, "ok", utc_now())
    tell(settings, channels, utc_now())
    show(settings)


def show(settings: Settings) -> Built:
    """Rebuild the page from what is published, last of all: nobody is alerted later because of it."""
    return build(settings.published, settings.dashboard, now=utc_now(), reach=Reach(settings.dashboard_base))
