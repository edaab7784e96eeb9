"""Kill what `rabita serve` is made of, each in the middle of a run, and see whether the next run completes.

    python tests/faults/kill_service.py [--outlets 20] [--rounds 1] [--postgres]

Each round kills a flow run's process, Prefect's server, and the service with all below it (which is then started
again, as systemd would). With `--postgres` Prefect's database is a PostgreSQL, and a round kills that alone, at any
moment of the minute, and starts it again some seconds later. Prints how long after each the next run began and ended,
and exits with 1 unless each did within two minutes (a run every minute), three where the database went, the books
balance, and no run is left open.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from local_outlets import sources
from service_harness import BIN, Postgres, ask, balanced, end, free_port, kin, postgres, town, tracked

from flows.settings import Settings

LATEST = 120.0
LAPSED = 180.0
"""After a kill of the database: a run that could not say that it ended holds its slot for 90 s."""


class Service:
    """`rabita serve` under test."""

    def __init__(self, settings: Settings, database: Postgres | None) -> None:
        self.settings, self.database = settings, database
        api, status = free_port(), free_port()
        self.environ = tracked(
            settings, api, RABITA_PREFECT_PORT=str(api), RABITA_STATUS_PORT=str(status), RABITA_INGEST_SCHEDULE="PT1M",
            RABITA_WATCH_SCHEDULE="off", RABITA_LOG_FORMAT="json",
        )  # fmt: skip
        if database:
            self.environ["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database.address
        del self.environ["PREFECT_API_URL"]
        self.begin()

    def begin(self) -> None:
        self.log = (self.settings.data / "serve.log").open("ab")
        self.process = subprocess.Popen(
            [str(BIN / "rabita"), "serve"], env=self.environ, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def below(self, words: str) -> list[int]:
        """Return the processes below the service whose command holds `words`."""
        found = []
        for pid in kin(self.process.pid)[1:]:
            try:
                command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if words in command:
                found.append(pid)
        return found

    def kill_run(self) -> None:
        for pid in self.below("prefect.engine")[:1]:
            for one in reversed(kin(pid)):
                os.kill(one, signal.SIGKILL)

    def kill_server(self) -> None:
        for pid in self.below("flows.serve.prefect_server"):
            os.kill(pid, signal.SIGKILL)

    def kill_database(self) -> None:
        assert self.database
        time.sleep(random.uniform(0, 60))  # noqa: S311 a moment, no secret
        self.database.kill()
        time.sleep(random.uniform(1, 10))  # noqa: S311
        self.database.begin()

    def kill_all(self) -> None:
        doomed = kin(self.process.pid)
        for pid in doomed:
            os.kill(pid, signal.SIGSTOP)
        for pid in doomed:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.begin()


def until(true: Callable[[], object], seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if true():
            return True
        time.sleep(0.2)
    return False


def ended(settings: Settings, after: datetime) -> list[tuple[object, ...]]:
    """Return start and end of ingests that began after a moment and ended well."""
    if not settings.published.exists():
        return []
    found = ask(
        settings,
        "SELECT epoch(started_at) AS begun, epoch(ended_at) FROM run JOIN run_end ON run_end.run = run.id "
        "WHERE flow = 'ingest' AND outcome IN ('ok', 'partial') ORDER BY begun",
    )
    return [row for row in found if float(str(row[0])) > after.timestamp()]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--outlets", type=int, default=20)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--postgres", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="rabita-kill-") as name, town(asked.outlets, 3) as (port, _):
        path = Path(name) / "sources.yaml"
        path.write_text(sources(asked.outlets, port), "utf-8")
        settings = Settings(data=Path(name) / "data", sources=path, allow_private=True)
        settings.data.mkdir()
        with postgres(Path(name)) if asked.postgres else nullcontext() as database:
            service = Service(settings, database)
            try:
                good = trial(service, asked.rounds)
            finally:
                end(service.process)
        if not good:
            print((settings.data / "serve.log").read_text("utf-8")[-6000:])
        return 0 if good else 1


def trial(service: Service, rounds: int) -> bool:
    settings = service.settings
    good = until(lambda: ended(settings, datetime(2020, 1, 1, tzinfo=UTC)), 300)
    print(f"the first run ended: {good}", flush=True)
    kills = [service.kill_database] if service.database else [service.kill_run, service.kill_server, service.kill_all]
    for _ in range(rounds):
        for what in kills:
            until(lambda: service.below("prefect.engine"), LATEST)
            time.sleep(4)  # in the middle of its start or its work
            what()
            killed = datetime.now(UTC)
            latest = LAPSED if service.database else LATEST
            found = until(lambda at=killed: ended(settings, at), latest + 60)
            begun, over = ended(settings, killed)[0] if found else (0.0, 0.0)
            start, finish = float(str(begun)) - killed.timestamp(), float(str(over)) - killed.timestamp()
            print(f"{what.__name__}: the next run began after {start:.0f} s and ended after {finish:.0f} s", flush=True)
            good = good and found and start <= latest
    still = ask(settings, "SELECT count(*) FROM run WHERE id NOT IN (SELECT run FROM run_end)")[0][0]
    outcomes = ask(settings, "SELECT outcome, count(*) FROM run_end GROUP BY ALL ORDER BY ALL")
    print(f"books balance: {balanced(settings)}; outcomes {dict(outcomes)}; runs still open: {still}")
    return good and balanced(settings) and int(str(still)) <= 1


if __name__ == "__main__":
    sys.exit(main())
