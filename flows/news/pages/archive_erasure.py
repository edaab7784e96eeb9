"""Take pages out of the archive for good: a WARC file that holds one is written anew without it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from flows.news.web.canonical import canonical


def erase(folder: Path, addresses: frozenset[str]) -> int:
    """Remove every record of these canonical addresses from the files of `folder` and return how many there were.

    Reads the whole archive. A file takes the place of the old one in one step; files that hold none stay as they are.
    """
    if not addresses:
        return 0
    return sum(_rewritten(path, addresses) for path in sorted(folder.rglob("*.warc.gz")))


def _rewritten(path: Path, addresses: frozenset[str]) -> int:
    fresh = path.with_name(f"{path.name}.new")
    removed = 0
    try:
        with path.open("rb") as source, fresh.open("wb") as target:
            writer = WARCWriter(target, gzip=True)
            for record in ArchiveIterator(source, no_record_parse=True):
                if _about(record, addresses):
                    removed += 1
                else:
                    writer.write_record(record)
            target.flush()
            os.fsync(target.fileno())
        if removed:
            fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return removed


def _about(record: Any, addresses: frozenset[str]) -> bool:  # noqa: ANN401 - warcio has no types
    """Return whether a record is of one of the addresses, as asked for or as it was reached."""
    target = record.rec_headers.get_header("WARC-Target-URI") or ""
    said = record.rec_headers.get_header("WARC-JSON-Metadata") or ""
    return canonical(target) in addresses or any(f'"{address}"' in said for address in addresses)
