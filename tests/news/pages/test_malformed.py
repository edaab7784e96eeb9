"""Malformed pages keep the article that a browser shows, and some keep one that browsers no longer show."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import malformed_pages
import outlet_pages
import press_pages
import pytest
from listing_bodies import answer, outlet

from flows.news.article import Article, ExtractionRules, Page
from flows.news.listings.sitemaps import read_section
from flows.news.outlets.sources import Section
from flows.news.pages.element_pruning import text_of
from flows.news.pages.html_tree import DEEPEST, parse_as_browsers, parse_whole, too_deep
from flows.news.pages.page_to_article import read_page
from flows.news.urdu import match_key

TRUTHS = [outlet_pages.make(name, 5) for name in ("wordpress", "bbc", "amp", "microdata")]
TRUTHS += [press_pages.press(name, 7005) for name in ("geo", "siasat", "etv", "elementor")]
PARTLY = dict.fromkeys(
    ("a quote without an end", "a tag without an end", "a PHP tag without an end", "a CDATA section"), 0.75
)
"""Kinds that swallow the tag of the first paragraph: the part of an article that is kept of each page."""


def page(body: bytes) -> Page:
    url = "https://nama.example/khabar-7701-tafseel"
    now = datetime(2026, 1, 5, tzinfo=UTC)
    return Page("nama", url, url, now, 200, (("Content-Type", "text/html; charset=utf-8"),), body)


def words(text: str) -> Counter[str]:
    return Counter(match_key(text).split())


@pytest.mark.parametrize("kind", malformed_pages.KINDS)
def test_every_kind_keeps_its_article(kind: str) -> None:
    found = [(truth, body) for name, truth, body in malformed_pages.malformed(TRUTHS) if name == kind]
    assert len(found) >= 4
    for truth, body in found:
        made = read_page(page(body), ExtractionRules())
        assert isinstance(made, Article), (truth.layout, made)
        wanted, got = words(truth.text), words(made.text)
        assert (wanted & got).total() >= PARTLY.get(kind, 0.9) * wanted.total(), (truth.layout, made.text)
        assert "</" not in made.text
        assert not {"div", "class", "href", "function", "var"} & got.keys()


LINES = [f"یہ جملہ نمبر {n} ہے اور اس میں خبر کی تفصیل بیان کی گئی ہے تاکہ متن طویل ہو۔" for n in range(9)]


def article(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


@pytest.mark.parametrize("opening", ["<plaintext>", "<xmp>", "<svg><title>", "<textarea>", "<iframe>", "<title>"])
def test_markup_is_never_the_text_of_an_article(opening: str) -> None:
    body = f"<html><body><h1>عنوان یہاں ہے</h1>{opening}<div class='a'>{article(LINES)}</div></body></html>"
    made = read_page(page(body.encode()), ExtractionRules())
    assert isinstance(made, Article)
    assert made.text.splitlines() == LINES


def test_the_second_document_of_an_answer_gives_title_and_date() -> None:
    first = "<html><head><title>خوش آمدید</title></head><body></body></html>"
    head = "<title>صدر کا دورہ مکمل</title><meta property='article:published_time' content='2025-07-02T10:00:00Z'>"
    second = f"<html><head>{head}</head><body><h1>صدر کا دورہ مکمل</h1>{article(LINES)}</body></html>"
    made = read_page(page((first + second).encode()), ExtractionRules())
    assert isinstance(made, Article)
    assert made.title == "صدر کا دورہ مکمل"
    assert made.published == datetime(2025, 7, 2, 10, tzinfo=UTC)


def test_links_behind_an_early_end_are_found_on_pages_of_headlines() -> None:
    links = "".join(f"<li><a href='/khabar/{n}'>پہلی بڑی خبر {n}</a></li>" for n in range(5))
    body = f"<html><body><p>x</p></body></html><ul>{links}</ul>".encode()
    home = "https://misaal.example/"
    sections = (Section(url=home, links="/khabar/"),)
    found = read_section(answer(body, "text/html", home), outlet(sections=sections))
    assert isinstance(found, list)
    assert len(found) == 5


def test_a_tree_is_the_one_that_browsers_make() -> None:
    tree = parse_as_browsers(
        "a\0<p>b<template>c<p>d</template><table><p>e<tr><td>f</table><svg><path><p>g<x:y q<=1 z='2'>h</html>i\x0b"
    )
    assert text_of(tree) == "a\nbc\nd\ne\nf\nghi"
    assert [element.tag for element in tree] == ["head", "body"]
    assert tree.find(".//table/p") is None
    assert tree.find(".//svg//p") is None


def test_depth_is_bounded_and_order_kept() -> None:
    deep = "<div>" * 3000 + "".join(f"<i>{n}<b>{n}a</b></i>{n}b" for n in range(9)) + "</div>z" * 3000 + "<p>end</p>"
    tree = parse_as_browsers(deep)
    wanted = "".join(f"{n}{n}a{n}b" for n in range(9)) + "z" * 3000 + "end"
    assert "".join(map(str, tree.itertext())) == wanted
    assert max(sum(1 for _ in element.iterancestors()) for element in tree.iter("b")) < 600


def test_a_page_nested_beyond_measure_is_left_to_libxml2() -> None:
    assert too_deep("<div>" * (DEEPEST + 1))
    assert not too_deep("<br><p>x<img>" * DEEPEST + "<div></div>" * DEEPEST)
    assert parse_whole("<html></html>" + "<div>" * 200_000 + "x") is not None


@pytest.mark.parametrize("healthy", [truth.layout for truth in TRUTHS])
def test_a_healthy_page_is_read_as_before_with_a_script_that_writes_markup(healthy: str) -> None:
    truth = next(truth for truth in TRUTHS if truth.layout == healthy)
    script = b"<script>document.write('<p>" + "اشتہار کی جگہ".encode() + b"</p><p>x</p><p>y</p><p>z</p>');</script>"
    plain, scripted = (read_page(page(body), ExtractionRules()) for body in (truth.page, script + truth.page + script))
    assert isinstance(plain, Article)
    assert isinstance(scripted, Article)
    assert scripted.text == plain.text
