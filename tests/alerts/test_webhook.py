"""A webhook is signed, and every attempt sends the same bytes."""

import base64
import hashlib
import hmac
import json

from flows.alerts.message import OutgoingMessage
from flows.alerts.payload import AlertPayload

from .conftest import Receiver, open_channel

KEY = "0123456789abcdef"


def test_a_webhook_is_signed_and_the_same_at_every_attempt(receiver: Receiver, alert: AlertPayload) -> None:
    channel = open_channel(f"webhook+http://:{KEY}@{receiver.url}/hook?x=1")
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
