"""From a page to a draft: the article's words and what the page says about them, whatever format it came in.

Pure and picklable in and out, so that it can run in a child process that may be killed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING

from lxml import etree, html
from lxml.cssselect import CSSSelector

from flows.news.article import ExtractionRules, Page, Problem
from flows.news.pages.dates import instant, readings
from flows.news.pages.markup import PARSE_ERRORS, Outline, is_cut, mended, parse, parse_as_browsers, too_deep
from flows.news.pages.metadata import metadata
from flows.news.pages.prune import are_held, count_paragraphs, free, hidden, paragraphs, prune, text_of
from flows.news.pages.publication import DateClaim
from flows.news.web.canonical import LONGEST_URL, canonical, too_long
from flows.news.web.charset import decode, in_utf8, mojibake

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

SHORT = 200
"""Fewer characters than this and fuller ways are tried. A short article is never dropped for its length."""

SENTENCE = 40
"""Characters below which what the fuller ways find is a scrap of the page, not an article."""
_ENDS = re.compile(r"[۔.!؟?]")
_WHOLE = 0.9
LONG = 1_000
"""Characters of a text above which paragraphs that scripts or comments may have swallowed are not looked for."""

_TRIES = 3
_MOSTLY = 0.8
"""The part of a text that browsers' reading of a page must have to be preferred: its title and dates are right."""

_NAMED = "{}//@class[contains(concat(' ', normalize-space(.), ' '), ' {} ')]/.."  # a third of the time of //*[…@class…]
BODIES = (
    ("articleBody", "//@itemprop[. = 'articleBody']/.."),
    ("entry-content", _NAMED.format("//article", "entry-content")),
    *((name, _NAMED.format("", name)) for name in ("entry-content", "td-post-content", "post-body", "story__content")),
)
"""Where the common publishing systems put the body, each with a word that its pages hold: schema.org microdata,
WordPress, Blogger and their themes."""


_MARKUP = re.compile(rb"[\s\xef\xbb\xbf]{0,100}<(?:!doctype html|html|head|body|!--|\?xml)", re.IGNORECASE)
"""How a page begins that a server calls text/plain or application/octet-stream."""

LONGEST_NAME = 200
"""Characters of an outlet's or an author's name."""

GARBLED = "letters are garbled: one charset was read as another"
GIVEN = "x-rabita-published"
"""Header of an imported page that carries the date of publication given with the import, in ISO 8601."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What extraction found in a page, not yet cleaned.

    `title` may be empty where the format has none. `published` is aware UTC. `extracted_by` names the way: xpath,
    container, trafilatura, jsonld, full, recall, paragraphs, text, row or feed.
    """

    title: str
    text: str
    extracted_by: str
    published: datetime | None = None
    published_source: str = "none"
    published_raw: str | None = None
    author: str | None = None
    lang: str | None = None
    site: str | None = None
    outlet: str | None = None
    url: str | None = None


_Read = Callable[["html.HtmlElement", Outline, str, bytes], Draft]
"""Reads a tree, its outline, and the text and bytes that were parsed."""


def extract(page: Page, rules: ExtractionRules | None = None) -> Draft | Problem:
    """Return the draft of a page, or the problem that says why there is none.

    The content type decides: text/html and XHTML are pages, text/plain is the article as it is, application/json is one
    row of an import ({"id", "title", "text", "published", "url", "outlet", "lang"}). What came off the web and begins
    as a page is one, whatever its server calls it. A date given with an import holds
    where nothing else says one.
    """
    draft = _by_kind(page, rules or ExtractionRules())
    if isinstance(draft, Problem):
        return draft
    if mojibake(f"{draft.title}\n{draft.text}"):  # of the article alone: garbled letters beside it harm nobody
        return _problem(page, "mojibake", GARBLED)
    if page.is_from_feed:
        draft = replace(draft, extracted_by="feed")
    given = next((value for name, value in page.headers if name.lower() == GIVEN), None)
    if given and draft.published is None:
        return replace(draft, published=instant(given), published_source="given", published_raw=given)
    return draft


def _by_kind(page: Page, rules: ExtractionRules) -> Draft | Problem:
    kind = next((value for name, value in page.headers if name.lower() == "content-type"), "").lower()
    if "json" in kind and not (page.status and _MARKUP.match(page.body)):
        return _row(page, rules)
    text, charset = decode(page.body, kind)
    is_page = "html" in kind or "xml" in kind or not kind or (page.status and _MARKUP.match(page.body))
    if kind.startswith("text/plain") and not is_page:
        return _plain(page, text)
    if not is_page:
        return _problem(page, "not a page", f"content type {kind.split(';')[0]}")
    return _html(page, text, in_utf8(page.body, text, charset), rules)


def _problem(page: Page, reason: str, detail: str) -> Problem:
    return Problem(page.outlet, page.url, "extract", reason, detail, page.fetched_at)


def _plain(page: Page, text: str) -> Draft | Problem:
    if not text.strip():
        return _problem(page, "empty", "no text in it")
    link = page.link
    return Draft(
        title=(link.title or "") if link else "",
        text=text,
        extracted_by="text",
        published=link.published if link else None,
        published_source="given" if link and link.published else "none",
        published_raw=link.published_raw if link else None,
    )


def _row(page: Page, rules: ExtractionRules) -> Draft | Problem:
    try:
        row = json.loads(page.body)
    except (ValueError, RecursionError) as error:
        return _problem(page, "bad row", str(error))
    if not isinstance(row, dict) or not isinstance(row.get("text") or "", str):
        return _problem(page, "bad row", "an article is an object with a text")
    words = {key: value.strip() for key, value in row.items() if isinstance(value, str) and value.strip()}
    if "text" not in words and "title" not in words:
        return _problem(page, "empty", "no text in it")
    if too_long(words.get("url", "")) or len(words.get("outlet", "")) > LONGEST_NAME:
        return _problem(
            page, "bad row", f"its url has more than {LONGEST_URL} characters, or its outlet {LONGEST_NAME}"
        )
    raw = words.get("published")
    published = instant(raw, rules.timezone) if raw else None
    if raw and published is None:
        return _problem(page, "bad row", f"published is no date: {raw[:40]}")
    return Draft(
        title=words.get("title", ""),
        text=words.get("text") or words["title"],
        extracted_by="row",
        published=published,
        published_source="given" if published else "none",
        published_raw=raw,
        author=words.get("author", "")[:LONGEST_NAME] or None,
        lang=words.get("lang"),
        outlet=words.get("outlet"),
        url=canonical(words["url"]) if "url" in words else None,
    )


def _html(page: Page, text: str, markup: bytes, rules: ExtractionRules) -> Draft | Problem:
    try:
        found = _found(page, text, markup, rules)
    except PARSE_ERRORS as error:
        return _problem(page, "no markup", str(error))
    if not found.text.strip():
        garbled = mojibake(text)
        return _problem(page, *(("mojibake", GARBLED) if garbled else ("no article", "no text was found in the page")))
    return found if found.title or not page.link else replace(found, title=page.link.title or "")


def _found(page: Page, text: str, markup: bytes, rules: ExtractionRules) -> Draft:
    """Return what a page holds, its text empty where that is nothing. Raises one of PARSE_ERRORS."""
    link, listed = page.link, None
    if link and link.published:
        raw = link.published_raw or link.published.isoformat()
        listed = DateClaim("feed", raw, (link.published, *readings(raw, rules.timezone)[1:]))
    read = partial(_read, url=page.final_url, rules=rules, listed=listed, seen=page.fetched_at)
    try:
        tree = parse(markup)
    except PARSE_ERRORS:
        if not text.strip():
            raise
        return _recovered(text, Draft("", "", "none"), read)
    has_more = is_cut(markup, tree)
    outline = Outline.of(tree)
    found = read(tree, outline, text, markup)
    is_whole = len(found.text) >= LONG or not outline.lacks(markup)
    return found if is_whole and not has_more and not _has_tags(found) else _recovered(text, found, read)


def _recovered(text: str, found: Draft, read: _Read) -> Draft:
    """Return what a page holds that libxml2 does not read as browsers do, and of which it `found` this.

    The page is read as browsers do it, then with what swallows markup closed, until nothing of it is missing.
    """
    if too_deep(text):
        return found
    enough = _MOSTLY
    for _ in range(_TRIES):
        tree = parse_as_browsers(text)
        outline = Outline.of(tree)
        lacks = outline.lacks(text.encode("utf-8", "replace"))
        source = html.tostring(tree, encoding="unicode")
        second = read(tree, outline, source, source.encode("utf-8", "replace"))
        if _has_tags(found) or (not _has_tags(second) and len(second.text) >= enough * len(found.text)):
            found = second
        before, text, enough = text, mended(text), 1.0
        if text == before or not (lacks or len(found.text) < SHORT or _has_tags(found)):
            break
    return found


def _has_tags(draft: Draft) -> bool:
    """Say whether markup was taken for text, which no article has in it."""
    return "</" in draft.text


def _read(  # noqa: PLR0913 a page in three forms, and how it is read
    tree: html.HtmlElement, outline: Outline, text: str, markup: bytes, *, url: str, rules: ExtractionRules,
    listed: DateClaim | None, seen: datetime,
) -> Draft:  # fmt: skip
    """Read a parsed page, of which `text` and `markup` are what was parsed; see `metadata` for the others."""
    said = metadata(tree, url, rules.timezone, listed=listed, seen=seen)
    body, way = _body(tree, outline, (text, markup), said.body, rules)
    return Draft(
        title=said.title or "",
        text=body,
        extracted_by=way,
        published=said.published,
        published_source=said.published_source,
        published_raw=said.published_raw,
        author=said.author,
        lang=said.lang,
        site=said.site,
    )


def _body(
    tree: html.HtmlElement, outline: Outline, source: tuple[str, bytes], in_jsonld: str | None, rules: ExtractionRules
) -> tuple[str, str]:
    """Return the words of the body and the way they were found; ("", "") where no way finds any."""
    text, markup = source
    _remove(tree, rules)
    for where in rules.body:
        found = "\n".join(text_of(element) for element in tree.xpath(where))
        if found.strip():
            return found, "xpath"
    bodies = [where for word, where in BODIES if word in text]
    best, has_emptied = _named(tree, bodies)
    if best is None:
        tree = _freed(tree, markup, rules) if has_emptied or are_held(outline.holders) else tree
        prune(tree)
        best = _container(tree, bodies) or (_parted(_trafilatura(tree, fast=True), tree), "trafilatura")
    if in_jsonld and len(in_jsonld) > 2 * len(best[0]):
        best = (in_jsonld, "jsonld")
    if len(best[0]) < SHORT:
        best = _fuller(text, tree, best)
    return best


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


def _named(tree: html.HtmlElement, bodies: Iterable[str]) -> tuple[tuple[str, str] | None, bool]:
    """Return the text of the body's usual container where the page has just one, and in it most of its words.

    Then nothing else needs pruning. Returned is also whether pruning took most paragraphs out of the container.
    """
    found = next(filter(None, (_select(tree, where) for where in bodies)), [])
    if len(found) != 1 or hidden(found[0]):
        return None, False
    words, count = paragraphs(tree), count_paragraphs(found[0])
    prune(found[0], words)
    text = text_of(found[0])
    if len(text) >= SHORT and len(text) > 0.5 * words:
        return (text, "container"), False
    return None, 2 * count_paragraphs(found[0]) < count


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


def _parted(text: str, tree: html.HtmlElement) -> str:
    """Give a text that trafilatura ran together, as it does with short ones, the lines it has in the page."""
    if "\n" in text or len(text) > 2 * SHORT:
        return text
    body = tree.find("body")
    lines = [line for line in text_of(tree if body is None else body).split("\n") if line in text]
    return "\n".join(lines) if sum(map(len, lines)) > _WHOLE * len(text) else text


def _fuller(source: str, tree: html.HtmlElement, best: tuple[str, str]) -> tuple[str, str]:
    """Try trafilatura's slower ways and bare paragraphs on a page that gave little; little stays where they add little.

    A flash item of a hundred characters is a whole article, so a fuller way must find a real body, not more furniture;
    where the page has not half the words for one, nobody looks: that takes as long as twenty other pages.
    """
    wanted = max(SHORT, 3 * len(best[0]) + 1)
    if best[0].strip() and _prose(source) < wanted / 2:
        return best
    for text, way in _ways(source, tree):
        if len(text) >= wanted:
            return text, way
        if not best[0].strip() and len(text) >= SENTENCE and _ENDS.search(text):
            best = (text, way)
    return best


def _prose(source: str) -> int:
    """Return how many characters of a page stand in runs of a sentence's length, outside links and scripts."""
    tree = parse(source)
    etree.strip_elements(tree, "a", "script", "style", "noscript", "head", etree.Comment, with_tail=False)
    lengths = (len(text.strip()) for text in tree.itertext())
    return sum(length for length in lengths if length >= SENTENCE)


def _ways(source: str, tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    yield "\n".join(filter(None, (text_of(p) for p in tree.iter("p")))), "paragraphs"
    yield _trafilatura(source), "full"
    yield _trafilatura(source, recall=True), "recall"
