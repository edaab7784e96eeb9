"""Pings to an outside monitor, and the daily test contact."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from flows.alerts.delivery import DeliveryVerdict
from flows.alerts.heartbeat import PingKind, Vitals, canary, judge, ping
from flows.alerts.message import OutgoingMessage, render
from flows.alerts.wording import Language

from .conftest import NOW, Receiver


@pytest.mark.parametrize(
    ("vitals", "beat"),
    [
        (Vitals(9, 10, NOW), PingKind.SUCCESS),
        (Vitals(4, 10, NOW), PingKind.FAIL),
        (Vitals(0, 0, NOW), PingKind.FAIL),
        (Vitals(9, 10, None), PingKind.FAIL),
        (Vitals(9, 10, NOW - timedelta(hours=7)), PingKind.FAIL),
        (Vitals(9, 10, NOW, outstanding=1), PingKind.FAIL),
    ],
)
def test_success_is_pinged_only_by_a_service_that_works(vitals: Vitals, beat: PingKind) -> None:
    assert judge(vitals, now=NOW)[0] is beat


def test_pings_go_where_healthchecks_wants_them(receiver: Receiver) -> None:
    for beat in PingKind:
        assert ping(SecretStr(f"http://{receiver.url}/id"), beat, "why").verdict is DeliveryVerdict.DELIVERED
    assert [path for path, _, _ in receiver.got] == ["/id/start", "/id", "/id/fail"]


def test_the_canary_is_called_a_test_in_both_languages() -> None:
    words = render(OutgoingMessage("key", (canary(NOW),)), Language.BOTH)
    assert "Test contact, not news" in words.title
    assert "آزمائشی رابطہ" in words.title
