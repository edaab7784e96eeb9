# ruff: noqa: E501 - markup keeps its lines
"""A list of articles is not an article, whatever its address; a short article among many links is one."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from test_teasers import BODY, LEAD, SEEN, STORY, TITLE, page

from flows.news.article import Article, ExtractionRules, Link, Page, Problem
from flows.news.pages.page_to_article import read_page

PLACES = ("ملتان", "سکھر", "گلگت", "مردان", "جہلم", "کوئٹہ", "گجرات", "پشاور", "لاہور")
CARDS = [
    ("پوتن اور ٹرمپ کے درمیان ٹیلی فون پر گفتگو", LEAD),
    *(
        (
            f"{place} میں پھلوں کی سالانہ نمائش کا آغاز ہو گیا",
            f"{place} کے نمائش گھر میں تین روزہ میلے کے پہلے دن سینکڑوں افراد نے شرکت کی اور",
        )
        for place in PLACES
    ),
]


def each(form: str) -> str:
    return "".join(form.format(at=at, head=head, lead=lead) for at, (head, lead) in enumerate(CARDS))


CARD = each('<div class="card"><h3><a href="/n{at}">{head}</a></h3><p>{lead}</p></div>')
NODES = "".join(
    f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": head, "articleBody": lead})}</script>'
    for head, lead in CARDS
)
COLLECTION = '<script type="application/ld+json">{"@graph": [{"@type": "CollectionPage", "name": "دنیا"}]}</script>'
TYPE = '<meta property="og:type" content="article">'
INTRO = (
    "<p>یوکرین مشرقی یورپ کا ایک ملک ہے جس کی سرحدیں سات ملکوں سے ملتی ہیں اور جس کی آبادی چار کروڑ کے قریب ہے۔ اس صفحے پر وہ تمام خبریں، "
    "تجزیے اور تصاویر جمع کی گئی ہیں جو ہمارے نامہ نگاروں نے پچھلے برسوں میں بھیجیں۔ یہ مجموعہ ہر روز تازہ کیا جاتا ہے۔ قارئین اپنی پسند کے موضوع "
    "کے مطابق خبریں چن سکتے ہیں اور پرانی خبریں بھی پڑھ سکتے ہیں۔</p>"
)
LISTS = {
    "cards": f"<main><h1>دنیا</h1>{CARD}</main>",
    "cards that are articles": f"<h1>دنیا</h1>{each('<article><a href=/n{at}><img src=x.jpg></a><h2><a href=/n{at}>{head}</a></h2><p>{lead}</p></article>')}",
    "cards and a type that is wrong": f"{TYPE}{COLLECTION}<h1>دنیا</h1>{CARD}",
    "a list": f"<div><h1>دنیا بھر سے تازہ خبریں</h1><ul>{each('<li><a href=/n{at}>{head}</a> {lead}</li>')}</ul></div>",
    "a table": f"<h1>دنیا</h1><table>{each('<tr><td><a href=/n{at}><img src=x.jpg></a></td><td><a href=/n{at}>{head}</a><br>{lead}</td></tr>')}</table>",
    "headlines alone": f"<h1>دنیا</h1><ul>{each('<li><a href=/n{at}>{head}</a></li>')}</ul>",
    "headlines, excerpts, read more": f"<h1>دنیا</h1>{each('<h2>{head}</h2><p>{lead}</p><p><a href=/n{at}>مکمل خبر</a></p>')}",
    "whole stories, one after the other": f"<h1>دنیا</h1>{each('<div><h2><a href=/n{at}>{head}</a></h2><p>{lead}</p><p>' + STORY[1] + '</p><a href=/n{at}>مزید پڑھیں</a></div>')}",
    "structured data of every card": f"{NODES}<h1>دنیا</h1>{CARD}",
    "a subject with an introduction": f"{COLLECTION}<h1>یوکرین</h1>{INTRO}{CARD}",
    "a short introduction": f"<h1>دنیا</h1><p>دنیا بھر سے تازہ ترین خبریں، تجزیے اور تبصرے یہاں پڑھیں۔</p>{CARD}",
    "pages of a list": f"<h1>دنیا</h1>{CARD}<div><a href='/dunya/2'>اگلا صفحہ</a> <span>صفحہ 1 از 40</span></div>",
    "rows of columns": f"<h1>دنیا</h1><div>{each('<div><div><div><a href=/n{at}>{head}</a></div><div>{lead}</div></div></div>')}</div>",
    "a site with a name for its body": f"<h1>دنیا</h1><div class='entry-content'>{CARD}</div>",
}
ADDRESSES = ("https://nama.example/dunya", "https://nama.example/2026/11/27/khabar-7099-tafseel")


def link(url: str, title: str | None) -> Link:
    return Link("nama", url, "https://nama.example/feed", title)


@pytest.mark.parametrize("url", ADDRESSES)
@pytest.mark.parametrize("form", LISTS)
def test_a_list_of_headlines_is_no_article(form: str, url: str) -> None:
    found = read_page(page(LISTS[form], url, "دنیا", link=link(url, TITLE)), ExtractionRules())
    assert isinstance(found, Problem), found
    assert (found.step, found.reason) == ("wall", "section page")


def test_a_subject_page_to_which_a_lost_article_is_sent_on_is_none() -> None:
    asked = "https://nama.example/2026/11/27/khabar-7099-tafseel"
    sent = page(f"<h1>یوکرین</h1>{INTRO}{CARD}", asked, "یوکرین", final="https://nama.example/topic/ukraine")
    found = read_page(replace(sent, link=link(asked, TITLE)), ExtractionRules())
    assert isinstance(found, Problem)
    assert found.reason == "section page"


def test_a_list_that_somebody_saved_is_none_either() -> None:
    saved = replace(page(LISTS["cards"], title="دنیا"), status=0)
    assert isinstance(read_page(saved, ExtractionRules()), Problem)


def test_an_outlets_own_xpath_makes_no_article_of_a_list() -> None:
    found = read_page(page(LISTS["cards"], title="دنیا"), ExtractionRules(body=("//main",)))
    assert isinstance(found, Problem)


FLASH = "صدر نے بدھ کی رات گئے نئی کابینہ کے ناموں کی منظوری دے دی۔"
ARTICLES = {
    "announced": (f"<h1>{TITLE}</h1><p>{FLASH}</p>{CARD}", TITLE, [FLASH]),
    "announced with other words": (f"<h1>{TITLE}</h1><p>{FLASH}</p>{CARD}", TITLE.replace("دے دی", "دی گئی"), [FLASH]),
    "edited since, and it says what it is": (
        f"{TYPE}<h1>{TITLE}</h1><p>{FLASH}</p>{CARD}",
        "کابینہ کے نام سامنے آ گئے",
        [FLASH],
    ),
    "at the address of a section": (f"<article><h1>{TITLE}</h1><p>{FLASH}</p></article>{CARD}", TITLE, [FLASH]),
    "a longer story before many cards": (f"<h1>{TITLE}</h1>{BODY}{CARD}{CARD}", "بالکل اور طرح کی سرخی", list(STORY)),
    "a longer story behind many cards": (f"<div>{CARD}</div><h1>{TITLE}</h1>{BODY}", None, list(STORY)),
}


@pytest.mark.parametrize("url", ADDRESSES)
@pytest.mark.parametrize("what", ARTICLES)
def test_an_article_beside_many_cards_is_one(what: str, url: str) -> None:
    markup, announced, story = ARTICLES[what]
    found = read_page(page(markup, url, link=link(url, announced)), ExtractionRules())
    assert isinstance(found, Article), found
    assert found.text.splitlines() == story


UPDATES = [f"{hour}:30 بجے {line}" for hour, line in enumerate(STORY, 3)]


@pytest.mark.parametrize(
    "form",
    [
        "<article id='e{at}'><h3><a href='#e{at}'>تازہ صورت حال نمبر {at} کی تفصیل</a></h3><p>{line}</p></article>",
        "<div><a href='/khabar/pipe-line-7788?entry={at}'>تازہ صورت حال نمبر {at} کی تفصیل</a><p>{line}</p></div>",
        "<li><h3>تازہ صورت حال نمبر {at} کی تفصیل</h3><p>{line}</p></li>",
    ],
)
def test_a_live_blog_of_one_page_is_an_article(form: str) -> None:
    entries = "".join(form.format(at=at, line=line) for at, line in enumerate(UPDATES))
    found = read_page(page(f"<main><h1>{TITLE}</h1><div>{entries}</div></main>"), ExtractionRules())
    assert isinstance(found, Article)
    assert [line for line in found.text.splitlines() if line in UPDATES] == UPDATES


def sent(body: str) -> Page:
    html = (("Content-Type", "text/html; charset=utf-8"),)
    return Page("nama", "https://nama.example/a", "https://nama.example/a", SEEN, 200, html, body.encode())


def test_a_page_without_anything_is_none_and_no_list() -> None:
    found = read_page(sent("<html><body><div id='root'></div></body></html>"), ExtractionRules())
    assert isinstance(found, Problem)
    assert found.reason == "no article"
