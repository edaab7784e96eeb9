"""One import: files, loaded like pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

import warehouse
from flows.news.article import Page, Problem
from flows.news.pages.archive import Archive
from flows.news.sandbox import SandboxPool, start_fork_server
from flows.pipeline.collect_outlet import collect_pages
from flows.pipeline.import_files import FileReader, ImportPosition, ImportSource, positions
from flows.pipeline.ingest_run import Ingested
from flows.pipeline.load import load_part, record_stats
from flows.pipeline.outlet_batch import PAGES_PER_BATCH, Batch
from flows.pipeline.publish_copy_and_page import publish_or_log
from flows.pipeline.run_record import BY_HAND_REQUEST, RunRequest, record_end, recorded_run
from flows.run_statistics import OutletStats, Run, RunKind
from flows.settings import Settings


async def run_import(  # noqa: PLR0913 files, the request, defaults and progress
    settings: Settings,
    paths: Sequence[Path],
    request: RunRequest = BY_HAND_REQUEST,
    *,
    published: datetime | None = None,
    outlet: str | None = None,
    on_read: Callable[[int], object] = lambda _: None,
) -> Ingested:
    """Archive, extract, clean, deduplicate and load files, a few hundred pages in one transaction.

    WARC files are read part by part, several at once, and from where a stopped import had got to. `published` and
    `outlet` are for pages that do not state their own; `on_read` is called with the number of bytes that were read.
    What a silent `request` brings raises no alert. Raises warehouse.BusyError where another run is in progress.
    """
    start_fork_server()
    with recorded_run(settings, RunKind.IMPORT, request) as run:
        source = ImportSource(run.started_at, request.clock, published, outlet)
        async with SandboxPool() as pool:
            with Archive(settings.archive, run.id) as archive:
                loader = _ImportLoader(settings, run, archive, pool, request.clock)
                await _read_all(loader, paths, source, on_read)
        with warehouse.open_warehouse(settings.warehouse) as con:
            stats = record_stats(con, loader.stats)
            done = Ingested(run, stats, tuple(loader.problems), frozenset())
            record_end(con, run, done.outcome, request.clock())
        publish_or_log(settings)
    return done


class _ImportLoader:
    """Stores the pages of files, a batch at a time, and collects statistics and problems."""

    def __init__(
        self, settings: Settings, run: Run, archive: Archive, pool: SandboxPool, clock: Callable[[], datetime]
    ) -> None:
        self.settings, self.pool = settings, pool
        self.stats: list[OutletStats] = []
        self.problems: list[Problem] = []
        self._run, self._archive, self._clock = run, archive, clock
        self._turn = asyncio.Lock()

    async def store(self, found: Sequence[Page | Problem], position: ImportPosition | None = None) -> None:
        """Store pages and problems, and after them the position in their file, so that no part is lost."""
        batch = await collect_pages(found, self._archive, self.pool)
        async with self._turn:
            self.stats += await asyncio.to_thread(self._load, batch, position)
        self.problems += [outcome for _, outcome in batch.outcomes if isinstance(outcome, Problem)]

    def _load(self, batch: Batch, position: ImportPosition | None) -> list[OutletStats]:
        with warehouse.open_warehouse(self.settings.warehouse, modest=True) as con:
            stats = load_part(con, self._run, batch, self._clock())
            warehouse.add(con, "import_position", [position] if position else [])
            return stats


async def _read_all(
    loader: _ImportLoader, paths: Sequence[Path], source: ImportSource, on_read: Callable[[int], object]
) -> None:
    from flows.news.pages.local_files import importable, is_warc, read_import

    now, outlet = source.now, source.outlet
    files = [one for path in paths for one in importable(path, now, outlet)]
    archives = [one for one in files if isinstance(one, Path) and is_warc(one)]

    def others() -> Iterator[Page | Problem]:
        for one in files:
            if isinstance(one, Problem):
                yield one
            elif not is_warc(one):
                yield from read_import(one, now=now, published=source.published, outlet=outlet)
                on_read(one.stat().st_size)

    pages = others()
    while chunk := list(islice(pages, PAGES_PER_BATCH)):
        await loader.store(chunk)
    if archives:
        with warehouse.open_warehouse(loader.settings.warehouse, modest=True) as con:
            begin = positions(con, archives)
        await FileReader(source, loader.pool, loader.store, on_read).read_all(archives, begin)
