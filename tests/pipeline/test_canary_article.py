"""Once a day a test article must become an alert on the test channel; otherwise the operator is notified."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import warehouse
from flows.alerts.delivery import DeliveryOutcome, DeliveryVerdict
from flows.alerts.message import Notice, OutgoingMessage, render
from flows.alerts.routing import ChannelRules
from flows.pipeline import canary_article
from flows.pipeline.send_and_publish import send_and_publish
from flows.settings import Settings

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Stand:
    def __init__(self, **rules: object) -> None:
        self.rules = ChannelRules.model_validate(rules)
        self.got: list[OutgoingMessage] = []

    def send(self, outgoing: OutgoingMessage) -> DeliveryOutcome:
        self.got.append(outgoing)
        return DeliveryOutcome(DeliveryVerdict.DELIVERED)


@pytest.fixture
def settings(data: Path) -> Settings:
    return Settings(data=data, alert_urls=(), operator_urls=(), canary=True)


def test_the_test_contact_goes_the_whole_way_once_a_day(settings: Settings) -> None:
    cage, duty = Stand(id="cage", steps=["canary"]), Stand(id="duty")
    for hours in (0, 1, 13, 24):
        send_and_publish(settings, [cage, duty], NOW + timedelta(hours=hours))
    assert duty.got == []
    assert [outgoing.alerts[0].contact for outgoing in cage.got] == ["2026-03-02-canary", "2026-03-03-canary"]
    words = render(cage.got[0])
    assert "Test contact, not news" in words.title
    assert "How long: 1 h" in words.body, "what it says was read from the article"
    assert "ٹیلی فون پر ایک گھنٹہ گفتگو ہوئی" in words.body
    with warehouse.open_warehouse(settings.warehouse) as con:
        assert con.execute("SELECT count(*) FROM article").fetchall() == [(0,)]
        assert con.execute("SELECT count(*) FROM contact").fetchall() == [(0,)]


def test_rules_that_no_longer_find_it_are_reported_of_once_a_day(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        canary_article, "TEST_PAGE", canary_article.TEST_PAGE.replace("امریکی صدر ڈونلڈ ٹرمپ", "فرانسیسی صدر میکرون")
    )
    cage, operator = Stand(id="cage", steps=["canary"]), Stand(id="operator", steps=[], notices=True)
    for hours in (0, 1):
        send_and_publish(settings, [cage, operator], NOW + timedelta(hours=hours))
    assert cage.got == []
    (notice,) = (outgoing.notice for outgoing in operator.got)
    assert isinstance(notice, Notice)
    assert "raised no alert" in notice.title
