"""The nouns of the contacts room: a Mention is what one article says, a Contact is the real-world event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from flows.news.article import hash_id

WATCH = "putin-us"
"""The stored name of what is watched: contacts between Putin and a US leader."""


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


@dataclass(frozen=True, slots=True)
class Mention:
    """One contact as one article tells it.

    `contact_date`/`date_until` bound the day it took place, local to the outlet, both inclusive; both are None where
    the text gives nothing to bound it with. `date_precision` is day, range, month, year or none, `date_basis` is
    stated, relative, weekday, byline or none, and `date_words` are the words it was read from. `start` and `end` are
    character offsets of `quote` in `field_name` ("title" or "text") of the stored article.
    `why` says what weighed most, `confidence` is the probability of the status, `participants` are the persons that the
    clause names.
    `ordinal` is n where the text calls it the n-th contact of its channel.

    Where neither text nor publication says which year or week is meant, both dates stay None and what was said is kept
    in `stated_weekday` (ISO: Monday 1 … Sunday 7), `stated_month` and `stated_day`. `id` names the content, so that
    reading an article again with the same rules gives the same ids.
    """

    article_id: UUID
    watch: str
    us_leader: str
    channel: Channel
    status: Status
    quote: str
    field_name: str
    start: int
    end: int
    contact_date: date | None = None
    date_until: date | None = None
    date_precision: str = "none"
    date_basis: str = "none"
    date_words: str = ""
    ordinal: int | None = None
    duration_minutes: int | None = None
    place: str | None = None
    topics: tuple[str, ...] = field(default=())
    why: tuple[str, ...] = field(default=())
    participants: tuple[str, ...] = field(default=())
    confidence: float = 1.0
    stated_weekday: int | None = None
    stated_month: int | None = None
    stated_day: int | None = None
    id: UUID = field(init=False)

    def __post_init__(self) -> None:
        parts = (self.article_id, self.watch, self.us_leader, self.channel, self.status, self.field_name, self.start)
        dates = (self.contact_date, self.date_until, self.stated_weekday, self.stated_month, self.stated_day)
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

    `id` is readable and never changes (`2025-07-03-trump-phone`). `date_from`/`date_to` bound the day, inclusive, as
    far as it is known now; `opened_at` is aware UTC; `origin` is press, or reference for the ledger of known contacts.
    """

    id: str
    watch: str
    us_leader: str
    channel: Channel
    date_from: date | None
    date_to: date | None
    date_precision: str
    origin: str
    opened_at: datetime
    duration_minutes: int | None = None
    place: str | None = None
    topics: tuple[str, ...] = field(default=())
    ordinal: int | None = None
