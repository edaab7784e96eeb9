"""Store a batch of which a part cannot be stored: that part, found by bisection, becomes a problem of its outlet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

import warehouse
from flows.news.article import Link, Problem
from flows.pipeline.outlet_batch import Batch
from flows.run_statistics import OutletStats

T = TypeVar("T")
Within = Callable[[warehouse.Connection], AbstractContextManager[None]]
"""What a batch is stored in: a transaction, or a rehearsal that takes it back."""


class Store(Protocol):
    """Stores a batch and returns its run statistics."""

    def __call__(self, batch: Batch, now: datetime, within: Within = ...) -> list[OutletStats]:
        """Store a batch. Raises one of warehouse.UNFIT."""


def store_the_rest(batch: Batch, store: Store, now: datetime) -> list[OutletStats]:
    """Store what of a batch can be stored; what cannot is a problem, or all of it where its parts do not fit together.

    Every part is stored and taken back, and parts that fail are cut in two until one row is left.
    """
    bare = Batch(batch.outlet, part=batch.part)

    def why(**some: object) -> str | None:
        try:
            store(replace(bare, **some), now, warehouse.rehearsal)  # type: ignore[arg-type]
        except warehouse.UNFIT as error:
            return f"{type(error).__name__}: {error}"
        return None

    outcomes = _unfit(batch.outcomes, lambda some: why(outcomes=some))
    problems = _unfit(batch.problems, lambda some: why(problems=some))
    requests = _unfit(batch.requests, lambda some: why(requests=some))
    left = _unfit(batch.left, lambda some: why(left=some))
    others = [*problems.values(), *requests.values(), *left.values()]
    rest = replace(
        batch,
        outcomes=tuple(
            _lost(batch, at, outcomes[at], now) if at in outcomes else pair for at, pair in enumerate(batch.outcomes)
        ),
        problems=(*_kept(batch.problems, problems), *(_problem(batch, "", one, now) for one in others[:1])),
        requests=_kept(batch.requests, requests),
        left=_kept(batch.left, left),
    )
    try:
        return store(rest, now)
    except warehouse.UNFIT as error:
        return store(replace(bare, problems=(_problem(batch, "", f"{type(error).__name__}: {error}", now),)), now)


def _unfit(items: Sequence[T], why: Callable[[tuple[T, ...]], str | None], first: int = 0) -> dict[int, str]:
    """Return the places of the items that cannot be stored, each with the reason."""
    reason = why(tuple(items)) if items else None
    if reason is None:
        return {}
    if len(items) == 1:
        return {first: reason}
    half = len(items) // 2
    return _unfit(items[:half], why, first) | _unfit(items[half:], why, first + half)


def _kept(items: Sequence[T], lost: dict[int, str]) -> tuple[T, ...]:
    return tuple(item for at, item in enumerate(items) if at not in lost)


def _lost(batch: Batch, at: int, why: str, now: datetime) -> tuple[Link, Problem]:
    """Return what stands for an outcome that cannot be stored: a link with nothing but its address, and the problem."""
    link = batch.outcomes[at][0]
    url = link.url if isinstance(link.url, str) else f"unknown:{at}"
    return Link(batch.outlet, url, link.found_in if isinstance(link.found_in, str) else ""), _problem(
        batch, url, why, now
    )


def _problem(batch: Batch, url: str, why: str, now: datetime) -> Problem:
    return Problem(batch.outlet, url, "load", "unfit", why, now)
