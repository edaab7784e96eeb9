"""Delete old archive files, load batches that landed too late for their run, and compact the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import warehouse
from flows.news.pages.archive import prune
from flows.pipeline.landing_zone import LandingZone, merge
from flows.pipeline.publish_copy_and_page import publish_copy_and_metrics
from flows.pipeline.run_record import RunRequest, record_end, recorded_run
from flows.run_statistics import RunKind, RunOutcome, StartedBy
from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class RetentionResult:
    """How many WARC files were deleted, how many late batches were loaded, and whether the warehouse was compacted."""

    files: int
    batches: int
    compacted: bool


def apply_retention(settings: Settings, now: datetime) -> RetentionResult:
    """Delete WARC files older than `archive_days`, load batches of workers that no run loaded, and compact.

    Raises warehouse.BusyError where another run takes longer than a minute.
    """
    request = RunRequest(StartedBy.PREFECT, wait=60.0, clock=lambda: now)
    with recorded_run(settings, RunKind.RETENTION, request) as run:
        batches = merge(settings, LandingZone(settings.landing_url), now, besides=run.id)
        days = settings.archive_days
        files = prune(settings.archive, (now - timedelta(days=days)).date()) if days else 0
        with warehouse.open_warehouse(settings.warehouse) as con:
            record_end(con, run, RunOutcome.OK, now)
        where = settings.warehouse
        compacted = isinstance(where, Path) and warehouse.compact(where, settings.published)
        publish_copy_and_metrics(settings)
    return RetentionResult(files, batches, compacted)
