"""E-mail over SMTP: plain text and HTML, with a Message-ID that is the same at every attempt."""

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
from urllib.parse import parse_qs, unquote, urlsplit

from flows.alerts.http_post import said
from flows.alerts.message import OutgoingMessage, as_html, render
from flows.alerts.outcome import DeliveryVerdict, Outcome
from flows.alerts.payload import LOW_TIER
from flows.alerts.routing import ChannelRules
from flows.clock import utc_now

SMTP_SECONDS = 15.0
PORTS = {"smtp": 587, "smtps": 465}
NUL = "\0"
CONTINUE, SIGNED_IN = 334, (235, 503)
"""Answers to AUTH: go on; signed in, or signed in already."""
NOT_TAKEN = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
    ValueError,
)
"""What smtplib raises before the message is sent, or where the server has refused it."""
PAGE = '<!doctype html><html dir="auto"><meta charset="utf-8"><body>\n{body}\n</body></html>\n'


@dataclass(frozen=True, slots=True)
class Mail:
    """Sends each parcel to `recipient`; `encryption` is tls (smtps), starttls, or none (loopback only)."""

    rules: ChannelRules
    host: str = field(repr=False)
    port: int
    encryption: str
    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    clock: Callable[[], datetime] = field(default=utc_now, repr=False)

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        """Hand the message to the server once; a break before DATA is a refusal, one in it leaves it unknown."""
        context = ssl.create_default_context()
        try:
            message = compose(outgoing, self.rules, self.sender, self.recipient, now=self.clock())
            server = (
                smtplib.SMTP_SSL(self.host, self.port, timeout=SMTP_SECONDS, context=context)
                if self.encryption == "tls"
                else smtplib.SMTP(self.host, self.port, timeout=SMTP_SECONDS)
            )
        except (OSError, ValueError, smtplib.SMTPException) as error:
            return Outcome(DeliveryVerdict.REFUSED, f"no connection: {said(error)}")
        try:
            if self.encryption == "starttls":
                server.starttls(context=context)
            if self.user:
                _sign_in(server, self.user, self.password)
        except (OSError, ValueError, smtplib.SMTPException) as error:
            server.close()
            return Outcome(DeliveryVerdict.REFUSED, f"not let in: {_code(error)}")
        return _hand_over(server, message)


def _sign_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """Sign in as smtplib does, but with letters of any script, which smtplib cannot send. Source: RFC 4616, RFC 4954.

    Raises smtplib.SMTPException where the server does not let us in or offers neither PLAIN nor LOGIN.
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


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> Outcome:
    try:
        server.send_message(message)
    except NOT_TAKEN as error:
        return Outcome(DeliveryVerdict.REFUSED, _code(error))
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(DeliveryVerdict.UNKNOWN, f"no answer: {_code(error)}")
    finally:
        server.close()
    return Outcome(DeliveryVerdict.DELIVERED, "accepted")


def _code(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return f"SMTP {code}" if isinstance(code, int) else said(error)


def compose(
    outgoing: OutgoingMessage, rules: ChannelRules, sender: str, recipient: str, *, now: datetime
) -> EmailMessage:
    """Return the e-mail for a parcel; its headers are encoded, so that no line of strangers' text becomes one.

    The Message-ID is that of the parcel, whatever the attempt; all steps of one contact refer to the same message, so
    that mail readers show them as one thread. Source: RFC 5322, 3.6.4. `now` is aware UTC.
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
    message.add_alternative(PAGE.format(body=as_html(words)), subtype="html", cte="base64")
    return message


def open_mails(rules: ChannelRules, url: str) -> tuple[Mail, ...]:
    """Return a channel for each recipient of an address such as smtps://user:password@host/?from=a@b.c&to=d@e.f,g@h.i.

    A recipient who is refused must neither miss the message for good nor have it repeated to the others. smtps uses TLS
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
    encryption = query.get("encryption") or ("tls" if parts.scheme == "smtps" else "starttls")
    if encryption not in {"tls", "starttls", "none"}:
        raise ValueError("encryption= of an smtp address is tls, starttls or none")
    host, port = parts.hostname, parts.port or PORTS[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return tuple(Mail(rules, host, port, encryption, sender, one, user, password) for one in dict.fromkeys(recipients))


def _plain(address: str) -> str:
    """Return an address with its domain in ASCII, as every mail server knows it, where it has such a form."""
    local, at, domain = address.rpartition("@")
    end = ">" if domain.endswith(">") else ""
    try:
        return f"{local}{at}{domain.removesuffix('>').encode('idna').decode()}{end}"
    except UnicodeError:
        return address
