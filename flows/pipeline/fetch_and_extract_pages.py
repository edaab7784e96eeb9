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
from flows.pipeline.collection_context import EXTRACTION_SECONDS, CollectTools, OutletContext, request_row
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
    if not links:
        return []
    how = await asyncio.to_thread(_reader, context)  # once for all pages
    reader, ahead = _OutletReader(context, how, whole), asyncio.Semaphore(PAGES_AHEAD)

    async def read(link: Link, answer: Response | FetchFailure) -> tuple[Link, Article | Problem, Request | None]:
        try:
            return link, *await reader.read(link, answer)
        finally:
            ahead.release()

    async with asyncio.TaskGroup() as reading:
        tasks = []
        for link in links:
            await ahead.acquire()
            given_up = reader.given_up(link)  # then no answer is needed
            answer = given_up or await context.tools.fetcher.get(link.address or link.url, delay=context.outlet.delay)
            tasks.append(reading.create_task(read(link, answer)))
    return [task.result() for task in tasks]


def _reader(context: OutletContext) -> Callable[..., Article | Problem]:
    """Return what reads a page of an outlet."""
    from flows.news.pages.page_to_article import read_page
    from flows.news.pages.related_articles import OtherArticles  # here, since a run without news looks at no page

    outlet, seen = context.outlet, context.seen
    others = OtherArticles.of(seen.others)
    return partial(read_page, rules=outlet.rules, learnt=seen.learnt, homepage=outlet.homepage, others=others)


class _OutletReader:
    """Reads the pages of an outlet, a few at a time, until too many of them had to be ended."""

    def __init__(self, context: OutletContext, how: Callable[..., Article | Problem], whole: FeedArticles) -> None:
        self._context, self._how, self._whole = context, how, whole
        self._at_once, self._ended = asyncio.Semaphore(READ_AT_ONCE), 0

    def given_up(self, link: Link) -> FetchFailure | None:
        """Return why a page is left for the next run: each that is ended takes as long as a thousand others."""
        if self._ended < MOST_ENDED:
            return None
        return FetchFailure(link.url, "busy", f"the reading of {MOST_ENDED} other pages had to be ended", utc_now())

    async def read(self, link: Link, answer: Response | FetchFailure) -> tuple[Article | Problem, Request | None]:
        """Archive and read the page that came for a link."""
        outlet, tools = self._context.outlet, self._context.tools
        answer = self.given_up(link) or answer
        if isinstance(answer, FetchFailure):
            request = None if answer.reason in POSTPONED else request_row(outlet, link.url, RequestKind.PAGE, answer)
            return answer.problem(outlet.id, link.url), request
        page, request = answer.page(outlet.id, link), request_row(outlet, link.url, RequestKind.PAGE, answer)
        await asyncio.to_thread(tools.archive.write, page)  # before its turn: packing takes longer than fetching
        async with self._at_once:
            if given_up := self.given_up(link):
                return given_up.problem(outlet.id, link.url), None
            made = await self._read(page)
            self._ended += isinstance(made, Problem) and made.step == "extract" and made.reason in ENDED
        if isinstance(made, Problem) and made.step == "wall":
            request = replace(request, reason=made.reason)
        if self._context.seen.before and isinstance(made, Article) and made.published is None:
            # It was not there at the last poll, so it came out since then.
            made = replace(made, published=page.fetched_at, published_source="seen")
        return made, request

    async def _read(self, page: Page) -> Article | Problem:
        """Read a page, or what the feed carries of it where the page may be one that a script was to fill."""
        how = partial(self._how, absent=await _soft404_page(page, self._context))
        made = await article_of(page, self._context.tools.pool, how)
        return await _from_feed(made, page, self._context.tools, how, self._whole) if may_be_shell(made) else made


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
