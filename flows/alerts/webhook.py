"""A signed webhook: the facts as JSON, by the rules of Standard Webhooks, with an outcome that is exactly known."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from flows.alerts import http_post
from flows.alerts.message import OutgoingMessage, render
from flows.alerts.outcome import Outcome
from flows.alerts.payload import facts
from flows.alerts.routing import ChannelRules
from flows.clock import utc_now

PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Posts each parcel to `url`, signed with `secret` (bytes).

    The receiver gets `webhook-id` and `Idempotency-Key`, the same at every attempt, to deduplicate by;
    `webhook-timestamp` and `webhook-signature` to check; `rabita-possible-repeat: true` where an
    earlier attempt may have arrived. Source of the method: Standard Webhooks 1.0.0.
    """

    rules: ChannelRules
    url: str = field(repr=False)
    secret: bytes = field(repr=False)
    clock: Callable[[], datetime] = field(default=utc_now, repr=False)

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        """Post the parcel once."""
        body = body_of(outgoing, self.rules)
        stamp = str(int(self.clock().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "rabita",
            "Idempotency-Key": outgoing.key,
            "webhook-id": outgoing.key,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(self.secret, outgoing.key, stamp, body),
        }
        if outgoing.repeat:
            headers["rabita-possible-repeat"] = "true"
        return http_post.request(self.url, body=body, headers=headers)


def body_of(outgoing: OutgoingMessage, rules: ChannelRules) -> bytes:
    """Return the JSON that is posted; it depends on the message alone, not on the attempt."""
    event: dict[str, Any] = {"id": outgoing.key}
    if outgoing.notice:
        event |= {"type": "rabita.notice", "title": outgoing.notice.title, "text": outgoing.notice.body}
    else:
        words = render(
            OutgoingMessage(outgoing.key, outgoing.alerts, digest=outgoing.digest, instead_of=outgoing.instead_of),
            rules.language,
            timezone=rules.timezone,
        )
        kind = "digest" if outgoing.digest else f"contact.{outgoing.alerts[0].kind}"
        event |= {"type": f"rabita.{kind}", "title": words.title, "text": words.body}
        if outgoing.instead_of:
            event["instead_of"] = outgoing.instead_of
        event["alerts"] = [facts(alert) | {"id": alert.id} for alert in outgoing.alerts]
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign(secret: bytes, key: str, stamp: str, body: bytes) -> str:
    """Return the value of `webhook-signature`: v1, and the base64 HMAC-SHA256 of id, time (Unix seconds) and body."""
    content = f"{key}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode()


def open_webhook(rules: ChannelRules, url: str) -> Webhook:
    """Return the webhook of an address such as webhook+https://:whsec_…@host/path, whose password is the secret.

    Raises ValueError, without the address in it, where the secret is missing or too short.
    """
    parts = urlsplit(url)
    secret = unquote(parts.password or parts.username or "")
    try:
        key = base64.b64decode(secret[len(PREFIX) :], validate=True) if secret.startswith(PREFIX) else secret.encode()
    except binascii.Error:
        raise ValueError("the webhook's secret is not base64 after whsec_") from None
    if len(key) < 16:  # noqa: PLR2004 - 128 bits
        raise ValueError("a webhook needs a secret of at least 16 bytes: webhook+https://:SECRET@host/path")
    if not parts.hostname:
        raise ValueError("a webhook needs a host: webhook+https://:SECRET@host/path")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    netloc = f"{host}:{parts.port}" if parts.port else host
    return Webhook(rules, urlunsplit((parts.scheme.removeprefix("webhook+"), netloc, parts.path, parts.query, "")), key)
