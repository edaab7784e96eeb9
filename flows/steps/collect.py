"""One outlet, or some files, to one batch: discover, fetch, archive, extract, clean. No database here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flows.books import Request
from flows.news.answer import Answer, Failure
from flows.news.archive import Archive
from flows.news.article import Article, Link, Page, Problem, Rules, hash_body, hash_id
from flows.news.child import ChildPool, Refusal
from flows.news.clean import article
from flows.news.discover import read_listing
from flows.news.extract import extract
from flows.news.fetch import Fetcher, Kind
from flows.news.outlets import Outlet

EXTRACTION = 10.0
"""Seconds that a page may take to become an article."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of an outlet before it is asked.

    `urls` were read, `pending` are to be read though no listing may name them again, `validators` go with the next
    request of each listing, `learnt` are the match keys of lines that its articles repeat, `before` tells whether it
    was ever read.
    """

    urls: frozenset[str] = frozenset()
    pending: tuple[Link, ...] = ()
    validators: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    learnt: frozenset[str] = frozenset()
    before: bool = False


@dataclass(frozen=True, slots=True)
class Tools:
    """What collecting works with; one set serves all outlets of a run."""

    fetcher: Fetcher
    pool: ChildPool
    archive: Archive


@dataclass(frozen=True, slots=True)
class Listing:
    """One feed, sitemap or section as it answered."""

    request: Request
    links: tuple[Link, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What collecting one outlet, or reading some files, gave; not yet stored, and then stored together.

    `outcomes` has one entry for every link taken on: the link, and the article or the problem it became. `problems`
    are those of listings, which are nobody's link. `unchanged` counts links read before; `left` were not taken on this
    time, and stay waiting, or are skipped for good where they are the older ones of a first run.
    """

    outlet: str
    outcomes: tuple[tuple[Link, Article | Problem], ...] = ()
    problems: tuple[Problem, ...] = ()
    requests: tuple[Request, ...] = ()
    left: tuple[Link, ...] = ()
    left_as: str = "waiting"
    unchanged: int = 0

    @property
    def reached(self) -> bool:
        """Whether any listing of the outlet answered with something of use."""
        return any(request.kind != "page" and request.reason is None for request in self.requests)


async def collect(outlet: Outlet, seen: Seen, tools: Tools, first: int, since: datetime | None = None) -> Batch:
    """Discover, fetch, archive, extract and clean what is new of one outlet; `first` bounds its first run.

    Links that the outlet dates before `since` are left alone, and stay new to a later run.
    """
    listings = [await _listing(outlet, kind, url, seen, tools) for kind, url in _addresses(outlet)]
    listed = (link for listing in listings for link in listing.links)
    wanted = (link for link in (*seen.pending, *listed) if not (since and link.published and link.published < since))
    found = list({link.url: link for link in wanted}.values())
    new = sorted((link for link in found if link.url not in seen.urls), key=_newest_first)
    budget = outlet.budget if seen.before else min(first, outlet.budget)
    reads = [(link, *await _read(outlet, link, seen, tools)) for link in new[:budget]]
    return Batch(
        outlet=outlet.id,
        outcomes=tuple((link, outcome) for link, outcome, _ in reads),
        problems=tuple(listing.problem for listing in listings if listing.problem),
        requests=(*(listing.request for listing in listings), *(request for _, _, request in reads)),
        left=tuple(new[budget:]),
        left_as="waiting" if seen.before else "skipped",
        unchanged=len(found) - len(new),
    )


async def collect_pages(found: Sequence[Page | Problem], archive: Archive, pool: ChildPool) -> Batch:
    """Archive, extract and clean pages that somebody has; what could not be read stays a problem."""

    async def outcome(item: Page | Problem) -> Article | Problem:
        if isinstance(item, Problem):
            return item
        archive.write(item)
        return await _article(item, Rules(), pool)

    outcomes = await asyncio.gather(*map(outcome, found))
    links = [Link(item.outlet, made.url, "import") for item, made in zip(found, outcomes, strict=True)]
    return Batch("import", outcomes=tuple(zip(links, outcomes, strict=True)))


def _addresses(outlet: Outlet) -> Iterator[tuple[Kind, str]]:
    yield from (("feed", url) for url in outlet.feeds)
    yield from (("sitemap", url) for url in outlet.sitemaps)
    yield from (("section", section.url) for section in outlet.sections)


def _newest_first(link: Link) -> float:
    return -link.published.timestamp() if link.published else 0.0


async def _listing(outlet: Outlet, kind: Kind, url: str, seen: Seen, tools: Tools) -> Listing:
    etag, last_modified = seen.validators.get(url, (None, None))
    answer = await tools.fetcher.get(url, kind=kind, etag=etag, last_modified=last_modified, delay=outlet.delay)
    request = _request(outlet, url, kind, answer)
    if isinstance(answer, Failure):
        return Listing(request, problem=answer.problem(outlet.id, url))
    tools.archive.write(answer.page(outlet.id))
    if answer.status == 304:  # noqa: PLR2004 - Not Modified
        return Listing(request)
    links = await read_listing(tools.pool, answer, kind, outlet, tools.fetcher)
    if isinstance(links, Problem):
        return Listing(replace(request, reason=links.reason), problem=links)
    new = sum(link.url not in seen.urls for link in links)
    return Listing(replace(request, items=len(links), items_new=new), tuple(links))


async def _read(outlet: Outlet, link: Link, seen: Seen, tools: Tools) -> tuple[Article | Problem, Request]:
    answer = await tools.fetcher.get(link.address or link.url, kind="page", delay=outlet.delay)
    request = _request(outlet, link.url, "page", answer)
    if isinstance(answer, Failure):
        return answer.problem(outlet.id, link.url), request
    page = answer.page(outlet.id, link)
    tools.archive.write(page)
    made = await _article(page, outlet.rules, tools.pool, seen.learnt)
    if seen.before and isinstance(made, Article) and made.published is None:
        # It was not there at the last poll, so it is news of now, whatever it fails to say.
        made = replace(made, published=page.fetched_at, published_source="seen")
    return made, request


async def _article(
    page: Page, rules: Rules, pool: ChildPool, learnt: frozenset[str] = frozenset()
) -> Article | Problem:
    made = await pool.run(read_page, page, rules, learnt, timeout=EXTRACTION)
    if isinstance(made, Refusal):
        return Problem(page.outlet, page.url, "extract", made.reason, made.detail, page.fetched_at)
    return made


def read_page(page: Page, rules: Rules, learnt: frozenset[str] = frozenset()) -> Article | Problem:
    """Turn one page into a clean Urdu article, or say why it is none; pure, and run in a child process."""
    draft = extract(page, rules)
    if isinstance(draft, Problem):
        return draft
    made = article(page, draft, rules, learnt)
    if not (made.text or made.title):
        return Problem(made.outlet, made.url, "clean", "empty", "nothing but boilerplate", page.fetched_at)
    if made.lang != "ur":
        return Problem(made.outlet, made.url, "language", "not Urdu", f"reads as {made.lang}", page.fetched_at)
    return made


def _request(outlet: Outlet, url: str, kind: Kind, answer: Answer | Failure) -> Request:
    came = answer.answer if isinstance(answer, Failure) else answer
    return Request(
        id=hash_id("request", outlet.id, url, answer.fetched_at.isoformat()),
        outlet=outlet.id,
        url=url,
        kind=kind,
        fetched_at=answer.fetched_at,
        status=answer.status,
        reason=answer.reason if isinstance(answer, Failure) else None,
        bytes=len(came.body) if came else 0,
        etag=came.header("etag") if came else None,
        last_modified=came.header("last-modified") if came else None,
        retry_after=answer.retry_after if isinstance(answer, Failure) else None,
        body=hash_body(came.body) if came and came.body else None,
    )
