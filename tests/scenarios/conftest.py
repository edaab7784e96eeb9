"""What a scenario is played with: a receiver on loopback, and a warehouse that knows a press of invented outlets."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from scenario_runner import Newsroom, Receiver, Scenario

import warehouse
from flows.run_statistics import OutletRow

PRESS = {
    "misaal": ("روزنامہ مثال", 1),
    "khayali": ("خیالی نیوز", 1),
    "farzi": ("فرضی ٹائمز", 2),
    "namuna": ("نمونہ ٹی وی", 2),
    "band": ("بند نیوز", 2),
    "deewar": ("روزنامہ دیوار", 2),
    "sehar": ("سحر", 2),
    "mashriq": ("مشرق نامہ", 2),
    "awaz": ("آواز", 1),
    "chota": ("چھوٹا اخبار", 3),
}
"""The names and tiers of the outlets."""


@pytest.fixture(scope="session")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse that holds the outlets and nothing else, to be copied."""
    path = tmp_path_factory.mktemp("newsroom") / "rabita.duckdb"
    since = datetime(2010, 1, 1, tzinfo=UTC)
    rows = [
        OutletRow(key, since, name, f"https://{key}.example/", "PK", tier, "Asia/Karachi")
        for key, (name, tier) in PRESS.items()
    ]
    with warehouse.open_warehouse(path) as con:
        warehouse.add(con, "outlet", rows)
    warehouse.publish(path, path.with_name("pressed.duckdb"))  # in one file, without a log
    return path.with_name("pressed.duckdb")


@pytest.fixture(scope="session")
def server() -> Iterator[Receiver]:
    """An HTTP server that takes what webhooks post."""
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            name = self.path.strip("/")
            if name not in state.silent:
                state.got[name].append(json.loads(body))
            self.send_response(503 if name in state.silent else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        state.url = f"127.0.0.1:{listening.server_port}"
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield state
        listening.shutdown()
        thread.join()


@pytest.fixture
def receiver(server: Receiver) -> Receiver:
    """The server, with nothing received."""
    server.got.clear()
    server.silent.clear()
    return server


@pytest.fixture
def newsroom(tmp_path: Path, pressed: Path, receiver: Receiver) -> Callable[..., Newsroom]:
    """Return the newsroom of a scenario."""

    def opened(given: Scenario, kind: type[Newsroom] = Newsroom) -> Newsroom:
        path = tmp_path / "rabita.duckdb"
        shutil.copyfile(pressed, path)
        channels = [receiver.channel(name, rules) for name, rules in given.channels.items()]
        return kind(path, channels, given.terms)

    return opened
