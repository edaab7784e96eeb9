"""Addresses with letters beyond ASCII: they work where the protocol has a way, and are an outcome where it has none."""

import base64
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from pydantic import SecretStr

import warehouse
from flows.alerts.alert_channels import open_channels
from flows.alerts.delivery import DeliveryOutcome, DeliveryVerdict
from flows.alerts.heartbeat import PingKind, ping
from flows.alerts.message import Notice, OutgoingMessage
from flows.alerts.payload import AlertPayload
from flows.alerts.routing import ChannelRules
from flows.alerts.sender import deliver
from flows.pipeline.operator_notices import send_notice
from flows.settings import Settings

from .conftest import Receiver, open_channel

NOW = datetime(2025, 7, 3, 18, 0, tzinfo=UTC)
WORD = "کلیدِ-خفیہ-۱۲۳۴"
Put = Callable[..., list[AlertPayload]]


@dataclass
class Post:
    """A mail server: what it offers, the lines it got before DATA, who it let in, and the mails."""

    offers: tuple[str, ...] = ("AUTH PLAIN LOGIN", "SMTPUTF8")
    port: int = 0
    lines: list[str] = field(default_factory=list)
    signed_in: list[tuple[str, str]] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)

    def url(self, sender: str, to: str, user: str = "", password: str = "") -> str:
        who = f"{user}:{password}@" if user else ""
        return f"smtp://{who}127.0.0.1:{self.port}/?from={sender}&to={to}&encryption=none"


@pytest.fixture
def post() -> Iterator[Post]:  # noqa: C901 - a mail server, an answer a line
    state = Post()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 ready")
            while line := self.rfile.readline():
                text = line.decode().strip()
                state.lines.append(text)
                self.answer(text)

        def answer(self, text: str) -> None:
            words = text.split()
            match words[0].upper():
                case "EHLO":
                    self.say("250-mail.example")
                    for offer in state.offers:
                        self.say(f"250-{offer}")
                    self.say("250 OK")
                case "AUTH" if words[1] == "PLAIN":
                    _, user, password = base64.b64decode(words[2]).decode().split("\0")
                    state.signed_in.append((user, password))
                    self.say("235 in")
                case "AUTH":
                    user = words[2] if len(words) > 2 else self.ask("334 VXNlcm5hbWU6")
                    password = self.ask("334 UGFzc3dvcmQ6")
                    state.signed_in.append((base64.b64decode(user).decode(), base64.b64decode(password).decode()))
                    self.say("235 in")
                case "DATA":
                    self.say("354 go on")
                    mail = b""
                    while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                        mail += line
                    state.mails.append(mail)
                    self.say("250 taken")
                case _:
                    self.say("250 fine")

        def ask(self, text: str) -> str:
            self.say(text)
            return self.rfile.readline().decode().strip()

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        state.port = server.server_address[1]
        yield state
        server.shutdown()
        thread.join()


# ------------------------------------------------------------------------------------------------ what now works


@pytest.mark.parametrize("offer", ["AUTH PLAIN LOGIN", "AUTH LOGIN"])
@pytest.mark.parametrize(
    ("user", "password"), [("rabita", WORD), (WORD, "harmless"), ("rabita", "pässwörd"), ("a", "b")]
)
def test_a_mail_server_is_given_any_password(
    post: Post, alert: AlertPayload, offer: str, user: str, password: str
) -> None:
    post.offers = (offer,)
    channel = open_channel(post.url("r@rabita.example", "a@b.example", user, password))
    assert channel.send(OutgoingMessage("key", (alert,))).verdict is DeliveryVerdict.DELIVERED
    assert post.signed_in == [(user, password)]


def test_an_address_in_urdu_goes_to_a_server_that_takes_it_and_is_refused_by_others(
    post: Post, alert: AlertPayload
) -> None:
    channel = open_channel(post.url("r@rabita.example", "علی@b.example"))
    assert channel.send(OutgoingMessage("key", (alert,))).verdict is DeliveryVerdict.DELIVERED
    assert any("علی@b.example" in line for line in post.lines)
    post.offers = ("AUTH PLAIN",)
    assert channel.send(OutgoingMessage("key", (alert,))).verdict is DeliveryVerdict.REFUSED
    assert len(post.mails) == 1


def test_a_domain_in_urdu_is_written_as_mail_servers_know_it(post: Post, alert: AlertPayload) -> None:
    post.offers = ("AUTH PLAIN",)
    channel = open_channel(post.url("r@مثال.example", "a@مثال.example"))
    assert channel.send(OutgoingMessage("key", (alert,))).verdict is DeliveryVerdict.DELIVERED
    assert sum("xn--" in line for line in post.lines) == 2


@pytest.mark.parametrize("path", [f"/{WORD}", f"/{WORD}?q={WORD}", "/a b", "/%D8%B9"])
def test_a_webhook_with_any_path_and_any_secret_arrives(receiver: Receiver, alert: AlertPayload, path: str) -> None:
    channel = open_channel(f"webhook+http://:{WORD}@{receiver.url}{path}")
    assert channel.send(OutgoingMessage("key", (alert,))).verdict is DeliveryVerdict.DELIVERED
    assert unquote(receiver.got[0][0]) == unquote(path)


def test_a_ping_to_any_path_arrives(receiver: Receiver) -> None:
    assert (
        ping(SecretStr(f"http://{receiver.url}/{WORD}"), PingKind.FAIL, "خبر نہیں").verdict is DeliveryVerdict.DELIVERED
    )
    assert unquote(receiver.got[0][0]) == f"/{WORD}/fail"
    assert ping(SecretStr("http://127.0.0.1:port/"), PingKind.START).verdict is DeliveryVerdict.REFUSED
    assert ping(SecretStr("http://[::1/"), PingKind.START).verdict is DeliveryVerdict.REFUSED


# ------------------------------------------------------------------------------------------------ what is an outcome


@pytest.mark.parametrize(
    "address",
    [
        "json://{url}/?+X-Token={word}",  # no header of HTTP/1.1 holds these letters
        "json://{word}:{word}@{url}/{word}",
        "mailto://{word}:{word}@127.0.0.1:9/?from=a@b.example&to={word}@b.example&mode=insecure",
        "webhook+http://:0123456789abcdef@127.0.0.1:9/{word}",
        "smtp://{word}:{word}@127.0.0.1:9/?from={word}@b.example&to={word}@b.example",
    ],
)
def test_whatever_a_channel_meets_is_an_outcome_and_the_operator_is_notified_of_an_outage(
    receiver: Receiver, file: Path, put: Put, address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    odd = open_channel(address.format(url=receiver.url, word=WORD), ChannelRules(id="odd"))
    fine = open_channel(f"json://{receiver.url}/fine", ChannelRules(id="fine", notices=True))
    put([odd.rules, fine.rules])
    clock = iter(NOW + timedelta(hours=n) for n in range(10**6))
    for _ in range(5):
        deliver(file, [odd, fine], clock=lambda: next(clock))
    with warehouse.open_warehouse(file) as con:
        query = "SELECT channel, state, attempts FROM delivery_log WHERE kind = 'alert' ORDER BY channel"
        states = {channel: (state, attempts) for channel, state, attempts in con.execute(query).fetchall()}
        without = con.execute(
            "SELECT count(*) FROM delivery_attempt ANTI JOIN delivery_outcome USING (delivery, number)"
        )
        assert without.fetchall() == [(0,)]
        notices = con.execute("SELECT title FROM notice").fetchall()
    assert states["fine"][0] == "delivered"
    if states["odd"][0] != "delivered":
        assert states["odd"][1] >= 4
        assert notices == [("Rabita: the channel odd fails",)]
        assert any("odd fails" in body.decode() for path, _, body in receiver.got if path == "/fine")
    said = capfd.readouterr()
    assert WORD not in said.out + said.err
    assert "Traceback" not in said.out + said.err


@dataclass
class Buggy:
    """A channel with a bug, whose message holds a secret."""

    rules: ChannelRules = field(default_factory=lambda: ChannelRules(id="buggy", notices=True))

    def send(self, outgoing: OutgoingMessage) -> DeliveryOutcome:
        raise RuntimeError(f"cannot write to {WORD} of {outgoing.key}")


def test_a_bug_in_a_channel_is_an_outcome_that_names_no_secret(
    receiver: Receiver, file: Path, put: Put, caplog: pytest.LogCaptureFixture
) -> None:
    fine = open_channel(f"json://{receiver.url}/fine", ChannelRules(id="fine"))
    put([Buggy().rules, fine.rules])
    sent = deliver(file, [Buggy(), fine], clock=lambda: NOW)
    assert sent.verdicts == {DeliveryVerdict.UNKNOWN: 1, DeliveryVerdict.DELIVERED: 1}
    with warehouse.open_warehouse(file) as con:
        ((detail,),) = con.execute("SELECT last_detail FROM delivery_log WHERE channel = 'buggy'").fetchall()
    assert "RuntimeError" in detail
    assert "buggy" in caplog.text
    assert WORD not in detail + caplog.text


def test_the_operator_is_notified_though_another_address_cannot_be_opened(receiver: Receiver, tmp_path: Path) -> None:
    (tmp_path / "alerts.yaml").write_text("channels:\n  duty: {address: NO_SUCH_NAME}\n")
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        data=tmp_path / "data",
        alerts=tmp_path / "alerts.yaml",
        alert_urls=(SecretStr(f"nothing://{WORD}"),),
        operator_urls=(SecretStr(f"nothing://{WORD}"), SecretStr(f"json://{receiver.url}/operator")),
    )
    send_notice(settings, Notice("n", "Rabita: a trouble", "x"), NOW)
    assert [path for path, _, _ in receiver.got] == ["/operator"]


def test_one_channel_that_raises_keeps_no_notice_from_the_others_where_there_is_no_warehouse(
    receiver: Receiver, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "rabita.duckdb").write_text("no database")
    (bad, good) = open_channels(
        (), [SecretStr(f"json://127.0.0.1:9/?+X={WORD}"), SecretStr(f"json://{receiver.url}/op")]
    )
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        data=tmp_path / "data",
        alerts=tmp_path / "none.yaml",
        alert_urls=(),
        operator_urls=(SecretStr(f"json://127.0.0.1:9/?+X={WORD}"), SecretStr(f"json://{receiver.url}/op")),
    )
    send_notice(settings, Notice("n", "Rabita: a trouble", "x"), NOW)
    assert (bad.rules.notices, good.rules.notices) == (True, True)
    assert [path for path, _, _ in receiver.got] == ["/op"]
