"""alerts.yaml in force: each channel over a real socket gets what its rules say, when they say it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import warehouse
from flows.alerts.outbox import AlertState
from flows.alerts.payload import AlertPayload, AlertStep
from flows.alerts.sender import AlertChannel, deliver
from flows.alerts.subscriptions import SubscriptionsError, load_subscriptions, parse_subscriptions
from flows.alerts.wording import Language

from .conftest import Receiver

# Thursday, 23:00 in Karachi.
NOW = datetime(2025, 7, 3, 18, 0, tzinfo=UTC)
RULES = """
channels:
  duty: {address: DUTY, steps: [new, denied], quiet: {start: "22:00", end: "07:00"}}
  careful: {address: CAREFUL, minimum_outlets: 2, minimum_tier: 1}
  urdu: {address: URDU, language: ur}
  english: {address: ENGLISH, language: en, timezone: America/New_York}
  desk: {address: DESK, steps: [corrected, corroborated]}
  night: {address: NIGHT, quiet: {start: "22:00", end: "07:00", override: []}}
  daily: {address: DAILY, steps: [new, denied], digest: daily}
  weekly: {address: WEEKLY, digest: weekly}
"""


@pytest.fixture
def channels(receiver: Receiver) -> tuple[AlertChannel, ...]:
    return parse_subscriptions(RULES, lambda name: f"json://{receiver.url}/{name.lower()}")


@pytest.fixture
def received(
    receiver: Receiver, file: Path, channels: tuple[AlertChannel, ...]
) -> Callable[[datetime], dict[str, list[str]]]:
    """Send what is due at a moment and return the titles that came, by channel."""

    def send(now: datetime) -> dict[str, list[str]]:
        before = len(receiver.got)
        deliver(file, channels, clock=lambda: now)
        received: dict[str, list[str]] = {}
        for path, _, body in receiver.got[before:]:
            received.setdefault(path.strip("/"), []).append(json.loads(body)["title"])
        return received

    return send


def test_every_rule_holds_from_the_file_to_the_receiver(
    file: Path,
    put: Callable[..., list[AlertPayload]],
    alert: AlertPayload,
    channels: tuple[AlertChannel, ...],
    received: Callable[[datetime], dict[str, list[str]]],
) -> None:
    rules = [channel.rules for channel in channels]
    put(rules, alert, now=NOW)
    first = received(NOW)
    assert set(first) == {"duty", "urdu", "english"}, "new overrides quiet hours; the others wait or want more"
    assert "New contact" not in first["urdu"][0]
    assert "نیا" not in first["english"][0]
    assert "New contact" in first["duty"][0]
    assert "نیا رابطہ" in first["duty"][0]

    second = replace(alert.sources[0], outlet="khayali", name="روزنامہ خیالی")
    sources = (*alert.sources, second)
    put(rules, replace(alert, number=2, kind=AlertStep.CORROBORATED, first=False, outlets=2, sources=sources), now=NOW)
    assert set(received(NOW)) == {"careful", "desk"}

    put(rules, replace(alert, number=3, kind=AlertStep.DENIED, first=False, outlets=2), now=NOW)
    assert received(NOW) == {}, "a denial can wait until the morning"

    morning = received(datetime(2025, 7, 4, 2, 0, tzinfo=UTC))
    assert set(morning) == {"duty", "night"}
    assert "Contact denied" in morning["duty"][0]

    digests = received(datetime(2025, 7, 4, 3, 0, tzinfo=UTC))
    assert list(digests) == ["daily"]
    assert "2 alerts together" in digests["daily"][0]
    monday = received(datetime(2025, 7, 7, 3, 0, tzinfo=UTC))
    assert list(monday) == ["weekly"]
    assert received(NOW + timedelta(days=30)) == {}
    with warehouse.open_warehouse(file) as con:
        states = warehouse.read(con, "alert_log", AlertState)
    assert all(state.outstanding == 0 for state in states), "digests share the ledger"


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
