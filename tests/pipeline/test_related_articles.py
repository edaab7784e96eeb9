"""What an outlet's listing and its earlier articles say is no part of an article that only repeats it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml

import warehouse
from flows.news.outlets.sources import load_sources
from flows.pipeline.ingest_run import run_ingest
from flows.settings import Settings

HEAD = "پوتن اور ٹرمپ کے درمیان ٹیلی فون پر گفتگو"
LEAD = (
    "روسی صدر ولادیمیر پوتن اور امریکی صدر ڈونلڈ ٹرمپ نے ٹیلی فون پر ایک گھنٹہ گفتگو کی، یوکرین کا معاملہ زیر غور آیا۔"
)
REST = "دونوں رہنماؤں نے آئندہ ہفتے دوبارہ بات کرنے پر اتفاق کیا۔"
TITLE = "ضلعی کونسل نے پانی کی نئی پائپ لائن کی منظوری دی"
STORY = [
    "ضلعی کونسل نے پیر کے اجلاس میں پانی کی نئی پائپ لائن کی منظوری دے دی ہے، جس پر چالیس کروڑ روپے خرچ ہوں گے۔",
    "کونسل کے چیئرمین نے بتایا کہ کام مارچ میں شروع ہو گا اور آٹھ ماہ میں مکمل کیا جائے گا۔",
    "حزب اختلاف کے ارکان نے ٹھیکے کی تفصیلات سامنے لانے کا مطالبہ کیا ہے۔",
]


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


BOXES = {
    "a headline and a lead without a link": f"<div class='q'><p>{HEAD}</p><p>{LEAD}</p></div>",
    "a headline and a lead that is cut": f"<p>{HEAD}</p><p>{LEAD[:80]}…</p>",
    "the lead alone": f"<p>{LEAD}</p>",
    "the headline alone": f"<p><b>{HEAD}</b></p>",
    "in other letters": f"<p>{HEAD.replace('ی', 'ي')}</p><p>{LEAD.replace('ک', 'ك')}</p>",
}
TOLD_AGAIN = [LEAD, "کریملن نے بعد میں گفتگو کی مزید تفصیل جاری کی اور کہا کہ وفود رابطے میں ہیں۔", *STORY[1:]]


@pytest.fixture
def settings(site: Any, data: Path, tmp_path: Path) -> Settings:
    found = Settings(data=data, sources=tmp_path / "sources.yaml", allow_private=True, alert_urls=(), operator_urls=())
    block = {"id": "mausam", "name": "موسم", "homepage": site.origin + "/", "country": "PK", "tier": 2, "delay": 0}
    found.sources.write_text(yaml.safe_dump({"outlets": [block | {"feeds": [site.origin + "/feed"]}]}), "utf-8")
    return found


def texts(settings: Settings) -> dict[str, list[str]]:
    """Read the outlet and return the lines of its articles by the number in their address."""
    asyncio.run(run_ingest(settings, load_sources(settings.sources, allow_private=True).outlets))
    with warehouse.open_published(settings.published) as con:
        rows = con.execute("SELECT url, text FROM article").fetchall()
    return {url.rpartition("/")[2]: text.splitlines() for url, text in rows}


def test_what_earlier_articles_of_the_outlet_said_is_theirs(site: Any, settings: Settings) -> None:
    site.article(0, HEAD, paragraphs(LEAD, REST))
    site.feed(0)
    assert texts(settings)["0"] == [LEAD, REST]
    for number, box in enumerate(BOXES.values(), 1):
        site.article(number, f"{TITLE} {number}", paragraphs(*STORY[:2]) + box + paragraphs(f"{STORY[2]} {number}"))
    site.article(90, "پوتن اور ٹرمپ کی گفتگو کی مزید تفصیل سامنے آ گئی", paragraphs(*TOLD_AGAIN))
    site.article(91, HEAD, paragraphs(f"آج {LEAD}", *STORY))
    site.feed(0, *range(1, len(BOXES) + 1), 90, 91)
    found = texts(settings)
    for number, name in enumerate(BOXES, 1):
        assert found[str(number)] == [*STORY[:2], f"{STORY[2]} {number}"], name
    assert found["90"] == TOLD_AGAIN
    assert found["91"] == [f"آج {LEAD}", *STORY]


def test_what_the_listing_names_is_another_article(site: Any, settings: Settings) -> None:
    body = paragraphs(*STORY[:2]) + f"<p>{HEAD}</p><p>{LEAD}</p>" + paragraphs(STORY[2])
    site.article(1, TITLE, body)
    site.article(2, HEAD, paragraphs(f"آج {LEAD}", REST))
    items = "".join(
        f"<item><title>{title}</title><link>{site.origin}/n/{number}</link></item>"
        for number, title in ((1, TITLE), (2, HEAD))
    )
    site.put("/feed", f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>")
    found = texts(settings)
    assert found["1"] == STORY
    assert found["2"] == [f"آج {LEAD}", REST]
