"""A stand-in for a service with the OpenAI chat protocol, and articles on which our own reading is unsure."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest

import warehouse
from flows.alerts.delivery import DeliveryOutcome, DeliveryVerdict
from flows.alerts.message import OutgoingMessage, render
from flows.alerts.payload import AlertPayload
from flows.alerts.routing import ChannelRules
from flows.evaluation.labelled_files import article_of_row
from flows.news.article import Article, Link
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.load import load_part
from flows.pipeline.outlet_batch import Batch
from flows.pipeline.run_record import RunRequest, record_end, record_start
from flows.run_statistics import Run, RunKind, StartedBy
from flows.settings import Settings

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BAND = (0.001, 0.999)
"""Wide enough for the articles below, whatever a newly trained reader thinks of them."""

KEY = "canary-key-5f2e91c7"


@dataclass(frozen=True)
class Text:
    """An article on which our own reading is unsure, with the sentence that says what it is about."""

    title: str
    text: str
    sentence: str


SURE_ENOUGH = Text(
    "قیدیوں کا تبادلہ مکمل",
    "روس اور یوکرین نے منگل کو دو سو قیدی رہا کیے۔ "
    "ترجمان کے مطابق یہ تبادلہ ٹرمپ اور پیوٹن کی پیر کی گفتگو میں طے پایا تھا۔ رہا ہونے والے گھروں کو روانہ ہو گئے۔",
    "ترجمان کے مطابق یہ تبادلہ ٹرمپ اور پیوٹن کی پیر کی گفتگو میں طے پایا تھا",
)
"""Our own reading: new, some 90 %."""

MISSED = Text(
    "نئی کتاب شائع",
    "ایک نئی کتاب میں لکھا ہے کہ پیوٹن اور ٹرمپ کئی بار فون پر بات کر چکے ہیں۔ "
    "مصنف کے مطابق ان رابطوں کا ریکارڈ موجود نہیں۔",
    "ایک نئی کتاب میں لکھا ہے کہ پیوٹن اور ٹرمپ کئی بار فون پر بات کر چکے ہیں۔",
)
"""Our own reading: background, some 15 %; the stand-in says of it what a test wants."""

OLD = Text(
    "الاسکا کی یادیں",
    "الاسکا میں پیوٹن اور ٹرمپ کی ملاقات کو سات ماہ ہو گئے۔ "
    "تجزیہ کاروں کے مطابق اس ملاقات کا کوئی بڑا نتیجہ نہیں نکلا۔ شہر کے ہوٹل اب خالی ہیں۔",
    "الاسکا میں پیوٹن اور ٹرمپ کی ملاقات کو سات ماہ ہو گئے۔",
)
"""Our own reading: background, some 5 %."""


@dataclass(frozen=True)
class Reply:
    """What the stand-in sends."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class StandIn:
    """The service: `say` makes the reply to a request, None for no reply; `asked` and `keys` are what it received."""

    base: str = ""
    say: Callable[[dict[str, Any]], Reply | None] = lambda _: Reply(status=404)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    over: Event = field(default_factory=Event)


def completion(content: str, finish: str = "stop") -> Reply:
    """Return a reply in the form of the protocol."""
    message = {"role": "assistant", "content": content}
    usage = {"prompt_tokens": 900, "completion_tokens": 60, "total_tokens": 960}
    body = {"object": "chat.completion", "choices": [{"message": message, "finish_reason": finish}], "usage": usage}
    return Reply(json.dumps(body).encode())


def answer(status: str, sentence: str, **fields: Any) -> str:
    """Return an answer by the schema."""
    empty = {"leader": None, "channel": None, "day": None, "minutes": None, "place": None}
    return json.dumps({"status": status, **empty, **fields, "sentence": sentence}, ensure_ascii=False)


def given(body: dict[str, Any]) -> dict[str, Any]:
    """Return the article as a question carries it."""
    return dict(json.loads(body["messages"][1]["content"]))


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    """A stand-in on a free port of loopback."""
    state = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(body)
            state.keys.append(self.headers.get("Authorization", ""))
            reply = state.say(body)
            if reply is None:
                state.over.wait(60)
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            try:
                self.wfile.write(reply.body)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        state.base = f"http://127.0.0.1:{server.server_port}/v1"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield state
        state.over.set()
        server.shutdown()
        thread.join()


class Channel:
    """A channel that keeps what it is sent."""

    def __init__(self, name: str, *, notices: bool = False) -> None:
        self.rules = ChannelRules(id=name, notices=notices, steps=() if notices else ("new",))
        self.alerts: list[AlertPayload] = []
        self.texts: list[str] = []

    def send(self, outgoing: OutgoingMessage) -> DeliveryOutcome:
        self.alerts += outgoing.alerts
        self.texts.append(render(outgoing).body)
        return DeliveryOutcome(DeliveryVerdict.DELIVERED)


@dataclass
class Desk:
    """An operator's installation: its settings, a channel for alerts and one for notices."""

    settings: Settings
    alerts: Channel
    notices: Channel

    def load(self, *texts: Text, silent: bool = False, now: datetime = NOW, outlet: str = "misaal") -> None:
        """Store articles that nobody has read yet."""
        made = []
        for text in texts:
            key = uuid4()
            row = {"id": str(key), "title": text.title, "text": text.text, "published": now.isoformat()}
            article = article_of_row(row | {"url": f"https://a.example/{key}", "outlet": outlet}, now)
            assert isinstance(article, Article), article
            made.append((Link(outlet, article.url, "import"), article))
        with warehouse.open_warehouse(self.settings.warehouse) as con:
            run = Run(uuid4(), RunKind.IMPORT, StartedBy.HAND, now, "test", silent=silent)
            record_start(con, run)
            load_part(con, run, Batch("import", outcomes=tuple(made)), now)
            record_end(con, run, "ok", now)

    def watch(self, *, alert: bool = True, now: datetime = NOW, **changes: Any) -> None:
        """Do what `rabita watch` does."""
        settings = self.settings.model_copy(update=changes)
        run_watch(settings, [self.alerts, self.notices], RunRequest(clock=lambda: now), alert=alert)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the warehouse."""
        with warehouse.open_warehouse(self.settings.warehouse) as con:
            return con.execute(sql).fetchall()

    def outcomes(self) -> list[tuple[Any, ...]]:
        """Return what became of each question."""
        return self.rows("SELECT outcome, reason FROM second_opinion ORDER BY asked_at, article_id")

    def verdicts(self) -> list[str]:
        """Return the verdicts of all articles by their titles."""
        asked = "SELECT verdict FROM current_detection JOIN article ON id = article_id ORDER BY title"
        return [row[0] for row in self.rows(asked)]


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse without rows, to be copied."""
    path = tmp_path_factory.mktemp("second_reader") / "rabita.duckdb"
    with warehouse.open_warehouse(path):
        pass
    warehouse.publish(path, path.with_name("empty.duckdb"))  # in one file, without a log
    return path.with_name("empty.duckdb")


@pytest.fixture
def desk(stand_in: StandIn, tmp_path: Path, empty: Path) -> Desk:
    """An installation with the stand-in as its second reader."""
    (tmp_path / "data").mkdir()
    shutil.copyfile(empty, tmp_path / "data" / "rabita.duckdb")
    settings = Settings(
        data=tmp_path / "data",
        alert_urls=(),
        operator_urls=(),
        page=False,
        second_reader=stand_in.base,
        second_reader_model="tiny",
        second_reader_key=KEY,
        second_reader_band=BAND,
    )
    return Desk(settings, Channel("desk"), Channel("operator", notices=True))


def said(texts: Sequence[Text], status: str, **fields: Any) -> Callable[[dict[str, Any]], Reply]:
    """Return a function that answers questions about these articles with a status and a sentence for each."""

    def reply(body: dict[str, Any]) -> Reply:
        (text,) = (one for one in texts if one.sentence.strip("۔") in " ".join(given(body)["paragraphs"]))
        return completion(answer(status, text.sentence, **fields))

    return reply
