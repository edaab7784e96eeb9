"""What a page says about itself: title, author, date and its source, agency, language, and the body in its JSON-LD."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lxml import etree

from flows.news.article import DEFAULT_ZONE
from flows.news.pages.element_lines import PageIdentity
from flows.news.pages.publication_date import DateClaim, believed, byline_dates, declared_dates
from flows.news.pages.structured_data import (
    COLLECTION_TYPES,
    Node,
    is_paid,
    own_article,
    plain,
    structured_nodes,
    types,
)
from flows.news.pages.titles import Heading, choose_title, is_announced, unlinked

MOST_NAMES, LONGEST_NAME = 10, 200
"""Authors of one article, and characters of each."""

LONGEST_HEADING = 1_000
"""Characters of a heading that are stored as the title."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself, every field None where it says nothing.

    `published` is aware UTC and `published_source` jsonld, meta, feed, byline, url or none; `published_raw` keeps the
    source's words. `body` is the article text out of JSON-LD, its paragraphs parted by newlines. `is_article`,
    `is_collection` and `is_paid` are what the page says it is; `is_announced` says whether one of its titles is the
    one in the listing.
    """

    title: str | None = None
    author: str | None = None
    published: datetime | None = None
    published_source: str = "none"
    published_raw: str | None = None
    lang: str | None = None
    body: str | None = None
    site: str | None = None
    is_article: bool = False
    is_collection: bool = False
    is_paid: bool = False
    is_announced: bool = False


def metadata(  # noqa: PLR0913 a page, and what its listing says of it
    tree: etree._Element,
    url: str,
    timezone: str = DEFAULT_ZONE,
    *,
    announced: str | None = None,
    listed: DateClaim | None = None,
    seen: datetime | None = None,
) -> Metadata:
    """Read title, author, date, language and JSON-LD body of a parsed page.

    A date without a zone is taken as local time of `timezone`. `announced` is the headline under which a listing named
    the page, `listed` its date there, and `seen` (aware UTC) when the page was. The order of trust for dates is
    JSON-LD, meta elements, the listing, the byline beside the text, the address; a date that another of them confirms
    comes before one that none does.
    """
    named = _meta(tree)
    nodes = structured_nodes(tree)
    shared, window, headings = plain(named.get("og:title")), _window(tree), _headings(tree)
    called = [title for title in (shared, window, *unlinked(headings)) if title][:MOST_NAMES]
    node = own_article(nodes, PageIdentity(_canonical(tree) or url), called or [announced or ""])
    site = plain(named.get("og:site_name")) or _name(node.get("publisher"))
    headline = plain(node.get("headline"))
    title = choose_title((headline, shared, window), headings, announced, site)
    found = Metadata(
        title=title,
        author=_author(node, nodes, named, site),
        lang=plain(node.get("inLanguage")) or tree.get("lang") or None,
        body=_body(node),
        site=site,
        is_article=_is_article(named) or bool(title and headline == title),
        is_collection=any(types(node) & COLLECTION_TYPES for node in nodes),
        is_paid=is_paid(nodes, node),
        is_announced=is_announced([*called, headline or ""], announced),
    )
    claims = [*declared_dates(node, named, url, timezone), *([listed] if listed else [])]
    date = believed(claims, seen)
    if date is None or date.disputed:
        date = believed([*claims, *byline_dates(tree, found.title, timezone)], seen)
    if date is None:
        return found
    return replace(found, published=date.moment, published_source=date.source, published_raw=date.raw)


def _is_article(named: dict[str, str]) -> bool:
    """Say whether a page calls itself an article, by its type or a date."""
    return (named.get("og:type") or "").lower() == "article" or "article:published_time" in named


def _canonical(tree: etree._Element) -> str | None:
    """Return the address that the page gives as its own."""
    link = next(tree.iterfind(".//head/link[@rel='canonical']"), None)
    return link.get("href") if link is not None else None


def _meta(tree: etree._Element) -> dict[str, str]:
    """Map the lower-case name of every meta element to its content; the first one counts."""
    named: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        if key and element.get("content"):
            named.setdefault(key.strip().lower(), element.get("content") or "")
    return named


def _name(value: object, nodes: Sequence[Node] = (), depth: int = 3) -> str | None:
    """Return a name, or the first names of a list: text, objects that have one, or references to such objects."""
    found: list[str] = []
    for one in value[:MOST_NAMES] if isinstance(value, list) else [value]:
        name = None if isinstance(one, list | dict) else plain(one)
        if isinstance(one, dict) and depth:
            meant = one if one.get("name") else next((node for node in nodes if node.get("@id") == one.get("@id")), {})
            name = _name(meant.get("name"), nodes, depth - 1)
        elif isinstance(one, list) and depth:
            name = _name(one, nodes, depth - 1)
        found += [name[:LONGEST_NAME]] if name else []
    return "، ".join(dict.fromkeys(found)) or None


def _author(node: Node, nodes: Sequence[Node], named: dict[str, str], site: str | None) -> str | None:
    """Return who wrote it; the outlet's own name, an address and an account called admin are nobody."""
    for name in (_name(node.get("author"), nodes), plain(named.get("author")), plain(named.get("article:author"))):
        if (
            name
            and name != site
            and "://" not in name
            and "@" not in name
            and name.lower() not in {"admin", "editor", "web desk"}
        ):
            return name
    return None


def _body(node: Node) -> str | None:
    """Return the articleBody of a node, or the updates of a live blog, without markup."""
    parts = [node.get("articleBody")]
    updates = node.get("liveBlogUpdate")
    for update in updates if isinstance(updates, list) else ():
        if isinstance(update, dict):
            parts += (update.get("headline"), update.get("articleBody"))
    text = "\n".join(part for part in parts if isinstance(part, str))
    text = re.sub(r"(?i)<\s{0,9}(?:br|/p|/div|/li|/h\d)\b[^<>]*>", "\n", html.unescape(text))
    lines = (" ".join(html.unescape(re.sub(r"<[^<>]+>", " ", line)).split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line) or None


def _window(tree: etree._Element) -> str | None:
    """Return the title of the page's window."""
    head = tree.find(".//head/title")
    return plain(_words(head)) if head is not None else None


def _headings(tree: etree._Element) -> list[Heading]:
    """Return the headings of the first three levels, in order."""
    found = []
    for element in tree.iter("h1", "h2", "h3"):
        words = plain(_words(element))
        if words:
            is_linked = element.find(".//a") is not None or next(element.iterancestors("a"), None) is not None
            found.append(Heading(int(element.tag[1]), words[:LONGEST_HEADING], is_linked))
    return found


def _words(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())
