# ruff: noqa: E501 - markup keeps its lines
"""Pages that a script fills: where the feed carries the article whole, it is read from there, and that is said."""

from __future__ import annotations

import asyncio
import html
import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

import warehouse
from flows.news.outlets.sources import load_sources
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.ingest_run import run_ingest
from flows.pipeline.replay_run import run_replay
from flows.settings import Settings

SHELL = (
    "<!DOCTYPE html><html><head><title>{title}</title></head><body><div id='root'></div>"
    "<noscript>You need to enable JavaScript to run this app.</noscript><script src='/main.js'></script></body></html>"
)
STORY = "".join(
    f"<p>بلدیہ نے بتایا کہ شہر کے {number} پارکوں میں پودے لگانے کی مہم شروع کر دی گئی ہے اور عملہ مقرر ہے۔</p>"
    for number in range(12, 18)
)
TEXT = STORY.replace("<p>", "").replace("</p>", "\n").strip()
SUMMARY = "بلدیہ نے پودے لگانے کی مہم شروع کر دی ہے۔"
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
TITLE = "شہر کے پارکوں میں پودے لگانے کی مہم"


def rss(body: str, link: str, head: str = CONTENT) -> str:
    item = f"<item><title>{TITLE}</title><link>{link}</link><pubDate>Fri, 27 Nov 2026 16:18:00 +0500</pubDate>{body}</item>"
    return f"<rss version='2.0' {head}><channel><title>x</title>{item}</channel></rss>"


def atom(body: str, link: str) -> str:
    entry = f"<entry><title>{TITLE}</title><link href='{link}'/><published>2026-11-27T16:18:00+05:00</published>{body}</entry>"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>"


def json_feed(link: str, **content: str) -> str:
    item = {"url": link, "title": TITLE, "date_published": "2026-11-27T16:18:00+05:00", **content}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]})


FEEDS = {
    "encoded": lambda link: rss(f"<description>{SUMMARY}</description><content:encoded><![CDATA[{STORY}]]></content:encoded>", link),
    "escaped": lambda link: rss(f"<content:encoded>{html.escape(STORY)}</content:encoded>", link),
    "undeclared": lambda link: rss(f"<content:encoded><![CDATA[{STORY}]]></content:encoded>", link, ""),
    "description": lambda link: rss(f"<description><![CDATA[{STORY}]]></description>", link),
    "atom": lambda link: atom(f"<summary>{SUMMARY}</summary><content type='html'>{html.escape(STORY)}</content>", link),
    "xhtml": lambda link: atom(f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{STORY}</div></content>", link),
    "json": lambda link: json_feed(link, content_html=STORY),
    "json-text": lambda link: json_feed(link, content_text=STORY.replace("<p>", "").replace("</p>", "\n")),
}  # fmt: skip


def read(site: SimpleNamespace, data: Path, outlets: list[str]) -> Settings:
    """Ingest one outlet for each name, with its feed at /NAME/feed."""
    blocks = [
        {"id": name, "name": name, "homepage": site.origin + "/", "country": "PK", "tier": 3, "delay": 0,
         "feeds": [f"{site.origin}/{name}/feed"]}
        for name in outlets
    ]  # fmt: skip
    sources = data.parent / "sources.yaml"
    sources.write_text(yaml.safe_dump({"outlets": blocks}), "utf-8")
    settings = Settings(data=data, sources=sources, allow_private=True, alert_urls=(), operator_urls=())
    asyncio.run(run_ingest(settings, load_sources(sources, allow_private=True).outlets))
    return settings


def ask(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with warehouse.open_published(settings.published) as con:
        return con.execute(query).fetchall()


@pytest.mark.parametrize("form", FEEDS)
def test_a_page_that_a_script_fills_is_read_from_its_feed(form: str, site: SimpleNamespace, data: Path) -> None:
    site.put("/x/feed", FEEDS[form](f"{site.origin}/x/khabar-1-tafseel"))
    site.put("/x/khabar-1-tafseel" if form != "escaped" else "*", SHELL.format(title=TITLE))  # or at every address
    settings = read(site, data, ["x"])
    assert ask(settings, "SELECT title, characters, extracted_by, published_source, published FROM article") == [
        (TITLE, len(TEXT), "feed", "feed", datetime(2026, 11, 27, 11, 18, tzinfo=UTC))
    ]
    assert ask(settings, "SELECT count(*) FROM problem") == [(0,)]
    run_watch(settings, ())
    asyncio.run(run_replay(settings, load_sources(settings.sources, allow_private=True).outlets))
    assert ask(settings, "SELECT count(*), min(extracted_by) FROM article") == [(1, "feed")]


def test_a_summary_is_no_article_and_a_whole_page_comes_before_its_feed(site: SimpleNamespace, data: Path) -> None:
    shell, whole = f"{site.origin}/shell/khabar-1-tafseel", f"{site.origin}/whole/khabar-1-tafseel"
    site.put("/shell/feed", rss(f"<description>{SUMMARY}</description>", shell))
    site.put("/shell/khabar-1-tafseel", SHELL.format(title=TITLE))
    site.put("/whole/feed", rss(f"<content:encoded><![CDATA[{STORY}{STORY}]]></content:encoded>", whole))
    page = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{STORY}</article></body></html>"
    site.put("/whole/khabar-1-tafseel", page)
    settings = read(site, data, ["shell", "whole"])
    rows = ask(settings, "SELECT outlet, characters, extracted_by = 'feed' FROM article")
    assert rows == [("whole", len(TEXT), False)]
    assert ask(settings, "SELECT outlet, reason FROM problem") == [("shell", "no article")]
