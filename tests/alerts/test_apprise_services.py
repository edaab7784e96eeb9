"""Services behind Apprise: text that fits and cannot act, and requests whose outcomes are recorded."""

import json
from dataclasses import replace

import pytest
from pydantic import SecretStr

from flows.alerts.alert_channels import AppriseChannel, open_channels
from flows.alerts.delivery import DeliveryVerdict
from flows.alerts.message import Notice, OutgoingMessage, render
from flows.alerts.payload import AlertPayload
from flows.alerts.wording import Language

from .conftest import RULES, Receiver, open_channel


def test_a_long_message_is_cut_to_fit_and_not_sent_in_parts(receiver: Receiver) -> None:
    channel = open_channel(f"json://{receiver.url}/?overflow=split")
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
    channel = open_channel(url)
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
        channel = open_channel(url)
        assert isinstance(channel, AppriseChannel)
        words = render(OutgoingMessage("key", (long,)), Language.BOTH, room=channel.room)
        plugin = channel.service[0]
        assert len(words.body) <= plugin.body_maxlen
        assert alert.contact in words.body


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
