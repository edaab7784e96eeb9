"""One outlet, or some files, to one batch: discover, fetch, archive, extract, clean. No database here."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from flows.clock import utc_now
from flows.news.article import Article, ExtractionRules, Link, OtherArticle, Page, Problem
from flows.news.outlets.sources import Outlet
from flows.news.pages.archive import Archive
from flows.news.sandbox import SandboxPool
from flows.pipeline.articles_from_feeds import FeedArticles
from flows.pipeline.collection_context import CollectTools, OutletContext
from flows.pipeline.fetch_and_extract_pages import article_of, read_all, without_walls
from flows.pipeline.outlet_batch import Batch, OutletState
from flows.pipeline.poll_listings import ask_gap_sitemaps, ask_listings
from flows.run_statistics import Fate


async def collect(
    outlet: Outlet, seen: OutletState, tools: CollectTools, first: int, since: datetime | None = None
) -> Batch:
    """Discover, fetch, archive, extract and clean what is new at an outlet, on its first run at most `first` articles.

    Links that the outlet dates before `since` are left for a later run.
    """
    for url, until in seen.resting.items():
        tools.fetcher.rest(url, until)
    context = OutletContext(outlet, seen, tools)
    listings = await ask_listings(context)
    listings += await ask_gap_sitemaps(context, listings)
    listed = (link for listing in listings for link in listing.links)
    wanted = (link for link in (*seen.pending, *listed) if not (since and link.published and link.published < since))
    found = list({link.url: link for link in wanted}.values())
    new = sorted((link for link in found if link.url not in seen.urls), key=_newest_first)
    budget = outlet.budget if seen.before else min(first, outlet.budget)
    whole = FeedArticles([listing.feed for listing in listings if listing.feed], new[:budget], tools.pool)
    named = tuple(OtherArticle(link.title) for link in found if link.title)
    context = replace(context, seen=replace(seen, others=seen.others + named))
    reads = await read_all(context, new[:budget], whole)
    return Batch(
        outlet=outlet.id,
        outcomes=without_walls([(link, outcome) for link, outcome, _ in reads]),
        problems=tuple(listing.problem for listing in listings if listing.problem),
        requests=(*(listing.request for listing in listings), *(request for _, _, request in reads if request)),
        left=tuple(new[budget:]),
        left_as=Fate.WAITING if seen.before else Fate.SKIPPED,
        unchanged=len(found) - len(new),
    )


async def collect_pages(found: Sequence[Page | Problem], archive: Archive, pool: SandboxPool) -> Batch:
    """Archive, extract and clean the pages of files; what could not be read stays a problem."""
    from flows.news.pages.page_to_article import read_page

    async def outcome(item: Page | Problem) -> Article | Problem:
        if isinstance(item, Problem):
            return item
        archive.write(item)
        made = await article_of(item, pool, partial(read_page, rules=ExtractionRules()))
        if isinstance(made, Problem) and item.place:
            return replace(made, detail=f"{item.place}: {made.detail}")
        return made

    outcomes = await asyncio.gather(*map(outcome, found))
    links = [Link(item.outlet, made.url, "import") for item, made in zip(found, outcomes, strict=True)]
    return Batch("import", outcomes=tuple(zip(links, outcomes, strict=True)))


def crashed(outlet: Outlet, error: Exception) -> Batch:
    """Return the batch of an outlet whose collecting raised, so that a bug does not stop the other outlets."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    detail = f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
    return Batch(outlet.id, problems=(Problem(outlet.id, outlet.homepage, "collect", "crashed", detail, utc_now()),))


def _newest_first(link: Link) -> float:
    return -link.published.timestamp() if link.published else 0.0
