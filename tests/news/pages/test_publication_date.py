# ruff: noqa: E501 - markup keeps its lines
"""Which date of a page is the date of publication, and where it was found."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from flows.news.article import Link, Page
from flows.news.pages.extract import Draft, extract

URL = "https://misaal.example/khabar/7076"
SEEN = datetime(2026, 11, 30, 8, tzinfo=UTC)
STORY = "".join(
    f"<p>ضلعی انتظامیہ نے بتایا کہ {number} کلومیٹر طویل سڑک کی مرمت کا کام جلد مکمل کر لیا جائے گا اور شہریوں کو "
    f"متبادل راستہ دیا جائے گا۔ تاجروں نے اس فیصلے کا خیرمقدم کیا ہے۔</p>"
    for number in range(12, 18)
)
HEADLINE = "سرگودھا میں سڑک کی مرمت کا کام شروع"
NEWER, OLDER = "2026-11-28T10:00:00+05:00", "2026-11-26T20:45:00+05:00"
PUBLISHED = datetime(2026, 11, 26, 15, 45, tzinfo=UTC)


def read(
    byline: str = "", head: str = "", below: str = "", listed: str | None = None, url: str = URL
) -> tuple[datetime | None, str]:
    """Extract a page with this byline, head and foot, listed with that date; return its date and where it stood."""
    page = (
        f"<!DOCTYPE html><html lang='ur'><head><meta charset='utf-8'><title>{HEADLINE}</title>{head}</head><body><main>"
        f"<article><h1>{HEADLINE}</h1>{byline}{STORY}</article>{below}</main></body></html>"
    )
    when = datetime.fromisoformat(listed) if listed else None
    link = Link("misaal", url, "https://misaal.example/feed", HEADLINE, when, listed)
    found = extract(Page("misaal", url, url, SEEN, 200, (("Content-Type", "text/html"),), page.encode(), link))
    assert isinstance(found, Draft)
    return found.published, found.published_source


def jsonld(**fields: str | int) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": HEADLINE, **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    "byline",
    [
        f"<div><time class='updated' datetime='{NEWER}'>28</time> <time class='entry-date published' datetime='{OLDER}'>26</time></div>",
        f"<div><time class='published' datetime='{OLDER}'>26</time> <time class='updated' datetime='{NEWER}'>28</time></div>",
        f"<time itemprop='dateModified' datetime='{NEWER}'></time><time itemprop='datePublished' datetime='{OLDER}'></time>",
        f"<span itemprop='dateModified' content='{NEWER}'>آج</span><span itemprop='datePublished' content='{OLDER}'>پرسوں</span>",
        f"<div class='last-modified-date' title='{NEWER}'>آج</div><div class='post-date' title='{OLDER}'>پرسوں</div>",
        f"<div class='meta'><time datetime='{NEWER}'>28</time> <time datetime='{OLDER}'>26</time></div>",
        f"<div class='meta'><time datetime='{OLDER}'>26</time> <time datetime='{NEWER}'>28</time></div>",
        f"<div class='info'><span><time datetime='{NEWER}'>28</time></span><span><time datetime='{OLDER}'>26</time></span></div>",
        f"<div class='meta'>اپ ڈیٹ: <time datetime='{NEWER}'>28 نومبر</time></div><div class='meta'>شائع: <time datetime='{OLDER}'>26 نومبر</time></div>",
        f"<p>Updated: <time datetime='{NEWER}'>Nov 28, 2026</time> Published: <time datetime='{OLDER}'>Nov 26, 2026</time></p>",
        "<p class='post-meta'>اپ ڈیٹ 28 نومبر 2026 10:00 | شائع 26 نومبر 2026 20:45</p>",
        "<p class='post-meta'>شائع 26 نومبر 2026 20:45 | اپ ڈیٹ 28 نومبر 2026 10:00</p>",
        "<p class='post-meta'>26 نومبر 2026 20:45 (آخری ترمیم 28 نومبر 2026 10:00)</p>",
        "<p class='date'>یہ خبر 28 نومبر 2026 10:00 کو اپ ڈیٹ کی گئی، 26 نومبر 2026 20:45 کو شائع ہوئی</p>",
        "<p class='date'>آخر تحديث 28 نوفمبر 2026 10:00 - تاريخ النشر 26 نوفمبر 2026 20:45</p>",
        "<p class='date'>آخری اپڈیٹ: 28 نومبر 2026</p><p class='date'>تاریخ اشاعت: 26 نومبر 2026 20:45</p>",
        "<p class='byline'>Last updated: November 28, 2026 10:00 AM | Published: November 26, 2026 8:45 PM</p>",
        "<small>Updated 28 Nov 2026 10:00</small><small>Posted 26 Nov 2026 20:45</small>",
        f"<abbr class='published' title='{OLDER}'>پرسوں</abbr><abbr class='updated' title='{NEWER}'>آج</abbr>",
        f"<time class='entry-date published updated' datetime='{OLDER}'>26 نومبر</time>",
        f"<div class='posted-on'>شائع <time class='updated' datetime='{OLDER}'>26 نومبر</time></div>",
        f"<span class='date' data-time='{OLDER}'>پرسوں</span>",
    ],
)  # fmt: skip
def test_the_date_of_publication_is_taken_and_not_that_of_an_update(byline: str) -> None:
    found, source = read(byline)
    assert found == PUBLISHED
    assert source in {"byline", "meta"}


@pytest.mark.parametrize(
    "byline",
    [
        f"<time class='updated' datetime='{NEWER}'>28 نومبر</time>",
        f"<time itemprop='dateModified' datetime='{NEWER}'>28 نومبر</time>",
        f"<p>اپ ڈیٹ: <time datetime='{NEWER}'>28 نومبر</time></p>",
        "<p class='date'>آخری اپ ڈیٹ: 28 نومبر 2026 10:00</p>",
        "<p class='date'>28 نومبر 2026 کو اپ ڈیٹ کیا گیا</p>",
        "<p class='date'>آخر تحديث: 28 نوفمبر 2026</p>",
        "<p class='meta'>Last modified on Saturday, 28 November 2026 10:00</p>",
        f"<time datetime='{NEWER}'>28</time>".join(["<footer>", "</footer>"]),
    ],
)
def test_a_page_that_says_only_when_it_was_updated_has_the_date_of_its_listing_or_none(byline: str) -> None:
    assert read(byline) == (None, "none")
    assert read(byline, listed=OLDER) == (PUBLISHED, "feed")
    assert read(byline, head=f"<meta property='article:modified_time' content='{NEWER}'>") == (None, "none")


@pytest.mark.parametrize(
    "below",
    [
        f"<ol class='commentlist'><li><b>قاری</b> <time datetime='{NEWER}'>28 نومبر</time><p>بہت اچھی خبر ہے۔</p></li></ol>",
        f"<section id='comments'><div><div><div><div><div><div><time datetime='{NEWER}'></time></div></div></div></div></div></div></section>",
        "<div class='user-comments'><span class='date'>28 نومبر 2026 10:00</span><p>شکریہ</p></div>",
        f"<div itemscope itemtype='https://schema.org/Comment'><time itemprop='dateCreated' datetime='{NEWER}'></time></div>",
        f"<div id='disqus_thread'><span class='timestamp' title='{NEWER}'>کل</span></div>",
        f"<div class='related'><a href='/x'><h3>دوسری خبر</h3></a><time datetime='{NEWER}'></time></div>",
    ],
)  # fmt: skip
def test_dates_of_comments_and_of_other_articles_are_nobodys(below: str) -> None:
    assert read(below=below) == (None, "none")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (jsonld(datePublished="1970-01-01T00:00:00+00:00"), "feed"),
        (jsonld(datePublished="0001-01-01T00:00:00"), "feed"),
        (jsonld(datePublished="1405-09-05T20:45:00+03:30"), "feed"),
        (jsonld(datePublished="2099-01-01T00:00:00Z"), "feed"),
        (jsonld(datePublished="2026-12-05T00:00:00Z"), "feed"),
        ("<meta property='article:published_time' content='-0001-11-30T00:00:00+00:00'>", "feed"),
        ("<meta name='date' content='0000-00-00'>", "feed"),
        (jsonld(datePublished=OLDER), "jsonld"),
        (f"<meta property='article:published_time' content='{OLDER}'>", "meta"),
        ("<meta name='dcterms.date' content='Thu, 11/26/2026 - 20:45'>", "meta"),
        (jsonld(datePublished="1970-01-01", dateCreated=OLDER), "jsonld"),
        (jsonld(datePublished=1795707900), "jsonld"),
    ],
)
def test_a_null_date_gives_way_and_every_date_says_where_it_stood(head: str, expected: str) -> None:
    assert read(head=head, listed=OLDER) == (PUBLISHED, expected)


@pytest.mark.parametrize(
    ("head", "byline", "listed", "url", "source"),
    [
        (jsonld(datePublished="2025-02-03T10:00:00+05:00"), f"<time datetime='{OLDER}'></time>", OLDER, URL, "feed"),
        (jsonld(datePublished=NEWER), "<p class='date'>شائع 26 نومبر 2026 20:45</p>", OLDER, URL, "feed"),
        ("<meta name='date' content='2026-11-20'>", "", OLDER, "https://misaal.example/2026/11/26/7076", "feed"),
        (jsonld(datePublished=OLDER), "", NEWER, "https://misaal.example/26-Nov-2026/7076", "jsonld"),
        (jsonld(datePublished=OLDER), "", "2026-11-29T20:00:00+05:00", URL, "jsonld"),
    ],
)
def test_a_date_that_another_source_confirms_is_preferred(
    head: str, byline: str, listed: str, url: str, source: str
) -> None:
    assert read(byline, head, listed=listed, url=url) == (PUBLISHED, source)


@pytest.mark.parametrize(
    ("raw", "byline", "listed", "expected"),
    [
        ("11/05/2026 17:57", "", None, (2026, 5, 11)),
        ("11/05/2026 17:57", "<p class='date'>5 نومبر 2026</p>", None, (2026, 11, 5)),
        ("11/05/2026 17:57", "", "2026-11-05T18:00:00+05:00", (2026, 11, 5)),
        ("11/05/2026 17:57", "", "2026-05-11T18:00:00+05:00", (2026, 5, 11)),
        ("11/12/2026 17:57", "", None, (2026, 11, 12)),
        ("Thu, 11/05/2026 17:57", "", None, (2026, 11, 5)),
    ],
)
def test_day_and_month_are_told_apart_by_the_weekday_by_other_sources_and_by_the_calendar(
    raw: str, byline: str, listed: str | None, expected: tuple[int, int, int]
) -> None:
    found, source = read(byline, f"<meta name='date' content='{raw}'>", listed=listed)
    assert source == "meta"
    assert found == datetime(*expected, 12, 57, tzinfo=UTC)
