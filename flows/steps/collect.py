"""One outlet, or some files, to one batch: discover, fetch, archive, extract, clean. No database here."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import cast
from uuid import UUID

from flows.books import Request
from flows.news.absent import AbsentBook
from flows.news.answer import Answer, Failure
from flows.news.archive import Archive
from flows.news.article import Article, Link, Page, Problem, Rules, hash_body, hash_id
from flows.news.child import ChildPool, Refusal
from flows.news.fetch import Fetcher, Kind, origin_of, validator
from flows.news.outlets import Outlet
from flows.news.polling import Poll, gap, hold
from flows.news.walls import Absent, nowhere, same_body, shape_of, wall
from warehouse import all_storable

EXTRACTION = 10.0
"""Seconds that a page may take to become an article."""

FILLED_FROM = 3
"""Sitemaps that are asked for what a feed no longer shows."""

SLOW = 3
"""Pages of one outlet whose reading has to be ended before its other pages are left for the next run."""

TOGETHER = 2
"""Pages of one outlet that are read at the same time."""

AHEAD = 6
"""Pages of one outlet that are fetched and not yet read."""

ENDED = frozenset({"timeout", "memory", "died"})
"""Reasons of a child that was ended in the middle of its work."""

POSTPONED = frozenset({"resting", "busy"})
"""Reasons of requests that were not made: their links wait for another run."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of an outlet before it is asked.

    `urls` were read, `pending` are to be read though no listing may name them again, `validators` go with the next
    request of each listing, `learnt` are the match keys of lines that its articles repeat, `before` tells whether it
    was ever read. `bodies` are the hashes of what each listing last said, `polls` its log, `resting` the addresses
    that are to be left alone until then.
    """

    urls: frozenset[str] = frozenset()
    pending: tuple[Link, ...] = ()
    validators: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    learnt: frozenset[str] = frozenset()
    before: bool = False
    bodies: dict[str, UUID] = field(default_factory=dict)
    polls: dict[str, tuple[Poll, ...]] = field(default_factory=dict)
    resting: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tools:
    """What collecting works with; one set serves all outlets of a run. `absent` is what hosts answer for nothing."""

    fetcher: Fetcher
    pool: ChildPool
    archive: Archive
    absent: AbsentBook = field(default_factory=AbsentBook)


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
    time, and stay waiting, or are skipped for good where they are the older ones of a first run. Letters that
    cannot be stored are replaced, wherever in it they stand.
    """

    outlet: str
    outcomes: tuple[tuple[Link, Article | Problem], ...] = ()
    problems: tuple[Problem, ...] = ()
    requests: tuple[Request, ...] = ()
    left: tuple[Link, ...] = ()
    left_as: str = "waiting"
    unchanged: int = 0

    def __post_init__(self) -> None:
        for name in ("outcomes", "problems", "requests", "left"):
            object.__setattr__(self, name, all_storable(getattr(self, name)))

    @property
    def idle(self) -> bool:
        """Whether it has no link: all there is to store is that its outlet was asked."""
        return not (self.outcomes or self.left)

    @property
    def reached(self) -> bool:
        """Whether any listing of the outlet answered with something of use."""
        return any(request.kind != "page" and request.reason is None for request in self.requests)


async def collect(outlet: Outlet, seen: Seen, tools: Tools, first: int, since: datetime | None = None) -> Batch:
    """Discover, fetch, archive, extract and clean what is new of one outlet; `first` bounds its first run.

    Links that the outlet dates before `since` are left alone, and stay new to a later run.
    """
    for url, until in seen.resting.items():
        tools.fetcher.rest(url, until)
    listings = [await _listing(outlet, kind, url, seen, tools) for kind, url in _addresses(outlet)]
    listings += await _fill(outlet, listings, seen, tools)
    listed = (link for listing in listings for link in listing.links)
    wanted = (link for link in (*seen.pending, *listed) if not (since and link.published and link.published < since))
    found = list({link.url: link for link in wanted}.values())
    new = sorted((link for link in found if link.url not in seen.urls), key=_newest_first)
    budget = outlet.budget if seen.before else min(first, outlet.budget)
    reads = await _read_all(outlet, new[:budget], seen, tools)
    return Batch(
        outlet=outlet.id,
        outcomes=without_walls([(link, outcome) for link, outcome, _ in reads]),
        problems=tuple(listing.problem for listing in listings if listing.problem),
        requests=(*(listing.request for listing in listings), *(request for _, _, request in reads if request)),
        left=tuple(new[budget:]),
        left_as="waiting" if seen.before else "skipped",
        unchanged=len(found) - len(new),
    )


async def collect_pages(found: Sequence[Page | Problem], archive: Archive, pool: ChildPool) -> Batch:
    """Archive, extract and clean pages that somebody has; what could not be read stays a problem."""
    from flows.news.reading import read_page

    async def outcome(item: Page | Problem) -> Article | Problem:
        if isinstance(item, Problem):
            return item
        archive.write(item)
        made = await article_of(item, pool, partial(read_page, rules=Rules()))
        if isinstance(made, Problem) and item.place:
            return replace(made, detail=f"{item.place}: {made.detail}")
        return made

    outcomes = await asyncio.gather(*map(outcome, found))
    links = [Link(item.outlet, made.url, "import") for item, made in zip(found, outcomes, strict=True)]
    return Batch("import", outcomes=tuple(zip(links, outcomes, strict=True)))


def crashed(outlet: Outlet, error: Exception) -> Batch:
    """Return the batch of an outlet whose collecting raised: a mistake of ours that must not cost the other outlets."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    detail = f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
    return Batch(outlet.id, problems=(Problem(outlet.id, outlet.homepage, "collect", "crashed", detail, utc_now()),))


def utc_now() -> datetime:
    """Return the time, aware and UTC."""
    return datetime.now(UTC)


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
    await asyncio.to_thread(tools.archive.write, answer.page(outlet.id))
    if answer.status == 304 or (request.body and request.body == seen.bodies.get(url)):  # noqa: PLR2004 Not Modified
        return Listing(request)  # every link in it was taken on when it first came
    return await _links(outlet, answer, request, seen, tools)


async def _links(  # noqa: PLR0913 an answer, whose it is, and what it is read with
    outlet: Outlet, answer: Answer, request: Request, seen: Seen, tools: Tools, *, since: datetime | None = None
) -> Listing:
    from flows.news.discover import read_listing  # the parsers load only where something is new

    links = await read_listing(tools.pool, answer, cast("Kind", request.kind), outlet, tools.fetcher, since=since)
    if isinstance(links, Problem):
        page = answer.page(outlet.id)
        stopped = await tools.pool.run(wall, page, outlet.homepage, timeout=EXTRACTION)
        problem = (
            replace(links, reason=stopped.reason, detail=stopped.detail) if isinstance(stopped, Problem) else links
        )
        return Listing(replace(request, reason=problem.reason), problem=problem)
    new = sum(link.url not in seen.urls for link in links)
    return Listing(replace(request, items=len(links), items_new=new), tuple(links))


async def _fill(outlet: Outlet, listings: Sequence[Listing], seen: Seen, tools: Tools) -> list[Listing]:
    """Ask sitemaps for what came out since the last look at a feed that shares no item with it any more."""
    for listing in listings:
        asked = listing.request
        before = seen.polls.get(asked.url, ())
        now = Poll(asked.fetched_at, asked.status, asked.reason, asked.items, asked.items_new)
        if asked.kind == "feed" and gap([*before, now]):
            since = max(poll.asked_at for poll in before if poll.reason is None)
            origin = origin_of(outlet.homepage)
            named = (await tools.fetcher.robots(origin, outlet.delay)).sitemaps() or [origin + "/sitemap.xml"]
            maps = [place for place in named if place not in outlet.sitemaps][:FILLED_FROM]
            return [await _sitemap(outlet, place, since, seen, tools) for place in maps]
    return []


async def _sitemap(outlet: Outlet, url: str, since: datetime, seen: Seen, tools: Tools) -> Listing:
    answer = await tools.fetcher.get(url, kind="sitemap", delay=outlet.delay)
    request = _request(outlet, url, "sitemap", answer)
    if isinstance(answer, Failure):
        return Listing(request, problem=answer.problem(outlet.id, url))
    await asyncio.to_thread(tools.archive.write, answer.page(outlet.id))
    return await _links(outlet, answer, request, seen, tools, since=since)


async def _read_all(
    outlet: Outlet, links: Sequence[Link], seen: Seen, tools: Tools
) -> list[tuple[Link, Article | Problem, Request | None]]:
    """Fetch the links one after the other; the next is fetched while children read those before."""
    ahead, together, ended = asyncio.Semaphore(AHEAD), asyncio.Semaphore(TOGETHER), 0

    async def read(link: Link, answer: Answer | Failure) -> tuple[Link, Article | Problem, Request | None]:
        nonlocal ended
        try:
            async with together:
                if ended >= SLOW:  # each of them takes as long as a thousand others, and children are few
                    answer = Failure(link.url, "busy", f"the reading of {SLOW} other pages had to be ended", utc_now())
                made, request = await _read(outlet, link, answer, seen, tools)
                ended += isinstance(made, Problem) and made.step == "extract" and made.reason in ENDED
        finally:
            ahead.release()
        return link, made, request

    async with asyncio.TaskGroup() as reading:
        tasks = []
        for link in links:
            await ahead.acquire()
            if ended < SLOW:  # else the answer is of no use, and none is asked for
                answer = await tools.fetcher.get(link.address or link.url, kind="page", delay=outlet.delay)
            tasks.append(reading.create_task(read(link, answer)))
    return [task.result() for task in tasks]


async def _read(
    outlet: Outlet, link: Link, answer: Answer | Failure, seen: Seen, tools: Tools
) -> tuple[Article | Problem, Request | None]:
    from flows.news.reading import read_page

    if isinstance(answer, Failure) and answer.reason in POSTPONED:  # nothing was asked
        return answer.problem(outlet.id, link.url), None
    request = _request(outlet, link.url, "page", answer)
    if isinstance(answer, Failure):
        return answer.problem(outlet.id, link.url), request
    page = answer.page(outlet.id, link)
    await asyncio.to_thread(tools.archive.write, page)  # packing takes longer than fetching
    absent = await _absent(page, outlet, tools)
    how = partial(read_page, rules=outlet.rules, learnt=seen.learnt, homepage=outlet.homepage, absent=absent)
    made = await article_of(page, tools.pool, how)
    if isinstance(made, Problem) and made.step == "wall":
        request = replace(request, reason=made.reason)
    if seen.before and isinstance(made, Article) and made.published is None:
        # It was not there at the last poll, so it is news of now, whatever it fails to say.
        made = replace(made, published=page.fetched_at, published_source="seen")
    return made, request


async def _absent(page: Page, outlet: Outlet, tools: Tools) -> Absent | None:
    """Return what the page's host answers for an address that does not exist, asking it once a day."""
    origin, day = origin_of(page.final_url), page.fetched_at.date()
    async with tools.absent.asking(origin):
        return tools.absent.get(origin, day) or await _ask_nowhere(origin, page, outlet, tools)


async def _ask_nowhere(origin: str, page: Page, outlet: Outlet, tools: Tools) -> Absent | None:
    day = page.fetched_at.date()
    answer = await tools.fetcher.get(nowhere(origin, day), kind="page", delay=outlet.delay)
    if isinstance(answer, Failure):
        found = Absent(None) if answer.status else None
    else:
        shape = await tools.pool.run(shape_of, answer.page(outlet.id), timeout=EXTRACTION)
        found = Absent(None if isinstance(shape, Refusal) else shape)
    if found:
        tools.absent.put(origin, day, found)
    return found


async def article_of(page: Page, pool: ChildPool, read: Callable[[Page], Article | Problem]) -> Article | Problem:
    """Read a page in a child process, where it may fail as it likes."""
    made = await pool.run(read, page, timeout=EXTRACTION)
    if isinstance(made, Refusal):
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


def _request(outlet: Outlet, url: str, kind: Kind, answer: Answer | Failure) -> Request:
    """Return the row of a request. Of a sitemap index nothing is kept that would spare us to look at its sitemaps."""
    came = answer.answer if isinstance(answer, Failure) else answer
    index = kind == "sitemap" and came is not None and came.is_index
    return Request(
        id=hash_id("request", outlet.id, url, answer.fetched_at.isoformat()),
        outlet=outlet.id,
        url=url,
        kind=kind,
        fetched_at=answer.fetched_at,
        status=answer.status,
        reason=answer.reason if isinstance(answer, Failure) else None,
        bytes=len(came.body) if came else 0,
        etag=validator(came.header("etag")) if came and not index else None,
        last_modified=validator(came.header("last-modified")) if came and not index else None,
        retry_after=hold(answer),
        body=hash_body(came.body) if came and came.body and not index else None,
        moved_to=None if isinstance(answer, Failure) else answer.moved_to,
    )
