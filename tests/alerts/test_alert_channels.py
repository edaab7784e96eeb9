"""Channels on a terminal and over real sockets: how they open, what arrives, and what is known afterwards."""

import io
from datetime import timedelta

import pytest
from pydantic import SecretStr
from rich.console import Console

from flows.alerts.alert_channels import open_channels
from flows.alerts.delivery import DeliveryVerdict
from flows.alerts.message import OutgoingMessage
from flows.alerts.payload import AlertPayload

from .conftest import Receiver, open_channel


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
def test_success_refusal_and_unknown_outcomes_are_distinguished(  # noqa: PLR0913, PLR0917 - a table
    receiver: Receiver,
    alert: AlertPayload,
    scheme: str,
    answer: int | None,
    verdict: DeliveryVerdict,
    detail: str,
) -> None:
    receiver.answer = lambda _n, _path: answer
    receiver.headers = {"Retry-After": "7", "Location": "/elsewhere"}
    outcome = open_channel(scheme.format(receiver.url)).send(OutgoingMessage("key", (alert,)))
    assert outcome.verdict is verdict
    assert outcome.detail.startswith(detail)
    assert len(receiver.got) == 1
    if answer in {429, 500, 503}:
        assert outcome.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize(
    "scheme", ["json://{}", "webhook+http://:0123456789abcdef@{}/", "smtp://{}/?from=a@b.c&to=d@e.f"]
)
def test_where_nobody_listens_nothing_was_sent(alert: AlertPayload, scheme: str) -> None:
    outcome = open_channel(scheme.format("127.0.0.1:9")).send(OutgoingMessage("key", (alert,)))
    assert outcome.verdict is DeliveryVerdict.REFUSED
    assert "no connection" in outcome.detail


def test_the_terminal_shows_both_languages_and_obeys_nobody(evil: AlertPayload) -> None:
    out = io.StringIO()
    (terminal,) = open_channels([], console=Console(file=out, width=90, force_terminal=True, color_system=None))
    assert terminal.send(OutgoingMessage("key", (evil,))).verdict is DeliveryVerdict.DELIVERED
    shown = out.getvalue()
    assert "نیا رابطہ" in shown
    assert "New contact" in shown
    assert "\x1b[31m" not in shown.replace("\x1b[31m╭", "").replace("\x1b[31m│", "").replace("\x1b[31m╰", "")
    assert "\u202e" not in shown


def test_channels_open_by_address_once_each(receiver: Receiver) -> None:
    one, two = f"json://{receiver.url}/a", f"json://{receiver.url}/b"
    channels = open_channels([SecretStr(one), SecretStr(one)], [SecretStr(two), SecretStr(one)])
    assert [(channel.rules.steps, channel.rules.notices) for channel in channels] == [
        (("new", "withdrawn", "restored"), True),
        ((), True),
    ]
