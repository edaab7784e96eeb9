"""Kill the real process again and again between the contact and its alert, and count what was lost or repeated.

    python tests/faults/kill_sender.py --runs 1000 --seed 7

Every run is a process of its own that commits one more contact with its alert and sends what is due: to a signed
webhook whose receiver deduplicates, and to an Apprise service whose receiver does not. Most are killed (SIGKILL), at a
named point or at any moment. The receivers fail one request in twenty and lose one acknowledgement in twenty. Exits
with 1 unless nothing is lost, nothing repeated without a label, and the database opened every time.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from uuid import UUID

import apprise
from pydantic import SecretStr

import warehouse
from flows.alerts import outbox, sender
from flows.alerts.alert_channels import open_channels
from flows.alerts.delivery import DeliveryState
from flows.alerts.heartbeat import canary
from flows.alerts.outbox import AlertState
from flows.alerts.payload import AlertPayload, AlertStep
from flows.contacts.contact import Channel, Contact, ContactDetails, DateBounds

NOW = datetime(2025, 7, 3, 18, 0, tzinfo=UTC)
# Further apart than the longest wait, and few enough a day for the rate brake.
STEP = timedelta(hours=2)
RUN = UUID(int=1)
ERRORS = LOST = 0.05
SECRET = "0123456789abcdef"  # noqa: S105 - of the receiver below
POINTS = (
    "before the commit",
    "after the commit",
    "before the intent",
    "after the intent",
    "before the request",
    "after the request",
    "before the outcome",
    "after the outcome",
)
if __name__ != "__main__":
    apprise.Apprise().add("json://127.0.0.1")  # loads the plugins once, in the server that all runs are forked from


# ------------------------------------------------------------------------------------------------ one run


def run(file: str, urls: list[str], number: int, point: str, skip: int) -> None:
    """Commit the contacts up to `number` and send what is due; die at a point, after passing it `skip` times."""
    path, now = Path(file), NOW + STEP * number
    strike = Strike(point, skip)
    channels = open_channels([SecretStr(url) for url in urls])
    with warehouse.open_warehouse(path) as con:
        done = con.execute("SELECT count(*) FROM contact").fetchall()[0][0]
        for each in range(done + 1, number + 1):
            with warehouse.transaction(con):
                warehouse.add(con, "contact", [contact(each)], run=RUN)
                outbox.post(con, [facts(each)], [channel.rules for channel in channels], now=now)
                strike("before the commit")
        strike("after the commit")
    sender.claim = around(sender.claim, strike, "the intent")
    sender.settle = around(sender.settle, strike, "the outcome")
    for channel in channels:
        kind = type(channel)
        if not hasattr(kind.send, "struck"):
            kind.send = around(kind.send, strike, "the request")
    sender.deliver(path, channels, clock=lambda: now, budget=60.0)


@dataclass
class Strike:
    """Kills this process when it comes to a point for the n-th time."""

    point: str
    skip: int

    def __call__(self, point: str) -> None:
        if point == self.point:
            self.skip -= 1
            if self.skip < 0:
                os.kill(os.getpid(), signal.SIGKILL)


def around(function: Callable[..., Any], strike: Strike, name: str) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Any:
        strike(f"before {name}")
        result = function(*args, **options)
        strike(f"after {name}")
        return result

    call.struck = True
    return call


def contact(number: int) -> Contact:
    day = date(2025, 1, 1) + timedelta(days=number)
    details = ContactDetails("trump", Channel.PHONE)
    return Contact(f"{day}-trump-phone", "ru-us", details, DateBounds(day, day), "press", NOW)


def facts(number: int) -> AlertPayload:
    one = contact(number)
    return replace(canary(NOW), contact=one.id, kind=AlertStep.NEW, first=True, outlets=1, dates=one.dates)


# ------------------------------------------------------------------------------------------------ the receivers


@dataclass
class Receivers:
    """What arrived, by contact: for the webhook the keys, for the plain service whether it was labelled."""

    dice: random.Random
    keys: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    hooked: defaultdict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    plain: defaultdict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    answers: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, path: str, headers: Any, body: bytes) -> int | None:
        """Return the status, None where the acknowledgement gets lost."""
        with self.lock:
            fate = self.dice.random()
            if fate < ERRORS:
                self.answers["error"] += 1
                return self.dice.choice([500, 503])
            reported = json.loads(body)
            if path == "/hook":
                name = reported["alerts"][0]["contact"]
                self.keys[name].add(headers["Idempotency-Key"])
                self.hooked[name].append(headers.get("rabita-possible-repeat") == "true")
            else:
                name = next(line for line in reported["message"].splitlines() if line.startswith("Contact: "))[10:-1]
                self.plain[name].append("possible repeat" in reported["title"])
            lost = fate < ERRORS + LOST
            self.answers["acknowledgement lost" if lost else "accepted"] += 1
            return None if lost else 200


def listen(receivers: Receivers) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            # A sender that was killed during a request has stored no outcome.
            status = receivers.take(self.path, self.headers, body) if len(body) == length else None
            if status is not None:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()
            self.close_connection = True

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:  # the sender was killed in mid-request
                return

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


# ------------------------------------------------------------------------------------------------ many runs


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=1000)
    options.add_argument("--seed", type=int, default=7)
    asked = options.parse_args()
    dice = random.Random(asked.seed)  # noqa: S311
    receivers = Receivers(random.Random(asked.seed + 1))  # noqa: S311
    server = listen(receivers)
    host = f"127.0.0.1:{server.server_port}"
    urls = [f"webhook+http://:{SECRET}@{host}/hook", f"json://{host}/plain"]
    ends: Counter[str] = Counter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rabita.duckdb"
        with warehouse.open_warehouse(path):
            pass
        processes = fork_server()
        usual = 0.5
        for number in range(1, asked.runs + 1):
            point = dice.choice([*POINTS, "at random", "at random", "at random", "never"])
            start = time.monotonic()
            process = processes.Process(target=run, args=(str(path), urls, number, point, dice.choice([0, 0, 1])))
            process.start()
            if point == "at random":
                process.join(dice.uniform(0.02, usual))
                process.kill()
            process.join()
            if process.exitcode == 0:
                usual = 0.8 * usual + 0.2 * (time.monotonic() - start)
            ends[ended(process, point)] += 1
        path_state = drain(processes, path, urls, asked.runs)
    verdict = judge(receivers, path_state, asked.runs, ends)
    print(f"{asked.runs} runs, seed {asked.seed}, {time.monotonic() - began:.0f} s")
    for line in verdict:
        print(" ", line)
    server.shutdown()
    return int(any(line.startswith("WRONG") for line in verdict))


def fork_server() -> Any:
    """Return a context whose processes are forked from one that has loaded everything and opened nothing."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([Path(__file__).stem])
    return processes


def ended(process: BaseProcess, point: str) -> str:
    if process.exitcode == -signal.SIGKILL:
        return f"killed {point}"
    return "done" if process.exitcode == 0 else f"WRONG: exit {process.exitcode}"


@dataclass
class State:
    contacts: int
    alerts: list[AlertState]
    deliveries: list[DeliveryState]


def drain(processes: Any, path: Path, urls: list[str], runs: int) -> State:
    """Let the sender run undisturbed until nothing is outstanding."""
    for number in range(runs + 1, runs + 200):
        process = processes.Process(target=settle_down, args=(str(path), urls, runs, number))
        process.start()
        process.join()
        with warehouse.open_warehouse(path) as con:
            alerts = warehouse.read(con, "alert_log", AlertState)
            deliveries = warehouse.read(con, "delivery_log", DeliveryState)
            contacts = con.execute("SELECT count(*) FROM contact").fetchall()[0][0]
        if contacts == runs and not any(alert.outstanding for alert in alerts):
            break
    return State(contacts, alerts, deliveries)


def settle_down(file: str, urls: list[str], runs: int, number: int) -> None:
    run(file, urls, runs, "never", 0)
    channels = open_channels([SecretStr(url) for url in urls])
    sender.deliver(Path(file), channels, clock=lambda: NOW + STEP * number, budget=60.0)


def judge(receivers: Receivers, state: State, runs: int, ends: Counter[str]) -> list[str]:
    """Return what was found, a line a fact; a line that begins with WRONG fails."""
    names = {contact(number).id for number in range(1, runs + 1)}
    unlabelled = sum(labels[1:].count(False) for labels in receivers.plain.values())
    unlabelled += sum(labels[1:].count(False) for labels in receivers.hooked.values())
    checks = {
        "contacts": state.contacts == runs,
        "alerts = contacts": {alert.contact for alert in state.alerts} == names and len(state.alerts) == runs,
        "nothing outstanding": all(alert.delivered == alert.deliveries == 2 for alert in state.alerts),
        "every contact reached the plain service": set(receivers.plain) == names,
        "every contact reached the webhook under exactly one key": (
            set(receivers.keys) == names and all(len(keys) == 1 for keys in receivers.keys.values())
        ),
        "no repeat without a label": unlabelled == 0,
        "the database opened every time": not any(end.startswith("WRONG") for end in ends),
    }
    repeats = sum(len(labels) - 1 for labels in receivers.plain.values())
    false_labels = sum(labels[0] for labels in receivers.plain.values())
    attempts = sum(delivery.attempts for delivery in state.deliveries)
    return [
        *(f"{'ok   ' if right else 'WRONG'} {name}" for name, right in checks.items()),
        f"{unlabelled} unlabelled repeats, {repeats} labelled; {false_labels} first arrivals called possible repeats",
        f"{attempts} attempts for {len(state.deliveries)} deliveries; receivers: {dict(receivers.answers)}",
        *(f"{count:5} {end}" for end, count in sorted(ends.items())),
    ]


if __name__ == "__main__":
    sys.exit(main())
