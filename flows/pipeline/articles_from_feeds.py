"""Articles out of an outlet's own feed, where their pages hold none: those that only a script fills."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from flows.news.article import Article, Link, Page, Problem
from flows.news.sandbox import SandboxFailure, SandboxPool
from flows.news.web.response import Response
from flows.pipeline.collect_context import EXTRACTION_SECONDS

SHORT = 500
"""Characters of an article below which its feed is looked at for a longer text: menus of an empty page have as many."""

NO_ARTICLE = frozenset(
    {("extract", "no article"), ("extract", "no markup"), ("clean", "empty"), ("language", "not Urdu")}
)
"""How a page without the words of an article ends."""
SHELLS = frozenset({("wall", "soft 404"), ("wall", "section page")})
"""What a page that waits for its script is taken for; such a site answers every address with it. Other walls hold."""


def may_be_shell(made: Article | Problem) -> bool:
    """Say whether a page may be one that a script was to fill."""
    if isinstance(made, Article):
        return made.characters < SHORT
    return (made.step, made.reason) in NO_ARTICLE | SHELLS


class FeedArticles:
    """What the feeds of one outlet carry whole; they are parsed when the first page needs it, and then once."""

    def __init__(self, feeds: Sequence[Response], links: Sequence[Link], pool: SandboxPool) -> None:
        self._feeds = {feed.final_url: feed for feed in feeds}
        self._wanted = frozenset(link.url for link in links)
        self._pool = pool
        self._texts: dict[str, dict[str, str]] = {}
        self._turn = asyncio.Lock()

    async def page(self, page: Page) -> Page | None:
        """Return the article of a page as its feed has it, or None where the feed has no more than a summary."""
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
