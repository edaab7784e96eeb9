"""The data of the page, read from the published warehouse at once.

Times are aware UTC, lengths of time are minutes where a name says so. One dataclass a query of queries/, named there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import TypeVar

import warehouse
from flows.alerts.heartbeat import OutletsAlive
from flows.contacts.contact import ContactDetails, DateBounds

Row = TypeVar("Row")

RECENT_ALERTS = timedelta(days=7)
"""How far back *Now* lists alerts."""
OPEN_PLAN = timedelta(days=60)
"""How long a plan without a day is still shown after it was last reported."""
DAILY_WINDOW = timedelta(days=14)
NEWEST = 40
"""Headlines that *Search* shows before anybody searches."""
EDITS = 50
"""The newest changed articles that are shown; with those that report a contact twice as many at most."""
AROUND = 140
"""Characters of the article shown on both sides of a quoted clause."""


@dataclass(frozen=True, slots=True)
class ContactSummary:
    """A contact as it is known now; `state` is new, corroborated, denied, dismissed, withdrawn, or reference.

    A contact of the reference ledger is one that no news reports; `ledger` says how its day is known there: seen or
    date_from_memory, empty where the ledger does not have it.
    """

    contact: str
    details: ContactDetails
    dates: DateBounds
    state: str
    outlets: int
    first_outlet: str | None
    first_title: str | None
    first_url: str | None
    first_reported_at: datetime | None
    alerted_at: datetime | None
    evidence: str
    note: str
    ledger: str

    @property
    def stands(self) -> bool:
        """Whether it is still held to have taken place."""
        return self.state not in {"denied", "dismissed", "withdrawn"}


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """What one clause of one article says of a contact; `dated` is false where `reported_at` is when we saw it."""

    contact: str
    role: str
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


@dataclass(frozen=True, slots=True)
class ContactStep:
    """One step in the life of a contact; `as_contact` is the id that it was noted under."""

    contact: str
    as_contact: str
    kind: str
    noted_at: datetime
    alert: bool
    outlet: str | None
    details: ContactDetails
    dates: DateBounds
    outlets: int
    became: str | None


@dataclass(frozen=True, slots=True)
class AlertSummary:
    """An alert that went out, and how many channels have it."""

    kind: str
    raised_at: datetime
    contact: str
    deliveries: int
    delivered: int
    given_up: int
    outstanding: int
    first_delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """A contact that was announced; `fate` is open where it may still take place."""

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
    """An outlet; `contacts`, `firsts` and `lag_minutes` are over contacts that several outlets reported.

    `condition` is ok, degraded, blocked, silent or moved, as the last ingest judged it.
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
    condition: str
    contacts: int
    firsts: int
    lag_minutes: int | None
    copies: int
    pages: int
    boilerplate: tuple[str, ...]

    @property
    def quiet(self) -> bool:
        """Whether it does not answer, or is not as it usually is."""
        return self.last_success is None or self.failing_runs > 0 or self.condition != "ok"

    @property
    def lag(self) -> timedelta | None:
        """How far behind the first report it usually is."""
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
    """An article whose words changed at the same address, and when either text was first seen."""

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
    """An outlet by its id, also one that is not registered."""

    outlet: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run and its statistics; without an end it was cut off or is still going."""

    flow: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    discovered: int
    loaded: int
    failed: int


@dataclass(frozen=True, slots=True)
class Merged:
    """A contact that became another one."""

    contact: str
    root: str


@dataclass(frozen=True, slots=True)
class Month:
    """The headlines of a month (`2026-11`): how many, and `rows`, each a JSON list, commas between them."""

    month: str
    articles: int
    rows: str


@dataclass(frozen=True, slots=True)
class PageData:
    """All that the page shows, as it was published; `now` is when the page is built."""

    now: datetime
    contacts: tuple[ContactSummary, ...]
    alerts: tuple[AlertSummary, ...]
    plans: tuple[PlanSummary, ...]
    outlets: tuple[OutletSummary, ...]
    rhythm: tuple[DailyArticles, ...]
    headlines: tuple[Headline, ...]
    months: tuple[Month, ...]
    searched: tuple[str, ...]
    edits: tuple[Edit, ...]
    runs: tuple[RunRow, ...]
    merged: tuple[Merged, ...]
    pulse: OutletsAlive
    reports: dict[str, tuple[ReportSummary, ...]] = field(default_factory=dict)
    changes: dict[str, tuple[ContactStep, ...]] = field(default_factory=dict)

    @property
    def standing(self) -> tuple[ContactSummary, ...]:
        """The contacts that are held to have taken place, latest first."""
        return tuple(contact for contact in self.contacts if contact.stands)


def load_data(con: warehouse.Connection, now: datetime, *, most: int, timezone: str) -> PageData:
    """Read everything that the page shows.

    `now` is aware UTC; *Search* has at most the newest `most` articles. Days and months are by the clock of `timezone`,
    an IANA name.
    """
    (pulse,) = warehouse.read(con, "outlets_alive", OutletsAlive)
    return PageData(
        now=now,
        contacts=_ask(con, "contact", ContactSummary),
        alerts=_ask(con, "alert", AlertSummary, since=now - RECENT_ALERTS),
        plans=tuple(
            sorted(
                (plan for plan in warehouse.read(con, "planned_contact", PlanSummary) if _open(plan, now)), key=_soonest
            )
        ),
        outlets=_ask(con, "outlet", OutletSummary),
        rhythm=_ask(con, "articles_per_day", DailyArticles, since=now - DAILY_WINDOW, timezone=timezone),
        headlines=_ask(con, "article", Headline, most=NEWEST),
        months=_ask(con, "month", Month, most=most, timezone=timezone),
        searched=tuple(one.outlet for one in _ask(con, "outlet_with_articles", OutletName)),
        edits=_ask(con, "article_edit", Edit, most=EDITS),
        runs=_ask(con, "run", RunRow, most=50),
        merged=_ask(con, "merged_contact", Merged),
        pulse=pulse,
        reports=_by_contact(_ask(con, "report", ReportSummary, around=AROUND)),
        changes=_by_contact(_ask(con, "contact_change", ContactStep)),
    )


def _open(plan: PlanSummary, now: datetime) -> bool:
    return plan.fate == "open" and plan.last_reported_at >= now - OPEN_PLAN


def _soonest(plan: PlanSummary) -> tuple[date, int]:
    """Order plans by the day they name, those without one last, the best attested first."""
    return plan.dates.date_from or date.max, -plan.outlets


def _by_contact(rows: tuple[Row, ...]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.contact, []).append(row)  # type: ignore[attr-defined]
    return {contact: tuple(its) for contact, its in found.items()}


def _ask(con: warehouse.Connection, name: str, into: type[Row], **params: object) -> tuple[Row, ...]:
    """Run one of our own queries; its columns are the fields of `into`."""
    return tuple(warehouse.select(con, _sql(name), into, **params))


@cache
def _sql(name: str) -> str:
    return resources.files(__package__).joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")
