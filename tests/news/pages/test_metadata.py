"""Metadata of pages: title, author, dates, agency, language."""

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


def block(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


NODE = f'"@type": "NewsArticle", "headline": "{TITLE}", "datePublished": "2026-11-26T20:45:00+05:00"'


@pytest.mark.parametrize(
    "text",
    [
        "{" + NODE + "};",
        "{" + NODE + ",}",
        "{" + NODE + ', "keywords": ["ایک", "دو",],}',
        "{" + NODE + ',, "x": 1}',
        "{" + NODE + ', "description": "وزیر نے کہا "کام ہوگا" اور بس"}',
        '{"description": "انھوں نے کہا "ہم تیار ہیں", پھر چلے گئے", ' + NODE + "}",
        "{" + NODE + ', "description": "دو\nسطریں\tہیں"}',
        "<!-- {" + NODE + "} -->",
        "//<![CDATA[\n{" + NODE + "}\n//]]>",
        '{"@type": "Organization", "name": "x"}{' + NODE + "}",
        '{"@type": "Organization", "name": "x"},\n{' + NODE + "}",
        "/* نامہ */ {" + NODE + "}",
        "window.data = {" + NODE + "};",
        ("{" + NODE + "}").replace('"', "&quot;"),
        "\ufeff[{" + NODE + "}]",
    ],
)
def test_ill_formed_structured_data_is_read(text: str) -> None:
    found = read(block(text), f"<h1>{TITLE}</h1>")
    assert (found.published, found.published_source) == (datetime(2026, 11, 26, 15, 45, tzinfo=UTC), "jsonld")


OTHER = {
    "@type": "NewsArticle", "headline": "کپاس کی پیداوار میں اضافے کا سرکاری اعلان", "author": {"name": "ارشد"},
    "datePublished": "2025-02-03T10:00:00+05:00", "articleBody": "کسانوں نے بتایا کہ اس سال فصل بہتر رہی۔ " * 9,
}  # fmt: skip
OWN = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-11-26T20:45:00+05:00"}


@pytest.mark.parametrize(
    "nodes",
    [
        [OWN, OTHER],
        [OTHER, OWN],
        [{"@graph": [OTHER, OWN]}],
        [OWN | {"headline": "سرخی بدل دی گئی ہے", "url": "https://nama.example/a"}, OTHER],
        [OTHER, OWN | {"headline": "سرخی بدل دی گئی ہے", "mainEntityOfPage": {"@id": "https://www.nama.example/a/"}}],
        [OTHER, OTHER | {"headline": "ایک اور پرانی خبر کی سرخی"}, OWN],
        [{"@type": "ItemList", "itemListElement": [{"item": OTHER}]}, OWN],
        [OWN | {"hasPart": [OTHER]}, {"@type": "WebPage", "relatedLink": [OTHER]}],
    ],
)
def test_of_several_articles_the_pages_own_is_read(nodes: list[object]) -> None:
    head = f"<title>{TITLE}</title>" + "".join(block(json.dumps(node)) for node in nodes)
    found = read(head, f"<h1>{TITLE}</h1>")
    assert (found.title, found.author, found.body) == (TITLE, None, None)
    assert found.published == datetime(2026, 11, 26, 15, 45, tzinfo=UTC)


def test_articles_that_are_all_of_others_say_nothing() -> None:
    nodes = [OTHER, OTHER | {"headline": "ایک اور پرانی خبر کی سرخی"}]
    found = read("".join(map(block, map(json.dumps, nodes))), f"<h1>{TITLE}</h1>")
    assert (found.title, found.published, found.body) == (TITLE, None, None)
    elsewhere = block(json.dumps(OTHER | {"url": "https://nama.example/kapas"}))
    assert read(elsewhere, f"<h1>{TITLE}</h1>").published is None


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ({"@type": "Person", "name": "نادیہ خان"}, []),
        ([["نادیہ خان"]], []),
        ([[{"@type": "Person", "name": {"@type": "Person", "name": "نادیہ خان"}}]], []),
        ({"@id": "#n"}, [{"@type": "Person", "@id": "#n", "name": "نادیہ خان"}]),
        ([{"@id": "#n"}, {"@id": "#gone"}], [{"@type": "Person", "@id": "#n", "name": ["نادیہ خان"]}]),
        ({"name": {"@value": "x", "name": "نادیہ خان"}}, []),
    ],
)
def test_authors_are_found_however_deep_they_stand(author: object, people: list[object]) -> None:
    found = read(block(json.dumps({"@graph": [OWN | {"author": author}, *people]})), f"<h1>{TITLE}</h1>")
    assert found.author == "نادیہ خان"


def test_authors_that_refer_to_each_other_end() -> None:
    person = {"@id": "#n", "name": {"@id": "#n"}}
    assert read(block(json.dumps({"@graph": [OWN | {"author": person}, person]})), f"<h1>{TITLE}</h1>").author is None


STATIC = "روزنامہ مثال - اردو خبریں، تازہ ترین"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (f"<title>{STATIC}</title>", f"<h1>{TITLE}</h1>"),
        (f"<title>{STATIC}</title>", f"<h1>روزنامہ مثال</h1><h2 class='head'>{TITLE}</h2>"),
        (f"<title>{STATIC}</title>", "<div class='head'>سرخی</div>"),
        (f"<title>{STATIC}</title><meta property='og:title' content='{STATIC}'>", f"<h3>{TITLE}</h3>"),
        (f"<title>{STATIC}</title><meta property='og:title' content='{TITLE}'>", "<p>متن</p>"),
        ("<title>مثال</title><meta property='og:site_name' content='مثال'>", "<h1>مثال</h1>"),
        (f"<title>روزنامہ مثال پاکستان | {TITLE}</title>", f"<h1>روزنامہ مثال پاکستان</h1><h2>{TITLE}</h2>"),
        (f"<title>{TITLE}</title>", "<h2><a href='/b'>ایک اور خبر کی لمبی سرخی</a></h2>"),
    ],
)
def test_the_headline_is_that_of_the_article_and_not_of_the_site(head: str, body: str) -> None:
    tree = html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    assert metadata(tree, "https://nama.example/a", announced=TITLE).title == TITLE


def test_a_static_title_gives_way_to_a_headline_that_nobody_announced() -> None:
    assert read(f"<title>{STATIC}</title>", f"<h1>{TITLE}</h1>").title == TITLE
    assert read(f"<title>{TITLE} | مثال</title>", "<h1>دنیا</h1>").title == f"{TITLE} | مثال"


@pytest.mark.parametrize(
    "headline",
    [
        "<b>پانی</b> کی &quot;تقسیم&quot;",
        "&lt;b&gt;پانی&lt;/b&gt; کی &amp;quot;تقسیم&amp;quot;",
        'پانی کی <span class="q">"تقسیم"</span>',
    ],
)
def test_markup_in_a_headline_is_no_part_of_it(headline: str) -> None:
    assert read(block(json.dumps({"@type": "NewsArticle", "headline": headline}))).title == 'پانی کی "تقسیم"'
