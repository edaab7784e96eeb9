"""Who may be reported: persons, the offices they held and when, as lexicon/leaders.yaml gives them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Side = Literal["ru", "us"]


class Strict(BaseModel):
    """An entry that refuses unknown keys, so that a misspelt one is an error and not a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Term(Strict):
    """A time in office: `elected` opens it for a president-elect, `since` and `until` are its first and last day."""

    office: str
    since: date = Field(alias="from")
    until: date | None = None
    elected: date | None = None

    def covers(self, day: date, *, grace: int = 0) -> bool:
        """Tell whether `day` lies in this term, counted from the election, or up to `grace` days after it."""
        last = date.max if self.until is None else date.fromordinal(self.until.toordinal() + grace)
        return (self.elected or self.since) <= day <= last


class Leader(Strict):
    """A person whose contacts may be reported."""

    id: str
    side: Side
    names: tuple[str, ...]
    spellings: tuple[str, ...]
    offices: tuple[Term, ...]
    historic: bool = False
    matches: tuple[str, ...]
    misses: tuple[str, ...]

    def holds(self, day: date, *, grace: int = 0) -> bool:
        """Tell whether the person is in office, or elected to it, on `day`."""
        return any(term.covers(day, grace=grace) for term in self.offices)


class Office(Strict):
    """How an office is called without a name."""

    office: str
    side: Side
    titles: tuple[str, ...]
    counterparts: tuple[str, ...]
    elect: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    matches: tuple[str, ...]
    misses: tuple[str, ...]


class LeadersFile(Strict):
    """lexicon/leaders.yaml."""

    leaders: tuple[Leader, ...]
    offices: tuple[Office, ...]
