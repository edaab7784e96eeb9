"""A secret in the address of every channel is found in nothing that whole runs print, store, publish or archive."""

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import warehouse
from flows.settings import Settings

RABITA = Path(sys.executable).with_name("rabita")
SECRET = "canary-secret-9ae1c04b"  # noqa: S105 - a canary


@pytest.fixture
def refusing() -> Iterator[ThreadingHTTPServer]:
    """A receiver that answers 500, refuses, or hangs up."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            seen.append(self.path)
            status = [500, 401, 0][len(seen) % 3]
            if status:
                self.send_error(status)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    seen: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen = seen  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_no_run_shows_a_secret(
    settings: Settings, environment: dict[str, str], refusing: ThreadingHTTPServer, tmp_path: Path
) -> None:
    host = f"127.0.0.1:{refusing.server_port}"
    rules = tmp_path / "alerts.yaml"
    rules.write_text("channels:\n  duty: {address: RABITA_DUTY_URL, steps: [new, planned, denied], notices: true}\n")
    environment |= {
        "RABITA_ALERTS": str(rules),
        "RABITA_ALERT_URLS": (
            f"json://user:{SECRET}@{host}/{SECRET} webhook+http://:{SECRET}@{host}/{SECRET} "
            f"smtp://{SECRET}:{SECRET}@127.0.0.1:9/?from={SECRET}@a.example&to={SECRET}@b.example"
        ),
        "RABITA_OPERATOR_URLS": f"xml://{SECRET}:{SECRET}@{host}/{SECRET}",
        "RABITA_DUTY_URL": f"json://{host}/{SECRET}/duty?+X-Token={SECRET}",
        "RABITA_PING_URL": f"http://{host}/{SECRET}",
        "PYTHONWARNINGS": "default",
    }
    shown = []
    for command in (["ingest"], ["alerts", "retry"], ["alerts", "test"]):
        done = subprocess.run([RABITA, *command], env=environment, capture_output=True, text=True, check=False)
        shown.append(done.stdout + done.stderr)
    broken = environment | {"RABITA_DUTY_URL": f"nothing://{SECRET}"}
    done = subprocess.run([RABITA, "watch"], env=broken, capture_output=True, text=True, check=False)
    shown.append(done.stdout + done.stderr)
    assert done.returncode == 2
    assert "channel duty" in done.stderr

    with warehouse.open_warehouse(settings.warehouse) as con:
        failed = con.execute("SELECT DISTINCT channel FROM delivery_log WHERE last_verdict <> 'delivered'").fetchall()
        assert len(failed) == 4, "all four that take alerts were tried and failed"
        for (table,) in con.execute("SELECT table_name FROM information_schema.tables").fetchall():
            shown.append(str(con.execute(f"SELECT * FROM {table}").fetchall()))  # noqa: S608
    kinds = set()
    for file in filter(Path.is_file, settings.data.rglob("*")):
        content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        shown.append(content.decode("utf-8", "replace"))
        kinds.add(file.suffix)
    assert {".gz", ".duckdb", ".atom", ".json"} <= kinds
    assert any(SECRET in path for path in refusing.seen)  # type: ignore[attr-defined]
    assert not [text[:200] for text in shown if SECRET in text]
