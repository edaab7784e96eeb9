"""The words of an article in a parsed page: what publishing systems name so, or what is left without the furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree, html
from lxml.cssselect import CSSSelector

from flows.news.article import ExtractionRules
from flows.news.pages.element_lines import PageIdentity
from flows.news.pages.element_pruning import (
    are_held,
    count_paragraphs,
    drop_all_teasers,
    free,
    hidden,
    paragraphs,
    prune,
    text_of,
)
from flows.news.pages.html_tree import Outline, parse
from flows.news.pages.restore_lost_lines import with_lost_lines

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

SHORT = 200
"""Fewer characters than this and fuller ways are tried. A short article is never dropped for its length."""

SENTENCE = 40
"""Characters below which what the fuller ways find is a scrap of the page, not an article."""
_ENDS = re.compile(r"[۔.!؟?]")
_WHOLE = 0.9
_BESIDE_LINKS = etree.XPath(
    "//text()[not(ancestor::a or ancestor::script or ancestor::style or ancestor::noscript or ancestor::head)]",
    smart_strings=False,
)

_NAMED = "{}//@class[contains(concat(' ', normalize-space(.), ' '), ' {} ')]/.."  # a third of the time of //*[…@class…]
BODIES = (
    ("articleBody", "//@itemprop[. = 'articleBody']/.."),
    ("entry-content", _NAMED.format("//article", "entry-content")),
    *((name, _NAMED.format("", name)) for name in ("entry-content", "td-post-content", "post-body", "story__content")),
)
"""Where the common publishing systems put the body, each with a word that its pages hold: schema.org microdata,
WordPress, Blogger and their themes."""
_BODY_WORDS = frozenset(word for word, _ in BODIES)


@dataclass(frozen=True, slots=True)
class Body:
    """The words of an article, the way they were found, and how many teasers of other articles the page had."""

    text: str
    way: str
    teasers: int = 0


def article_body(  # noqa: PLR0913 a page in three forms, what it says of itself, and how it is read
    tree: html.HtmlElement,
    outline: Outline,
    source: tuple[str, bytes],
    *,
    page: PageIdentity,
    stated: str | None,
    rules: ExtractionRules,
) -> Body:
    """Return the body of a page, its text empty where no way finds any.

    `source` are the text and the bytes that were parsed, `stated` is the body in the page's JSON-LD, which is taken
    where the page shows less than half of it. The tree is taken apart.
    """
    text, markup = source
    _remove(tree, rules)
    for where in rules.body:
        parts = [part for part in tree.xpath(where) if isinstance(part, html.HtmlElement)]
        teasers = sum(drop_all_teasers(part, page) for part in parts)
        found = "\n".join(map(text_of, parts))
        if found.strip():
            return Body(found, "xpath", teasers)
    words = {word for word in _BODY_WORDS if word.encode() in markup}  # bytes are searched faster
    bodies = [where for word, where in BODIES if word in words]
    best, has_emptied = _named(tree, bodies, page)
    if best.text:
        return Body(stated, "jsonld", best.teasers) if stated and len(stated) > 2 * len(best.text) else best
    tree = _freed(tree, markup, rules) if has_emptied or are_held(outline.holders) else tree
    teasers = best.teasers + prune(tree, page)
    found, way = _container(tree, bodies) or (_kept(tree), "trafilatura")
    if stated and len(stated) > 2 * len(found):
        found, way = stated, "jsonld"
    if len(found) < SHORT:
        found, way = _fuller(text, tree, (found, way), page, rules)
    return Body(found, way, teasers)


def _remove(tree: html.HtmlElement, rules: ExtractionRules) -> None:
    """Take out what the outlet's own rules name."""
    for element in [found for where in rules.remove for found in _select(tree, where)]:
        if element.getparent() is not None:
            element.drop_tree()


def _freed(tree: html.HtmlElement, markup: bytes, rules: ExtractionRules) -> html.HtmlElement:
    """Return the page with its paragraphs freed from what holds most of them, or `tree` where nothing does."""
    fresh = parse(markup)
    _remove(fresh, rules)
    return fresh if free(fresh) else tree


@cache
def _selector(where: str) -> etree.XPath:
    return etree.XPath(where) if where.startswith(("/", "(", ".//")) else CSSSelector(where, translator="html")


def _select(tree: html.HtmlElement, where: str) -> list[html.HtmlElement]:
    found = _selector(where)(tree)
    return [element for element in found if isinstance(element, html.HtmlElement)] if isinstance(found, list) else []


def _named(tree: html.HtmlElement, bodies: Iterable[str], page: PageIdentity) -> tuple[Body, bool]:
    """Return the text of the body's usual container where the page has just one, and in it most of its words.

    Then nothing else needs pruning. Returned is also whether pruning took most paragraphs out of the container.
    """
    found = next(filter(None, (_select(tree, where) for where in bodies)), [])
    if len(found) != 1 or hidden(found[0]):
        return Body("", "container"), False
    words, count = paragraphs(tree), count_paragraphs(found[0])
    teasers = prune(found[0], page, words)
    text = text_of(found[0])
    if len(text) >= SHORT and len(text) > 0.5 * words:
        return Body(text, "container", teasers), False
    return Body("", "container", teasers), 2 * count_paragraphs(found[0]) < count


def _container(tree: html.HtmlElement, bodies: Iterable[str]) -> tuple[str, str] | None:
    """Return the text of the body's usual container where one holds nearly all paragraphs of a pruned page."""
    for found in filter(None, (_select(tree, where) for where in bodies)):
        text = text_of(max(found, key=lambda element: len(element.text_content())))
        if len(text) >= SHORT and len(text) > 0.5 * sum(len(text_of(p)) for p in tree.iter("p")):
            return text, "container"
    return None


def _trafilatura(tree: html.HtmlElement | str, *, fast: bool = False, recall: bool = False) -> str:
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(tree, options=_options(fast=fast, recall=recall))
    except (AttributeError, RecursionError, ValueError):  # seen on trees without a body
        return ""
    return _unruled(found.text or "") if found is not None and not isinstance(found, dict) else ""


@cache
def _options(*, fast: bool, recall: bool) -> Extractor:
    """Return what trafilatura is asked for; to read its configuration anew takes as long as to clean a page."""
    from trafilatura.settings import Extractor

    return Extractor(output_format="python", fast=fast, recall=recall, comments=False)


def _unruled(text: str) -> str:
    """Return a text without the bars that trafilatura draws between cells and the dashes before items of lists."""
    rows = (" ".join(line.split("|")) if line.startswith("|") else line for line in text.split("\n"))
    return "\n".join(row.removeprefix("- ") for row in rows if row.strip(" -"))


def _kept(tree: html.HtmlElement) -> str:
    """Return what trafilatura keeps of a pruned page, as it stands in the page."""
    return with_lost_lines(_parted(_trafilatura(tree, fast=True), tree), tree)


def _parted(text: str, tree: html.HtmlElement) -> str:
    """Give a text that trafilatura ran together, as it does with short ones, the lines it has in the page."""
    if "\n" in text or len(text) > 2 * SHORT:
        return text
    body = tree.find("body")
    lines = [line for line in text_of(tree if body is None else body).split("\n") if line in text]
    return "\n".join(lines) if sum(map(len, lines)) > _WHOLE * len(text) else text


def _fuller(
    source: str, tree: html.HtmlElement, best: tuple[str, str], page: PageIdentity, rules: ExtractionRules
) -> tuple[str, str]:
    """Try trafilatura's slower ways and bare paragraphs on a page that gave little; little stays where they add little.

    A flash item of a hundred characters is a whole article, so a fuller way must find a real body, not more furniture;
    where the page has not half the words for one, nobody looks: that takes as long as twenty other pages. A sentence
    for readers without scripts is none of an article.
    """
    wanted = max(SHORT, 3 * len(best[0]) + 1)
    whole = parse(source)
    if best[0].strip() and _prose(whole) < wanted / 2:
        return best
    _remove(whole, rules)
    drop_all_teasers(whole, page)
    if best[0].strip() and _prose(whole) < wanted / 2:
        return best
    unscripted = [_squeezed(one.text_content()) for one in whole.iter("noscript")]
    for text, way in _ways(whole, tree):
        if len(text) >= wanted:
            return text, way
        is_sentence = len(text) >= SENTENCE and _ENDS.search(text)
        if is_sentence and not best[0].strip() and not any(_squeezed(text) in one for one in unscripted):
            best = (text, way)
    return best


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _prose(tree: html.HtmlElement) -> int:
    """Return how many characters of a page stand in runs of a sentence's length, outside links and scripts."""
    beside: list[str] = _BESIDE_LINKS(tree)  # type: ignore[assignment]  # an expression of text nodes gives strings
    return sum(length for length in (len(text.strip()) for text in beside) if length >= SENTENCE)


def _ways(whole: html.HtmlElement, tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    yield "\n".join(filter(None, (text_of(p) for p in tree.iter("p")))), "paragraphs"
    yield with_lost_lines(_trafilatura(whole), whole), "full"
    yield with_lost_lines(_trafilatura(whole, recall=True), whole), "recall"
