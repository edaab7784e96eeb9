"""Fetch the pages behind links and turn each into an article or a problem."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from flows.clock import utc_now
from flows.news.article import Article, Link, Page, Problem
from flows.news.outlets.sources import Outlet
from flows.news.pages.walls import Soft404Page, nowhere, same_body, shape_of
from flows.news.sandbox import SandboxFailure, SandboxPool
from flows.news.web.fetch import origin_of
from flows.news.web.response import FetchFailure, Response
from flows.pipeline.batch import POSTPONED, OutletState
from flows.pipeline.collect_context import EXTRACTION_SECONDS, CollectTools, request_row
from flows.pipeline.feed_articles import FeedArticles, may_be_shell
from flows.run_statistics import Request

MOST_ENDED = 3
"""Pages of one outlet whose reading has to be ended before its other pages are left for the next run."""


READ_AT_ONCE = 2
"""Pages of one outlet that are read at the same time."""

PAGES_AHEAD = 6
"""Pages of one outlet that are fetched and not yet read."""


ENDED = frozenset({"timeout", "memory", "died"})
"""Reasons of a child that was ended in the middle of its work."""


async def read_all(
    outlet: Outlet, links: Sequence[Link], seen: OutletState, tools: CollectTools, whole: FeedArticles
) -> list[tuple[Link, Article | Problem, Request | None]]:
    """Fetch the links one after the other; the next is fetched while children read those before.

    `whole` is what the outlet's feeds carry of them.
    """
    if not links:
        return []
    how = await asyncio.to_thread(_reader, outlet, seen)
    ahead, at_once, ended = asyncio.Semaphore(PAGES_AHEAD), asyncio.Semaphore(READ_AT_ONCE), 0

    async def read(link: Link, answer: Response | FetchFailure) -> tuple[Link, Article | Problem, Request | None]:
        nonlocal ended
        try:
            async with at_once:
                if ended >= MOST_ENDED:  # each of them takes as long as a thousand others, and children are few
                    busy = f"the reading of {MOST_ENDED} other pages had to be ended"
                    answer = FetchFailure(link.url, "busy", busy, utc_now())
                made, request = await _read(outlet, link, answer, how, tools, whole)
                ended += isinstance(made, Problem) and made.step == "extract" and made.reason in ENDED
        finally:
            ahead.release()
        if seen.before and isinstance(made, Article) and made.published is None:
            # It was not there at the last poll, so it is news of now, whatever it fails to say.
            made = replace(made, published=made.first_seen, published_source="seen")
        return link, made, request

    async with asyncio.TaskGroup() as reading:
        tasks = []
        for link in links:
            await ahead.acquire()
            if ended < MOST_ENDED:  # else the answer is of no use, and none is asked for
                answer = await tools.fetcher.get(link.address or link.url, kind="page", delay=outlet.delay)
            tasks.append(reading.create_task(read(link, answer)))
    return [task.result() for task in tasks]


def _reader(outlet: Outlet, seen: OutletState) -> Callable[..., Article | Problem]:
    """Return what reads the pages of an outlet: all that holds for each of them is put together once."""
    from flows.news.pages.other_articles import OtherArticles  # here, since a run without news looks at no page
    from flows.news.pages.page_to_article import read_page

    others = OtherArticles.of(seen.others)
    return partial(read_page, rules=outlet.rules, learnt=seen.learnt, homepage=outlet.homepage, others=others)


async def _read(  # noqa: PLR0913, PLR0917 a link, its answer, and what it is read with
    outlet: Outlet,
    link: Link,
    answer: Response | FetchFailure,
    how: Callable[..., Article | Problem],
    tools: CollectTools,
    whole: FeedArticles,
) -> tuple[Article | Problem, Request | None]:
    if isinstance(answer, FetchFailure) and answer.reason in POSTPONED:  # nothing was asked
        return answer.problem(outlet.id, link.url), None
    request = request_row(outlet, link.url, "page", answer)
    if isinstance(answer, FetchFailure):
        return answer.problem(outlet.id, link.url), request
    page = answer.page(outlet.id, link)
    await asyncio.to_thread(tools.archive.write, page)  # packing takes longer than fetching
    absent = await _soft404_page(page, outlet, tools)
    how = partial(how, absent=absent)
    made = await article_of(page, tools.pool, how)
    if may_be_shell(made):
        made = await _from_feed(made, page, tools, how, whole)
    if isinstance(made, Problem) and made.step == "wall":
        request = replace(request, reason=made.reason)
    return made, request


async def _from_feed(
    made: Article | Problem,
    page: Page,
    tools: CollectTools,
    how: Callable[[Page], Article | Problem],
    whole: FeedArticles,
) -> Article | Problem:
    """Return the article that the feed carries whole where its page holds none or much less, else what there is."""
    carried = await whole.page(page)
    if carried is None:
        return made
    found = await article_of(carried, tools.pool, how)
    if isinstance(found, Problem) or (isinstance(made, Article) and found.characters <= 2 * made.characters):
        return made
    await asyncio.to_thread(tools.archive.write, carried)
    return found


async def _soft404_page(page: Page, outlet: Outlet, tools: CollectTools) -> Soft404Page | None:
    """Return what the page's host answers for an address that does not exist, asking it once a day."""
    origin, day = origin_of(page.final_url), page.fetched_at.date()
    async with tools.absent.asking(origin):
        return tools.absent.get(origin, day) or await _ask_missing_page(origin, page, outlet, tools)


async def _ask_missing_page(origin: str, page: Page, outlet: Outlet, tools: CollectTools) -> Soft404Page | None:
    day = page.fetched_at.date()
    answer = await tools.fetcher.get(nowhere(origin, day), kind="page", delay=outlet.delay)
    if isinstance(answer, FetchFailure):
        found = Soft404Page(None) if answer.status else None
    else:
        shape = await tools.pool.run(shape_of, answer.page(outlet.id), timeout=EXTRACTION_SECONDS)
        found = Soft404Page(None if isinstance(shape, SandboxFailure) else shape)
    if found:
        tools.absent.put(origin, day, found)
    return found


async def article_of(page: Page, pool: SandboxPool, read: Callable[[Page], Article | Problem]) -> Article | Problem:
    """Read a page in a child process, where it may fail as it likes."""
    made = await pool.run(read, page, timeout=EXTRACTION_SECONDS)
    if isinstance(made, SandboxFailure):
        return Problem(page.outlet, page.url, "extract", made.reason, made.detail, page.fetched_at)
    return made


def without_walls(outcomes: Sequence[tuple[Link, Article | Problem]]) -> tuple[tuple[Link, Article | Problem], ...]:
    """Make problems of articles whose text stands under several headlines of the outlet: it is none of them."""
    articles = [(link, made.content) for link, made in outcomes if isinstance(made, Article)]
    walls = same_body(articles)
    return tuple(
        (
            link,
            Problem(made.outlet, made.url, "wall", "same body", "the same text under other headlines", made.first_seen),
        )
        if isinstance(made, Article) and link.url in walls
        else (link, made)
        for link, made in outcomes
    )
