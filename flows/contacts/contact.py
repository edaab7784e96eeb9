"""The nouns of the contacts room: a Mention is what one article says, a Contact is the real-world event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from flows.news.article import hash_id

WATCH = "putin-us"
"""The stored name of what is watched: contacts between Putin and a US leader."""


CONFIDENCE = 0.6
"""The probability from which an article is taken to report a new contact; docs/detection.md says how it was chosen."""


class Channel(StrEnum):
    """How the two were in contact."""

    PHONE = "phone"
    MEETING = "meeting"
    VIDEO = "video"
    LETTER = "letter"
    MESSAGE = "message"
    BRIEF = "brief"


FAMILIES = {
    Channel.PHONE: "call",
    Channel.VIDEO: "call",
    Channel.MEETING: "meeting",
    Channel.BRIEF: "meeting",
    Channel.LETTER: "letter",
    Channel.MESSAGE: "letter",
}
"""Channels that outlets take for one another: reports of one event stay within a family."""


class Status(StrEnum):
    """What an article says about a contact; only HAPPENED, while fresh, opens one."""

    HAPPENED = "happened"
    PLANNED = "planned"
    DENIED = "denied"
    BACKGROUND = "background"
    ENVOY = "envoy"
    OTHER = "other"


class DatePrecision(StrEnum):
    """How exactly a day is known."""

    DAY = "day"
    RANGE = "range"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


class DateBasis(StrEnum):
    """What a day was read from; BYLINE is the date of a dateline, NONE the publication alone."""

    STATED = "stated"
    RELATIVE = "relative"
    WEEKDAY = "weekday"
    BYLINE = "byline"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class DateBounds:
    """The days that a contact can have been on, inclusive and local to the outlet; None where nothing bounds them.

    Where neither text nor publication says which year or week is meant, both days stay None and what was said is kept
    in `stated_weekday` (ISO: Monday 1 … Sunday 7), `stated_month` and `stated_day`.
    """

    date_from: date | None = None
    date_to: date | None = None
    date_precision: DatePrecision = DatePrecision.NONE
    date_basis: DateBasis = DateBasis.NONE
    stated_weekday: int | None = None
    stated_month: int | None = None
    stated_day: int | None = None


UNDATED = DateBounds()
"""No day at all."""


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """Who was in contact how, and what else is known of it; `ordinal` is n where it is called the n-th of its kind."""

    us_leader: str
    channel: Channel
    duration_minutes: int | None = None
    place: str | None = None
    topics: tuple[str, ...] = ()
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One contact as one article reports it.

    `date_words` are the words that `dates` were read from. `start` and `end` are character offsets of `quote` in
    `field_name` ("title" or "text") of the stored article. `why` says what weighed most, `confidence` is the
    probability of the status, `participants` are the persons that the clause names. `id` names the content, so that
    reading an article again with the same rules gives the same ids.
    """

    article_id: UUID
    watch: str
    details: ContactDetails
    status: Status
    quote: str
    field_name: str
    start: int
    end: int
    dates: DateBounds = field(default=UNDATED, metadata={"date_from": "contact_date", "date_to": "date_until"})
    date_words: str = ""
    why: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    confidence: float = 1.0
    id: UUID = field(init=False)

    def __post_init__(self) -> None:
        details, days = self.details, self.dates
        parts = (
            self.article_id,
            self.watch,
            details.us_leader,
            details.channel,
            self.status,
            self.field_name,
            self.start,
        )
        dates = (days.date_from, days.date_to, days.stated_weekday, days.stated_month, days.stated_day)
        object.__setattr__(self, "id", hash_id("mention", *(str(part) for part in (*parts, self.end, *dates))))


@dataclass(frozen=True, slots=True)
class Reading:
    """All that detection says of one article; `verdict` is new, planned, denied, background, envoy, other or none."""

    article_id: UUID
    verdict: str
    mentions: tuple[Mention, ...] = field(default=())
    why: tuple[str, ...] = field(default=())
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Contact:
    """The real-world event that mentions resolve to.

    `id` is readable and never changes (`2025-07-03-trump-phone`). `dates` bound the day as far as it was known when it
    was opened; `opened_at` is aware UTC; `origin` is press, or reference for the ledger of known contacts.
    """

    id: str
    watch: str
    details: ContactDetails
    dates: DateBounds
    origin: str
    opened_at: datetime
