"""A planned contact is alerted once, to channels with that step, and so is its cancellation."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import warehouse
from flows.alerts.delivery import DeliveryOutcome, DeliveryVerdict
from flows.alerts.message import OutgoingMessage, render
from flows.alerts.outbox import Alert
from flows.alerts.payload import from_json
from flows.alerts.routing import ChannelRules
from flows.alerts.wording import Language
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.import_run import run_import
from flows.settings import Settings

NOW = datetime.now(UTC).replace(microsecond=0)
PLAN = (
    "امریکی صدر ڈونلڈ ٹرمپ اور روسی صدر ولادیمیر پیوٹن کی ملاقات آئندہ ہفتے متوقع ہے۔ "
    "کریملن کے ترجمان نے صحافیوں کو بتایا کہ جگہ کا اعلان بعد میں کیا جائے گا اور ایجنڈے پر کام ہو رہا ہے۔"
)
SECOND = (
    "روس کے صدر ولادیمیر پیوٹن آئندہ ہفتے امریکی صدر ڈونلڈ ٹرمپ سے ملاقات کریں گے۔ "
    "واشنگٹن میں حکام کے مطابق تیاریاں آخری مرحلے میں ہیں، ہوٹل خالی کرائے جا چکے اور سکیورٹی سخت کر دی گئی ہے۔"
)
OFF = "امریکی صدر ڈونلڈ ٹرمپ اور روسی صدر ولادیمیر پیوٹن کی ملاقات منسوخ ہوگئی۔ وجہ نہیں بتائی گئی۔"
Read = Callable[..., None]


class Stand:
    def __init__(self, **rules: object) -> None:
        self.rules = ChannelRules.model_validate(rules)
        self.got: list[OutgoingMessage] = []

    def send(self, outgoing: OutgoingMessage) -> DeliveryOutcome:
        self.got.append(outgoing)
        return DeliveryOutcome(DeliveryVerdict.DELIVERED)

    @property
    def kinds(self) -> list[str]:
        return [alert.kind for outgoing in self.got for alert in outgoing.alerts]


@pytest.fixture
def read(data: Path, tmp_path: Path) -> Read:
    """Import one report of an outlet, published so long before now, and send what it brings."""
    settings = Settings(data=data, alert_urls=(), operator_urls=())
    serial = iter(range(1000))

    def take(channels: Sequence[Stand], outlet: str, text: str, *, before: timedelta = timedelta(hours=1)) -> None:
        number = next(serial)
        row = {
            "id": str(number), "title": f"{text[:30]} {number}", "text": text, "outlet": outlet,
            "url": f"https://{outlet}.example/{number}", "published": (NOW - before).isoformat(),
        }  # fmt: skip
        file = tmp_path / f"{number}.jsonl"
        file.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
        asyncio.run(run_import(settings, [file]))
        run_watch(settings, channels)

    return take


def test_a_plan_is_reported_once_and_so_is_its_end(read: Read) -> None:
    planner = Stand(id="planner", steps=("new", "planned", "denied"))
    careful = Stand(id="careful", steps=("planned",), minimum_outlets=2)
    duty = Stand(id="duty")
    channels = [planner, careful, duty]
    read(channels, "misaal", PLAN)
    assert (planner.kinds, careful.kinds) == (["planned"], [])
    read(channels, "khayali", SECOND)
    assert (planner.kinds, careful.kinds) == (["planned"], ["planned"])
    read(channels, "farzi", SECOND + " مزید تفصیل بعد میں آئے گی۔")
    read(channels, "namuna", OFF)
    read(channels, "farzi", OFF + " یہ دوسری خبر ہے۔")
    assert (planner.kinds, careful.kinds, duty.kinds) == (["planned", "denied"], ["planned"], [])
    (plan,), (end,) = planner.got[0].alerts, planner.got[1].alerts
    assert plan.contact == end.contact
    assert plan.contact.endswith("-trump-meeting-planned")
    assert careful.got[0].alerts[0].outlets == 2
    words = render(planner.got[0], Language.EN)
    assert words.title.startswith("Contact planned (unconfirmed): Vladimir Putin and Donald Trump, meeting")
    assert "متوقع ہے" in words.body


def test_a_plan_of_long_ago_is_reported_to_nobody(read: Read) -> None:
    planner = Stand(id="planner", steps=("planned",))
    read([planner], "misaal", PLAN, before=timedelta(days=20))
    assert planner.kinds == []


def test_where_nobody_asks_for_plans_none_is_kept_and_else_the_feed_has_it(read: Read, tmp_path: Path) -> None:
    read([Stand(id="duty")], "misaal", PLAN)
    with warehouse.open_warehouse(tmp_path / "data" / "rabita.duckdb") as con:
        assert con.execute("SELECT count(*) FROM alert").fetchall() == [(0,)]
    read([Stand(id="planner", steps=("planned",))], "khayali", SECOND)
    with warehouse.open_warehouse(tmp_path / "data" / "rabita.duckdb") as con:
        (alert,) = warehouse.read(con, "alert_latest", Alert, most=9)
    reported = from_json(alert.facts)
    assert (reported.kind, reported.first, reported.outlets) == ("planned", False, 2)
    assert [source.url for source in reported.sources] == ["https://khayali.example/1", "https://misaal.example/0"]
