"""The page shows how far each contact can be trusted: who reports it, how sure that is, and what is invented."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lxml import html

from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.import_run import run_import
from flows.settings import Settings

NOW = datetime.now(UTC)


def shown(page: Path) -> str:
    return re.sub(r"\s+", " ", html.parse(page, parser=html.HTMLParser(encoding="utf-8")).getroot().text_content())


def test_one_small_outlet_is_unconfirmed_and_a_warehouse_of_imports_is_not_in_trouble(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, alert_urls=(), operator_urls=(), page=True)
    row = {
        "id": "1", "outlet": "small", "url": "https://small.example/1",
        "published": (NOW - timedelta(hours=3)).isoformat(),
        "title": "پیوٹن اور ٹرمپ کی ٹیلی فون پر گفتگو",
        "text": "روسی صدر ولادیمیر پیوٹن نے آج امریکی صدر ڈونلڈ ٹرمپ سے ٹیلی فون پر بات چیت کی۔",
    }  # fmt: skip
    (tmp_path / "rows.jsonl").write_text(json.dumps(row))
    asyncio.run(run_import(settings, [tmp_path / "rows.jsonl"]))
    run_watch(settings, (), alert=False)
    english, urdu = (shown(settings.dashboard / language / "index.html") for language in ("en", "ur"))
    assert "unconfirmed: one low-tier outlet" in english
    assert re.search(r"\d\d% probability according to the surest report", english)
    assert "غیر مصدقہ: صرف کم درجے کا ایک ادارہ" in urdu
    assert "Imported articles only: no outlet is read" in english
    assert "in trouble" not in english
    assert "DEMO" not in english


def test_what_the_demo_invents_is_marked_everywhere_and_not_counted(site: Path, made: dict[str, Any]) -> None:
    for language in ("ur", "en"):
        assert "DEMO" in shown(site / language / "contacts" / f"{made['latest']}.html")
        front = html.parse(site / language / "index.html").getroot()
        assert front.cssselect(".hero .badge.demo")
        assert front.cssselect(".feed .badge.demo")
        timeline = html.parse(site / language / "timeline.html").getroot()
        (row,) = timeline.xpath(f"//li[.//a[contains(@href, '{made['latest']}')]]")
        assert row.cssselect(".badge.demo")
    assert json.loads((site / "alerts.json").read_text("utf-8"))["items"][0]["title"].startswith("DEMO: ")
    imported = html.parse(site / "en" / "contacts" / f"{made['into']}.html").getroot().cssselect(".hero")[0]
    assert "DEMO" not in imported.text_content()


def test_a_contact_of_the_ledger_says_how_its_day_is_known(site: Path) -> None:
    text = shown(site / "en" / "contacts" / "2018-07-16-trump-meeting.html")
    assert "in the reference ledger the source states the day" in text
