"""Full articles in a feed, for pages that only a script fills. Pure; runs in a child process."""

from __future__ import annotations

import html
import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from flows.news.article import FROM_FEED, Page
from flows.news.listings.feeds import LARGEST, MOST_ITEMS, decoded, item_address, parse_feed
from flows.news.web.canonical import link_name
from flows.news.web.inflate import unpack
from flows.news.web.refused_request import Refused

LEAST = 400
"""Characters of markup from which the content of an item counts as an article, not a summary."""

MOST = 200_000
"""Characters of one item's content that are taken."""


def feed_texts(body: bytes, content_type: str, address: str, wanted: Collection[str]) -> dict[str, str]:
    """Return the content of feed items as markup, by their canonical address, for the `wanted` addresses.

    The content is content:encoded, content of Atom, content_html of a JSON Feed, or a description that is long enough.
    """
    try:
        text = decoded(unpack(body, LARGEST), content_type).lstrip("\ufeff \t\r\n")
    except Refused:
        return {}
    found: dict[str, str] = {}
    for place, contents in _json(text) if text.startswith("{") else _xml(text, address):
        url = link_name(place, address) if place else ""
        longest = max(contents, key=len, default="")
        if url in wanted and len(longest) >= LEAST:
            found.setdefault(url, longest[:MOST])
    return found


def _xml(text: str, address: str) -> Iterator[tuple[str | None, list[str]]]:
    for entry in parse_feed(text, address, with_content=True).entries[:MOST_ITEMS]:
        contents = [str(one.get("value") or "") for one in entry.get("content") or ()]
        yield item_address(entry), [*contents, str(entry.get("summary") or "")]


def _json(text: str) -> Iterator[tuple[str | None, list[str]]]:
    try:
        feed: Any = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    rows = feed.get("items") if isinstance(feed, dict) else None
    for row in rows[:MOST_ITEMS] if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("url") or row.get("id"), str):
            plain = row.get("content_text")
            lines = plain.splitlines() if isinstance(plain, str) else []
            markup = row.get("content_html")
            paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line.strip())
            yield row.get("url") or row.get("id"), [markup if isinstance(markup, str) else "", paragraphs]


def page_of(content: str, feed: str, instead_of: Page) -> Page:
    """Return a page made of the content of a feed item, in place of another page.

    A header of it gives the address of the feed.
    """
    title = html.escape((instead_of.link and instead_of.link.title) or "")
    markup = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{content}</article></body></html>"
    )
    headers = (("Content-Type", "text/html; charset=utf-8"), (FROM_FEED, feed))
    return replace(instead_of, status=200, headers=headers, body=markup.encode("utf-8", "replace"), asked=())
