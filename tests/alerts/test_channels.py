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
from xml.etree import ElementTree as ET

import pytest
from pydantic import SecretStr
from rich.console import Console

import warehouse
from flows.alerts.channels import ChannelError, Service, channel_id, open_channel, open_channels
from flows.alerts.facts import Facts
from flows.alerts.feed import write_feeds
from flows.alerts.heartbeat import Beat, Pulse, canary, judge, ping
from flows.alerts.message import Notice, Parcel, render
from flows.alerts.outcome import Verdict
from flows.alerts.rules import Rules
from flows.alerts.sender import Channel, deliver
from flows.alerts.subscriptions import SubscriptionsError, load_subscriptions, parse_subscriptions
from flows.alerts.wire import seconds_to_wait
from flows.alerts.wording import Language

NOW = datetime(2025, 7, 3, 18, 0, tzinfo=UTC)
RULES = Rules(id="duty")
SECRET = "canary-secret-4f1d9c"
KEY = "0123456789abcdef"
EVIL = "\x1b[31m@everyone <!channel> [x](https://evil.example) =cmd() \u202e<script>alert(1)</script>\r\nBcc: x@y.z"


@pytest.fixture
def evil(told: Facts) -> Facts:
    source = replace(told.sources[0], name=EVIL, title=EVIL, quote=EVIL)
    return replace(told, place=EVIL, detail=EVIL, topics=(EVIL,), sources=(source,))


def service(url: str) -> Channel:
    return open_channel(RULES, SecretStr(url))


# ------------------------------------------------------------------------------------------------ Apprise


@pytest.mark.parametrize(
    ("answer", "verdict", "detail"),
    [
        (200, Verdict.DELIVERED, "HTTP 200"),
        (204, Verdict.DELIVERED, "HTTP 204"),
        (302, Verdict.REFUSED, "HTTP 302"),
        (401, Verdict.REFUSED, "HTTP 401"),
        (429, Verdict.REFUSED, "HTTP 429"),
        (500, Verdict.UNKNOWN, "HTTP 500"),
        (503, Verdict.REFUSED, "HTTP 503"),
        (None, Verdict.UNKNOWN, "no answer"),
    ],
)
@pytest.mark.parametrize("scheme", ["json://{}/hook", "webhook+http://:0123456789abcdef@{}/hook"])
def test_success_refusal_and_doubt_are_told_apart(
    receiver, told: Facts, scheme: str, answer: int | None, verdict: Verdict, detail: str  # type: ignore[no-untyped-def]  # noqa: ANN001
) -> None:
    receiver.answer = lambda _n, _path: answer
    receiver.headers = {"Retry-After": "7", "Location": "/elsewhere"}
    outcome = service(scheme.format(receiver.url)).send(Parcel("key", (told,)))
    assert outcome.verdict is verdict
    assert outcome.detail.startswith(detail)
    assert len(receiver.got) == 1
    if answer in {429, 500, 503}:
        assert outcome.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize("scheme", ["json://{}", "webhook+http://:0123456789abcdef@{}/", "smtp://{}/?from=a@b.c&to=d@e.f"])
def test_where_nobody_listens_nothing_was_sent(told: Facts, scheme: str) -> None:
    outcome = service(scheme.format("127.0.0.1:9")).send(Parcel("key", (told,)))
    assert outcome.verdict is Verdict.REFUSED
    assert "no connection" in outcome.detail
