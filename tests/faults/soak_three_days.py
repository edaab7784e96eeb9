"""72 simulated hours over 200 local outlets with faults on, by an accelerated clock.

    python tests/faults/soak_three_days.py [--outlets 200] [--hours 72] [--step 15] [--faults 0.03]

Every `--step` simulated minutes a scheduled run (outlets that are due, then watch) as `rabita serve` asks for it, all
in this one process, so that whatever leaks shows. One request in thirty goes wrong: reset, 500, 429, cut, slow; so
does one alert in twenty. Now and then a second run is started beside the first. Prints a line every six hours, and
exits with 1 unless nothing was raised, no two runs overlapped, memory stayed within 10 % of the first hours', and
every contact reached the receiver once.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from local_outlets import sources
from pydantic import SecretStr
from service_harness import ask, balanced, town

from flows.alerts.alert_channels import open_channels
from flows.news.outlets.sources import load_sources
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.ingest_run import run_ingest
from flows.pipeline.run_record import RunRequest
from flows.settings import Settings
from warehouse import BusyError

WARM = timedelta(hours=1)


class Clock:
    """Simulated time: moved on by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Receiver:
    """Takes alerts over HTTP, refuses one in twenty, and remembers the contacts of those it took."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        dice = random.Random(3)  # noqa: S311
        taken = self.taken

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                reported = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                refuse = dice.random() < 0.05
                if not refuse and "Contact: " in reported["message"]:
                    taken[next(line for line in reported["message"].splitlines() if line.startswith("Contact: "))] += 1
                self.send_response(503 if refuse else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Raised(logging.Handler):
    """Counts what asyncio and threads report as never handled."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []
        logging.getLogger("asyncio").addHandler(self)
        threading.excepthook = lambda args: self.said.append(repr(args.exc_value))

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def memory() -> float:
    """Return this process's resident memory in MiB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / (1 << 20)


def say(site: subprocess.Popen[str], line: str) -> str:
    assert site.stdin is not None
    assert site.stdout is not None
    site.stdin.write(line + "\n")
    site.stdin.flush()
    return site.stdout.readline().strip()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--outlets", type=int, default=200)
    options.add_argument("--hours", type=float, default=72)
    options.add_argument("--step", type=int, default=15)
    options.add_argument("--faults", type=float, default=0.03)
    asked = options.parse_args()
    if "MALLOC_ARENA_MAX" not in os.environ:  # as docs/deploy/rabita.service has it; read when a process begins
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"MALLOC_ARENA_MAX": "2"})  # noqa: S606
    with (
        tempfile.TemporaryDirectory(prefix="rabita-days-") as name,
        town(asked.outlets, 3, asked.faults) as (port, site),
    ):
        path = Path(name) / "sources.yaml"
        path.write_text(sources(asked.outlets, port), "utf-8")
        settings = Settings(data=Path(name) / "data", sources=path, allow_private=True, first_run_articles=3)
        return simulate(settings, asked, site)


def simulate(settings: Settings, asked: argparse.Namespace, site: subprocess.Popen[str]) -> int:
    # From a midnight on, so that what happens does not hang on when it is tried.
    clock = Clock((datetime.now(UTC) - timedelta(hours=asked.hours)).replace(hour=0, minute=0, second=0, microsecond=0))
    start, begun = clock.now, time.monotonic()
    say(site, f"start {start.timestamp()}")
    receiver, raised, dice = Receiver(), Raised(), random.Random(5)  # noqa: S311
    channels = open_channels([SecretStr(f"json://127.0.0.1:{receiver.server.server_port}/a")])
    outlets = load_sources(settings.sources, allow_private=True).outlets
    levels: list[tuple[timedelta, float]] = []
    refused = 0

    async def turn() -> int:
        order = RunRequest("schedule", due_only=True, clock=clock)
        both = [run_ingest(settings, outlets, order) for _ in range(2 if dice.random() < 0.05 else 1)]
        done = await asyncio.gather(*both, return_exceptions=True)
        for one in done:
            if isinstance(one, BaseException) and not isinstance(one, BusyError):
                raise one
        return sum(isinstance(one, BusyError) for one in done)

    while clock.now - start < timedelta(hours=asked.hours):
        say(site, f"now {clock.now.timestamp()}")
        try:
            refused += asyncio.run(turn())
            run_watch(settings, channels, RunRequest("schedule", clock=clock))
        except Exception as error:  # noqa: BLE001 this is what is counted
            raised.said.append(repr(error))
        levels.append((clock.now - start, memory()))
        if (clock.now - start) % timedelta(hours=6) < timedelta(minutes=asked.step):
            print(f"{clock.now - start}: {levels[-1][1]:.0f} MiB, {len(receiver.taken)} contacts alerted, "
                  f"{time.monotonic() - begun:.0f} s", flush=True)  # fmt: skip
        clock.now += timedelta(minutes=asked.step)
    clock.now += timedelta(hours=1)
    run_watch(settings, channels, RunRequest("schedule", clock=clock))
    return verdict(settings, receiver, raised, levels, refused, int(say(site, "calls")))


def verdict(  # noqa: PLR0913, PLR0917 all that was seen
    settings: Settings,
    receiver: Receiver,
    raised: Raised,
    levels: list[tuple[timedelta, float]],
    refused: int,
    calls: int,
) -> int:
    first = max(level for at, level in levels if at <= WARM)
    most = max((level for at, level in levels if at > WARM), default=first)
    last = levels[-1][1]
    overlaps = ask(
        settings,
        "SELECT count(*) FROM run a JOIN run_end ae ON ae.run = a.id JOIN run b ON b.id <> a.id AND b.flow = a.flow "
        "AND b.started_at > a.started_at AND b.started_at < ae.ended_at",
    )[0][0]
    (rows,) = ask(settings, "SELECT count(*), count(*) FILTER (outcome IN ('failed', 'abandoned')) FROM run_end")
    (sums,) = ask(settings, "SELECT sum(loaded), sum(failed), sum(unchanged) FROM tally")
    alerts = ask(settings, 'SELECT count(DISTINCT contact) FROM alert WHERE "first"')[0][0]
    print(f"{rows[0]} runs, {rows[1]} failed; {sums[0]} articles loaded, {sums[1]} failed, {sums[2]} unchanged; "
          f"statistics balance: {balanced(settings)}")  # fmt: skip
    print(f"unhandled exceptions: {len(raised.said)} {raised.said[:3]}")
    print(f"overlapping runs: {overlaps}; second runs refused: {refused}")
    print(
        f"memory: {first:.0f} MiB in the first hour, most {most:.0f} after ({most / first - 1:+.1%}), last {last:.0f}"
    )
    print(f"contacts: {calls} happened, {alerts} alerted; received {dict(receiver.taken)}")
    once = len(receiver.taken) == calls == alerts and set(receiver.taken.values()) == {1}
    good = not raised.said and overlaps == 0 and most <= first * 1.1 and once and balanced(settings) and rows[1] == 0
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
