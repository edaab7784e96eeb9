"""The Telegram, Slack and e-mail examples of docs/alerts.md, word for word, against stand-ins on this machine."""

import base64
import json
import re
import smtplib
import socketserver
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pydantic import SecretStr

from flows.alerts.alert_channels import open_channels
from flows.alerts.delivery import DeliveryVerdict
from flows.alerts.message import OutgoingMessage
from flows.alerts.payload import AlertPayload

DOCS = Path(__file__).parents[2] / "docs" / "alerts.md"
HOST = "smtp.example.org"


def example(heading: str) -> str:
    """Return the address of the example below a heading."""
    section = DOCS.read_text("utf-8").split(f"\n### {heading}\n", 1)[1].split("\n### ", 1)[0]
    (address,) = re.findall(r"export RABITA_ALERT_URLS='([^']+)'", section)
    return address


@pytest.fixture
def services() -> Iterator[tuple[str, list[tuple[str, dict[str, object]]]]]:
    """A server that answers as Telegram and Slack do where they took a message: its address, and what it was posted."""
    got: list[tuple[str, dict[str, object]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            answer = b'{"ok":true,"result":{"message_id":1}}' if self.path.startswith("/bot") else b"ok"
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", got
        server.shutdown()


def test_the_telegram_example_reaches_the_chat(
    services: tuple[str, list[tuple[str, dict[str, object]]]], alert: AlertPayload, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apprise.plugins.telegram import NotifyTelegram

    url, got = services
    monkeypatch.setattr(NotifyTelegram, "notify_url", f"{url}/bot")
    (channel,) = open_channels([SecretStr(example("Telegram"))])
    assert channel.send(OutgoingMessage("key", (alert,))).verdict is DeliveryVerdict.DELIVERED
    ((path, posted),) = got
    assert path == "/bot123456789:AAHexampleTokenOfThirtyFiveCharacters/sendMessage"
    assert posted["chat_id"] == -1001234567890
    assert alert.contact in str(posted["text"])


def test_the_slack_example_reaches_the_channel(
    services: tuple[str, list[tuple[str, dict[str, object]]]], alert: AlertPayload, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apprise.plugins.slack import NotifySlack

    url, got = services
    monkeypatch.setattr(NotifySlack, "webhook_url", f"{url}/services")
    (channel,) = open_channels([SecretStr(example("Slack"))])
    assert channel.send(OutgoingMessage("key", (alert,))).verdict is DeliveryVerdict.DELIVERED
    ((path, posted),) = got
    assert path == "/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
    assert alert.contact in json.dumps(posted)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of the example's mail server, with its key."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path / "mail.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def mail_server(certificate: Path) -> Iterator[tuple[int, list[str], list[bytes]]]:
    """A mail server with STARTTLS and AUTH PLAIN behind it: its port, the lines it was sent, and the mails."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    lines: list[str] = []
    mails: list[bytes] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            stream, secure = self.request.makefile("rwb", buffering=0), False
            stream.write(b"220 ready\r\n")
            while line := stream.readline():
                lines.append(line.decode().strip())
                match line.split()[0].upper():
                    case b"EHLO":
                        stream.write(b"250-mail\r\n" + (b"250 AUTH PLAIN\r\n" if secure else b"250 STARTTLS\r\n"))
                    case b"STARTTLS":
                        stream.write(b"220 go\r\n")
                        self.request = context.wrap_socket(self.request, server_side=True)
                        stream, secure = self.request.makefile("rwb", buffering=0), True
                    case b"AUTH":
                        stream.write(b"235 in\r\n")
                    case b"DATA":
                        stream.write(b"354 go\r\n")
                        mails.append(b"".join(iter(stream.readline, b".\r\n")))
                        stream.write(b"250 kept\r\n")
                    case _:
                        stream.write(b"250 ok\r\n")
            stream.close()
            self.request.close()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server.server_address[1], lines, mails
        server.shutdown()


def test_the_e_mail_example_reaches_both_recipients(
    mail_server: tuple[int, list[str], list[bytes]],
    certificate: Path,
    alert: AlertPayload,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port, lines, mails = mail_server
    connect = smtplib.socket.create_connection  # type: ignore[attr-defined]
    asked: list[tuple[str, int]] = []

    def here(address: tuple[str, int], *more: object) -> object:
        asked.append(address)
        return connect(("127.0.0.1", port), *more)

    trusted = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(smtplib.socket, "create_connection", here)  # type: ignore[attr-defined]
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusted)
    channels = open_channels([SecretStr(example("E-mail"))])
    for channel in channels:
        assert channel.send(OutgoingMessage("key", (alert,))).verdict is DeliveryVerdict.DELIVERED
    assert asked == [(HOST, 587)] * 2
    sign_in = base64.b64encode(b"\0alerts@example.org\0app-password").decode()
    assert lines.count(f"AUTH PLAIN {sign_in}") == 2
    read = [message_from_bytes(mail, policy=policy.default) for mail in mails]
    assert [(mail["From"], mail["To"]) for mail in read] == [
        ("alerts@example.org", "desk@example.org"),
        ("alerts@example.org", "you@example.org"),
    ]
    assert all(alert.contact in mail.get_body(("plain",)).get_content() for mail in read)
