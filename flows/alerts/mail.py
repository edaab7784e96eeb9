"""E-mail over SMTP: plain text and HTML, with the same Message-ID at every attempt."""

from __future__ import annotations

import base64
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

from flows.alerts.delivery import DeliveryOutcome, DeliveryVerdict
from flows.alerts.http_post import error_name
from flows.alerts.message import OutgoingMessage, as_html, render
from flows.alerts.payload import LOW_TIER
from flows.alerts.routing import ChannelRules
from flows.clock import utc_now

SMTP_SECONDS = 15.0
SMTP_PORTS = {"smtp": 587, "smtps": 465}
NUL = "\0"
CONTINUE, SIGNED_IN = 334, (235, 503)
"""Answers to AUTH: continue; signed in, or already signed in."""
REFUSALS = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
    ValueError,
)
"""What smtplib raises before the message is sent, or where the server has refused it."""
HTML_PAGE = '<!doctype html><html dir="auto"><meta charset="utf-8"><body>\n{body}\n</body></html>\n'


class Encryption(StrEnum):
    """How the connection to a mail server is encrypted; NONE is for loopback only."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Mail:
    """Sends each message to `recipient`."""

    rules: ChannelRules
    host: str = field(repr=False)
    port: int
    encryption: Encryption
    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    clock: Callable[[], datetime] = field(default=utc_now, repr=False)

    def send(self, outgoing: OutgoingMessage) -> DeliveryOutcome:
        """Send the message once; a connection that breaks before DATA is a refusal, later the outcome is unknown."""
        context = ssl.create_default_context()
        try:
            message = compose(outgoing, self.rules, self.sender, self.recipient, now=self.clock())
            server = (
                smtplib.SMTP_SSL(self.host, self.port, timeout=SMTP_SECONDS, context=context)
                if self.encryption is Encryption.TLS
                else smtplib.SMTP(self.host, self.port, timeout=SMTP_SECONDS)
            )
        except (OSError, ValueError, smtplib.SMTPException) as error:
            return DeliveryOutcome(DeliveryVerdict.REFUSED, f"no connection: {error_name(error)}")
        try:
            if self.encryption is Encryption.STARTTLS:
                server.starttls(context=context)
            if self.user:
                _sign_in(server, self.user, self.password)
        except (OSError, ValueError, smtplib.SMTPException) as error:
            server.close()
            return DeliveryOutcome(DeliveryVerdict.REFUSED, f"not signed in: {_code(error)}")
        return _send(server, message)


def _sign_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """Sign in as smtplib does, but with letters of any script, which smtplib cannot send. Source: RFC 4616, RFC 4954.

    Raises smtplib.SMTPException where the server refuses, or offers neither PLAIN nor LOGIN.
    """
    if user.isascii() and password.isascii():
        server.login(user, password)
        return
    server.ehlo_or_helo_if_needed()
    offered = server.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        code, answer = server.docmd("AUTH", f"PLAIN {_base64(f'{NUL}{user}{NUL}{password}')}")
    elif "LOGIN" in offered:
        code, answer = server.docmd("AUTH", f"LOGIN {_base64(user)}")
        if code == CONTINUE:
            code, answer = server.docmd(_base64(password))
    else:
        raise smtplib.SMTPNotSupportedError("the server offers no way to sign in with such a password")
    if code not in SIGNED_IN:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _send(server: smtplib.SMTP, message: EmailMessage) -> DeliveryOutcome:
    try:
        server.send_message(message)
    except REFUSALS as error:
        return DeliveryOutcome(DeliveryVerdict.REFUSED, _code(error))
    except (OSError, smtplib.SMTPException) as error:
        return DeliveryOutcome(DeliveryVerdict.UNKNOWN, f"no answer: {_code(error)}")
    finally:
        server.close()
    return DeliveryOutcome(DeliveryVerdict.DELIVERED, "accepted")


def _code(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return f"SMTP {code}" if isinstance(code, int) else error_name(error)


def compose(
    outgoing: OutgoingMessage, rules: ChannelRules, sender: str, recipient: str, *, now: datetime
) -> EmailMessage:
    """Return the e-mail for a message; its headers are encoded, so that no text of an outlet becomes a header.

    The Message-ID is the same at every attempt. All steps of one contact refer to one message, so that mail readers
    show them as a thread. Source: RFC 5322, 3.6.4. `now` is aware UTC.
    """
    domain = parseaddr(sender)[1].rpartition("@")[2].strip().lower() or "rabita.invalid"
    words = render(outgoing, rules.language, timezone=rules.timezone)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = words.title
    message["From"] = sender
    message["To"] = recipient
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{outgoing.key}.{rules.id}@{domain}>"
    if len({alert.contact for alert in outgoing.alerts}) == 1:
        message["References"] = f"<{outgoing.alerts[0].contact}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if outgoing.alerts and all(alert.best_tier < LOW_TIER for alert in outgoing.alerts):
        message["Importance"] = "high"
    message.set_content(words.body + "\n", cte="base64")
    message.add_alternative(HTML_PAGE.format(body=as_html(words)), subtype="html", cte="base64")
    return message


def open_mails(rules: ChannelRules, url: str) -> tuple[Mail, ...]:
    """Return a channel for each recipient of an address such as smtps://user:password@host/?from=a@b.c&to=d@e.f,g@h.i.

    Each recipient has a channel, so that one who is refused is tried again and the others get no repeat. smtps uses TLS
    (465), smtp STARTTLS (587); `?encryption=none` is for a server on this machine. Raises ValueError, without the
    address in it, where something is missing.
    """
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    recipients = tuple(_plain(address) for address in query.get("to", "").replace(" ", "").split(",") if address)
    sender = _plain(query.get("from", ""))
    if not (parts.hostname and sender and recipients):
        raise ValueError("an smtp address needs a host, from= and to=")
    if any(not part.isprintable() or "@" not in part for part in (sender, *recipients)):
        raise ValueError("from= and to= of an smtp address must be e-mail addresses")
    usual = Encryption.TLS if parts.scheme == "smtps" else Encryption.STARTTLS
    encryption = next((one for one in Encryption if one == (query.get("encryption") or usual)), None)
    if encryption is None:
        raise ValueError("encryption= of an smtp address is tls, starttls or none")
    host, port = parts.hostname, parts.port or SMTP_PORTS[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return tuple(Mail(rules, host, port, encryption, sender, one, user, password) for one in dict.fromkeys(recipients))


def _plain(address: str) -> str:
    """Return an address with its domain in ASCII, which every mail server accepts, where it has such a form."""
    local, at, domain = address.rpartition("@")
    end = ">" if domain.endswith(">") else ""
    try:
        return f"{local}{at}{domain.removesuffix('>').encode('idna').decode()}{end}"
    except UnicodeError:
        return address
