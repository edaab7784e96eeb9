"""Fetch the pages behind links and turn each into an article or a problem."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from flows.clock import utc_now
from flows.news.article import Article, Link, Page, Problem
from flows.news.pages.walls import Soft404Page, nowhere, same_body, shape_of
from flows.news.sandbox import SandboxFailure, SandboxPool
from flows.news.web.fetch import origin_of
from flows.news.web.response import FetchFailure, RequestKind, Response
from flows.pipeline.articles_from_feeds import FeedArticles, may_be_shell
from flows.pipeline.collect_context import EXTRACTION_SECONDS, CollectTools, OutletContext, request_row
from flows.pipeline.outlet_batch import POSTPONED
from flows.run_statistics import Request

MOST_ENDED = 3
"""Pages of one outlet whose child process was ended, after which its other pages are left for the next run."""

READ_AT_ONCE = 2
"""Pages of one outlet that are read at the same time."""

PAGES_AHEAD = 6
"""Pages of one outlet that are fetched and not yet read."""

ENDED = frozenset({"timeout", "memory", "died"})
"""Reasons of a child process that was ended."""


async def read_all(
    context: OutletContext, links: Sequence[Link], whole: FeedArticles
) -> list[tuple[Link, Article | Problem, Request | None]]:
    """Fetch the links one after the other, while child processes read the pages fetched before.

    `whole` holds the articles that the outlet's feeds carry whole.
    """
    outlet, tools = context.outlet, context.tools
    ahead, at_once, ended = asyncio.Semaphore(PAGES_AHEAD), asyncio.Semaphore(READ_AT_ONCE), 0

    async def read(link: Link, answer: Response | FetchFailure) -> tuple[Link, Article | Problem, Request | None]:
        nonlocal ended
        try:
            async with at_once:
                if ended >= MOST_ENDED:  # each takes as long as a thousand others
                    busy = f"the reading of {MOST_ENDED} other pages had to be ended"
                    answer = FetchFailure(link.url, "busy", busy, utc_now())
                made, request = await _read(context, link, answer, whole)
                ended += isinstance(made, Problem) and made.step == "extract" and made.reason in ENDED
        finally:
            ahead.release()
        return link, made, request

    async with asyncio.TaskGroup() as reading:
        tasks = []
        for link in links:
            await ahead.acquire()
            if ended < MOST_ENDED:  # else no answer is needed
                answer = await tools.fetcher.get(link.address or link.url, delay=outlet.delay)
            tasks.append(reading.create_task(read(link, answer)))
    return [task.result() for task in tasks]


async def _read(
    context: OutletContext, link: Link, answer: Response | FetchFailure, whole: FeedArticles
) -> tuple[Article | Problem, Request | None]:
    from flows.news.pages.page_to_article import read_page

    outlet, seen, tools = context.outlet, context.seen, context.tools
    if isinstance(answer, FetchFailure) and answer.reason in POSTPONED:  # nothing was asked
        return answer.problem(outlet.id, link.url), None
    request = request_row(outlet, link.url, RequestKind.PAGE, answer)
    if isinstance(answer, FetchFailure):
        return answer.problem(outlet.id, link.url), request
    page = answer.page(outlet.id, link)
    await asyncio.to_thread(tools.archive.write, page)  # packing takes longer than fetching
    absent = await _soft404_page(page, context)
    how = partial(
        read_page,
        rules=outlet.rules,
        learnt=seen.learnt,
        homepage=outlet.homepage,
        absent=absent,
        others=seen.others,
    )
    made = await article_of(page, tools.pool, how)
    if may_be_shell(made):
        made = await _from_feed(made, page, tools, how, whole)
    if isinstance(made, Problem) and made.step == "wall":
        request = replace(request, reason=made.reason)
    if seen.before and isinstance(made, Article) and made.published is None:
        # It was not there at the last poll, so it came out since then.
        made = replace(made, published=page.fetched_at, published_source="seen")
    return made, request


async def _from_feed(
    made: Article | Problem,
    page: Page,
    tools: CollectTools,
    how: Callable[[Page], Article | Problem],
    whole: FeedArticles,
) -> Article | Problem:
    """Return the article of the feed where its page has none or a much shorter one, else what the page gave."""
    carried = await whole.page(page)
    if carried is None:
        return made
    found = await article_of(carried, tools.pool, how)
    if isinstance(found, Problem) or (isinstance(made, Article) and found.characters <= 2 * made.characters):
        return made
    await asyncio.to_thread(tools.archive.write, carried)
    return found


async def _soft404_page(page: Page, context: OutletContext) -> Soft404Page | None:
    """Return what the page's host answers for an address that does not exist, asking it once a day."""
    origin, day, soft404s = origin_of(page.final_url), page.fetched_at.date(), context.tools.soft404s
    async with soft404s.asking(origin):
        return soft404s.get(origin, day) or await _ask_missing_page(origin, day, context)


async def _ask_missing_page(origin: str, day: date, context: OutletContext) -> Soft404Page | None:
    outlet, tools = context.outlet, context.tools
    answer = await tools.fetcher.get(nowhere(origin, day), delay=outlet.delay)
    if isinstance(answer, FetchFailure):
        found = Soft404Page(None) if answer.status else None
    else:
        shape = await tools.pool.run(shape_of, answer.page(outlet.id), timeout=EXTRACTION_SECONDS)
        found = Soft404Page(None if isinstance(shape, SandboxFailure) else shape)
    if found:
        tools.soft404s.put(origin, day, found)
    return found


async def article_of(page: Page, pool: SandboxPool, read: Callable[[Page], Article | Problem]) -> Article | Problem:
    """Read a page in a child process; how the child ends is a problem."""
    made = await pool.run(read, page, timeout=EXTRACTION_SECONDS)
    if isinstance(made, SandboxFailure):
        return Problem(page.outlet, page.url, "extract", made.reason, made.detail, page.fetched_at)
    return made


def without_walls(outcomes: Sequence[tuple[Link, Article | Problem]]) -> tuple[tuple[Link, Article | Problem], ...]:
    """Replace articles by problems where an outlet has the same text under several headlines."""
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
