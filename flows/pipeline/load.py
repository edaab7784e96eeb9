"""One batch to rows in one transaction, with exact and near duplicates marked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain, groupby
from uuid import UUID

import warehouse
from flows.news.article import Article, Link, OtherArticle, Problem, hash_id
from flows.news.listings.poll_schedule import Poll, conditional
from flows.news.outlets.sources import Outlet
from flows.pipeline.learn_boilerplate import known as learnt_lines
from flows.pipeline.outlet_batch import POSTPONED, Batch, OutletState
from flows.run_statistics import Fate, LinkFate, OutletRow, OutletStats, ProblemRow, Reprint, Run, sum_by_outlet

FINAL = frozenset({
    "robots", "tdm reserved", "bad url", "port", "private address", "too large", "http 404", "http 410", "http 451",
})  # fmt: skip
"""Reasons for which a link is not asked again."""

PASSING = frozenset({"challenge", "consent wall", "parked", "same body"})
"""Walls that may be gone at the next try."""


@dataclass(frozen=True, slots=True)
class _KnownContent:
    content: UUID
    article: UUID
    url: str
    came_out: datetime


@dataclass(frozen=True, slots=True)
class _SeenLink:
    outlet: str
    url: str


@dataclass(frozen=True, slots=True)
class _Validator:
    outlet: str
    url: str
    etag: str | None
    last_modified: str | None
    body: UUID | None


@dataclass(frozen=True, slots=True)
class _PollRow:
    outlet: str
    url: str
    asked_at: datetime
    status: int | None
    reason: str | None
    items: int | None
    items_new: int | None
    hold: datetime | None


@dataclass(frozen=True, slots=True)
class _Resting:
    outlet: str
    url: str
    until: datetime


@dataclass(frozen=True, slots=True)
class _RecentHeadline:
    outlet: str
    title: str
    lead: str


def load_all(con: warehouse.Connection, run: Run, batches: Sequence[Batch], now: datetime) -> list[OutletStats]:
    """Store batches and return their statistics in order: each in a transaction, those without links together."""
    idle = [batch for batch in batches if batch.idle]
    stats = {batch.outlet: _stats(run, batch.outlet, Counter(), batch.unchanged) for batch in idle}
    try:
        with warehouse.transaction(con):
            _record(con, run, idle, stats.values())
    except warehouse.UNFIT:
        stats = {}  # then each by itself
    return [stats.get(batch.outlet) or load(con, run, batch, now) for batch in batches]


def load(con: warehouse.Connection, run: Run, batch: Batch, now: datetime) -> OutletStats:
    """Store the batch of one outlet in one transaction and return its statistics.

    An article whose address and text are already stored is unchanged. One whose text is stored under another address is
    a duplicate of the article that came out first, and becomes a reprint row. What cannot be stored becomes a problem.
    """
    return _load_or_salvage(con, run, batch, now)[0]


def load_part(con: warehouse.Connection, run: Run, batch: Batch, now: datetime) -> list[OutletStats]:
    """Store one of several batches that share outlets, as `load` does, and return the statistics of each outlet.

    The caller stores their sums with `record_stats` after the last one.
    """
    return _load_or_salvage(con, run, replace(batch, part=True), now)


def record_stats(con: warehouse.Connection, stats: Iterable[OutletStats]) -> tuple[OutletStats, ...]:
    """Store the sums by outlet of what `load_part` returned, and return them."""
    sums = sum_by_outlet(stats)
    warehouse.add(con, "tally", sums)
    return sums


def _load_or_salvage(con: warehouse.Connection, run: Run, batch: Batch, now: datetime) -> list[OutletStats]:
    try:
        return _load(con, run, batch, now)
    except warehouse.UNFIT:
        from flows.pipeline.load_by_bisection import store_the_rest  # here, since no usual run needs it

        return store_the_rest(batch, partial(_load, con, run), now)


def _load(
    con: warehouse.Connection,
    run: Run,
    batch: Batch,
    now: datetime,
    within: Callable[[warehouse.Connection], AbstractContextManager[None]] = warehouse.transaction,
) -> list[OutletStats]:
    with within(con):
        fates = _store(con, run, [outcome for _, outcome in batch.outcomes if isinstance(outcome, Article)])
        taken = [(link, _fate(outcome, fates)) for link, outcome in batch.outcomes]
        warehouse.add(con, "link", _link_rows(batch, taken, now), run=run.id)
        stats = _counted(run, batch, taken)
        _record(con, run, [batch], () if batch.part else stats)
        return stats


def _counted(run: Run, batch: Batch, taken: Sequence[tuple[Link, Fate]]) -> list[OutletStats]:
    """Return the statistics of a batch whose links had these fates, for a part those of each outlet."""
    counts: dict[str, Counter[Fate]] = defaultdict(Counter) if batch.part else {batch.outlet: Counter()}
    for link, fate in taken:
        counts[link.outlet if batch.part else batch.outlet][fate] += 1
    return [_stats(run, outlet, fates, 0 if batch.part else batch.unchanged) for outlet, fates in counts.items()]


def _record(con: warehouse.Connection, run: Run, batches: Sequence[Batch], stats: Iterable[OutletStats]) -> None:
    """Store the requests and problems of batches, and statistics, with one statement for each table."""
    warehouse.add(con, "request", chain.from_iterable(batch.requests for batch in batches), run=run.id)
    warehouse.add(con, "problem", chain.from_iterable(_problem_rows(run, batch) for batch in batches), run=run.id)
    warehouse.add(con, "tally", stats)


def known_state(con: warehouse.Connection, now: datetime) -> dict[str, OutletState]:
    """Return what is known of each outlet before it is asked; outlets that were never asked are left out.

    A listing that has answered "not modified" for hours gets no validators, so that it is fetched whole.
    """
    urls: dict[str, set[str]] = defaultdict(set)
    for row in warehouse.read(con, "seen_link", _SeenLink, now=now):
        urls[row.outlet].add(row.url)
    pending: dict[str, list[Link]] = defaultdict(list)
    for link in warehouse.read(con, "pending_link", Link, now=now):
        pending[link.outlet].append(link)
    polls: dict[str, dict[str, tuple[Poll, ...]]] = defaultdict(dict)
    for (outlet, url), rows in groupby(
        warehouse.read(con, "poll_log", _PollRow, now=now), lambda one: (one.outlet, one.url)
    ):
        polls[outlet][url] = tuple(
            Poll(one.asked_at, one.status, one.reason, one.items, one.items_new, one.hold) for one in rows
        )
    validators: dict[str, dict[str, tuple[str | None, str | None]]] = defaultdict(dict)
    bodies: dict[str, dict[str, UUID]] = defaultdict(dict)
    for said in warehouse.read(con, "http_validator", _Validator):
        if said.body:
            bodies[said.outlet][said.url] = said.body
        if conditional(polls[said.outlet].get(said.url, ()), now):
            validators[said.outlet][said.url] = said.etag, said.last_modified
    resting: dict[str, dict[str, datetime]] = defaultdict(dict)
    for rest in warehouse.read(con, "url_retry_after", _Resting, now=now):
        resting[rest.outlet][rest.url] = rest.until
    known = set(warehouse.column(con, "polled_outlet"))
    others: dict[str, list[OtherArticle]] = defaultdict(list)
    for headline in warehouse.read(con, "recent_headline", _RecentHeadline, now=now):
        others[headline.outlet].append(OtherArticle(headline.title, headline.lead))
    lines = {outlet: frozenset(row.lines) for outlet, row in learnt_lines(con).items()}
    return {
        outlet: OutletState(
            urls=frozenset(urls[outlet]),
            pending=tuple(pending[outlet]),
            validators=validators[outlet],
            learnt=lines.get(outlet, frozenset()),
            before=outlet in known,
            bodies=bodies[outlet],
            polls=polls[outlet],
            resting=resting[outlet],
            others=tuple(others[outlet]),
        )
        for outlet in known | polls.keys() | resting.keys()
    }


def record_outlets(con: warehouse.Connection, outlets: Iterable[Outlet], now: datetime) -> None:
    """Store what sources.yaml says of each outlet, where that has changed."""
    latest = {row.id: replace(row, since=now) for row in warehouse.read(con, "outlet_description", OutletRow)}
    rows = [
        OutletRow(one.id, now, one.name, one.homepage, one.country, one.tier, one.timezone) for one in outlets
    ]  # fmt: skip
    warehouse.add(con, "outlet", [row for row in rows if latest.get(row.id) != row])


def _store(con: warehouse.Connection, run: Run, articles: list[Article]) -> dict[UUID, Fate]:
    """Add new articles and reprints, earliest first, and return what became of each article by its id."""
    if not articles:
        return {}
    wanted = {"contents": list({item.content for item in articles}), "ids": [item.id for item in articles]}
    known = {
        row.content: row for row in warehouse.read(con, "known_content", _KnownContent, contents=wanted["contents"])
    }
    stored = set(warehouse.column(con, "stored_article", ids=wanted["ids"]))
    fates: dict[UUID, Fate] = {}
    fresh: list[Article] = []
    reprints: list[Reprint] = []
    for item in sorted(articles, key=lambda one: (_came_out(one), one.outlet, one.url)):
        first = known.get(item.content)
        if item.id in stored or item.id in fates:
            fates.setdefault(item.id, Fate.UNCHANGED)
        elif first is None or first.url == item.url or _came_out(item) < first.came_out:
            # A text that came out before the stored one is not its reprint, whichever was fetched first.
            known[item.content] = _KnownContent(item.content, item.id, item.url, _came_out(item))
            fates[item.id] = Fate.LOADED
            fresh.append(item)
        else:
            fates[item.id] = Fate.DUPLICATE
            reprints.append(Reprint(item.url, item.outlet, first.article, item.first_seen))
    warehouse.add(con, "reprint", reprints, run=run.id)
    warehouse.add(con, "article", fresh, run=run.id)
    _store_places(con, run, fresh)
    return fates


def _came_out(article: Article) -> datetime:
    return article.published or article.first_seen


def _store_places(con: warehouse.Connection, run: Run, fresh: list[Article]) -> None:
    """Store the story and the original of each new article, by comparing it with articles of that time."""
    if not fresh:
        return
    from flows.news.pages.dedupe import (  # numpy only where there is news
        COPY_DAYS,
        STORY_DAYS,
        Candidate,
        Sketched,
        places,
    )

    warehouse.add(con, "sketch", map(Sketched.of, fresh))
    ids = [item.id for item in fresh]
    beside = warehouse.read(
        con, "near_duplicate_candidates", Candidate, articles=ids, copy_days=COPY_DAYS, story_days=STORY_DAYS
    )  # fmt: skip
    warehouse.add(con, "place", places(fresh, beside), run=run.id)


def _fate(outcome: Article | Problem, fates: dict[UUID, Fate]) -> Fate:
    if isinstance(outcome, Article):
        return fates[outcome.id]
    if _waits(outcome):
        return Fate.WAITING
    passing = outcome.reason not in FINAL if outcome.step == "fetch" else outcome.reason in PASSING
    return Fate.FAILED if passing else Fate.REJECTED


def _waits(problem: Problem) -> bool:
    """Return whether nothing was asked, so that the link has neither failed nor a problem."""
    return problem.step == "fetch" and problem.reason in POSTPONED


def _stats(run: Run, outlet: str, fates: Counter[Fate], unchanged: int) -> OutletStats:
    return OutletStats(
        run=run.id,
        outlet=outlet,
        discovered=fates.total() - fates[Fate.WAITING] + unchanged,
        loaded=fates[Fate.LOADED],
        duplicate=fates[Fate.DUPLICATE],
        unchanged=unchanged + fates[Fate.UNCHANGED],
        rejected=fates[Fate.REJECTED],
        failed=fates[Fate.FAILED],
    )


def _link_rows(batch: Batch, taken: Iterable[tuple[Link, Fate]], now: datetime) -> Iterator[LinkFate]:
    for link, fate in (*taken, *((link, batch.left_as) for link in batch.left)):
        yield LinkFate(
            outlet=link.outlet,
            url=link.url,
            found_in=link.found_in,
            found_at=now,
            fate=fate,
            title=link.title,
            published=link.published,
            published_raw=link.published_raw,
            address=link.address,
        )


def _problem_rows(run: Run, batch: Batch) -> Iterator[ProblemRow]:
    outcomes = (outcome for _, outcome in batch.outcomes)
    for item in (*batch.problems, *(one for one in outcomes if isinstance(one, Problem) and not _waits(one))):
        key = hash_id("problem", str(run.id), item.outlet, item.url, item.step, item.reason)
        yield ProblemRow(key, *(getattr(item, name) for name in Problem.__slots__))
