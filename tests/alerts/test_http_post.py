"""One HTTP request: how long it may take, and what Retry-After means."""

import socketserver
import threading

import pytest

from flows.alerts.delivery import DeliveryVerdict
from flows.alerts.http_post import outcome_of

from .conftest import NOW


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", None),
        (None, None),
        ("soon", None),
        ("-3", None),
        ("9" * 40, 86_400),
        ("Thu, 03 Jul 2025 18:01:00 GMT", 60),
    ],
)
def test_retry_after_is_read_or_left_alone(header: str | None, seconds: int | None) -> None:
    wait = outcome_of(429, header, now=NOW).retry_after
    assert (None if wait is None else wait.total_seconds()) == seconds


def test_a_dripping_receiver_is_cut_off() -> None:
    class Drip(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            import time

            try:
                while True:
                    self.request.sendall(b"H")
                    time.sleep(0.05)
            except OSError:
                return

    from flows.alerts import http_post

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Drip) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        outcome = http_post.request(f"http://127.0.0.1:{server.server_address[1]}/", total=0.5)
        server.shutdown()
        thread.join()
    assert outcome.verdict is DeliveryVerdict.UNKNOWN
