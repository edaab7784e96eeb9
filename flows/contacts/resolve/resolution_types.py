"""The types of resolution: a Report goes in, a Ledger is what is known so far, a Resolution is what to append to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from flows.contacts.contact import (
    FAMILIES,
    UNDATED,
    Contact,
    ContactDetails,
    DateBasis,
    DateBounds,
    DatePrecision,
    Mention,
    Status,
)
from flows.news.article import DEFAULT_ZONE, Article

OPENING_WORDS = 1_000

_BOUNDED = frozenset({DateBasis.NONE, DateBasis.BYLINE})
_VAGUE = frozenset({DatePrecision.NONE, DatePrecision.YEAR})


@dataclass(frozen=True, slots=True)
class Report:
    """A mention together with what its article adds to it as evidence; one row of queries/report.sql.

    `published` is aware UTC or None, and midnight sharp means that only the day is known; `zone` is the outlet's IANA
    time zone; `copy_of` is the article this one was copied from, if it was; `context` is the title and the opening of
    the text, `address` where the article stands. `contact` is the id that the mention was resolved to last, None where
    it belongs to no contact. `taken_back` says that the latest version of its article, which has been read, says no
    more that there was a contact of this leader: neither as news nor as one of the past.
    """

    mention: UUID
    article: UUID
    outlet: str
    published: datetime | None
    first_seen: datetime
    status: Status
    details: ContactDetails
    dates: DateBounds = UNDATED
    zone: str = DEFAULT_ZONE
    copy_of: UUID | None = None
    context: str = ""
    address: str = ""
    contact: str | None = None
    taken_back: bool = False

    @property
    def family(self) -> str:
        """The family of its channel: outlets that report one event differently stay within it."""
        return FAMILIES[self.details.channel]

    @property
    def origin(self) -> UUID:
        """The article that this one was copied from, else the article itself."""
        return self.copy_of or self.article

    @property
    def effective(self) -> datetime:
        """When the article came out, as far as is known: `published`, else `first_seen`."""
        return self.published or self.first_seen

    @property
    def stated_days(self) -> tuple[date, date] | None:
        """The first and last day that the text itself gives; what publication or a dateline bounds is not stated."""
        days = self.dates
        if days.date_from is None or days.date_basis in _BOUNDED or days.date_precision in _VAGUE:
            return None
        return days.date_from, days.date_to or days.date_from


def report_of(mention: Mention, article: Article, *, zone: str = DEFAULT_ZONE, copy_of: UUID | None = None) -> Report:
    """Return the report that a mention makes in its article."""
    return Report(
        mention=mention.id,
        article=article.id,
        outlet=article.outlet,
        published=article.published,
        first_seen=article.first_seen,
        status=mention.status,
        details=mention.details,
        dates=mention.dates,
        zone=zone,
        copy_of=copy_of,
        context=f"{article.title}\n{article.text[:OPENING_WORDS]}",
        address=article.url,
    )


@dataclass(frozen=True, slots=True)
class ReferenceContact:
    """A contact of the reference ledger, or, with `happened` false, one that was claimed or planned and never was.

    `date_from` and `date_to` bound the day, inclusive; `confidence` is seen or date_from_memory, which matches with a
    wider window. `words` are Urdu words that tell this contact from its neighbours; `evidence` says where it is from.
    """

    id: str
    watch: str
    details: ContactDetails
    date_from: date
    date_to: date
    date_precision: DatePrecision
    confidence: str
    happened: bool = True
    words: tuple[str, ...] = ()
    evidence: str = ""
    note: str = ""

    @property
    def family(self) -> str:
        """The family of its channel."""
        return FAMILIES[self.details.channel]


class Verb(StrEnum):
    """What a person may decide about contacts."""

    MERGE = "merge"
    SPLIT = "split"
    DISMISS = "dismiss"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided; it holds through every replay, the latest word on the same thing counts.

    MERGE: `contact` is the same event as `other`. SPLIT: what `article` reports as `contact` is the event `other`,
    which need not exist yet. DISMISS: `contact` is no contact and never raises anything. `undone` takes one back.
    """

    verb: Verb
    contact: str
    decided_by: str
    decided_at: datetime
    other: str | None = None
    article: UUID | None = None
    undone: bool = False
    note: str = ""


class Role(StrEnum):
    """What a report does for its contact."""

    OPENING = "opening"
    SUPPORTING = "supporting"
    BACKGROUND = "background"
    PLANNED = "planned"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class ContactReport:
    """The word that a mention belongs to a contact; a later row for the same mention replaces an earlier one.

    `contact` is None where a mention was taken out again. `independent` is false for a copy and for a further report
    of an outlet already counted.
    """

    mention: UUID
    article: UUID
    contact: str | None
    role: Role
    independent: bool
    resolved_at: datetime


class ChangeKind(StrEnum):
    """How a contact changed."""

    NEW = "new"
    HAPPENED = "happened"
    CORROBORATED = "corroborated"
    CORRECTED = "corrected"
    DETAILED = "detailed"
    DENIED = "denied"
    MERGED = "merged"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Change:
    """One step in the life of a contact, with all that is known of it from then on.

    `number` counts a contact's changes from 1. `alert` is true for the one change that tells people of the contact;
    `article` is the report that caused the change. `outlets` counts independent outlets. `became` names the
    contact that a merged one became.
    """

    contact: str
    number: int
    kind: ChangeKind
    noted_at: datetime
    alert: bool
    article: UUID | None
    dates: DateBounds
    details: ContactDetails
    outlets: int
    became: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that resolution knows before it reads: reference, contacts, their reports and changes, people's decisions."""

    known: tuple[ReferenceContact, ...] = ()
    contacts: tuple[Contact, ...] = ()
    reports: tuple[Report, ...] = ()
    changes: tuple[Change, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """What to append: new contacts, where each mention belongs, what changed; and the ledger as it is after that."""

    contacts: tuple[Contact, ...]
    reports: tuple[ContactReport, ...]
    changes: tuple[Change, ...]
    ledger: Ledger

    @property
    def alerts(self) -> tuple[Change, ...]:
        """The changes that people are alerted to, one per contact ever."""
        return tuple(change for change in self.changes if change.alert)
