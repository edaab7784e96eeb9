"""The daily test: an article of ours is read like every other, in a scratch warehouse, and must raise an alert."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import warehouse
from flows.alerts.heartbeat import canary
from flows.alerts.message import Notice
from flows.alerts.outbox import known, notify_operator, post
from flows.alerts.payload import AlertPayload
from flows.alerts.routing import ChannelRules
from flows.news.article import Article, ExtractionRules, Link, Page, hash_id
from flows.news.pages.page_to_article import read_page
from flows.pipeline.detect_and_resolve import read_articles
from flows.pipeline.load import load
from flows.pipeline.outlet_batch import Batch
from flows.pipeline.resolve_stored import NewsTerms
from flows.run_statistics import Run

PAGE = """<!doctype html><html lang="ur" dir="rtl"><head><meta charset="utf-8"><title>آزمائشی خبر</title>
<meta property="article:published_time" content="{published}"></head><body><article><h1>آزمائشی خبر</h1>
<p>امریکی صدر ڈونلڈ ٹرمپ اور روسی صدر ولادیمیر پیوٹن کے درمیان آج ٹیلی فون پر ایک گھنٹہ گفتگو ہوئی ہے۔</p>
<p>یہ خبر نہیں، صرف آزمائش ہے: اس سے معلوم ہوتا ہے کہ اصل رابطے کی خبر لوگوں تک پہنچے گی۔</p>
</article></body></html>"""


def send_canary(con: warehouse.Connection, channels: Sequence[ChannelRules], now: datetime) -> None:
    """Put the day's test contact into the outbox of the channels that ask for it, once a day.

    Where the article raises no alert, the operator gets a notice instead. To be called in a transaction; `now` is
    aware UTC.
    """
    if not any("canary" in rules.steps for rules in channels) or known(con, canary(now).contact):
        return
    if alert := raise_test_alert(now):
        post(con, [alert], channels, now=now)
    else:
        notify_operator(con, _alarm(now), "", channels, now=now)


def raise_test_alert(now: datetime) -> AlertPayload | None:
    """Take the test article from its page to its alert, and return that as the day's test contact; None where none is.

    Extraction, cleaning, language, loading, detection and resolution are those of every article; the warehouse is one
    in memory.
    """
    published = now - timedelta(minutes=5)
    body = PAGE.format(published=published.isoformat()).encode()
    url = f"https://canary.invalid/{now.date()}"
    page = Page("canary", url, url, now, 200, (("content-type", "text/html; charset=utf-8"),), body)
    made = read_page(page, ExtractionRules())
    if not isinstance(made, Article):
        return None
    run = Run(hash_id("canary", url), "canary", "hand", now, "scratch")
    with warehouse.open_warehouse(warehouse.MEMORY) as con:
        load(con, run, Batch("canary", outcomes=((Link("canary", url, "canary"), made),)), now)
        found = read_articles(con, run, NewsTerms(now=now, channels=(ChannelRules(id="canary"),))).alerts
    if not found:
        return None
    base, one = canary(now), found[0]
    unsigned = tuple(replace(source, name="Rabita", url="") for source in one.sources)
    named = replace(one, contact=base.contact, number=base.number, kind=base.kind, watch=base.watch)
    return replace(named, first=base.first, raised_at=now, sources=unsigned)


def _alarm(now: datetime) -> Notice:
    return Notice(
        f"canary:{now:%Y-%m-%d}",
        "Rabita: the day's test article raised no alert",
        "It was read like every article, and no contact came of it: real ones may be missed too.\nLook: rabita doctor",
    )
