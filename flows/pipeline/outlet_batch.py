"""What is known of an outlet before it is asked, and the batch that asking it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flows.news.article import Article, Link, OtherArticle, Problem
from flows.news.listings.poll_schedule import Poll
from flows.news.web.response import RequestKind
from flows.run_statistics import Request
from warehouse import all_storable

POSTPONED = frozenset({"resting", "busy"})
"""Reasons of requests that were not made: their links wait for another run."""


@dataclass(frozen=True, slots=True)
class OutletState:
    """What is known of an outlet before it is asked.

    `urls` were read, `pending` are to be read though no listing may name them again, `validators` go with the next
    request of each listing, `learnt` are the match keys of lines that its articles repeat, `before` tells whether it
    was ever read. `bodies` are the hashes of what each listing last said, `polls` its log, `resting` the addresses
    that are to be left alone until then, `others` its articles of the last days.
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
    """What collecting one outlet, or reading some files, gave; not yet stored, and then stored together.

    `outcomes` has one entry for every link taken on: the link, and the article or the problem it became. `problems`
    are those of listings, which are nobody's link. `unchanged` counts links read before; `left` were not taken on this
    time, and stay waiting, or are skipped for good where they are the older ones of a first run. Letters that
    cannot be stored are replaced, wherever in it they stand. `part` marks one of several batches that share outlets.
    """

    outlet: str
    outcomes: tuple[tuple[Link, Article | Problem], ...] = ()
    problems: tuple[Problem, ...] = ()
    requests: tuple[Request, ...] = ()
    left: tuple[Link, ...] = ()
    left_as: str = "waiting"
    unchanged: int = 0
    part: bool = False

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
        return any(request.kind != RequestKind.PAGE and request.reason is None for request in self.requests)
