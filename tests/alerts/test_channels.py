"""Every channel over a real socket: what arrives, what is known afterwards, and what is never shown."""

import base64
import hashlib
import hmac
import io
import json
import logging
import socketserver
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree as ET

import pytest
from pydantic import SecretStr
from rich.console import Console

import warehouse
from flows.alerts.alert_feed import write_feeds
from flows.alerts.channels import AppriseChannel, ChannelError, channel_id, open_channel, open_channels
from flows.alerts.heartbeat import PingKind, Vitals, canary, judge, ping
from flows.alerts.http_post import outcome_of
from flows.alerts.message import Notice, OutgoingMessage, render
from flows.alerts.outcome import DeliveryVerdict
from flows.alerts.payload import AlertPayload
from flows.alerts.routing import ChannelRules
from flows.alerts.sender import AlertChannel, deliver
from flows.alerts.subscriptions import SubscriptionsError, load_subscriptions, parse_subscriptions
from flows.alerts.wording import Language

NOW = datetime(2025, 7, 3, 18, 0, tzinfo=UTC)
RULES = ChannelRules(id="duty")
SECRET = "canary-secret-4f1d9c"  # noqa: S105 - a canary
KEY = "0123456789abcdef"
EVIL = "\x1b[31m@everyone <!channel> [x](https://evil.example) =cmd() \u202e<script>alert(1)</script>\r\nBcc: x@y.z"


class Receiver(Protocol):
    """The fixture of conftest.py."""

    url: str
    answer: Callable[[int, str], int | float | None]
    headers: dict[str, str]
    got: list[tuple[str, dict[str, str], bytes]]


@pytest.fixture
def evil(alert: AlertPayload) -> AlertPayload:
    source = replace(alert.sources[0], name=EVIL, title=EVIL, quote=EVIL)
    return replace(
        alert,
        details=replace(alert.details, place=EVIL, topics=(EVIL,)),
        detail=EVIL,
        sources=(source,),
    )


def service(url: str) -> AlertChannel:
    return open_channel(RULES, SecretStr(url))


# ------------------------------------------------------------------------------------------------ Apprise


@pytest.mark.parametrize(
    ("answer", "verdict", "detail"),
    [
        (200, DeliveryVerdict.DELIVERED, "HTTP 200"),
        (204, DeliveryVerdict.DELIVERED, "HTTP 204"),
        (302, DeliveryVerdict.REFUSED, "HTTP 302"),
        (401, DeliveryVerdict.REFUSED, "HTTP 401"),
        (429, DeliveryVerdict.REFUSED, "HTTP 429"),
        (500, DeliveryVerdict.UNKNOWN, "HTTP 500"),
        (503, DeliveryVerdict.REFUSED, "HTTP 503"),
        (None, DeliveryVerdict.UNKNOWN, "no answer"),
    ],
)
@pytest.mark.parametrize("scheme", ["json://{}/hook", "webhook+http://:0123456789abcdef@{}/hook"])
def test_success_refusal_and_doubt_are_told_apart(  # noqa: PLR0913, PLR0917 - a table
    receiver: Receiver,
    alert: AlertPayload,
    scheme: str,
    answer: int | None,
    verdict: DeliveryVerdict,
    detail: str,
) -> None:
    receiver.answer = lambda _n, _path: answer
    receiver.headers = {"Retry-After": "7", "Location": "/elsewhere"}
    outcome = service(scheme.format(receiver.url)).send(OutgoingMessage("key", (alert,)))
    assert outcome.verdict is verdict
    assert outcome.detail.startswith(detail)
    assert len(receiver.got) == 1
    if answer in {429, 500, 503}:
        assert outcome.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize(
    "scheme", ["json://{}", "webhook+http://:0123456789abcdef@{}/", "smtp://{}/?from=a@b.c&to=d@e.f"]
)
def test_where_nobody_listens_nothing_was_sent(alert: AlertPayload, scheme: str) -> None:
    outcome = service(scheme.format("127.0.0.1:9")).send(OutgoingMessage("key", (alert,)))
    assert outcome.verdict is DeliveryVerdict.REFUSED
    assert "no connection" in outcome.detail


def test_a_long_message_is_cut_to_fit_and_not_sent_in_parts(receiver: Receiver) -> None:
    channel = service(f"json://{receiver.url}/?overflow=split")
    assert isinstance(channel, AppriseChannel)
    channel.service[0].body_maxlen = 200
    channel.service[0].request_rate_per_sec = 0
    outcome = AppriseChannel(RULES, channel.service).send(
        OutgoingMessage("key", notice=Notice("id", "title", "long " * 100))
    )
    assert (outcome.verdict, len(receiver.got)) == (DeliveryVerdict.DELIVERED, 1)


POSTED = [
    "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
    "tgram://123456789:abcdefg_hijklmnop/12315544/",
    "ntfy://topic",
    "mmost://hooks.invalid/3ccdd113474722377935511fc85d3dd4",
    "matrixs://user:pass@matrix.invalid/#room?mode=slack&webhook=matrix",
]


@pytest.mark.parametrize("url", POSTED)
def test_strangers_text_is_inert_in_every_service(
    url: str, evil: AlertPayload, monkeypatch: pytest.MonkeyPatch
) -> None:
    import requests

    bodies: list[str] = []

    def answer(_self: requests.Session, request: requests.PreparedRequest, **_: object) -> requests.Response:
        body = request.body or b""
        bodies.append(body.decode() if isinstance(body, bytes) else str(body))
        made = requests.Response()
        made.status_code = 200
        made._content = b'{"ok":true,"result":{}}'
        return made

    monkeypatch.setattr(requests.Session, "send", answer)
    channel = service(url)
    assert isinstance(channel, AppriseChannel)
    channel.send(OutgoingMessage("key", (evil,)))
    said = "".join(
        json.dumps(json.loads(body), ensure_ascii=False) if body.startswith("{") else body for body in bodies
    )
    assert "＠everyone" in said
    for power in (
        "@everyone",
        "<!channel",
        "[x](",
        "evil.example",
        "<script",
        "\x1b",
        "\\u001b",
        "\u202e",
        "&lt;script",
    ):
        assert power not in said


def test_a_service_gets_no_more_than_it_takes(alert: AlertPayload) -> None:
    long = replace(alert, sources=alert.sources * 40)
    for url in (*POSTED, "d7sms://token@15555550100"):
        channel = service(url)
        assert isinstance(channel, AppriseChannel)
        words = render(OutgoingMessage("key", (long,)), Language.BOTH, room=channel.room)
        plugin = channel.service[0]
        assert len(words.body) <= plugin.body_maxlen
        assert alert.contact in words.body


# ------------------------------------------------------------------------------------------------ webhook and e-mail


def test_a_webhook_is_signed_and_the_same_at_every_attempt(receiver: Receiver, alert: AlertPayload) -> None:
    channel = service(f"webhook+http://:{KEY}@{receiver.url}/hook?x=1")
    channel.send(OutgoingMessage("key-1", (alert,)))
    channel.send(OutgoingMessage("key-1", (alert,), number=2, repeat=True))
    (path, first, body), (_, second, again) = receiver.got
    assert path == "/hook?x=1"
    assert body == again
    assert first["Idempotency-Key"] == first["webhook-id"] == second["webhook-id"] == "key-1"
    assert "rabita-possible-repeat" not in first
    assert second["rabita-possible-repeat"] == "true"
    signed = f"key-1.{first['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(KEY.encode(), signed, hashlib.sha256).digest()).decode()
    assert first["webhook-signature"] == f"v1,{expected}"
    sent = json.loads(body)
    assert sent["type"] == "rabita.contact.new"
    assert sent["alerts"][0]["contact"] == alert.contact
    assert alert.sources[0].quote in sent["text"]


@dataclass
class Mailbox:
    url: str = ""
    stop_at: str = ""
    say: bytes = b""
    got: list[bytes] = field(default_factory=list)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()

    class Server(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            while line := self.rfile.readline():
                verb = line.split()[0].upper().decode().partition(":")[0] if line.split() else ""
                if verb == box.stop_at:
                    if not box.say:
                        return
                    self.wfile.write(box.say)
                    continue
                self.wfile.write({"DATA": b"354 go\r\n", "QUIT": b"221 bye\r\n"}.get(verb, b"250 ok\r\n"))
                if verb == "DATA":
                    content = b""
                    while (part := self.rfile.readline()) not in {b".\r\n", b""}:
                        content += part
                    box.got.append(content)
                    if box.stop_at == "END":
                        if box.say:
                            self.wfile.write(box.say)
                        return
                    self.wfile.write(b"250 kept\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Server) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        box.url = f"smtp://127.0.0.1:{server.server_address[1]}/?from=r@rabita.example&to=a@b.example"
        box.url += "&encryption=none"
        yield box
        server.shutdown()
        thread.join()


def test_an_e_mail_is_one_message_with_a_stable_id(mailbox: Mailbox, evil: AlertPayload) -> None:
    channel = service(mailbox.url)
    outcomes = [channel.send(OutgoingMessage("key-1", (evil,), number=n, repeat=n > 1)) for n in (1, 2)]
    assert [outcome.verdict for outcome in outcomes] == [DeliveryVerdict.DELIVERED] * 2
    first, second = (message_from_bytes(raw, policy=policy.default) for raw in mailbox.got)
    assert first["Message-ID"] == second["Message-ID"] == "<key-1.duty@rabita.example>"
    assert first["References"] == f"<{evil.contact}@rabita.example>"
    assert first["Date"].datetime.tzinfo is not None
    assert "possible repeat" not in first["Subject"]
    assert "possible repeat" in second["Subject"]
    assert set(first.keys()) == {
        "Subject", "From", "To", "Date", "Message-ID", "References", "Auto-Submitted", "Importance", "MIME-Version",
        "Content-Type",
    }  # fmt: skip
    page = first.get_body(("html",)).get_content()
    assert "<script" not in page
    assert first.get_body(("plain",)).get_content().count("\nBcc:") == 0


@pytest.mark.parametrize(
    ("stop_at", "say", "verdict"),
    [
        ("MAIL", b"550 no\r\n", DeliveryVerdict.REFUSED),
        ("RCPT", b"550 no\r\n", DeliveryVerdict.REFUSED),
        ("END", b"554 no\r\n", DeliveryVerdict.REFUSED),
        ("END", b"", DeliveryVerdict.UNKNOWN),
        ("", b"", DeliveryVerdict.DELIVERED),
    ],
)
def test_what_the_mail_server_says_is_understood(
    mailbox: Mailbox, alert: AlertPayload, stop_at: str, say: bytes, verdict: DeliveryVerdict
) -> None:
    mailbox.stop_at, mailbox.say = stop_at, say
    assert service(mailbox.url).send(OutgoingMessage("key", (alert,))).verdict is verdict


def test_a_mail_server_without_encryption_gets_nothing_by_default(mailbox: Mailbox, alert: AlertPayload) -> None:
    outcome = service(mailbox.url.replace("&encryption=none", "")).send(OutgoingMessage("key", (alert,)))
    assert outcome.verdict is DeliveryVerdict.REFUSED
    assert mailbox.got == []


# ------------------------------------------------------------------------------------------------ secrets


def test_a_secret_in_an_address_is_shown_nowhere(  # noqa: PLR0913, PLR0917 - everything that could show it
    receiver: Receiver,
    file: Path,
    put: Callable[..., list[AlertPayload]],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.answer = lambda n, _path: [500, 401, None][n % 3]
    addresses = [
        f"json://user:{SECRET}@{receiver.url}/{SECRET}?-token={SECRET}&+X-Token={SECRET}",
        f"xml://user:{SECRET}@{receiver.url}/{SECRET}",
        f"json://user:{SECRET}@127.0.0.1:9/{SECRET}",
        f"webhook+http://:{SECRET}@{receiver.url}/{SECRET}?q={SECRET}",
        f"webhook+http://:{SECRET}@127.0.0.1:9/{SECRET}",
        f"smtp://{SECRET}:{SECRET}@127.0.0.1:9/?from={SECRET}@b.c&to={SECRET}@e.f",
        f"json://{SECRET}.invalid/{SECRET}",
    ]
    channels = open_channels([SecretStr(url) for url in addresses])
    shown = [repr(channels), repr([channel.rules for channel in channels]), channel_id(addresses[0])]
    put([channel.rules for channel in channels])
    clock = iter(NOW + timedelta(hours=n) for n in range(10**6))
    for _ in range(4):
        sent = deliver(file, channels, clock=lambda: next(clock))
        assert DeliveryVerdict.DELIVERED not in sent.verdicts
    for bad in (f"nothing://{SECRET}", f"webhook+http://{SECRET}", f"smtp://{SECRET}", f"webhook+https://:{SECRET}@h:port/",
                f"tgram://{SECRET}", f"webhook+https://[{SECRET}/"):  # fmt: skip
        try:
            open_channel(RULES, SecretStr(bad))
        except ChannelError:
            shown.append(traceback.format_exc())
    text = f"channels:\n  duty:\n    address: json://{SECRET}\n  b: {{address: A, steps: [x]}}\n  c: {{address: A}}\n"
    with pytest.raises(SubscriptionsError) as wrong:
        parse_subscriptions(text.replace("steps: [x]", "steps: [new]"), {"A": f"nothing://{SECRET}"}.get)
    shown += ["".join(traceback.format_exception(wrong.value))]
    shown.append(str(ping(SecretStr(f"http://127.0.0.1:9/{SECRET}"), PingKind.FAIL)))
    with warehouse.open_warehouse(file) as con:
        write_feeds(con, tmp_path / "feeds", now=NOW)
        for (table,) in con.execute("SELECT table_name FROM information_schema.tables").fetchall():
            shown.append(str(con.execute(f"SELECT * FROM {table}").fetchall()))  # noqa: S608
    shown += [path.read_text() for path in (tmp_path / "feeds").iterdir()]
    captured = capfd.readouterr()
    shown += [caplog.text, captured.out, captured.err]
    assert len(receiver.got) >= 8
    assert not [piece for piece in shown if SECRET in piece]


# ------------------------------------------------------------------------------------------------ terminal, feeds, rest


def test_the_terminal_shows_both_languages_and_obeys_nobody(evil: AlertPayload) -> None:
    out = io.StringIO()
    (terminal,) = open_channels([], console=Console(file=out, width=90, force_terminal=True, color_system=None))
    assert terminal.send(OutgoingMessage("key", (evil,))).verdict is DeliveryVerdict.DELIVERED
    shown = out.getvalue()
    assert "نیا رابطہ" in shown
    assert "New contact" in shown
    assert "\x1b[31m" not in shown.replace("\x1b[31m╭", "").replace("\x1b[31m│", "").replace("\x1b[31m╰", "")
    assert "\u202e" not in shown


def test_feeds_can_be_read_and_show_strangers_text_as_text(
    file: Path, put: Callable[..., list[AlertPayload]], evil: AlertPayload, tmp_path: Path
) -> None:
    put([], evil)
    with warehouse.open_warehouse(file) as con:
        atom, feed = write_feeds(con, tmp_path, base="https://rabita.example/", now=NOW)
    root = ET.fromstring(atom.read_bytes())  # noqa: S314 - we wrote it
    name = {"a": "http://www.w3.org/2005/Atom"}
    (entry,) = root.findall("a:entry", name)
    assert entry.findtext("a:id", "", name) == f"urn:rabita:alert:{evil.id}"
    assert "<script" not in entry.findtext("a:content", "", name)
    (item,) = json.loads(feed.read_text("utf-8"))["items"]
    assert item["external_url"] == evil.sources[0].url
    assert "<script" not in item["content_html"]
    assert sorted(path.name for path in tmp_path.glob("*alerts*")) == ["alerts.atom", "alerts.json"]


def test_a_feed_without_alerts_is_a_feed(file: Path, tmp_path: Path) -> None:
    with warehouse.open_warehouse(file) as con:
        atom, feed = write_feeds(con, tmp_path, now=NOW)
    assert b"2025-07-03T18:00:00Z" in atom.read_bytes()
    assert json.loads(feed.read_text("utf-8"))["items"] == []


def test_channels_open_by_address_once_each(receiver: Receiver) -> None:
    one, two = f"json://{receiver.url}/a", f"json://{receiver.url}/b"
    channels = open_channels([SecretStr(one), SecretStr(one)], [SecretStr(two), SecretStr(one)])
    assert [(channel.rules.steps, channel.rules.notices) for channel in channels] == [
        (("new", "withdrawn", "restored"), True),
        ((), True),
    ]


def test_alerts_yaml_is_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "alerts.yaml"
    path.write_text(
        "channels:\n  duty:\n    address: DUTY\n    steps: [new, denied]\n    language: ur\n"
        "    quiet: {start: '22:00', end: '07:00'}\n"
    )
    (channel,) = load_subscriptions(path, {"DUTY": "json://localhost/"}.get)
    assert (channel.rules.id, channel.rules.language, channel.rules.quiet is not None) == ("duty", Language.UR, True)
    path.write_text(
        "channels:\n  duty:\n    address: DUTY\n    langage: ur\n  Bad Name:\n    address: NONE\n  x: {address: NONE}\n"
    )
    with pytest.raises(SubscriptionsError) as wrong:
        load_subscriptions(path, {"DUTY": "json://localhost/"}.get)
    assert [issue.removeprefix(str(path)) for issue in wrong.value.issues] == [
        ":4: duty: unknown key 'langage'; did you mean 'language'?",
        ":5: Bad Name: id: String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'",
        ":7: channel x: there is no secret NONE",
    ]
    for text in ("", "a: [", "channels: 3", "channels: {}\nmore: 1"):
        with pytest.raises(SubscriptionsError):
            parse_subscriptions(text, {}.get)


@pytest.mark.parametrize(
    ("pulse", "beat"),
    [
        (Vitals(9, 10, NOW), PingKind.SUCCESS),
        (Vitals(4, 10, NOW), PingKind.FAIL),
        (Vitals(0, 0, NOW), PingKind.FAIL),
        (Vitals(9, 10, None), PingKind.FAIL),
        (Vitals(9, 10, NOW - timedelta(hours=7)), PingKind.FAIL),
        (Vitals(9, 10, NOW, outstanding=1), PingKind.FAIL),
    ],
)
def test_success_is_pinged_only_by_a_watch_that_watches(pulse: Vitals, beat: PingKind) -> None:
    assert judge(pulse, now=NOW)[0] is beat


def test_pings_go_where_healthchecks_wants_them(receiver: Receiver) -> None:
    for beat in PingKind:
        assert ping(SecretStr(f"http://{receiver.url}/id"), beat, "why").verdict is DeliveryVerdict.DELIVERED
    assert [path for path, _, _ in receiver.got] == ["/id/start", "/id", "/id/fail"]


def test_the_canary_is_called_a_test_in_both_languages() -> None:
    words = render(OutgoingMessage("key", (canary(NOW),)), Language.BOTH)
    assert "Test contact, not news" in words.title
    assert "آزمائشی رابطہ" in words.title


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


def test_apprise_has_a_session_of_its_own_and_other_requests_are_left_alone(receiver: Receiver) -> None:
    import requests

    from flows.alerts.apprise_requests import recorded_outcomes

    original = requests.Session.send
    (channel,) = open_channels([SecretStr(f"json://{receiver.url}/alert")])
    with recorded_outcomes() as outcomes:
        requests.post(f"http://{receiver.url}/other", timeout=10)
        assert outcomes == []
        channel.service.notify(body="x", title="x")
    assert [one.verdict for one in outcomes] == [DeliveryVerdict.DELIVERED]
    assert requests.Session.send is original
