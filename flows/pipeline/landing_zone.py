"""Batches between machines: a worker writes WARC and Parquet to the landing folder, one loader merges them.

The folder is a path or any fsspec URL. `<run>/<outlet>.parquet` is one batch, written last and at once, so that what is
there is whole; its WARC files lie beside it. An order (`<run>/<part>.order`) is what a worker needs to know: it has no
warehouse. Merging twice is merging once: a batch whose books are in the warehouse is only taken away.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter

import warehouse
from flows.news.article import Article, Link, Problem
from flows.pipeline.load import load
from flows.pipeline.outlet_batch import Batch, OutletState
from flows.run_statistics import Request, Run
from flows.settings import Settings

HEAD = b"rabita"
"""The key of the file's metadata that holds what is true of the whole batch."""


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """One part of a run's outlets (ids of sources.yaml), and what is known of them; `since` is aware UTC."""

    run: Run
    part: str
    outlets: tuple[str, ...]
    known: dict[str, OutletState]
    first: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class BatchHeader:
    """What is true of a whole landed batch; `warcs` are paths below the archive."""

    run: Run
    outlet: str
    left_as: str
    unchanged: int
    warcs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a landed batch: an outcome, a problem of a listing, a request, or a link left for later."""

    part: str
    link: Link | None = None
    article: Article | None = None
    problem: Problem | None = None
    request: Request | None = None


@dataclass(frozen=True, slots=True)
class _Loaded:
    outlet: str


ORDER_ADAPTER, HEADER, ROW = TypeAdapter(WorkOrder), TypeAdapter(BatchHeader), TypeAdapter(_Row)


class LandingZone:
    """The landing folder at a path or fsspec URL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._fs, self._root = fsspec.core.url_to_fs(url)

    def send_order(self, order: WorkOrder) -> None:
        """Leave an order for a worker."""
        self._write(f"{order.run.id}/{order.part}.order", ORDER_ADAPTER.dump_json(order))

    def read_order(self, run: UUID, part: str) -> WorkOrder:
        """Return an order. Raises FileNotFoundError where there is none."""
        return ORDER_ADAPTER.validate_json(self._fs.cat_file(f"{self._root}/{run}/{part}.order"))

    def send(self, run: Run, batch: Batch, archive: Path) -> None:
        """Land a batch and its WARC files of the archive; whoever sees the batch sees all of it."""
        files = sorted(archive.rglob(f"{batch.outlet}-{run.id}-*"))
        names = [path.relative_to(archive).as_posix() for path in files]
        for path, name in zip(files, names, strict=True):
            self._write(f"{run.id}/{name}", path.read_bytes())
        head = BatchHeader(run, batch.outlet, batch.left_as, batch.unchanged, tuple(names))
        table = pa.Table.from_pylist([_plain(ROW.dump_python(row)) for row in _rows(batch)] or [{"part": "none"}])
        table = table.replace_schema_metadata({HEAD: HEADER.dump_json(head)})
        sink = io.BytesIO()
        pq.write_table(table, sink, compression="zstd")
        self._write(f"{run.id}/{batch.outlet}.parquet", sink.getvalue())

    def landed(self, run: UUID) -> set[str]:
        """Return the outlets of a run whose batches are there."""
        self._fs.invalidate_cache()
        if not self._fs.exists(f"{self._root}/{run}"):
            return set()
        return {Path(name).stem for name in self._fs.glob(f"{self._root}/{run}/*.parquet")}

    def runs(self) -> list[UUID]:
        """Return the runs of which anything is there."""
        self._fs.invalidate_cache()
        if not self._fs.exists(self._root):
            return []
        names = [Path(entry).name for entry in self._fs.ls(self._root, detail=False)]
        return [UUID(name) for name in names if len(name) == 36]  # noqa: PLR2004 a UUID

    def take(self, run: UUID, outlet: str, archive: Path) -> tuple[Run, Batch]:
        """Return a landed batch, and put its WARC files into the archive; the batch itself stays until `clear`."""
        table = pq.read_table(io.BytesIO(self._fs.cat_file(f"{self._root}/{run}/{outlet}.parquet")))
        head = HEADER.validate_json((table.schema.metadata or {})[HEAD])
        rows = [ROW.validate_python(row) for row in table.to_pylist() if row["part"] != "none"]
        for name in head.warcs:
            self._archive(f"{self._root}/{run}/{name}", archive / name)
        return head.run, _batch(head, rows)

    def clear(self, run: UUID) -> None:
        """Take away all that a run has landed."""
        if self._fs.exists(f"{self._root}/{run}"):
            self._fs.rm(f"{self._root}/{run}", recursive=True)

    def _archive(self, there: str, here: Path) -> None:
        if here.exists() or not self._fs.exists(there):
            return
        here.parent.mkdir(parents=True, exist_ok=True)
        fresh = here.with_suffix(".new")
        self._fs.get_file(there, str(fresh))
        fresh.replace(here)

    def _write(self, name: str, content: bytes) -> None:
        path = f"{self._root}/{name}"
        self._fs.makedirs(path.rpartition("/")[0], exist_ok=True)
        self._fs.pipe_file(f"{path}.new", content)
        self._fs.mv(f"{path}.new", path)


def merge(settings: Settings, landing: LandingZone, now: datetime, *, besides: UUID) -> int:
    """Load what earlier runs have landed and nobody merged, and return how many batches those were.

    For whoever holds the run lock; `besides` is his own run.
    """
    count = 0
    for run in landing.runs():
        if run == besides:
            continue
        with warehouse.open_warehouse(settings.warehouse) as con:
            loaded = {row.outlet for row in warehouse.read(con, "outlet_counted_in_run", _Loaded, run=str(run))}
            for outlet in sorted(landing.landed(run) - loaded):
                owner, batch = landing.take(run, outlet, settings.archive)
                load(con, owner, batch, now)
                count += 1
        landing.clear(run)
    return count


def _rows(batch: Batch) -> Iterator[_Row]:
    for link, outcome in batch.outcomes:
        if isinstance(outcome, Article):
            yield _Row("outcome", link=link, article=outcome)
        else:
            yield _Row("outcome", link=link, problem=outcome)
    yield from (_Row("problem", problem=one) for one in batch.problems)
    yield from (_Row("request", request=one) for one in batch.requests)
    yield from (_Row("left", link=one) for one in batch.left)


def _batch(head: BatchHeader, rows: Sequence[_Row]) -> Batch:
    return Batch(
        outlet=head.outlet,
        outcomes=tuple((row.link, row.article or row.problem) for row in rows if row.part == "outcome"),  # type: ignore[misc]
        problems=tuple(row.problem for row in rows if row.part == "problem" and row.problem),
        requests=tuple(row.request for row in rows if row.part == "request" and row.request),
        left=tuple(row.link for row in rows if row.part == "left" and row.link),
        left_as=head.left_as,
        unchanged=head.unchanged,
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 whatever Arrow takes
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, UUID) else value
