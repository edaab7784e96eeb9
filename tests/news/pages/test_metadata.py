from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from lxml import html

from flows.news.pages.metadata import Metadata, metadata
from flows.news.pages.titles import without_site

TITLE = "پانی کی تقسیم پر بات چیت کا نیا دور"


def read(head: str, body: str = "", url: str = "https://nama.example/a") -> Metadata:
    return metadata(html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"), url)


def test_jsonld_outranks_meta_byline_and_address() -> None:
    node = {"@type": ["NewsArticle"], "headline": TITLE, "datePublished": "2025-07-03T10:00:00Z"}
    authors = {"author": [{"name": "عالیہ"}, {"name": "نعمان"}]}
    graph = json.dumps([{"@type": "Organization", "name": "x"}, node | authors])
    meta = '<meta property="article:published_time" content="2024-01-01T00:00:00Z">'
    found = read(f'<script type="application/ld+json">{graph}</script>{meta}', f"<h1>{TITLE}</h1>")
    assert (found.published, found.published_source) == (datetime(2025, 7, 3, 10, tzinfo=UTC), "jsonld")
    assert (found.title, found.author) == (TITLE, "عالیہ، نعمان")


def test_broken_jsonld_is_passed_over() -> None:
    meta = '<meta name="pubdate" content="2025-07-03T10:00:00Z">'
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>'
    assert read(head + meta).published_source == "meta"


def test_the_clock_in_the_head_of_a_site_is_no_date() -> None:
    clock = '<header class="site-header"><span class="date">5 اگست 2026</span></header>'
    found = read("", clock + '<article><span class="post-date">3 جولائی 2025</span></article>')
    assert (found.published, found.published_source) == (datetime(2025, 7, 2, 19, tzinfo=UTC), "byline")


def test_the_dates_of_other_articles_are_not_this_ones() -> None:
    card = '<div class="card"><h3><a href="/b">سونے کی قیمت میں اضافہ</a></h3><time datetime="2024-05-01"></time></div>'
    cards = f'<div class="related"><span class="date">2 مئی 2024</span></div>{card}'
    assert read("", f"<h1>{TITLE}</h1><p>{'متن ' * 60}</p>{cards}").published is None
    own = f'<div class="date">3 جولائی 2025</div><h1>{TITLE}</h1>'
    assert read("", f"{cards}<div>{own}</div>").published == datetime(2025, 7, 2, 19, tzinfo=UTC)


@pytest.mark.parametrize("tag", ["span", "p", "em"])
def test_a_date_between_headline_and_text_needs_no_name(tag: str) -> None:
    head = f"<p>5 اگست 2026</p><h1>{TITLE}</h1><div><b>عالیہ</b> <{tag}>3 جولائی 2025، 15:04</{tag}></div>"
    found = read(f"<title>{TITLE}</title>", f"{head}<p>{'متن ' * 60}</p><p>4 مئی 2020</p>")
    assert (found.published, found.published_source) == (datetime(2025, 7, 3, 10, 4, tzinfo=UTC), "byline")


def test_the_address_dates_a_page_that_says_nothing() -> None:
    found = read("", "<p>x</p>", "https://nama.example/2025/07/03/talks")
    assert (found.published, found.published_source) == (datetime(2025, 7, 2, 19, tzinfo=UTC), "url")


@pytest.mark.parametrize(
    ("window", "site"),
    [(f"{TITLE} - نامہ", "نامہ"), (f"نامہ | {TITLE}", "نامہ"), (f"{TITLE} » نامہ اردو", "نامہ اردو"), (TITLE, None)],
)
def test_titles_lose_the_name_of_the_site(window: str, site: str | None) -> None:
    assert without_site(window, site) == TITLE


def test_a_colon_in_a_headline_is_no_site() -> None:
    assert without_site("بجٹ: حزب اختلاف کا احتجاج", "نامہ") == "بجٹ: حزب اختلاف کا احتجاج"
