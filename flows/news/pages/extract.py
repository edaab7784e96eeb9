"""From a page to a draft: the article's words and what the page says about them, whatever format it came in.

Pure and picklable in and out, so that it can run in a child process that may be killed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from lxml import html

from flows.news.article import GIVEN, ExtractionRules, Page, Problem
from flows.news.pages.article_body import SHORT, article_body
from flows.news.pages.date_parsing import instant, readings
from flows.news.pages.element_lines import PageIdentity
from flows.news.pages.html_tree import PARSE_ERRORS, Outline, is_cut, mended, parse, parse_as_browsers, too_deep
from flows.news.pages.metadata import metadata
from flows.news.pages.publication_date import DateClaim
from flows.news.pages.section_page import count_headlines, is_section
from flows.news.web.canonical import LONGEST_URL, canonical, too_long
from flows.news.web.charset import decode, in_utf8, mojibake

LONG = 1_000
"""Characters of a text above which paragraphs that scripts or comments may have swallowed are not looked for."""

_TRIES = 3
_MOSTLY = 0.8
"""The part of a text that browsers' reading of a page must have to be preferred: its title and dates are right."""

_MARKUP = re.compile(rb"[\s\xef\xbb\xbf]{0,100}<(?:!doctype html|html|head|body|!--|\?xml)", re.IGNORECASE)
"""How a page begins that a server calls text/plain or application/octet-stream."""

LONGEST_NAME = 200
"""Characters of an outlet's or an author's name."""

LIST = "section page"
"""The reason of pages that list other articles."""

GARBLED = "letters are garbled: one charset was read as another"


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
    if found.extracted_by == LIST:
        return Problem(page.outlet, page.url, "wall", LIST, "a list of other articles", page.fetched_at)
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
    read = partial(_read, page=page, rules=rules, listed=listed)
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


def _read(  # noqa: PLR0913 a page in three forms, where it came from, and how it is read
    tree: html.HtmlElement, outline: Outline, text: str, markup: bytes, *, page: Page, rules: ExtractionRules,
    listed: DateClaim | None,
) -> Draft:  # fmt: skip
    """Read a parsed page, of which `text` and `markup` are what was parsed; `listed` is the date of its listing."""
    announced = page.link.title if page.link else None
    said = metadata(
        tree, page.final_url, rules.timezone, announced=announced, listed=listed, seen=page.fetched_at
    )  # fmt: skip
    identity = PageIdentity(page.final_url, said.title or "")
    body = article_body(tree, outline, (text, markup), page=identity, stated=said.body, rules=rules)
    lists = is_section(body, said, page, lambda: count_headlines(parse(markup), identity))
    return Draft(
        title=said.title or "",
        text="" if lists else body.text,
        extracted_by=LIST if lists else body.way,
        published=said.published,
        published_source=said.published_source,
        published_raw=said.published_raw,
        author=said.author,
        lang=said.lang,
        site=said.site,
    )
