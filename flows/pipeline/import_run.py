"""One import: files that somebody has, loaded like pages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

import warehouse
from flows.news.article import Problem
from flows.news.pages.archive import Archive
from flows.news.sandbox import SandboxPool
from flows.pipeline.batch import Batch
from flows.pipeline.collect_outlet import collect_pages
from flows.pipeline.ingest_run import Ingested
from flows.pipeline.load import load_part, record_stats
from flows.pipeline.publish import publish_or_log
from flows.pipeline.run_record import BY_HAND_REQUEST, RunRequest, record_end, recorded_run
from flows.run_statistics import OutletStats, Run
from flows.settings import Settings

PAGES_PER_BATCH = 200
"""Imported pages stored in one transaction."""


async def run_import(
    settings: Settings,
    paths: Sequence[Path],
    request: RunRequest = BY_HAND_REQUEST,
    *,
    published: datetime | None = None,
    outlet: str | None = None,
) -> Ingested:
    """Take files the way that pages take: archive, extract, clean, dedupe, load; a few hundred in one transaction.

    `published` dates those that say nothing themselves. What a silent `request` brings raises no alert. Raises
    warehouse.BusyError where another run is going.
    """
    from flows.news.pages.local_files import read_import

    with recorded_run(settings, "import", request.started_by, request.clock(), silent=request.silent) as run:
        stats: list[OutletStats] = []
        problems: list[Problem] = []
        async with SandboxPool() as pool:
            with Archive(settings.archive, run.id) as archive:
                now = run.started_at
                pages = (
                    page for path in paths for page in read_import(path, now=now, published=published, outlet=outlet)
                )
                while chunk := list(islice(pages, PAGES_PER_BATCH)):
                    batch = await collect_pages(chunk, archive, pool)
                    stats += await asyncio.to_thread(_load_part, settings, run, batch, request.clock())
                    problems += [outcome for _, outcome in batch.outcomes if isinstance(outcome, Problem)]
        with warehouse.open_warehouse(settings.warehouse) as con:
            done = Ingested(run, record_stats(con, stats), tuple(problems), frozenset())
            record_end(con, run, done.outcome, request.clock())
        publish_or_log(settings)
    return done


def _load_part(settings: Settings, run: Run, batch: Batch, now: datetime) -> list[OutletStats]:
    with warehouse.open_warehouse(settings.warehouse, modest=True) as con:
        return load_part(con, run, batch, now)
