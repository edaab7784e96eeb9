"""Articles taken from an outlet's feed, where a script fills their pages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from flows.news.article import Article, Link, Page, Problem
from flows.news.sandbox import SandboxFailure, SandboxPool
from flows.news.web.response import Response
from flows.pipeline.collection_context import EXTRACTION_SECONDS

SHORT_ARTICLE = 500
"""Characters below which the feed is asked for a longer text: the menus of an empty page have as many."""

NO_ARTICLE = frozenset(
    {("extract", "no article"), ("extract", "no markup"), ("clean", "empty"), ("language", "not Urdu")}
)
"""Problems of a page without the text of an article."""
SHELLS = frozenset({("wall", "soft 404"), ("wall", "section page")})
"""Walls that a page which waits for its script is taken for: such a site answers every address with it."""


def may_be_shell(made: Article | Problem) -> bool:
    """Return whether a script may have been meant to fill the page."""
    if isinstance(made, Article):
        return made.characters < SHORT_ARTICLE
    return (made.step, made.reason) in NO_ARTICLE | SHELLS


class FeedArticles:
    """The articles that the feeds of one outlet carry whole; a feed is parsed once, when the first page needs it."""

    def __init__(self, feeds: Sequence[Response], links: Sequence[Link], pool: SandboxPool) -> None:
        self._feeds = {feed.final_url: feed for feed in feeds}
        self._wanted = frozenset(link.url for link in links)
        self._pool = pool
        self._texts: dict[str, dict[str, str]] = {}
        self._turn = asyncio.Lock()

    async def page(self, page: Page) -> Page | None:
        """Return the article of a page from its feed, None where the feed has only a summary."""
        from flows.news.listings.full_text_feeds import page_of

        feed = self._feeds.get(page.link.found_in) if page.link else None
        if feed is None:
            return None
        content = (await self._of(feed)).get(page.url)
        return page_of(content, feed.final_url, page) if content else None

    async def _of(self, feed: Response) -> dict[str, str]:
        from flows.news.listings.full_text_feeds import feed_texts  # the parsers load only where they are needed

        async with self._turn:
            if feed.final_url not in self._texts:
                kind = feed.header("content-type") or ""
                said = feed.body, kind, feed.final_url, self._wanted
                found = await self._pool.run(feed_texts, *said, timeout=EXTRACTION_SECONDS)
                self._texts[feed.final_url] = {} if isinstance(found, SandboxFailure) else found
            return self._texts[feed.final_url]
