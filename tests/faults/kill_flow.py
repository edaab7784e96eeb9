"""Kill whole runs in mid-flow against the demo's press, run again, and see whether each contact made one alert.

    python tests/faults/kill_flow.py --runs 20 [--prefect]

Every run is `rabita ingest` (with --prefect a Prefect flow run in its own temporary server), killed with all its
children at a random moment; the last one is left alone. Exits with 1 unless contacts and
alerts are as many, and each reached the receiver, with a label each time after the first.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import warehouse
from flows.alerts.delivery import DeliveryState
from flows.alerts.outbox import AlertState
from flows.demo import serve

RABITA = Path(sys.executable).with_name("rabita")
LATEST = {False: 8.0, True: 45.0}


def listen(arrived: dict[str, list[bool]]) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) == length:
                reported = json.loads(body)
                name = next(line for line in reported["message"].splitlines() if line.startswith("Contact: "))
                arrived[name].append("possible repeat" in reported["title"])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:  # the sender was killed in mid-request
                return

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=20)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--prefect", action="store_true")
    asked = options.parse_args()
    dice = random.Random(asked.seed)  # noqa: S311
    arrived: dict[str, list[bool]] = defaultdict(list)
    server = listen(arrived)
    with tempfile.TemporaryDirectory() as folder, serve(datetime.now(UTC), Path(folder)) as site:
        data = Path(folder) / "data"
        environment = os.environ | {
            "RABITA_DATA": str(data),
            "RABITA_SOURCES": str(site.sources),
            "RABITA_ALLOW_PRIVATE": "1",
            "RABITA_ALERT_URLS": f"json://127.0.0.1:{server.server_port}/",
            "PREFECT_HOME": str(Path(folder) / "prefect"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
        }
        command = [str(RABITA), "ingest", *(["--prefect"] if asked.prefect else [])]
        killed = 0
        for number in range(asked.runs):
            last = number == asked.runs - 1
            killed += not once(command, environment, None if last else dice.uniform(0.5, LATEST[asked.prefect]))
        print(f"{asked.runs} runs, {killed} killed, seed {asked.seed}")
        right = verdict(data, arrived)
    server.shutdown()
    return int(not right)


def verdict(data: Path, arrived: dict[str, list[bool]]) -> bool:
    """Print what the warehouse and the receiver hold, and return whether each contact was alerted once."""
    with warehouse.open_warehouse(data / "rabita.duckdb") as con:
        alerts = [alert for alert in warehouse.read(con, "alert_log", AlertState) if alert.first]
        sent = [item for item in warehouse.read(con, "delivery_log", DeliveryState) if item.channel != "console"]
        contacts = con.execute("SELECT count(*) FROM contact_change WHERE alert").fetchall()[0][0]
    unlabelled = sum(labels[1:].count(False) for labels in arrived.values())
    print(f"{contacts} contacts, {len(alerts)} alerts: {[alert.contact for alert in alerts]}")
    print(f"deliveries: {[item.state for item in sent]}")
    print(f"{sum(map(len, arrived.values()))} arrivals, {unlabelled} unlabelled repeats")
    told_once = contacts == len(alerts) == len(sent) == len(arrived) > 0 and not unlabelled
    return told_once and all(item.state == "delivered" for item in sent)


def once(command: list[str], environment: dict[str, str], after: float | None) -> bool:
    """Run the command, kill it and its children after so many seconds, and say whether it came to its end."""
    process = subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(0.2)  # the children's sockets and locks
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
