"""Read archived pages again with today's rules: an article that comes out different is stored as a further version."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice

import warehouse
from flows.news.article import Article, ExtractionRules, Link, Page, Problem
from flows.news.outlets.sources import Outlet
from flows.news.pages.archive import archived, read_warc
from flows.news.pages.page_to_article import read_page
from flows.news.sandbox import SandboxPool
from flows.news.web.fetch import GOOD
from flows.pipeline.fetch_and_extract_pages import article_of
from flows.pipeline.learn_boilerplate import known as learnt_lines
from flows.pipeline.load import load_part
from flows.pipeline.outlet_batch import PAGES_PER_BATCH, Batch
from flows.run_statistics import OutletStats, Run
from flows.settings import Settings


async def rebuild(
    settings: Settings, run: Run, outlets: Sequence[Outlet], since: date | None = None
) -> tuple[list[OutletStats], list[Problem]]:
    """Extract and clean every archived page from day `since` (UTC) on, and load what is new; no alert is sent.

    Each page is read with the rules that sources.yaml has for its outlet now. A version that is already stored counts
    as unchanged. Returns statistics of each part, and what could not be read.
    """
    with warehouse.open_warehouse(settings.warehouse) as con:
        seen = set(warehouse.column(con, "undated_url"))
        learnt = {outlet: frozenset(row.lines) for outlet, row in learnt_lines(con).items()}
    known = {outlet.id: outlet for outlet in outlets}
    stats: list[OutletStats] = []
    problems: list[Problem] = []
    pages = _pages(settings, since, problems)
    async with SandboxPool() as pool:
        while chunk := _without_shells(list(islice(pages, PAGES_PER_BATCH))):
            made = await asyncio.gather(*(_read(page, known.get(page.outlet), learnt, pool) for page in chunk))
            outcomes = tuple(
                (page.link or Link(page.outlet, page.url, "archive"), _dated(one, page, seen))
                for page, one in zip(chunk, made, strict=True)
            )
            with warehouse.open_warehouse(settings.warehouse) as con:
                stats += load_part(con, run, Batch("archive", outcomes=outcomes), run.started_at)
            problems += [one for one in made if isinstance(one, Problem)]
    return stats, problems


def _pages(settings: Settings, since: date | None, problems: list[Problem]) -> Iterator[Page]:
    """Yield the archived pages, and append to `problems` the records that cannot be read."""
    for path in archived(settings.archive, since):
        for page in read_warc(path):
            if isinstance(page, Problem):
                problems.append(page)
            elif page.status in GOOD or page.status == 0:
                yield page


def _without_shells(pages: Sequence[Page]) -> list[Page]:
    """Return the pages without those that an article of the feed replaced, which was archived with the same time."""
    whole = {(page.url, page.fetched_at) for page in pages if page.is_from_feed}
    return [page for page in pages if page.is_from_feed or (page.url, page.fetched_at) not in whole]


async def _read(
    page: Page, outlet: Outlet | None, learnt: Mapping[str, frozenset[str]], pool: SandboxPool
) -> Article | Problem:
    how = partial(
        read_page,
        rules=outlet.rules if outlet else ExtractionRules(),
        learnt=learnt.get(page.outlet, frozenset()),
        homepage=outlet.homepage if outlet else None,
    )
    return await article_of(page, pool, how)


def _dated(made: Article | Problem, page: Page, seen: set[str]) -> Article | Problem:
    """Give an article without a date the date that it got when it was first read."""
    if isinstance(made, Article) and made.published is None and made.url in seen:
        return replace(made, published=page.fetched_at, published_source="seen")
    return made
