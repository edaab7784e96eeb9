"""The links of a listing, whatever its kind; parsed in a child process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flows.news.article import Link, Problem
from flows.news.listings.feeds import newest_first, read_feed
from flows.news.listings.sitemaps import Index, read_section, read_sitemap
from flows.news.sandbox import SandboxFailure, SandboxPool
from flows.news.web.response import RequestKind, Response

if TYPE_CHECKING:  # child processes import this module and have no use for what fetches
    from flows.news.outlets.sources import Outlet
    from flows.news.web.fetch import Fetcher

PARSING_SECONDS = 10.0
"""Seconds that parsing one listing may take."""

DEPTH = 2
"""Levels of nested sitemap indexes that are followed."""

FOLLOWED = 4
"""Sitemaps of one index that are fetched: those changed last."""


@dataclass(frozen=True, slots=True)
class ListingReader:
    """Reads listings in child processes; with a fetcher it also fetches the sitemaps of an index."""

    pool: SandboxPool
    fetcher: Fetcher | None = None

    async def read(
        self, answer: Response, kind: RequestKind, outlet: Outlet, since: datetime | None = None
    ) -> list[Link] | Problem:
        """Return the links of a feed, sitemap or section page, newest first, or the problem with it.

        Of an index, sitemaps that cannot be fetched are left out. With `since` (aware UTC) a sitemap gives only what
        was published or changed from then on.
        """
        found = await self._parse(answer, kind, outlet, since)
        if isinstance(found, Index):
            found = await self._follow(found, outlet, since, DEPTH)
        if isinstance(found, SandboxFailure):
            return Problem(outlet.id, answer.url, "discover", found.reason, found.detail, answer.fetched_at)
        return found

    async def _parse(
        self, answer: Response, kind: RequestKind, outlet: Outlet, since: datetime | None
    ) -> list[Link] | Index | SandboxFailure:
        match kind:
            case RequestKind.FEED:
                return await self.pool.run(read_feed, answer, outlet, timeout=PARSING_SECONDS)
            case RequestKind.SITEMAP:
                return await self.pool.run(read_sitemap, answer, outlet, since, timeout=PARSING_SECONDS)
            case RequestKind.SECTION:
                return await self.pool.run(read_section, answer, outlet, timeout=PARSING_SECONDS)
            case _:
                raise ValueError(f"{answer.url} is not a listing")

    async def _follow(
        self, index: Index, outlet: Outlet, since: datetime | None, depth: int
    ) -> list[Link] | SandboxFailure:
        if self.fetcher is None or depth == 0:
            return []
        links: dict[str, Link] = {}
        failure: SandboxFailure | None = None
        for url in index.sitemaps[:FOLLOWED]:
            answer = await self.fetcher.get(url, kind=RequestKind.SITEMAP, delay=outlet.delay)
            if not isinstance(answer, Response):
                failure = SandboxFailure(answer.reason, f"{url}: {answer.detail}")
                continue
            found = await self._parse(answer, RequestKind.SITEMAP, outlet, since)
            if isinstance(found, Index):
                found = await self._follow(found, outlet, since, depth - 1)
            if isinstance(found, SandboxFailure):
                failure = found
            else:
                links |= {link.url: link for link in found if link.url not in links}
        if not links and failure:
            return failure
        return newest_first(iter(links.values()))
