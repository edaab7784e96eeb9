"""Whole runs: ingest and import, from the lock that keeps a second one out to the copy published for readers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import warehouse
from flows.alerts.sender import AlertChannel
from flows.contacts.resolve.ledger import Decision
from flows.news.article import Problem
from flows.news.outlets.sources import Outlet
from flows.news.pages.archive import Archive
from flows.news.sandbox import SandboxPool
from flows.pipeline.collect_all import CollectionJob, Collector, StepRunner, collect_here, run_directly
from flows.pipeline.collect_outlet import Batch, OutletState, collect_pages
from flows.pipeline.due import Due, due
from flows.pipeline.learn_boilerplate import learn
from flows.pipeline.load import known_state, load_all, record_outlets
from flows.pipeline.notify import notify, ping_start
from flows.pipeline.outlet_health import notify_digest, notify_health, record_health
from flows.pipeline.publish import build_page, publish, renew_for_readers, run_each
from flows.pipeline.watch_articles import NewsTerms, WatchResult, decide, read_articles, unread
from flows.run_statistics import OutletStats, Run, RunEnd
from flows.settings import Settings

PAGES_PER_BATCH = 200
"""Imported pages stored in one transaction."""

BATCH_WAIT = 1.0
"""Seconds that batches without news wait for others, so that the warehouse is opened for all of them together."""

OnLoaded = Callable[[Batch, OutletStats], None]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a run brought: its books, one for each outlet, and what went wrong with listings."""

    run: Run
    tallies: tuple[OutletStats, ...]
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


@dataclass(frozen=True, slots=True)
class RunRequest:
    """How a run is asked for.

    `started_by` is hand, prefect or schedule; `key` names the run where something else has named it already; `wait` is
    how many seconds another run may take to end; links that an outlet dates before `since` are left alone; `due_only`
    asks only outlets whose interval has passed; `clock` gives aware UTC.
    """

    started_by: str = "hand"
    key: UUID | None = None
    wait: float = 0.0
    since: datetime | None = None
    due_only: bool = False
    clock: Callable[[], datetime] = utc_now


BY_HAND_REQUEST = RunRequest()


@dataclass(frozen=True, slots=True)
class _OpenRun:
    id: UUID


@contextmanager
def exclusive_run(  # noqa: PLR0913 what takes its turn, who asked for it and when, and how long another may take
    settings: Settings, flow: str, started_by: str, now: datetime, *, wait: float = 0.0, key: UUID | None = None
) -> Iterator[Run]:
    """Keep other runs out until the block ends, and note a run as failed that raises; `begin` is to be called in it.

    Raises warehouse.BusyError where another run is going.
    """
    protect_data_folder(settings)
    run = Run(key or uuid4(), flow, started_by, now, version("rabita"))
    with warehouse.hold(settings.data / "run.lock", wait=wait), warehouse.writing_for(run.id):
        try:
            yield run
        except BaseException:
            with suppress(Exception):
                with warehouse.open_warehouse(settings.warehouse, wait=1.0, published=settings.published) as con:
                    if run.id in _open(con):
                        record_end(con, run, "failed", utc_now())
                publish(settings)
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
def recorded_run(settings: Settings, flow: str, started_by: str, now: datetime, *, wait: float = 0.0) -> Iterator[Run]:
    """Take a turn and begin, for runs that do not need the warehouse at once. Raises as `turn` does."""
    with exclusive_run(settings, flow, started_by, now, wait=wait) as run:
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


async def ingest(  # noqa: PLR0913 what to read, how it is asked for, and three seams that flows put something into
    settings: Settings,
    outlets: Sequence[Outlet],
    order: RunRequest = BY_HAND_REQUEST,
    *,
    step: StepRunner = run_directly,
    told: OnLoaded = lambda _batch, _tally: None,
    gather: Collector = collect_here,
) -> Ingested:
    """Read what is new at the outlets and store it, each outlet in one transaction as soon as it is collected.

    `told` is called after each outlet, for progress; `gather` brings the batches, from this process or from others.
    Where nothing was loaded, readers see the run once the watch that follows has published it.
    Raises warehouse.BusyError where another run is going, warehouse.BehindError where the published copy holds more
    than the warehouse, as every run does.
    """
    clock = order.clock
    with exclusive_run(settings, "ingest", order.started_by, clock(), wait=order.wait, key=order.key) as run:
        pinging = asyncio.create_task(asyncio.to_thread(ping_start, settings))
        with warehouse.open_warehouse(settings.warehouse, published=settings.published) as con:
            record_start(con, run)
            record_outlets(con, outlets, run.started_at)
            known = known_state(con, run.started_at)
        asked = due(outlets, known, run.started_at) if order.due_only else Due(tuple(outlets), known)
        work = CollectionJob(settings, run, asked.outlets, asked.known, order.since, clock)
        waiting: asyncio.Queue[Batch | None] = asyncio.Queue()

        async def every() -> None:
            try:
                await gather(work, waiting.put, step)
            finally:
                await waiting.put(None)

        async def loading() -> list[tuple[Batch, OutletStats]]:
            return [pair async for pair in _loaded(settings, run, waiting, told)]

        collecting = asyncio.create_task(every())
        try:
            results = await step("load", loading)
            await collecting
        finally:
            collecting.cancel()
        place = {outlet.id: number for number, outlet in enumerate(outlets)}  # they came as each outlet answered
        results.sort(key=lambda pair: place[pair[0].outlet])
        done = Ingested(
            run,
            tuple(tally for _, tally in results),
            tuple(problem for batch, _ in results for problem in batch.problems),
            frozenset(batch.outlet for batch, _ in results if not batch.reached),
        )
        with warehouse.open_warehouse(settings.warehouse) as con:
            learn(con, [tally.outlet for tally in done.tallies if tally.loaded], run.started_at)
            record_health(con, run, outlets, clock())
            record_end(con, run, done.outcome, clock())
        if any(tally.loaded for tally in done.tallies):  # else the watch that follows publishes it just as well
            run_each({"the published copy": lambda: publish(settings)})  # which tells of a full disk, too
        await pinging
    return done


async def _loaded(
    settings: Settings, run: Run, waiting: asyncio.Queue[Batch | None], told: OnLoaded
) -> AsyncIterator[tuple[Batch, OutletStats]]:
    """Load batches as they come, all that wait in one opening of the warehouse, until None ends them."""
    going = True
    while going:
        batches = [await waiting.get()]
        with suppress(TimeoutError):
            async with asyncio.timeout(BATCH_WAIT):
                while (last := batches[-1]) and last.idle:
                    batches.append(await waiting.get())
        while not waiting.empty():
            batches.append(waiting.get_nowait())
        going = None not in batches
        ready = [batch for batch in batches if batch]
        if ready:
            for pair in zip(ready, await store(settings, run, ready), strict=True):
                told(*pair)
                yield pair


async def look(settings: Settings, outlets: Sequence[Outlet], order: RunRequest = BY_HAND_REQUEST) -> tuple[Batch, ...]:
    """Ask the outlets what is new and read none of it: the links stand in `left`, and nothing is stored or locked."""
    now = order.clock()
    known: Mapping[str, OutletState] = {}
    if settings.published.exists():
        with warehouse.open_published(settings.published) as con:
            known = known_state(con, now)
    found: list[Batch] = []

    async def put(batch: Batch) -> None:
        found.append(batch)

    with TemporaryDirectory(prefix="rabita-look-") as folder:
        run = Run(uuid4(), "look", order.started_by, now, version("rabita"))
        mine = settings.model_copy(update={"data": Path(folder)})
        nothing = tuple(outlet.model_copy(update={"budget": 0}) for outlet in outlets)
        await collect_here(CollectionJob(mine, run, nothing, known, order.since, order.clock), put)
    return tuple(found)


async def store(settings: Settings, run: Run, batches: Sequence[Batch]) -> list[OutletStats]:
    """Load batches, each in a transaction, holding the warehouse for as long as that takes and no longer."""
    return await asyncio.to_thread(_store, settings, run, batches)


def _store(settings: Settings, run: Run, batches: Sequence[Batch]) -> list[OutletStats]:
    with warehouse.open_warehouse(settings.warehouse, modest=True) as con:
        return load_all(con, run, batches, utc_now())


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
    from flows.news.pages.local_files import read_import

    with recorded_run(settings, "import", started_by, utc_now()) as run:
        tallies: list[OutletStats] = []
        problems: list[Problem] = []
        async with SandboxPool() as pool:
            with Archive(settings.archive, run.id) as archive:
                now = run.started_at
                pages = (
                    page for path in paths for page in read_import(path, now=now, published=published, outlet=outlet)
                )
                while chunk := list(islice(pages, PAGES_PER_BATCH)):
                    batch = await collect_pages(chunk, archive, pool)
                    if tallies:  # books are kept by name, and each chunk has its own
                        batch = replace(batch, outlet=f"import {len(tallies) + 1}")
                    tallies += await store(settings, run, [batch])
                    problems += [outcome for _, outcome in batch.outcomes if isinstance(outcome, Problem)]
        done = Ingested(run, tuple(tallies), tuple(problems), frozenset())
        with warehouse.open_warehouse(settings.warehouse) as con:
            record_end(con, run, done.outcome, utc_now())
        run_each({"the published copy": lambda: publish(settings)})
    return done


async def replay_archive(settings: Settings, outlets: Sequence[Outlet], since: date | None = None) -> Ingested:
    """Read the archive once more by the rules of today, and what comes out otherwise for contacts; nothing is told.

    Raises warehouse.BusyError where another run is going, ValueError where articles wait for their first reading.
    """
    from flows.pipeline.rebuild import rebuild

    with recorded_run(settings, "replay", "hand", utc_now()) as run:
        with warehouse.open_warehouse(settings.warehouse) as con:
            if waiting := unread(con):
                raise ValueError(f"{waiting} articles were never read, and a replay tells nobody: `rabita watch` first")
        tallies, problems = await rebuild(settings, run, outlets, since)
        done = Ingested(run, tuple(tallies), tuple(problems), frozenset())
        with warehouse.open_warehouse(settings.warehouse) as con:
            record_end(con, run, done.outcome, utc_now())
        run_each({"the published copy": lambda: publish(settings)})
    return done


def watch_new(
    settings: Settings, channels: Sequence[AlertChannel], order: RunRequest = BY_HAND_REQUEST, *, alert: bool = True
) -> WatchResult:
    """Read what was loaded and not yet read, put what is news into the outbox, and send what is due.

    Raises warehouse.BusyError where another run is going.
    """
    clock = order.clock
    with exclusive_run(settings, "watch", order.started_by, clock(), wait=order.wait) as run:
        rules = tuple(channel.rules for channel in channels) if alert else None
        with warehouse.open_warehouse(settings.warehouse, published=settings.published) as con:
            record_start(con, run)
            done = read_articles(con, run, NewsTerms(now=clock(), freshness=settings.freshness, channels=rules))
            if rules is not None:
                notify_health(con, rules, clock())
                notify_digest(con, rules, clock())
            record_end(con, run, "ok", clock())
    if alert:
        notify(settings, channels, clock(), clock=clock, stored=True)
    else:
        renew_for_readers(settings, channels, clock(), {"the published copy": lambda: publish(settings)})
    renew_for_readers(settings, channels, clock(), {"the page": lambda: build_page(settings)})
    return done


def reread_articles(settings: Settings, order: RunRequest = BY_HAND_REQUEST) -> WatchResult:
    """Read stored articles again by the rules of today, store what it comes to, and tell nobody.

    Raises ValueError where articles wait for their first reading, since their contacts would be told to nobody;
    warehouse.BusyError where another run is going.
    """
    with warehouse.open_warehouse(settings.warehouse) as con:
        if waiting := unread(con):
            raise ValueError(f"{waiting} articles were never read, and a replay tells nobody: `rabita watch` first")
    return watch_new(settings, (), order, alert=False)


def decide_contact(settings: Settings, decision: Decision, channels: Sequence[AlertChannel] = ()) -> None:
    """Carry out what a person decided of a contact, publish it, and tell the channels that ask for such steps.

    Raises KeyError for an unknown contact, warehouse.BusyError where a run is going.
    """
    with (
        exclusive_run(settings, "decide", "hand", decision.decided_at) as run,
        warehouse.open_warehouse(settings.warehouse, published=settings.published) as con,
    ):
        record_start(con, run)
        decide(con, run, decision, [channel.rules for channel in channels])
        record_end(con, run, "ok", utc_now())
    notify(settings, channels, utc_now(), stored=True)
    renew_for_readers(settings, channels, utc_now(), {"the page": lambda: build_page(settings)})
