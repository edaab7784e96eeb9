"""The schema.org nodes in a page's JSON-LD: read though they are ill-formed, and the one that is of the page itself."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from flows.news.pages.element_lines import PageIdentity, stems

Node = dict[str, Any]

_ARTICLE_TYPES = """
    Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle
    ReviewNewsArticle BlogPosting LiveBlogPosting SocialMediaPosting Report TechArticle
"""
ARTICLE_TYPES = frozenset(_ARTICLE_TYPES.split())
"""The schema.org types whose fields describe the article itself, not the site or a video beside it."""

COLLECTION_TYPES = frozenset({"CollectionPage", "SearchResultsPage"})
"""The schema.org types of pages that list others."""

LONGEST = 1_000_000
"""Characters of a block that are looked at."""

_START = re.compile(r"{|(?<!CDATA)\[(?!CDATA\[)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_COMMA = re.compile(r",(?=\s{0,100}[}\],])")
_AFTER_STRING = re.compile(r"\s{0,100}(?:[:}\]]|,\s{0,100}(?:[\"{\[\d}\],-]|true|false|null)|$)")
_DEPTH = 4
_SAME, _FEWEST = 0.5, 2


def structured_nodes(tree: etree._Element) -> list[Node]:
    """Return the schema.org nodes of a page, those that stand in lists of other things aside."""
    found: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            for value in _values(script.text or ""):
                found += _nodes(value)
    return found


def types(node: Node) -> frozenset[str]:
    """Return the names of a node's types."""
    kind = node.get("@type")
    names = kind if isinstance(kind, list) else [kind]
    return frozenset(name.rsplit("/", 1)[-1] for name in names if isinstance(name, str))


def own_article(nodes: Sequence[Node], page: PageIdentity, titles: Sequence[str]) -> Node:
    """Return the node of the page's article, empty where none is: by its address, else by its headline.

    `titles` are what the page is called elsewhere. The only article of a page is its own unless address and headline
    say otherwise; of several that cannot be told apart none is.
    """
    articles = [node for node in nodes if types(node) & ARTICLE_TYPES]
    if len(articles) == 1 and not _addresses(articles[0]):
        return articles[0]
    ranked = sorted(articles, key=lambda node: (_fits(node, page, titles), _richness(node)), reverse=True)
    if not ranked:
        return {}
    fit = _fits(ranked[0], page, titles)
    is_alone = len(ranked) == 1 or not titles
    return ranked[0] if fit > 0 or (fit == 0 and is_alone) else {}


def plain(value: object) -> str | None:
    """Return a field as text with markup, entities and white space put right, or None."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return None
    if "&" in value:
        value = html.unescape(html.unescape(value))
    if "<" in value:
        value = _TAG.sub(" ", value)
    return " ".join(value.split()) or None


def is_paid(nodes: Sequence[Node], article: Node) -> bool:
    """Say whether the page's own node, or any where it has none of an article, says that one has to pay."""
    asked = [article] if article else [node for node in nodes if not types(node)]
    return any(str(node.get("isAccessibleForFree")).lower() == "false" for node in asked)


def _fits(node: Node, page: PageIdentity, titles: Sequence[str]) -> int:
    """Return how a node fits the page: 2 by address or headline, 0 where nothing says, -1 where it is another's."""
    addresses = _addresses(node)
    if any(page.is_address(address) for address in addresses):
        return 2
    words = stems(plain(node.get("headline")) or "")
    common = [len(words & stems(title)) for title in titles if words]
    if any(count >= _FEWEST and count >= _SAME * len(words) for count in common):
        return 2
    return -1 if addresses and common else 0


def _addresses(node: Node) -> list[str]:
    return [address for address in map(_address, (node.get("url"), node.get("mainEntityOfPage"))) if address]


def _address(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) and value.startswith(("http", "/")) else None


def _richness(node: Node) -> int:
    return sum(bool(node.get(key)) for key in ("headline", "datePublished", "articleBody", "author"))


def _nodes(value: object, depth: int = _DEPTH) -> Iterator[Node]:
    if isinstance(value, list) and depth:
        for item in value:
            yield from _nodes(item, depth - 1)
    elif isinstance(value, dict):
        yield value
        if depth:
            for key in ("@graph", "mainEntity", "mainEntityOfPage"):
                yield from _nodes(value.get(key), depth - 1)


def _values(raw: str) -> list[object]:
    """Return the values of a block, those that follow one another too; ill-formed ones are put right or left out."""
    start = _START.search(raw, 0, LONGEST)
    if start is None:
        return []
    text = raw[start.start() : LONGEST]
    return _decoded(text) or _decoded(_mended(text)) or _decoded(_mended(html.unescape(text)))


def _decoded(text: str) -> list[object]:
    decoder, found, at = json.JSONDecoder(strict=False), [], 0
    while 0 <= at < len(text):
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(value)
        ahead = re.compile(r"[;,\s]*(?=[{\[])").match(text, end)
        at = ahead.end() if ahead else -1
    return found


def _mended(text: str) -> str:
    """Return JSON without commas too many and with quotation marks within strings escaped."""
    parts: list[str] = []
    at, inside = 0, False
    for mark in re.finditer(r'\\.|"', text, re.DOTALL):
        if mark[0] != '"':
            continue
        if inside and not _AFTER_STRING.match(text, mark.end()):
            parts.append(text[at : mark.start()] + '\\"')
        else:
            piece = text[at : mark.start()]
            parts.append((piece if inside else _without_commas(piece)) + '"')
            inside = not inside
        at = mark.end()
    return "".join((*parts, text[at:] if inside else _without_commas(text[at:])))


def _without_commas(piece: str) -> str:
    return _COMMA.sub("", re.sub(r"/\*[^*]*\*/|(?m:^\s{0,100}//[^\n]*)", "", piece))
