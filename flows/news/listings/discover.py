"""An outlet's listing to the links in it: whatever kind it is, parsed in a child process and bounded."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flows.news.article import Link, Problem
from flows.news.listings.feeds import newest_first, read_feed
from flows.news.listings.sitemaps import Index, read_section, read_sitemap
from flows.news.sandbox import SandboxFailure, SandboxPool
from flows.news.web.response import Response

if TYPE_CHECKING:  # children import this module, and have no use for what outlets are asked with
    from flows.news.outlets.sources import Outlet
    from flows.news.web.fetch import Fetcher, RequestKind

PARSING_SECONDS = 10.0
"""Seconds a listing may take to be read."""

DEPTH = 2
"""Sitemap indexes inside one another that are followed."""

FOLLOWED = 4
"""Sitemaps of one index that are asked for: those changed last."""


async def read_listing(  # noqa: PLR0913 an answer, whose it is, and what it is read with
    pool: SandboxPool,
    answer: Response,
    kind: RequestKind,
    outlet: Outlet,
    fetcher: Fetcher | None = None,
    *,
    since: datetime | None = None,
) -> list[Link] | Problem:
    """Return the links of a feed, sitemap or section page, newest first, or the problem it is.

    With `fetcher` the sitemaps of an index are asked for, those changed last, to a depth of two; one that cannot be had
    does not spoil the others. With `since` (aware UTC) a sitemap gives only what came out or changed from then on.
    """
    found = await _parse(pool, answer, kind, outlet, since)
    if isinstance(found, Index):
        found = await _follow(pool, found, outlet, fetcher, DEPTH, since) if fetcher else []
    if isinstance(found, SandboxFailure):
        return Problem(outlet.id, answer.url, "discover", found.reason, found.detail, answer.fetched_at)
    return found


async def _parse(
    pool: SandboxPool, answer: Response, kind: RequestKind, outlet: Outlet, since: datetime | None
) -> list[Link] | Index | SandboxFailure:
    kept = answer.body, answer.header("content-type") or "", answer.final_url, outlet.id
    if kind == "feed":
        return await pool.run(_feed, *kept, outlet.timezone, timeout=PARSING_SECONDS)
    if kind == "sitemap":
        return await pool.run(_sitemap, *kept, outlet.timezone, since, timeout=PARSING_SECONDS)
    pattern = next((section.links for section in outlet.sections if section.url == answer.url), None)
    if kind != "section" or pattern is None:
        raise ValueError(f"{answer.url} is no listing of {outlet.id}")
    return await pool.run(_section, *kept, pattern, timeout=PARSING_SECONDS)


def _feed(body: bytes, content_type: str, address: str, outlet: str, zone: str) -> list[Link] | SandboxFailure:
    return read_feed(body, content_type=content_type, address=address, outlet=outlet, zone=zone)


def _sitemap(  # noqa: PLR0913, PLR0917 see `read_sitemap`
    body: bytes, content_type: str, address: str, outlet: str, zone: str, since: datetime | None
) -> list[Link] | Index | SandboxFailure:
    return read_sitemap(body, content_type=content_type, address=address, outlet=outlet, zone=zone, since=since)


def _section(body: bytes, content_type: str, address: str, outlet: str, pattern: str) -> list[Link] | SandboxFailure:
    return read_section(body, content_type=content_type, address=address, outlet=outlet, pattern=pattern)


async def _follow(  # noqa: PLR0913, PLR0917 an index, and all that is needed to ask for what it names
    pool: SandboxPool, index: Index, outlet: Outlet, fetcher: Fetcher, depth: int, since: datetime | None
) -> list[Link] | SandboxFailure:
    links: dict[str, Link] = {}
    failure: SandboxFailure | None = None
    for url in index.sitemaps[:FOLLOWED]:
        answer = await fetcher.get(url, kind="sitemap", delay=outlet.delay)
        if not isinstance(answer, Response):
            failure = SandboxFailure(answer.reason, f"{url}: {answer.detail}")
            continue
        found = await _parse(pool, answer, "sitemap", outlet, since)
        if isinstance(found, Index):
            found = await _follow(pool, found, outlet, fetcher, depth - 1, since) if depth > 1 else []
        if isinstance(found, SandboxFailure):
            failure = found
        else:
            links |= {link.url: link for link in found if link.url not in links}
    if not links and failure:
        return failure
    return newest_first(iter(links.values()))
