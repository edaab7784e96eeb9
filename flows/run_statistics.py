"""The rows that a run stores about itself, and its statistics, which must balance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

COLUMNS = ("discovered", "loaded", "duplicate", "unchanged", "rejected", "failed")
"""The columns of the statistics: the first is the sum of the others."""


class RunKind(StrEnum):
    """What a run does; those that are Prefect flows have the name of the flow."""

    INGEST = "ingest"
    IMPORT = "import"
    WATCH = "watch"
    REPLAY = "replay"
    DECIDE = "decide"
    CORRECT = "correct"
    RETENTION = "retention"
    HEALTH = "health"
    DIGEST = "digest"
    CANARY = "canary"
    LOOK = "look"


class StartedBy(StrEnum):
    """Who started a run: a person at a terminal, a flow run, or the schedule of its deployment."""

    HAND = "hand"
    PREFECT = "prefect"
    SCHEDULE = "schedule"


class RunOutcome(StrEnum):
    """How a run ended: PARTIAL where some outlets could not be read, ABANDONED where its process died."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"
    ABANDONED = "abandoned"


class Fate(StrEnum):
    """What became of a link in a run; WAITING: a later run tries it again, SKIPPED: no run will."""

    LOADED = "loaded"
    DUPLICATE = "duplicate"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    FAILED = "failed"
    WAITING = "waiting"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Run:
    """One run; `started_at` is aware UTC. What a `silent` run brings raises no alert."""

    id: UUID
    flow: RunKind
    started_by: StartedBy
    started_at: datetime
    rabita: str
    silent: bool = False


@dataclass(frozen=True, slots=True)
class RunEnd:
    """The end of a run."""

    run: UUID
    ended_at: datetime
    outcome: RunOutcome


@dataclass(frozen=True, slots=True)
class OutletStats:
    """The statistics of one outlet in one run."""

    run: UUID
    outlet: str
    discovered: int = 0
    loaded: int = 0
    duplicate: int = 0
    unchanged: int = 0
    rejected: int = 0
    failed: int = 0

    @property
    def balanced(self) -> bool:
        """Whether every link is counted exactly once."""
        fates = self.loaded + self.duplicate + self.unchanged + self.rejected + self.failed
        return self.discovered == fates


def sum_by_outlet(stats: Iterable[OutletStats]) -> tuple[OutletStats, ...]:
    """Return one row for each outlet of a run, in the order of their first rows."""
    groups: dict[str, list[OutletStats]] = {}
    for one in stats:
        groups.setdefault(one.outlet, []).append(one)
    return tuple(
        replace(ones[0], **{name: sum(getattr(one, name) for one in ones) for name in COLUMNS})
        for ones in groups.values()
    )


@dataclass(frozen=True, slots=True)
class Request:
    """One request to an outlet; `reason` is None for a good answer."""

    id: UUID
    outlet: str
    url: str
    kind: str
    fetched_at: datetime
    status: int | None
    reason: str | None
    bytes: int
    etag: str | None = None
    last_modified: str | None = None
    retry_after: datetime | None = None
    body: UUID | None = None
    items: int | None = None
    items_new: int | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class LinkFate:
    """What became of one link."""

    outlet: str
    url: str
    found_in: str
    found_at: datetime
    fate: Fate
    title: str | None = None
    published: datetime | None = None
    published_raw: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class OutletRow:
    """What sources.yaml says of an outlet since `since`."""

    id: str
    since: datetime
    name: str
    homepage: str
    country: str
    tier: int
    timezone: str


@dataclass(frozen=True, slots=True)
class Reprint:
    """A further address of a text that is already stored."""

    url: str
    outlet: str
    article: UUID
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem as it is stored."""

    id: UUID
    outlet: str
    url: str
    step: str
    reason: str
    detail: str
    noted_at: datetime
