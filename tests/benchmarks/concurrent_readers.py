"""Do readers who keep the published copy open delay runs, and do those who reopen it see the newest?

    .venv/bin/python tests/benchmarks/concurrent_readers.py --runs 50 --readers 20

Runs (500 rows loaded, published) alternate with and without the readers holding the copy, so that other work on the
machine spoils both alike; the medians are compared. Idle readers hold the file and a result half read, as a notebook or
a dashboard does.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import warehouse

READER = """
import sys, warehouse
from pathlib import Path
with warehouse.open_public(Path(sys.argv[1])) as con:
    half = con.execute("FROM main.notice")
    half.fetchmany(10)
    print(con.execute("SELECT max(channel::INTEGER) FROM main.notice").fetchall()[0][0], flush=True)
    sys.stdin.read()
    print(con.execute("SELECT max(channel::INTEGER) FROM main.notice").fetchall()[0][0], flush=True)
"""


@dataclass(frozen=True, slots=True)
class Note:
    """A row to be loaded."""

    id: str
    channel: str
    raised_at: datetime
    title: str
    body: str


def run(path: Path, copy: Path, number: int) -> float:
    """Load 500 rows, publish, and return the seconds that took."""
    rows = [Note(f"{number}.{part}", str(number), datetime.now(UTC), "x" * 80, "y" * 3000) for part in range(500)]
    begun = time.perf_counter()
    with warehouse.open_warehouse(path) as con:
        warehouse.add(con, "notice", rows)
    warehouse.publish(path, copy)
    return time.perf_counter() - begun


def main() -> None:
    """Print both medians, their ratio, and what the readers saw."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--runs", type=int, default=50)
    words.add_argument("--readers", type=int, default=20)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        path, copy = Path(scratch) / "rabita.duckdb", Path(scratch) / "published" / "rabita.duckdb"
        free, newest = Path(scratch) / "free.duckdb", 0
        alone, beside = [], []
        run(path, copy, 1)
        run(free, Path(scratch) / "free" / "free.duckdb", 1)
        command = [sys.executable, "-c", READER, str(copy)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        held = [subprocess.Popen(command, **pipes) for _ in range(given.readers)]
        assert [reader.stdout.readline() for reader in held if reader.stdout] == ["1\n"] * given.readers
        for number in range(2, given.runs + 2):
            # The twin has no readers; which goes first alternates.
            if number % 2:
                beside.append(run(path, copy, number))
                alone.append(run(free, Path(scratch) / "free" / "free.duckdb", number))
            else:
                alone.append(run(free, Path(scratch) / "free" / "free.duckdb", number))
                beside.append(run(path, copy, number))
            with warehouse.open_public(copy) as con:
                newest += con.execute("SELECT max(channel::INTEGER) FROM main.notice").fetchall() == [(number,)]
        kept = sum(reader.communicate()[0].strip() == "1" for reader in held)
    ratio = median(left / right for left, right in zip(beside, alone, strict=True))
    print(
        f"{given.runs} runs of 500 rows with {given.readers} readers holding the copy: median {median(beside):.3f} s,"
    )
    print(f"without any {median(alone):.3f} s; median of the pairs' ratios {ratio:.3f} (bar: 1.05)")
    print(
        f"a reader that reopened saw the newest run {newest} times of {given.runs}; {kept} of {given.readers} held theirs"
    )


if __name__ == "__main__":
    main()
