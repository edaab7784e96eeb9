"""From HTML bytes to loaded, deduplicated, detected rows, beside trafilatura alone on the same pages.

    python tests/benchmarks/pipeline.py [PAGES]

The peers only extract: trafilatura's default extraction, and pre-cleaning with its fast mode (the floor of what any
careful pipeline on lxml can cost). Ours is the whole way after the fetch: extract, clean, language, near-duplicates,
DuckDB, detection, resolution, outbox. Per core everything is counted in processor time. One core and two are compared
in wall time, as a run works: children read pages and this process stores them, all kept to one core, then to two with
a child for each. What a second child adds where the first has two cores to itself already is printed beside it.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parent))

import invented_articles

import warehouse
from flows.news.article import ExtractionRules, Link, Page
from flows.news.pages.page_to_article import read_page
from flows.news.sandbox import SandboxFailure, SandboxPool
from flows.pipeline.detect_and_resolve import read_articles
from flows.pipeline.load import load
from flows.pipeline.outlet_batch import Batch
from flows.pipeline.resolve_stored import NewsTerms
from flows.run_statistics import Run

NOW = datetime(2026, 1, 5, tzinfo=UTC)
ROUNDS = 3
WARM = 40
"""Pages read before the clock runs: some of every layout."""
POOLS = {"one core": (1, 1), "two cores": (2, 2), "one child": (2, 1)}
"""Cores and children of the runs in wall time."""
TOGETHER = 100
"""Pages loaded in one transaction, as a run of a few outlets would."""


def pages(count: int) -> list[Page]:
    """Return pages of 85 KB in the layouts of outlets that carry their text in markup."""
    kind = (("Content-Type", "text/html; charset=utf-8"),)
    layouts = [name for name in invented_articles.LAYOUTS if name != "nextjs"]
    urls = [f"https://nama.example/2026/01/05/{1_000_000 + number}" for number in range(count)]
    return [
        Page("nama", url, url, NOW, 200, kind, invented_articles.page(number, layouts[number % len(layouts)]))
        for number, url in enumerate(urls)
    ]


def default(found: list[Page]) -> int:
    """Extract with trafilatura as it comes."""
    from trafilatura import bare_extraction

    return sum(bare_extraction(page.body.decode()) is not None for page in found)


def floor(found: list[Page]) -> int:
    """Pre-clean, then extract with trafilatura's fast mode."""
    from lxml import html
    from trafilatura import bare_extraction

    from flows.news.pages.element_lines import PageIdentity
    from flows.news.pages.element_pruning import prune

    count = 0
    for page in found:
        tree = html.document_fromstring(page.body, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
        prune(tree, PageIdentity(page.final_url))
        made = bare_extraction(tree, fast=True, include_comments=False, with_metadata=False)
        count += made is not None
    return count


def whole(con: warehouse.Connection, found: list[Page]) -> int:
    """Take pages all the way in this process."""
    run = Run(uuid4(), "ingest", "benchmark", NOW, "0")
    loaded = 0
    for at in range(0, len(found), TOGETHER):
        outcomes = [
            (Link("nama", page.url, "feed"), read_page(page, ExtractionRules())) for page in found[at : at + TOGETHER]
        ]
        loaded += load(con, run, Batch("nama", outcomes=tuple(outcomes)), NOW).loaded
    return min(loaded, read_articles(con, run, NewsTerms(now=NOW, alert_channels=())).read)


async def pooled(found: list[Page], workers: int) -> int:
    """Take pages all the way with extraction in the child processes of a run."""
    with (
        tempfile.TemporaryDirectory() as folder,
        warehouse.open_warehouse(Path(folder) / "w.duckdb", modest=True) as con,
    ):
        run = Run(uuid4(), "ingest", "benchmark", NOW, "0")
        loaded = 0
        async with SandboxPool(workers) as pool:
            await asyncio.gather(*(pool.run(read_page, page, ExtractionRules()) for page in found[: 2 * workers]))
            begun = time.perf_counter()

            async def chunk(some: list[Page]) -> Batch:
                made = await asyncio.gather(*(pool.run(read_page, page, ExtractionRules()) for page in some))
                assert not any(isinstance(item, SandboxFailure) for item in made), made
                links = [Link("nama", page.url, "feed") for page in some]
                return Batch("nama", outcomes=tuple(zip(links, made, strict=True)))

            work = [asyncio.create_task(chunk(found[at : at + TOGETHER])) for at in range(0, len(found), TOGETHER)]
            for task in work:
                batch = await task
                loaded += await asyncio.to_thread(lambda batch=batch: load(con, run, batch, NOW).loaded)
            read = read_articles(con, run, NewsTerms(now=NOW, alert_channels=())).read
            assert loaded == read, (loaded, read)
            print(json.dumps({"pages": loaded, "seconds": time.perf_counter() - begun}))
        return loaded


def spent() -> float:
    """Return the processor seconds of this process and its ended children."""
    own, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime


def alone(name: str, count: int) -> None:
    """Measure one way in this process and print its row."""
    if name in POOLS:
        cores, children = POOLS[name]
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
        asyncio.run(pooled(pages(count), children))
        return
    found = pages(WARM + count)
    with (
        tempfile.TemporaryDirectory() as folder,
        warehouse.open_warehouse(Path(folder) / "w.duckdb", modest=True) as con,
    ):
        ways: dict[str, Callable[[list[Page]], int]] = {
            "default": default, "floor": floor, "whole": partial(whole, con)
        }  # fmt: skip
        ways[name](found[:WARM])  # imports, caches and a new warehouse are not throughput
        begun = spent()
        done = ways[name](found[WARM:])
        print(json.dumps({"pages": done, "seconds": spent() - begun}))


def measure(name: str, count: int) -> list[float]:
    """Run one way a few times, each in a fresh process, and return its pages a second."""
    found = []
    for _ in range(ROUNDS):
        done = subprocess.run(
            [sys.executable, __file__, "alone", name, str(count)], capture_output=True, text=True, check=True
        )
        row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        found.append(row["pages"] / row["seconds"])
    return sorted(found)


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["alone"]:
        alone(sys.argv[2], int(sys.argv[3]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    names = ["default", "floor", "whole", *(POOLS if (os.cpu_count() or 1) > 1 else [])]
    found = {name: measure(name, count) for name in names}
    middle = {name: speeds[len(speeds) // 2] for name, speeds in found.items()}
    print(f"{count} pages of 85 KB, pages a second: lowest, middle, highest of {ROUNDS} runs")
    for name, speeds in found.items():
        print(f"{name:9} {speeds[0]:7.1f} {middle[name]:7.1f} {speeds[-1]:7.1f}")
    print(f"whole : trafilatura's default, a core  {middle['whole'] / middle['default']:.2f} (bar 2)")
    print(f"whole : pre-clean + fast, a core       {middle['whole'] / middle['floor']:.2f} (bar 0.7)")
    if "two cores" in middle:
        print(f"two cores : one core, wall time        {middle['two cores'] / middle['one core']:.2f} (bar 1.6)")
        print(f"two cores, two children : one child    {middle['two cores'] / middle['one child']:.2f}")


if __name__ == "__main__":
    main()
