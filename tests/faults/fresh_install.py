"""From nothing to a scheduled service with an alert received: the first steps of docs/server.md on a fresh clone.

    python tests/faults/fresh_install.py

Clones this repository into an empty folder, runs the block of commands as it stands (`make install` makes a virtual
environment from the lock, so the package index has to be within reach) against the demo's press, and prints how long it
took until the alert arrived. Exits with 1 where that is more than ten minutes.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from service_harness import ROOT, free_port

from flows.demo import serve

BAR = 600.0


def main() -> int:
    alerted = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            reported = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if "Contact: " in reported["message"]:
                alerted.set()
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    found = re.search(r"## From nothing.*?```sh\n(.*?)```", (ROOT / "docs/server.md").read_text("utf-8"), re.DOTALL)
    assert found is not None
    with (
        tempfile.TemporaryDirectory(prefix="rabita-new-") as name,
        ThreadingHTTPServer(("127.0.0.1", 0), Handler) as desk,
    ):
        folder = Path(name)
        threading.Thread(target=desk.serve_forever, daemon=True).start()
        status = free_port()
        script = found[1].replace("127.0.0.1:8787", f"127.0.0.1:{desk.server_port}")
        script = script.replace("127.0.0.1:4280", f"127.0.0.1:{status}")
        (folder / "press").mkdir()
        with serve(datetime.now(UTC), folder / "press") as press:
            environ = {
                "PATH": os.environ["PATH"], "HOME": name, "PYTHON": sys.executable,
                "RABITA_SOURCES": str(press.sources), "RABITA_ALLOW_PRIVATE": "true", "RABITA_STATUS_PORT": str(status),
                "RABITA_PREFECT_PORT": str(free_port()),
            }  # fmt: skip
            environ |= {
                name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))
            }
            begun = time.monotonic()
            subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "rabita")], check=True)
            shell = subprocess.Popen(
                ["bash", "-ec", script + "wait\n"], cwd=folder / "rabita", env=environ, start_new_session=True
            )
            arrived = alerted.wait(2 * BAR)
            took = time.monotonic() - begun
            os.killpg(shell.pid, signal.SIGTERM)
            shell.wait(60)
    print(f"from nothing to an alert received: {took:.0f} s ({'arrived' if arrived else 'never'}; bar {BAR:.0f})")
    return 0 if arrived and took <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
