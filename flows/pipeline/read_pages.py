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
    how = await asyncio.to_thread(_reader, outlet, seen)  # once for all pages
    reader, ahead = _OutletReader(outlet, seen, tools, how, whole), asyncio.Semaphore(PAGES_AHEAD)

    async def read(link: Link, answer: Response | FetchFailure) -> tuple[Link, Article | Problem, Request | None]:
        try:
            return link, *await reader.read(link, answer)
        finally:
            ahead.release()

    async with asyncio.TaskGroup() as reading:
        tasks = []
        for link in links:
            await ahead.acquire()
            asked = link.address or link.url
            given_up = reader.given_up(link)  # then an answer would be of no use, and none is asked for
            answer = given_up or await tools.fetcher.get(asked, kind="page", delay=outlet.delay)
            tasks.append(reading.create_task(read(link, answer)))
    return [task.result() for task in tasks]


def _reader(outlet: Outlet, seen: OutletState) -> Callable[..., Article | Problem]:
    """Return what reads a page of an outlet."""
    from flows.news.pages.other_articles import OtherArticles  # here, since a run without news looks at no page
    from flows.news.pages.page_to_article import read_page

    others = OtherArticles.of(seen.others)
    return partial(read_page, rules=outlet.rules, learnt=seen.learnt, homepage=outlet.homepage, others=others)


class _OutletReader:
    """Reads the pages of an outlet, a few at a time, until too many of them had to be ended."""

    def __init__(
        self,
        outlet: Outlet,
        seen: OutletState,
        tools: CollectTools,
        how: Callable[..., Article | Problem],
        whole: FeedArticles,
    ) -> None:
        self._outlet, self._seen, self._tools, self._how, self._whole = outlet, seen, tools, how, whole
        self._at_once, self._ended = asyncio.Semaphore(READ_AT_ONCE), 0

    def given_up(self, link: Link) -> FetchFailure | None:
        """Return why a page is left for the next run: each that is ended takes as long as a thousand others."""
        if self._ended < MOST_ENDED:
            return None
        return FetchFailure(link.url, "busy", f"the reading of {MOST_ENDED} other pages had to be ended", utc_now())

    async def read(self, link: Link, answer: Response | FetchFailure) -> tuple[Article | Problem, Request | None]:
        """Archive and read the page that came for a link."""
        outlet = self._outlet
        answer = self.given_up(link) or answer
        if isinstance(answer, FetchFailure):
            request = None if answer.reason in POSTPONED else request_row(outlet, link.url, "page", answer)
            return answer.problem(outlet.id, link.url), request
        page, request = answer.page(outlet.id, link), request_row(outlet, link.url, "page", answer)
        await asyncio.to_thread(self._tools.archive.write, page)  # before its turn: packing takes longer than fetching
        async with self._at_once:
            if given_up := self.given_up(link):
                return given_up.problem(outlet.id, link.url), None
            made = await self._read(page)
            self._ended += isinstance(made, Problem) and made.step == "extract" and made.reason in ENDED
        if isinstance(made, Problem) and made.step == "wall":
            request = replace(request, reason=made.reason)
        if self._seen.before and isinstance(made, Article) and made.published is None:
            # It was not there at the last poll, so it is news of now, whatever it fails to say.
            made = replace(made, published=page.fetched_at, published_source="seen")
        return made, request

    async def _read(self, page: Page) -> Article | Problem:
        """Read a page, or what the feed carries of it where the page may be one that a script was to fill."""
        how = partial(self._how, absent=await _soft404_page(page, self._outlet, self._tools))
        made = await article_of(page, self._tools.pool, how)
        return await _from_feed(made, page, self._tools, how, self._whole) if may_be_shell(made) else made


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
