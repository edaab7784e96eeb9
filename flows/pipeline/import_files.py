"""WARC files part by part: several at once, each from where an import of it was stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import warehouse
from flows.news.article import Page, Problem, hash_body, hash_id
from flows.news.pages.local_files import dated, nothing_in
from flows.news.pages.warc_records import BEGINNING, Position
from flows.news.pages.warc_scan import WarcPart, read_part
from flows.news.sandbox import SandboxFailure, SandboxPool

PART_SECONDS = 120.0
"""Seconds that the reading of a part of a file may take."""

_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class ImportPosition:
    """How far a file was imported: the next part begins at `byte_offset` with the record of this number."""

    file: UUID
    name: str
    byte_offset: int
    record: int
    is_last: bool
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class ImportSource:
    """What holds for all that is read.

    `now` (aware UTC) is when it is read, and `clock` says when a part is stored; `published` dates pages that do not
    say, `outlet` is theirs where no record says.
    """

    now: datetime
    clock: Callable[[], datetime]
    published: datetime | None = None
    outlet: str | None = None


Store = Callable[[Sequence[Page | Problem], ImportPosition], Awaitable[None]]
"""Stores what a part holds, and then how far its file was read."""


def positions(con: warehouse.Connection, files: Sequence[Path]) -> dict[Path, Position]:
    """Return where files go on that an import did not read to their end."""
    keys = {key: path for path in files if (key := file_key(path))}
    known = warehouse.read(con, "import_position", ImportPosition, files=list(keys))
    return {keys[row.file]: Position(row.byte_offset, row.record) for row in known}


def file_key(path: Path) -> UUID | None:
    """Return what a file is known by wherever it lies: its length and its beginning; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hash_id("import", str(path.stat().st_size), hash_body(file.read(_HEAD)).hex)
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class FileReader:
    """Reads files in child processes and stores each part before the next but one.

    `on_read` is called with the bytes that were read of a file since the last call.
    """

    source: ImportSource
    pool: SandboxPool
    store: Store
    on_read: Callable[[int], object]

    async def read_all(self, files: Sequence[Path], begin: Mapping[Path, Position]) -> None:
        """Read as many files at once as there are cores, each from where it is to begin."""
        turns = asyncio.Semaphore(self.pool.workers)

        async def one(path: Path) -> None:
            async with turns:
                await self._read(path, begin.get(path, BEGINNING))

        async with asyncio.TaskGroup() as group:
            for path in files:
                group.create_task(one(path))

    async def _read(self, path: Path, at: Position) -> None:
        key, records, done = await asyncio.to_thread(file_key, path), 0, at.offset
        following: asyncio.Task[WarcPart | Problem] | None = asyncio.create_task(self._part(path, at))
        self.on_read(done)
        while following:
            part = await following
            if isinstance(part, Problem):
                part = WarcPart((part,), 1, None)
            following = asyncio.create_task(self._part(path, part.end)) if part.end else None
            records += part.records
            is_empty = part.end is None and at.number + records == 1
            found = (nothing_in(path, self.source.now, self.source.outlet),) if is_empty else part.found
            end = part.end or Position(await asyncio.to_thread(_size, path), at.number + records)
            await self.store(
                [dated(one, self.source.published) for one in found],
                ImportPosition(
                    key or UUID(int=0), path.name, end.offset, end.number, part.end is None, self.source.clock()
                ),
            )
            self.on_read(end.offset - done)
            done = end.offset

    async def _part(self, path: Path, begin: Position) -> WarcPart | Problem:
        """Read one part in a child, or say why none could be read."""
        now, outlet = self.source.now, self.source.outlet
        read = partial(read_part, path, begin, now=now, outlet=outlet)
        made = await self.pool.run(read, timeout=PART_SECONDS)
        if not isinstance(made, SandboxFailure):
            return made
        place = f"{path.name}:{begin.number}"
        detail = f"{place}: {made.detail}; nothing behind it was read"
        return Problem(outlet or "import", place, "read", "unreadable", detail, now)


def _size(path: Path) -> int:
    return path.stat().st_size
