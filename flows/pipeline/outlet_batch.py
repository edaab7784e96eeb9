"""What is known of an outlet before it is asked, and the batch that asking it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flows.news.article import Article, Link, OtherArticle, Problem
from flows.news.listings.poll_schedule import Poll
from flows.news.web.response import RequestKind
from flows.run_statistics import Fate, Request
from warehouse import all_storable

PAGES_PER_BATCH = 200
"""Pages that an import or a replay stores in one transaction."""

POSTPONED = frozenset({"resting", "busy"})
"""Reasons of requests that were not made: their links wait for another run."""


@dataclass(frozen=True, slots=True)
class OutletState:
    """What is known of an outlet before it is asked.

    `urls` were read; `pending` are still to be read, though no listing may name them again. `validators` go with the
    next request for each listing, `bodies` are the hashes of their last answers, `polls` the log of their requests.
    `learnt` are the match keys of lines that its articles repeat. `before` says whether it was ever read. `resting` are
    addresses that are not asked before a time. `others` are its articles of the last days.
    """

    urls: frozenset[str] = frozenset()
    pending: tuple[Link, ...] = ()
    validators: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    learnt: frozenset[str] = frozenset()
    before: bool = False
    bodies: dict[str, UUID] = field(default_factory=dict)
    polls: dict[str, tuple[Poll, ...]] = field(default_factory=dict)
    resting: dict[str, datetime] = field(default_factory=dict)
    others: tuple[OtherArticle, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """What collecting one outlet, or reading some files, gave; it is stored in one transaction.

    `outcomes` has each link that was read, with the article or problem that it became. `problems` are those of
    listings. `unchanged` counts links read before. `left` are links that were not read, with the fate `left_as`: they
    wait for a later run, or are skipped on a first run. Letters that cannot be stored are replaced everywhere in it.
    `part` marks one of several batches that share outlets.
    """

    outlet: str
    outcomes: tuple[tuple[Link, Article | Problem], ...] = ()
    problems: tuple[Problem, ...] = ()
    requests: tuple[Request, ...] = ()
    left: tuple[Link, ...] = ()
    left_as: Fate = Fate.WAITING
    unchanged: int = 0
    part: bool = False

    def __post_init__(self) -> None:
        for name in ("outcomes", "problems", "requests", "left"):
            object.__setattr__(self, name, all_storable(getattr(self, name)))

    @property
    def idle(self) -> bool:
        """Whether it has no link: only the requests of its outlet are to be stored."""
        return not (self.outcomes or self.left)

    @property
    def reached(self) -> bool:
        """Whether any listing of the outlet gave a usable answer."""
        return any(request.kind != RequestKind.PAGE and request.reason is None for request in self.requests)
