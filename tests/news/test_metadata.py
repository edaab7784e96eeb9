from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from lxml import html

from flows.news.metadata import Metadata, byline_date, effective_date, instant, metadata, without_site

TITLE = "پانی کی تقسیم پر بات چیت کا نیا دور"


def read(head: str, body: str = "", url: str = "https://nama.example/a") -> Metadata:
    return metadata(html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"), url)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2025-07-03T15:04:00+05:00", datetime(2025, 7, 3, 10, 4, tzinfo=UTC)),
        ("2025-07-03T10:04:00Z", datetime(2025, 7, 3, 10, 4, tzinfo=UTC)),
        ("2025-07-03 15:04", datetime(2025, 7, 3, 10, 4, tzinfo=UTC)),
        ("2025-07-03", datetime(2025, 7, 2, 19, tzinfo=UTC)),
        ("Thu, 03 Jul 2025 10:04:00 GMT", datetime(2025, 7, 3, 10, 4, tzinfo=UTC)),
        ("Thu, 03 Jul 2025 15:04:00 PKT", datetime(2025, 7, 3, 10, 4, tzinfo=UTC)),
        ("جمعرات 3 جولائی 2025 15:04", datetime(2025, 7, 3, 10, 4, tzinfo=UTC)),
        ("۳ جولائی، ۲۰۲۵", datetime(2025, 7, 2, 19, tzinfo=UTC)),
        ("یکم جولائی 2025", datetime(2025, 6, 30, 19, tzinfo=UTC)),
        ("July 3, 2025 3:04 pm", datetime(2025, 7, 3, 10, 4, tzinfo=UTC)),
        ("اپ ڈیٹ 3 جولائي 2025 3:04 شام", datetime(2025, 7, 3, 10, 4, tzinfo=UTC)),
        ("31 فروری 2025", None),
        ("کل", None),
        ("", None),
        ("9999-12-31T23:59:59-14:00", None),
    ],
)
def test_dates_are_read_as_their_outlet_means_them(raw: str, expected: datetime | None) -> None:
    assert instant(raw) == expected


def test_an_hour_does_not_need_a_date_beside_it() -> None:
    assert byline_date("50 منٹ پہلے") is None


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


def test_dates_from_the_future_are_held_to_when_the_page_was_seen() -> None:
    seen = datetime(2025, 7, 3, tzinfo=UTC)
    assert effective_date(datetime(2030, 1, 1, tzinfo=UTC), seen) == datetime(2025, 7, 3, 0, 5, tzinfo=UTC)
    assert effective_date(None, seen) is None
