"""E-mail over a real SMTP conversation: one message with a stable id, and what the server answered."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy

import pytest

from flows.alerts.delivery import DeliveryVerdict
from flows.alerts.message import OutgoingMessage
from flows.alerts.payload import AlertPayload

from .conftest import open_channel


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
    channel = open_channel(mailbox.url)
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
    assert open_channel(mailbox.url).send(OutgoingMessage("key", (alert,))).verdict is verdict


def test_a_mail_server_without_encryption_gets_nothing_by_default(mailbox: Mailbox, alert: AlertPayload) -> None:
    outcome = open_channel(mailbox.url.replace("&encryption=none", "")).send(OutgoingMessage("key", (alert,)))
    assert outcome.verdict is DeliveryVerdict.REFUSED
    assert mailbox.got == []
