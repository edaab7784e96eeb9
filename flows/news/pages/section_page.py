"""Whether a page is a list of other articles: decided by what stands on it, never by its address alone."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from flows.news.article import Page
from flows.news.pages.article_body import SENTENCE, Body
from flows.news.pages.element_lines import PageIdentity, ends_a_sentence, is_headline, stems
from flows.news.pages.metadata import Metadata
from flows.news.web.canonical import canonical

FEW_TEASERS, MANY_TEASERS = 3, 6
"""Teasers below which a page is no list, and from which on it is one where little else stands on it."""

LITTLE = 300
"""Characters in sentences of its own that the introduction of a list may have."""

HEADLINES = 5
"""Linked headlines that make a list of a page without any sentence."""


def is_section(body: Body, said: Metadata, page: Page, headlines: Callable[[], int]) -> bool:
    """Say whether a page lists other articles and is none itself.

    A page that shows nothing but teasers or linked headlines is a list. One with words of its own is an article where
    it says so, or where its headline is the one that was announced. Otherwise it is a list where it calls itself a
    collection, where the answer came from another address than was asked for, or where the teasers are many and its
    sentences few. `headlines` counts the links with headlines on the whole page.
    """
    if body.way == "jsonld" or (body.teasers < FEW_TEASERS and len(body.text) > LITTLE):
        return False
    lines = [line for line in body.text.splitlines() if len(stems(line)) > 1 and line != said.title]
    own = sum(len(line) for line in lines if len(line) >= SENTENCE and ends_a_sentence(line))
    if not lines:
        return body.teasers >= FEW_TEASERS or headlines() >= HEADLINES
    if said.is_announced or (said.is_article and not said.is_collection):
        return False
    if own < SENTENCE:
        return body.teasers >= FEW_TEASERS or headlines() >= HEADLINES
    if body.teasers < FEW_TEASERS:
        return False
    moved = page.status > 0 and canonical(page.final_url) != page.url
    return said.is_collection or moved or (body.teasers >= MANY_TEASERS and own < LITTLE)


def count_headlines(tree: etree._Element, page: PageIdentity) -> int:
    """Return how many links of a page are headlines that lead to other articles."""
    links = ("".join(map(str, link.itertext())) for link in tree.iter("a") if page.leads_to(link.get("href") or ""))
    return sum(map(is_headline, links))
