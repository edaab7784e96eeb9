"""A real receiver on loopback that answers as a test asks, and an alert to send."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pydantic import SecretStr

import warehouse
from flows.alerts.alert_channels import open_address
from flows.alerts.delivery import DeliveryOutcome, DeliveryState, DeliveryVerdict
from flows.alerts.message import OutgoingMessage
from flows.alerts.outbox import post
from flows.alerts.payload import AlertPayload, AlertStep, Source
from flows.alerts.routing import ChannelRules
from flows.alerts.sender import AlertChannel
from flows.contacts.contact import Channel, ContactDetails, DateBounds, DatePrecision
from warehouse.database_file import copy_file

NOW = datetime(2025, 7, 3, 18, 0, tzinfo=UTC)
RULES = ChannelRules(id="duty")
DELIVERED, REFUSED, UNKNOWN = (DeliveryOutcome(verdict) for verdict in DeliveryVerdict)
Put = Callable[..., list[AlertPayload]]
FACTS = AlertPayload(
    contact="2025-07-03-trump-phone",
    number=1,
    kind=AlertStep.NEW,
    first=True,
    raised_at=NOW,
    watch="ru-us",
    details=ContactDetails("Trump", Channel.PHONE, duration_minutes=60),
    dates=DateBounds(date(2025, 7, 3), date(2025, 7, 3), DatePrecision.DAY),
    outlets=1,
    sources=(
        Source(
            outlet="misaal",
            name="روزنامہ مثال",
            tier=1,
            url="https://misaal.example/khabar/1?a=1&b=2",
            title="پیوٹن اور ٹرمپ کی گفتگو",
            quote="روسی صدر ولادیمیر پیوٹن نے امریکی صدر ڈونلڈ ٹرمپ سے ٹیلی فون پر ایک گھنٹہ گفتگو کی۔",
            published=NOW,
        ),
    ),
)


@dataclass
class Receiver:
    """Answers as `answer(n, path)` says: an int is a status, a float seconds of silence, None hangs up."""

    url: str = ""
    answer: Callable[[int, str], int | float | None] = lambda _n, _path: 200
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            state.got.append((self.path, dict(self.headers), body))
            status = state.answer(len(state.got), self.path)
            if isinstance(status, float):
                time.sleep(status)
                status = None
            if status is None:
                self.connection.close()
                return
            self.send_response(status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    state.url = f"127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def alert() -> AlertPayload:
    return FACTS


EVIL = "\x1b[31m@everyone <!channel> [x](https://evil.example) =cmd() \u202e<script>alert(1)</script>\r\nBcc: x@y.z"


@pytest.fixture
def evil(alert: AlertPayload) -> AlertPayload:
    """An alert in which everything that an outlet wrote tries to act."""
    source = replace(alert.sources[0], name=EVIL, title=EVIL, quote=EVIL)
    details = replace(alert.details, place=EVIL, topics=(EVIL,))
    return replace(alert, details=details, detail=EVIL, sources=(source,))


def open_channel(url: str, rules: ChannelRules = RULES) -> AlertChannel:
    """Open the one channel of an address that has one target."""
    (channel,) = open_address(rules, SecretStr(url))
    return channel


@pytest.fixture
def file(new_warehouse: Path, tmp_path: Path) -> Path:
    copy_file(new_warehouse, tmp_path / "rabita.duckdb")
    return tmp_path / "rabita.duckdb"


@pytest.fixture
def put(file: Path) -> Callable[..., list[AlertPayload]]:
    """Commit alerts for these rules, numbered contacts where only a count is given."""

    def commit(rules: list[ChannelRules], *alerts: AlertPayload, now: datetime = NOW) -> list[AlertPayload]:
        with warehouse.open_warehouse(file) as con, warehouse.transaction(con):
            return post(con, alerts or (FACTS,), rules, now=now)

    return commit


@pytest.fixture
def many() -> Callable[[int], list[AlertPayload]]:
    return lambda count: [replace(FACTS, contact=f"2025-07-{n:02}-trump-phone-{n}") for n in range(1, count + 1)]


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Stand:
    """A channel of the test that answers as `answer(n)` says and keeps what it was given."""

    rules: ChannelRules
    answer: Callable[[int], DeliveryOutcome] = lambda _n: DELIVERED
    got: list[OutgoingMessage] = field(default_factory=list)

    def send(self, outgoing: OutgoingMessage) -> DeliveryOutcome:
        self.got.append(outgoing)
        return self.answer(len(self.got))


def stand(
    name: str = "duty", answer: Callable[[int], DeliveryOutcome] = lambda _n: DELIVERED, **rules: object
) -> Stand:
    return Stand(ChannelRules.model_validate({"id": name, **rules}), answer)


def deliveries(file: Path) -> list[DeliveryState]:
    with warehouse.open_warehouse(file) as con:
        return warehouse.read(con, "delivery_log", DeliveryState)
