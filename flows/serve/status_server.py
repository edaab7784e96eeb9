"""/healthz and /metrics on loopback, for a monitor on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from prometheus_client import CONTENT_TYPE_LATEST

from flows.serve.origin_check import refusal
from flows.serve.ports import HOST, PortError

LATEST_START = timedelta(minutes=10)
"""How much later than scheduled a run may begin."""


def problems(*, api: bool, unscheduled: Sequence[str], due: Mapping[str, datetime | None], now: datetime) -> list[str]:
    """Return what is wrong with the service. Pure.

    `api` says whether Prefect's server answers, `unscheduled` which deployments have no scheduled run, `due` when each
    flow should have begun since its last start, None where it is not due.
    """
    found = [] if api else ["Prefect's server does not answer"]
    found += [f"no run of {name} is scheduled" for name in unscheduled]
    found += [
        f"{flow} should have begun at {when:%Y-%m-%d %H:%M} UTC"
        for flow, when in due.items()
        if when is not None and now - when > LATEST_START
    ]
    return found


@contextmanager
def status(
    port: int, healthy: Callable[[], list[str]], metrics: Callable[[], bytes], names: Collection[str] = ()
) -> Iterator[int]:
    """Answer /healthz (200, or 503 with the problems) and /metrics until the context ends; yields the port.

    `names` are host names of this server besides those of loopback; pages of other origins are refused. Raises
    PortError where the port cannot be used.
    """

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            refused = refusal(self.path, self.headers.get_all("Host", []), self.headers.get_all("Origin", []), names)
            if refused:
                self._answer(refused, "text/plain", b"not for this host or origin\n")
            elif self.path == "/healthz":
                wrong = healthy()
                body = json.dumps({"status": "failing" if wrong else "ok", "problems": wrong}) + "\n"
                self._answer(503 if wrong else 200, "application/json", body.encode())
            elif self.path == "/metrics":
                self._answer(200, CONTENT_TYPE_LATEST, metrics())
            else:
                self._answer(404, "text/plain", b"/healthz /metrics\n")

        def _answer(self, code: int, kind: str, body: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is the base class's
            """Log no requests."""

    try:
        listening = ThreadingHTTPServer((HOST, port), Handler)
    except OSError as error:
        raise PortError(
            f"port {port} cannot be used for /healthz: set RABITA_STATUS_PORT ({error.strerror})"
        ) from error
    with listening as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
