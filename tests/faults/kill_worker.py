"""Kill a Prefect worker in mid-flow again and again, start another, and see whether each contact made one alert.

    python tests/faults/kill_worker.py --runs 6

A Prefect server with its database stays up; the flows `ingest` and `watch` are deployed to a process pool. Each run
asks for both flows, starts a worker, and kills it (SIGKILL) with the flow runs it started, at a random moment; the last
worker is left alone until both flows are through. Exits with 1 unless contacts and alerts are as many, and each reached
the receiver, with a label each time after the first.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from kill_flow import listen, verdict

from flows.demo import serve

BIN = Path(sys.executable).parent
POOL = "rabita"
DEPLOY = f"""
from flows.ingest import ingest
from flows.detect_and_alert import watch
from prefect.deployments.runner import EntrypointType
for flow in (ingest, watch):
    made = flow.to_deployment("kill", work_pool_name="{POOL}", entrypoint_type=EntrypointType.MODULE_PATH)
    print(made.apply())
"""
ASK = """
import sys
from prefect.deployments import run_deployment
for name in ("ingest", "watch"):
    run = run_deployment(f"{name}/kill", timeout=float(sys.argv[1]), poll_interval=1)
    print(name, run.state.type.value if run.state else "none")
"""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=6)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--latest", type=float, default=40.0, help="Seconds after which a worker is killed at last.")
    asked = options.parse_args()
    dice = random.Random(asked.seed)  # noqa: S311
    arrived: dict[str, list[bool]] = defaultdict(list)
    receiver, port = listen(arrived), free_port()
    with tempfile.TemporaryDirectory() as folder, serve(datetime.now(UTC), Path(folder)) as site:
        data = Path(folder) / "data"
        environment = os.environ | {
            "RABITA_DATA": str(data),
            "RABITA_SOURCES": str(site.sources),
            "RABITA_ALLOW_PRIVATE": "1",
            "RABITA_ALERT_URLS": f"json://127.0.0.1:{receiver.server_port}/",
            "PREFECT_HOME": str(Path(folder) / "prefect"),
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        }
        server = start([BIN / "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)], environment)
        try:
            wait_for(f"http://127.0.0.1:{port}/api/health")
            said([BIN / "prefect", "work-pool", "create", POOL, "--type", "process"], environment)
            said([sys.executable, "-c", DEPLOY], environment)
            ends = Counter(round_(environment, dice.uniform(8.0, asked.latest)) for _ in range(asked.runs - 1))
            worker = start([BIN / "prefect", "worker", "start", "--pool", POOL], environment)
            time.sleep(60)  # what the killed workers left in the queue is taken up first
            print(said([sys.executable, "-c", ASK, "240"], environment))
            end(worker)
            right = verdict(data, arrived)
        finally:
            end(server)
    receiver.shutdown()
    print(f"{asked.runs} workers, {asked.runs - 1} killed ({dict(ends)}), seed {asked.seed}")
    return int(not right)


def round_(environment: dict[str, str], after: float) -> str:
    """Ask for both flows, let a worker at them, kill it with all it started, and say what it was doing."""
    said([sys.executable, "-c", ASK, "0"], environment)
    worker = start([BIN / "prefect", "worker", "start", "--pool", POOL], environment)
    time.sleep(after)
    return "in mid-flow" if end(worker) > 1 else "idle"


def end(process: subprocess.Popen[bytes]) -> int:
    """Kill a process and all its descendants, and return how many there were."""
    doomed = [process.pid]
    for parent in doomed:
        doomed.extend(child for child, of in parents().items() if of == parent)
    for pid in doomed:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()
    time.sleep(0.5)
    return len(doomed)


def parents() -> dict[int, int]:
    """Return the parent of every process. Source: proc(5), the fourth field of stat."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it ended meanwhile
            continue
    return found


def start(command: list[str | Path], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def said(command: list[str | Path], environment: dict[str, str]) -> str:
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def wait_for(url: str, seconds: float = 180.0) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - loopback
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
