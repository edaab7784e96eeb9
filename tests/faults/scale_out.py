"""Three workers, a PostgreSQL-backed Prefect server, 300 local outlets, and one worker killed in the middle.

    python tests/faults/scale_out.py [--outlets 300] [--workers 3] [--articles 3] [--no-kill]

Prints what landed when, and exits with 1 unless every outlet is in the books once, every article is there, the books
balance, and nothing is left in the landing folder that a further run would load again.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from local_outlets import sources
from service_harness import BIN, ask, balanced, end, free_port, kin, postgres, prefect, server, town, tracked

from flows.settings import Settings


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--outlets", type=int, default=300)
    options.add_argument("--workers", type=int, default=3)
    options.add_argument("--articles", type=int, default=3)
    options.add_argument("--kill", action=argparse.BooleanOptionalAction, default=True)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="rabita-scale-") as name, town(asked.outlets, asked.articles) as (port, _):
        folder = Path(name)
        path = folder / "sources.yaml"
        path.write_text(sources(asked.outlets, port), "utf-8")
        settings = Settings(
            data=folder / "data", sources=path, allow_private=True, work_pool="rabita", shards=2 * asked.workers
        )
        settings.data.mkdir()
        with postgres(folder) as database:
            return trial(settings, asked, database.address)


def trial(settings: Settings, asked: argparse.Namespace, database: str) -> int:
    api = free_port()
    environ = tracked(
        settings, api, PREFECT_SERVER_DATABASE_CONNECTION_URL=database, RABITA_WORK_POOL="rabita",
        RABITA_LOADER_POOL="rabita-loader", RABITA_SHARDS=str(settings.shards), RABITA_CHILDREN="1",
        PREFECT_WORKER_QUERY_SECONDS="2",
    )  # fmt: skip
    workers: list[subprocess.Popen[bytes]] = []
    with server(environ, api):
        for pool in ("rabita", "rabita-loader"):
            prefect(environ, "work-pool", "create", pool, "--type", "process")
        prefect(environ, "deploy", "--all")
        print("deployed; PostgreSQL, server and pools stand", flush=True)
        try:
            for _ in range(asked.workers):
                command = [str(BIN / "rabita"), "worker"]
                workers.append(
                    subprocess.Popen(
                        command,
                        env=environ,
                        start_new_session=True,
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,
                    )
                )
            begun = time.monotonic()
            ingest = subprocess.Popen([str(BIN / "rabita"), "ingest"], env=environ, stdout=subprocess.PIPE, text=True)
            if asked.kill:
                kill_one(settings, workers[0], asked.outlets // 6, begun)
            output, _ = ingest.communicate(timeout=900)
            took = time.monotonic() - begun
        finally:
            for worker in workers:
                end(worker)
    print(output[-900:])
    return verdict(settings, asked, took, ingest.returncode)


def kill_one(settings: Settings, worker: subprocess.Popen[bytes], after: int, begun: float) -> None:
    """Kill a worker with all below it, as when its machine dies, once some outlets have landed."""
    while len(list((settings.data / "landing").glob("*/*.parquet"))) < after:
        time.sleep(0.1)
    # Stop the parent first: it would report the death of its children, which a dead machine cannot.
    doomed = kin(worker.pid)
    for pid in doomed:
        os.kill(pid, signal.SIGSTOP)
    for pid in doomed:
        os.kill(pid, signal.SIGKILL)
    print(
        f"killed a worker and {len(doomed) - 1} processes below it after {time.monotonic() - begun:.0f} s", flush=True
    )


def verdict(settings: Settings, asked: argparse.Namespace, took: float, code: int) -> int:
    (rows,) = ask(settings, "SELECT count(*), count(DISTINCT outlet), sum(loaded) FROM tally")
    articles = ask(settings, "SELECT count(*) FROM article")[0][0]
    open_runs = ask(settings, "SELECT count(*) FROM run WHERE id NOT IN (SELECT run FROM run_end)")[0][0]
    wanted = asked.outlets * asked.articles
    print(f"{took:.0f} s; {rows[1]} outlets in the books in {rows[0]} rows, {articles} of {wanted} articles stored")
    left = list((settings.data / "landing").glob("*/*.parquet"))
    good = code == 0 and rows[0] == rows[1] == asked.outlets and articles == wanted and balanced(settings)
    good = good and open_runs == 0
    print(f"books balance: {balanced(settings)}; exit code {code}; {len(left)} batches left to be cleared")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
