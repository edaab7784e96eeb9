"""What Prefect costs: a run over 200 unchanged outlets as a flow run under a running server, beside the same by hand.

    python tests/benchmarks/orchestration.py [--outlets 200] [--rounds 5]

Both run in one process against the same outlets (they answer 304), in turns; the medians are compared, so that what
else the machine does falls on both. Prefect's database is measured in pages in use before and after the flow runs.
Bars: at most 3 s more, at most 200 KB a run.

    python tests/benchmarks/orchestration.py --workers

measures articles a second through fetch and extract with one worker process and with two, in one run: bar 1.6. Each
worker and its child are kept to one core, as docs/deploy has it for systemd and for containers. Beside it stands the
same with workers let loose, where one alone has most of two cores to itself, and what an article costs either.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "faults"))
from local_outlets import sources
from service_harness import free_port, kin, server, town, tracked

from flows.settings import Settings

AGAIN = 2
"""Rounds that are not measured: imports, first connections."""


def used(database: Path) -> int:
    """Return the bytes of the pages in use, journal included: what a file will hold, however it grows."""
    with sqlite3.connect(database) as con:
        con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (pages,), (free,), (size,) = (
            con.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count", "page_size")
        )
    return int((pages - free) * size)


def overhead(outlets: int, rounds: int) -> None:
    """Measure runs by hand and under Prefect in turns, and print the comparison."""
    with tempfile.TemporaryDirectory(prefix="rabita-cost-") as name, town(outlets, 2) as (port, _):
        folder = Path(name)
        path = folder / "sources.yaml"
        path.write_text(sources(outlets, port), "utf-8")
        settings = Settings(data=folder / "data", sources=path, allow_private=True)
        settings.data.mkdir()
        api = free_port()
        environ = tracked(settings, api)
        with server(environ, api):
            os.environ.update(environ)
            hand, flow, grown = asyncio.run(measure(settings, rounds))
    more = [with_prefect - by_hand for by_hand, with_prefect in zip(hand, flow, strict=True)]
    print(f"{outlets} unchanged outlets, {rounds} runs each: by hand {statistics.median(hand):.2f} s, "
          f"as a flow run {statistics.median(flow):.2f} s")  # fmt: skip
    print(
        f"Prefect costs {statistics.median(more):.2f} s a run (bar 3), {grown / 1024:.0f} KB of its database (bar 200)"
    )


async def measure(settings: Settings, rounds: int) -> tuple[list[float], list[float], float]:
    """Return the seconds of each run by hand and as a flow run, and the bytes that a flow run leaves behind."""
    from flows.ingest import ingest
    from flows.news.outlets.sources import load_sources
    from flows.pipeline.build_alert_channels import channels_of
    from flows.pipeline.detect_and_alert_run import run_watch
    from flows.pipeline.ingest_run import run_ingest

    outlets = load_sources(settings.sources, allow_private=True).outlets
    channels = channels_of(settings)
    database = settings.data / "prefect" / "prefect.db"
    hand, flow = [], []
    before = 0
    for number in range(rounds + AGAIN):
        begun = time.perf_counter()
        await run_ingest(settings, outlets)
        await asyncio.to_thread(run_watch, settings, channels)
        middle = time.perf_counter()
        await ingest()
        if number >= AGAIN:
            hand.append(middle - begun)
            flow.append(time.perf_counter() - middle)
        if number == AGAIN - 1:
            await asyncio.sleep(10)  # events are written late
            before = used(database)
    await asyncio.sleep(10)
    return hand, flow, (used(database) - before) / rounds


WORKER = """
import asyncio, os, sys, tempfile
if sys.argv[4] == "kept":
    os.sched_setaffinity(0, {int(sys.argv[1])})
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from flows.run_statistics import Run
from flows.news.outlets.sources import load_sources
from flows.settings import Settings
from flows.pipeline.collect_all import CollectionJob, collect_here
from flows.pipeline.landing_zone import LandingZone
from flows.clock import utc_now
import flows.news.pages.extract
async def main():
    part, parts, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    outlets = load_sources(folder / "sources.yaml", allow_private=True).outlets[part::parts]
    run = Run(uuid4(), "ingest", "benchmark", datetime.now(UTC), "0")
    landing, count = LandingZone(str(folder / "landing")), 0
    with tempfile.TemporaryDirectory() as data:
        settings = Settings(data=Path(data), allow_private=True, children=1, first_run_articles=1000)
        async def put(batch):
            nonlocal count
            count += len(batch.outcomes)
            landing.send(run, batch, settings.archive)
        warm = CollectionJob(settings, run, outlets[:1], {}, None, utc_now)
        await collect_here(warm, put)
        print("ready", flush=True)
        sys.stdin.readline()
        count = 0
        await collect_here(CollectionJob(settings, run, tuple(outlets[1:]), {}, None, utc_now), put)
        print(count, flush=True)
        sys.stdin.read()  # until what it cost has been looked at
if __name__ == "__main__":
    asyncio.run(main())
"""


def workers(outlets: int, articles: int) -> None:
    """Measure one worker, then two, three times in turns, and print the ratio of the best."""
    with tempfile.TemporaryDirectory(prefix="rabita-two-") as name, town(outlets, articles) as (port, _):
        folder = Path(name)
        (folder / "sources.yaml").write_text(sources(outlets, port, budget=1000), "utf-8")
        script = folder / "worker.py"
        script.write_text(WORKER, "utf-8")
        for kept in (True, False):
            compare(script, folder, kept)


def compare(script: Path, folder: Path, kept: bool) -> None:
    """Measure one worker and two in turns, and print the ratio of the best."""
    found: dict[int, list[tuple[float, float, float]]] = {1: [], 2: []}
    for _ in range(3):
        for parts, speeds in found.items():
            speeds.append(speed(script, folder, parts, kept))
    (one, own, children), (two, _, _) = (max(found[parts]) for parts in (1, 2))
    print(f"{'each kept to one core' if kept else 'let loose'}: one worker {one:.1f} articles/s, two {two:.1f}: "
          f"{two / one:.2f} × (bar 1.6)")  # fmt: skip
    print(
        f"  an article costs a worker {own * 1000:.1f} ms of processor time and its children {children * 1000:.1f} ms"
    )


def spent(pid: int) -> tuple[float, float]:
    """Return the processor seconds of a process and of all below it, ended ones too. Source: proc(5), stat."""
    ticks = os.sysconf("SC_CLK_TCK")
    rows = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in kin(pid)]
    times = [[int(value) / ticks for value in row[11:15]] for row in rows]
    return sum(times[0][:2]), sum(map(sum, times[1:]))


def speed(script: Path, folder: Path, parts: int, kept: bool) -> tuple[float, float, float]:
    """Return the articles a second of so many workers at once, from the moment that all are ready, and what one costs.

    The costs are processor seconds of the workers and of their children.
    """
    running = [
        subprocess.Popen(
            [sys.executable, script, str(part), str(parts), str(folder), "kept" if kept else "free"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for part in range(parts)
    ]
    for one in running:
        assert one.stdout is not None
        one.stdout.readline()
    before = [spent(one.pid) for one in running]
    begun = time.perf_counter()
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    count = sum(int((one.stdout and one.stdout.readline()) or 0) for one in running)
    took = time.perf_counter() - begun
    after = [spent(one.pid) for one in running]
    own, children = (sum(row[kind] for row in after) - sum(row[kind] for row in before) for kind in (0, 1))
    for one in running:
        assert one.stdin is not None
        one.stdin.close()
        one.wait(30)
    return count / took, own / count, children / count


def main() -> None:
    """Measure what was asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--outlets", type=int, default=0)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--articles", type=int, default=10)
    options.add_argument("--workers", action="store_true")
    asked = options.parse_args()
    if asked.workers:
        workers(asked.outlets or 20, asked.articles)
    else:
        overhead(asked.outlets or 200, asked.rounds)


if __name__ == "__main__":
    main()
