"""An outlet that could not be reached for days has its contact alerted late, though the service ran all the time."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from scenario_texts import call

from flows.alerts.delivery import DeliveryOutcome, DeliveryVerdict
from flows.alerts.message import OutgoingMessage
from flows.alerts.routing import ChannelRules
from flows.news.outlets.sources import load_sources
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.ingest_run import run_ingest
from flows.pipeline.run_record import RunRequest
from flows.settings import Settings

NOW = datetime.now(UTC).replace(microsecond=0)
PAGE = (
    "<html lang='ur'><head><title>{title}</title><meta property='article:published_time' content='{published}'></head>"
    "<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
)


class Desk:
    rules = ChannelRules(id="desk")

    def __init__(self) -> None:
        self.got: list[tuple[bool, str]] = []

    def send(self, outgoing: OutgoingMessage) -> DeliveryOutcome:
        self.got += [(alert.late, alert.kind) for alert in outgoing.alerts]
        return DeliveryOutcome(DeliveryVerdict.DELIVERED)


@pytest.mark.parametrize("reached", [False, True], ids=["its feed failed", "its feed answered"])
def test_a_contact_of_an_outlet_that_was_down_is_alerted_late(
    site: SimpleNamespace, data: Path, tmp_path: Path, reached: bool
) -> None:
    block = {"id": "mausam", "name": "موسم", "homepage": site.origin + "/", "country": "PK", "tier": 2, "delay": 0}
    sources = tmp_path / "sources.yaml"
    sources.write_text(yaml.safe_dump({"outlets": [block | {"feeds": [site.origin + "/feed"]}]}), "utf-8")
    settings = Settings(data=data, allow_private=True, alert_urls=(), operator_urls=(), page=False)
    outlets, desk = load_sources(sources, allow_private=True).outlets, Desk()

    def day(number: int) -> None:
        asked = RunRequest(clock=lambda: NOW - timedelta(days=6 - number))
        asyncio.run(run_ingest(settings, outlets, asked))
        run_watch(settings, [desk], asked)

    site.feed(site.article(1) and 1)
    day(0)
    if not reached:
        site.put("/feed", b"", status=503)
    day(1)
    day(5)
    published = NOW - timedelta(days=5, hours=-3)
    report = call("misaal", "19:10", "آج")
    site.put("/n/2", PAGE.format(title=report.title, text=report.text, published=published.isoformat()))
    site.feed(1, 2)
    day(6)
    assert desk.got == ([] if reached else [(True, "new")])
