"""Ask the feeds, sitemaps and sections of one outlet for links."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flows.news.article import Link, Problem
from flows.news.listings.poll_schedule import Poll, gap
from flows.news.pages.walls import wall
from flows.news.web.fetch import origin_of
from flows.news.web.response import FetchFailure, RequestKind, Response
from flows.pipeline.collection_context import EXTRACTION_SECONDS, OutletContext, request_row
from flows.run_statistics import Request

MOST_SITEMAPS = 3
"""Sitemaps that are asked for what a feed no longer shows."""


@dataclass(frozen=True, slots=True)
class ListingResult:
    """The answer of one feed, sitemap or section; `feed` is the answer of a feed with new links."""

    request: Request
    links: tuple[Link, ...] = ()
    problem: Problem | None = None
    feed: Response | None = None

    @property
    def answers(self) -> bool:
        """Whether it has something to read, now or as before."""
        return self.problem is None and self.request.items != 0


async def ask_listings(context: OutletContext) -> list[ListingResult]:
    """Ask the feeds and sitemaps of an outlet, and its sections only where none of those answered."""
    outlet = context.outlet
    places = [(RequestKind.FEED, url) for url in outlet.feeds]
    places += [(RequestKind.SITEMAP, url) for url in outlet.sitemaps]
    asked = [await _ask_listing(context, kind, url) for kind, url in places]
    if not any(listing.answers for listing in asked):
        asked += [await _ask_listing(context, RequestKind.SECTION, one.url) for one in outlet.sections]
    return asked


async def _ask_listing(context: OutletContext, kind: RequestKind, url: str) -> ListingResult:
    """Ask one listing and return its links, none where it has not changed since the last time."""
    outlet, seen, tools = context.outlet, context.seen, context.tools
    etag, last_modified = seen.validators.get(url, (None, None))
    answer = await tools.fetcher.get(url, kind=kind, etag=etag, last_modified=last_modified, delay=outlet.delay)
    request = request_row(outlet, url, kind, answer)
    if isinstance(answer, FetchFailure):
        return ListingResult(request, problem=answer.problem(outlet.id, url))
    await asyncio.to_thread(tools.archive.write, answer.page(outlet.id))
    if answer.status == 304 or (request.body and request.body == seen.bodies.get(url)):  # noqa: PLR2004 Not Modified
        return ListingResult(request)  # its links were read when it first came
    return await _links(context, answer, request)


async def _links(
    context: OutletContext, answer: Response, request: Request, *, since: datetime | None = None
) -> ListingResult:
    from flows.news.listings.discover import ListingReader  # the parsers load only where something is new

    outlet, tools = context.outlet, context.tools
    reader = ListingReader(tools.pool, tools.fetcher)
    links = await reader.read(answer, RequestKind(request.kind), outlet, since)
    if isinstance(links, Problem):
        page = answer.page(outlet.id)
        stopped = await tools.pool.run(wall, page, outlet.homepage, timeout=EXTRACTION_SECONDS)
        problem = (
            replace(links, reason=stopped.reason, detail=stopped.detail) if isinstance(stopped, Problem) else links
        )
        return ListingResult(replace(request, reason=problem.reason), problem=problem)
    new = sum(link.url not in context.seen.urls for link in links)
    feed = answer if request.kind == RequestKind.FEED and new else None
    return ListingResult(replace(request, items=len(links), items_new=new), tuple(links), feed=feed)


async def ask_gap_sitemaps(context: OutletContext, listings: Sequence[ListingResult]) -> list[ListingResult]:
    """Ask sitemaps for what came out since a feed was last asked, where the feed has no item left from then."""
    outlet, seen, tools = context.outlet, context.seen, context.tools
    for listing in listings:
        asked = listing.request
        before = seen.polls.get(asked.url, ())
        now = Poll(asked.fetched_at, asked.status, asked.reason, asked.items, asked.items_new)
        if asked.kind == RequestKind.FEED and gap([*before, now]):
            since = max(poll.asked_at for poll in before if poll.reason is None)
            origin = origin_of(outlet.homepage)
            named = (await tools.fetcher.robots(origin, outlet.delay)).sitemaps() or [origin + "/sitemap.xml"]
            maps = [place for place in named if place not in outlet.sitemaps][:MOST_SITEMAPS]
            return [await _ask_sitemap(context, place, since) for place in maps]
    return []


async def _ask_sitemap(context: OutletContext, url: str, since: datetime) -> ListingResult:
    outlet, tools = context.outlet, context.tools
    answer = await tools.fetcher.get(url, kind=RequestKind.SITEMAP, delay=outlet.delay)
    request = request_row(outlet, url, RequestKind.SITEMAP, answer)
    if isinstance(answer, FetchFailure):
        return ListingResult(request, problem=answer.problem(outlet.id, url))
    await asyncio.to_thread(tools.archive.write, answer.page(outlet.id))
    return await _links(context, answer, request, since=since)
