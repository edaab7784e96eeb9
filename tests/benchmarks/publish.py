"""What a run of 500 articles costs the warehouse, by what is stored: seconds of publishing and bytes written.

    .venv/bin/python tests/benchmarks/publish.py                                   100 thousand and a million, 8 GB
    .venv/bin/python tests/benchmarks/publish.py --articles 100000 --runs 3        the quick form

Warehouses of each size are filled as million_articles.py does, unless --folder has them. Then runs load and publish, each in a
process of its own, the sizes in turn, so that other work on the machine spoils all alike. Bytes are those that the
process and its children give to the disk, by their own counters. What a run brings is what its log gets: each row once,
not compressed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

from million_articles import COMPANIONS, CORPUS, NOW, articles, fill

import warehouse
from flows.news.article import hash_id
from flows.run_statistics import Run

ARTICLES = 500
BLOCK = 512
"""Bytes of the unit in which getrusage counts."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run cost: seconds of its publishing, megabytes."""

    seconds: float
    cpu: float
    published: float
    brought: float
    written: float
    folded: bool


def written() -> float:
    """Return the megabytes that this process and its children have given to the disk."""
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    counters = {name: int(value) for name, value in (line.split(": ") for line in lines)}
    own = counters["write_bytes"] - counters["cancelled_write_bytes"]  # what was removed before it got there
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_oublock * BLOCK) / 1e6


def one_run(path: Path, copy: Path) -> Cost:
    """Store what a run stores of its articles, publish, and return what that cost."""
    batch = list(articles(ARTICLES, start=NOW - timedelta(days=1), step=timedelta(minutes=2), seed=time.time_ns()))
    run = Run(hash_id(str(time.time_ns())), "ingest", "hand", NOW, "benchmark")
    log = path.with_name(f"{path.name}.wal")
    began, before = written(), log.stat().st_size if log.exists() else 0
    with warehouse.open_warehouse(path) as con:
        warehouse.add(con, "run", [run])
        warehouse.add(con, "article", batch, run=run.id)
        for table, sql in COMPANIONS.items():
            con.execute(f"INSERT INTO main.{table} BY NAME {sql} WHERE run = ?", [str(run.id)])
    brought = (log.stat().st_size - before) / 1e6
    loaded, wall, cpu = written(), time.perf_counter(), time.process_time()
    warehouse.publish(path, copy)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Cost(wall, cpu, written() - loaded, brought, written() - began, folded=not log.exists())


def prepared(folder: Path, count: int) -> tuple[Path, Path]:
    """Fill a warehouse where there is none, compact it as the nightly retention does, and publish it twice."""
    path, copy = folder / str(count) / "rabita.duckdb", folder / str(count) / "published" / "rabita.duckdb"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fill(path, count)
    for _ in range(2):
        warehouse.publish(path, copy)
    with warehouse.open_warehouse(path) as con:
        warehouse.add(con, "run", [Run(hash_id(str(time.time_ns())), "retention", "prefect", NOW, "benchmark")])
    warehouse.compact(path, copy)
    return path, copy


def main() -> None:
    """Print a line for each size, and the ratio of the largest to the smallest."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--articles", type=int, nargs="+", default=[100_000, 1_000_000])
    words.add_argument("--runs", type=int, default=12)
    words.add_argument("--folder", type=Path, help="Keep the warehouses here, and use them again where they are there.")
    words.add_argument("--run", type=Path, nargs=2, help=argparse.SUPPRESS)
    given = words.parse_args()
    if not CORPUS.exists():
        sys.exit(f"{CORPUS} is not there: the texts are made of it")
    if given.run:
        print(json.dumps(asdict(one_run(*given.run))))
        return
    with tempfile.TemporaryDirectory() as scratch:
        places = {count: prepared(given.folder or Path(scratch), count) for count in given.articles}
        costs: dict[int, list[Cost]] = {count: [] for count in places}
        for _ in range(given.runs):
            for count, place in places.items():
                command = [sys.executable, __file__, "--run", *map(str, place)]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
                costs[count].append(Cost(**json.loads(done.stdout)))
    for count, runs in costs.items():
        usual = [run for run in runs if not run.folded]
        brought, total = sum(run.brought for run in runs), sum(run.written for run in runs)
        print(
            f"{count:>9,} articles: publishing {median(run.seconds for run in usual):.2f} s wall,"
            f" {median(run.cpu for run in usual):.2f} s CPU, {median(run.published for run in usual):.1f} MB (bars: .5 s,"
            f" 30 MB); where the log is folded too, {len(runs) - len(usual)} of {len(runs)} runs, at most"
            f" {max((run.seconds for run in runs if run.folded), default=0):.2f} s and"
            f" {max((run.published for run in runs if run.folded), default=0):.1f} MB; {len(runs)} runs brought"
            f" {brought:.1f} MB and wrote {total:.1f} MB, {total / brought:.2f} times (bar: 3)"
        )
    small, large = (costs[count] for count in (min(costs), max(costs)))
    for name in ("seconds", "cpu", "published", "written"):
        ratio = median(getattr(right, name) / getattr(left, name) for left, right in zip(small, large, strict=True))
        print(f"largest to smallest, median of the pairs, {name}: {ratio:.2f} (bar: 1.3)")


if __name__ == "__main__":
    main()
