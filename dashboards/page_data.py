"""The data of the page, read from the published warehouse.

Times are aware UTC. Each dataclass holds a row of the query in queries/ that names it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TypeVar

import warehouse
from flows.alerts.heartbeat import OutletsAlive
from flows.alerts.payload import AlertStep
from flows.contacts.contact import ContactDetails, DateBounds
from flows.contacts.resolve.resolution_types import ChangeKind, Role
from flows.news.outlets.health import HealthState
from flows.run_statistics import RunKind, RunOutcome

Row = TypeVar("Row")

RECENT_ALERTS = timedelta(days=7)
"""How far back *Now* lists alerts."""
OPEN_PLAN = timedelta(days=60)
"""How long a plan is shown after it was last reported."""
DAILY_WINDOW = timedelta(days=14)
NEWEST = 40
"""Headlines that *Search* shows before a search."""
EDITS = 50
"""The newest changed articles that are shown; with those that report a contact at most twice as many."""
AROUND = 140
"""Characters of the article shown on both sides of a quoted clause."""


class ContactState(StrEnum):
    """How a contact stands; REFERENCE is one that only the reference ledger has."""

    NEW = "new"
    CORROBORATED = "corroborated"
    DENIED = "denied"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class ContactSummary:
    """A contact as it is known now.

    `ledger` says how the reference ledger knows its day: seen or date_from_memory; empty if it is not in the ledger.
    """

    contact: str
    details: ContactDetails
    dates: DateBounds
    state: ContactState
    outlets: int
    first_reported_at: datetime | None
    alerted_at: datetime | None
    evidence: str
    note: str
    ledger: str

    @property
    def stands(self) -> bool:
        """Whether it is taken to have happened."""
        return self.state not in {ContactState.DENIED, ContactState.DISMISSED, ContactState.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """What one clause of an article says about a contact; if not `dated`, `reported_at` is when we first saw it."""

    contact: str
    role: Role
    independent: bool
    outlet: str
    title: str
    url: str
    reported_at: datetime
    dated: bool
    agency: str | None
    quote: str
    headline: bool
    before: str
    after: str
    details: ContactDetails
    dates: DateBounds
    date_words: str
    why: tuple[str, ...]
    participants: tuple[str, ...]
    confidence: float
    copied_from: str | None
    second_reader: tuple[str, ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether it reports the contact as news, not as background, plan or denial."""
        return self.role in {Role.OPENING, Role.SUPPORTING}


@dataclass(frozen=True, slots=True)
class ContactStep:
    """A change of a contact; `as_contact` is the id that the contact had then."""

    contact: str
    as_contact: str
    kind: ChangeKind
    noted_at: datetime
    alert: bool
    outlet: str | None
    details: ContactDetails
    dates: DateBounds
    outlets: int
    became: str | None


@dataclass(frozen=True, slots=True)
class AlertSummary:
    """An alert, and how many channels have received it."""

    kind: AlertStep
    raised_at: datetime
    contact: str
    deliveries: int
    delivered: int
    given_up: int
    outstanding: int


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """An announced contact; `fate` is open while it can still take place."""

    details: ContactDetails
    dates: DateBounds
    outlets: int
    first_reported_at: datetime
    last_reported_at: datetime
    fate: str
    contact: str | None
    quote: str


@dataclass(frozen=True, slots=True)
class OutletSummary:
    """An outlet; `contacts`, `firsts` and `lag_minutes` count only contacts that several outlets reported.

    `condition` is the state that the last ingest found.
    """

    outlet: str
    name: str
    tier: int
    homepage: str
    country: str
    timezone: str
    last_success: datetime | None
    last_problem: str | None
    newest_article: datetime | None
    articles: int
    articles_last_day: int
    failing_runs: int
    condition: HealthState
    contacts: int
    firsts: int
    lag_minutes: int | None
    copies: int
    pages: int
    boilerplate: tuple[str, ...]

    @property
    def quiet(self) -> bool:
        """Whether it does not answer, or is in another state than usual."""
        return self.last_success is None or self.failing_runs > 0 or self.condition is not HealthState.OK

    @property
    def lag(self) -> timedelta | None:
        """How long after the first report its own usually comes."""
        return None if self.lag_minutes is None else timedelta(minutes=self.lag_minutes)


@dataclass(frozen=True, slots=True)
class DailyArticles:
    """Articles of an outlet on one day."""

    outlet: str
    day: date
    articles: int


@dataclass(frozen=True, slots=True)
class Headline:
    """An article as *Search* lists it."""

    reported_at: datetime
    outlet: str
    title: str
    url: str
    verdict: str
    contact: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """An article that changed at the same address, and when each version was first seen."""

    outlet: str
    url: str
    title_before: str
    title_after: str
    text_before: str
    text_after: str
    seen_before: datetime
    seen_after: datetime


@dataclass(frozen=True, slots=True)
class OutletName:
    """The id of an outlet, registered or not."""

    outlet: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run and its statistics; one without an end was cut off or is still running."""

    flow: RunKind
    started_at: datetime
    ended_at: datetime | None
    outcome: RunOutcome | None
    discovered: int
    loaded: int
    failed: int


@dataclass(frozen=True, slots=True)
class Merged:
    """A contact that was merged into another one."""

    contact: str
    root: str


@dataclass(frozen=True, slots=True)
class Month:
    """The headlines of a month (`2026-11`): their number, and their rows as JSON lists with commas between them."""

    month: str
    articles: int
    rows: str


@dataclass(frozen=True, slots=True)
class PageData:
    """All data of the page; `now` is when the page is built."""

    now: datetime
    contacts: tuple[ContactSummary, ...]
    alerts: tuple[AlertSummary, ...]
    plans: tuple[PlanSummary, ...]
    outlets: tuple[OutletSummary, ...]
    daily_articles: tuple[DailyArticles, ...]
    headlines: tuple[Headline, ...]
    months: tuple[Month, ...]
    searched: tuple[str, ...]
    edits: tuple[Edit, ...]
    runs: tuple[RunRow, ...]
    merged: tuple[Merged, ...]
    outlets_alive: OutletsAlive
    reports: dict[str, tuple[ReportSummary, ...]] = field(default_factory=dict)
    changes: dict[str, tuple[ContactStep, ...]] = field(default_factory=dict)

    @property
    def standing(self) -> tuple[ContactSummary, ...]:
        """The contacts that are taken to have happened, latest first."""
        return tuple(contact for contact in self.contacts if contact.stands)


def load_data(con: warehouse.Connection, now: datetime, *, most: int, timezone: str) -> PageData:
    """Read all data of the page.

    `now` is aware UTC; *Search* gets the newest `most` articles. Days and months are local to `timezone`, an IANA name.
    """
    (outlets_alive,) = warehouse.read(con, "outlets_alive", OutletsAlive)
    plans = [plan for plan in warehouse.read(con, "planned_contact", PlanSummary) if _is_shown(plan, now)]
    return PageData(
        now=now,
        contacts=_read(con, "contact", ContactSummary),
        alerts=_read(con, "alert", AlertSummary, since=now - RECENT_ALERTS),
        plans=tuple(sorted(plans, key=_soonest)),
        outlets=_read(con, "outlet", OutletSummary),
        daily_articles=_read(con, "articles_per_day", DailyArticles, since=now - DAILY_WINDOW, timezone=timezone),
        headlines=_read(con, "article", Headline, most=NEWEST),
        months=_read(con, "month", Month, most=most, timezone=timezone),
        searched=tuple(one.outlet for one in _read(con, "outlet_with_articles", OutletName)),
        edits=_read(con, "article_edit", Edit, most=EDITS),
        runs=_read(con, "run", RunRow, most=50),
        merged=_read(con, "merged_contact", Merged),
        outlets_alive=outlets_alive,
        reports=_by_contact(_read(con, "report", ReportSummary, around=AROUND)),
        changes=_by_contact(_read(con, "contact_change", ContactStep)),
    )


def _is_shown(plan: PlanSummary, now: datetime) -> bool:
    return plan.fate == "open" and plan.last_reported_at >= now - OPEN_PLAN


def _soonest(plan: PlanSummary) -> tuple[date, int]:
    """Sort plans by day, those without a day last; on one day those of most outlets first."""
    return plan.dates.date_from or date.max, -plan.outlets


def _by_contact(rows: tuple[Row, ...]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.contact, []).append(row)  # type: ignore[attr-defined]
    return {contact: tuple(its) for contact, its in found.items()}


def _read(con: warehouse.Connection, name: str, into: type[Row], **params: object) -> tuple[Row, ...]:
    """Run a query of queries/ and return its rows as `into`."""
    return tuple(warehouse.select(con, _sql(name), into, **params))


@cache
def _sql(name: str) -> str:
    return resources.files(__package__).joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")
