"""The content of an alert: AlertPayload, its sources, and its JSON, which is stored, signed and sent unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from flows.alerts.sanitize import clean, on_this_machine, safe_link
from flows.contacts.contact import UNDATED, Contact, ContactDetails, DateBounds
from flows.contacts.resolve.resolution_types import Change

LOW_TIER = 3


class AlertStep(StrEnum):
    """A step that an alert reports: how a contact changed, a plan, or the daily test."""

    NEW = "new"
    HAPPENED = "happened"
    CORROBORATED = "corroborated"
    CORRECTED = "corrected"
    DETAILED = "detailed"
    DENIED = "denied"
    PLANNED = "planned"
    MERGED = "merged"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    CANARY = "canary"


@dataclass(frozen=True, slots=True)
class Source:
    """One report behind an alert: who published it, where, and the clause that reports the contact.

    `tier` is 1 (national) to 3 (small or unknown); `published` is aware UTC, or None where the outlet does not say;
    `independent` is false for copies and for further reports of an outlet already counted; `confidence` is the
    probability that it reports a new contact, 0 to 1, None where that is not known. `duration_minutes` and `place` are
    what it says of the contact. `second_reader` holds `decided` where a second reader decided that it reports a new
    contact, and each detail that the second reader states differently, such as `minutes 30 → 50`.
    """

    outlet: str
    name: str
    tier: int
    url: str
    title: str
    quote: str
    published: datetime | None = None
    independent: bool = True
    confidence: float | None = None
    duration_minutes: int | None = None
    place: str | None = None
    second_reader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertPayload:
    """One step of a contact, as an alert reports it.

    `first` marks the one alert that announces the contact. `raised_at` is aware UTC. `outlets` counts independent
    outlets. The report that caused the step comes first in `sources`. `late` marks a contact that was no longer fresh
    when it was read, because it came out while the service was down.
    """

    contact: str
    number: int
    kind: AlertStep
    first: bool
    raised_at: datetime
    watch: str
    details: ContactDetails
    dates: DateBounds = UNDATED
    outlets: int = 0
    became: str | None = None
    detail: str = ""
    sources: tuple[Source, ...] = ()
    late: bool = False

    @property
    def id(self) -> str:
        """The id of the alert, which never changes: the id of the contact and the number of the change."""
        return f"{self.contact}.{self.number}"

    @property
    def best_tier(self) -> int:
        """Tier of the best outlet that reports it; LOW_TIER where none is known."""
        return min((source.tier for source in self.sources), default=LOW_TIER)

    @property
    def reported_at(self) -> datetime | None:
        """When the first report came out, aware UTC; None where no outlet says so."""
        return min((source.published for source in self.sources if source.published), default=None)

    @property
    def confidence(self) -> float | None:
        """Probability that the surest report is of a new contact; None where no report has one."""
        return max((source.confidence for source in self.sources if source.confidence is not None), default=None)

    @property
    def unconfirmed(self) -> bool:
        """Whether a single outlet of the lowest tier reports it."""
        return self.outlets <= 1 and self.best_tier >= LOW_TIER

    @property
    def demo(self) -> bool:
        """Whether every report is from an outlet on this machine, as those of the demo are."""
        return bool(self.sources) and all(on_this_machine(source.url) for source in self.sources)


ADAPTER = TypeAdapter(AlertPayload)
NESTED = {
    "details": ("us_leader", "channel", "duration_minutes", "place", "topics"),
    "dates": ("date_from", "date_to", "date_precision"),
}
"""Fields whose values stand beside the others in the JSON."""


def payload_of(contact: Contact, change: Change, sources: Iterable[Source], *, late: bool = False) -> AlertPayload:
    """Return the alert for a change, with the text of outlets cleaned.

    `outlets` counts the reports of today; where all were erased, the number of the change is kept.
    """
    named = tuple(cleaned(source) for source in sources)
    return AlertPayload(
        contact=contact.id,
        number=change.number,
        kind=AlertStep(change.kind),
        first=change.alert,
        raised_at=change.noted_at,
        watch=contact.watch,
        details=cleaned_details(replace(change.details, topics=contact.details.topics)),
        dates=change.dates,
        outlets=sum(source.independent for source in named) or change.outlets,
        became=change.became,
        detail=clean(change.detail),
        sources=named,
        late=late,
    )


def cleaned_details(details: ContactDetails) -> ContactDetails:
    """Return the details with the text of outlets cleaned."""
    place = clean(details.place) if details.place else None
    return replace(details, place=place, topics=tuple(clean(topic) for topic in details.topics))


def cleaned(source: Source) -> Source:
    """Return the source with the text of its outlet cleaned, and an empty address where it is not a web address."""
    return replace(
        source,
        name=clean(source.name) or source.outlet,
        title=clean(source.title),
        quote=clean(source.quote),
        url=safe_link(source.url),
        place=clean(source.place) if source.place else None,
    )


def to_json(payload: AlertPayload) -> str:
    """Return an alert as the JSON that is stored."""
    return json.dumps(facts(payload), ensure_ascii=False, separators=(",", ":"))


def from_json(stored: str) -> AlertPayload:
    """Return the alert of a stored JSON."""
    flat = json.loads(stored)
    for held, names in NESTED.items():
        flat[held] = {name: flat.pop(name) for name in names if name in flat}
    return ADAPTER.validate_python(flat)


def facts(payload: AlertPayload) -> dict[str, Any]:
    """Return an alert as the values of JSON, with dates and details beside the others."""
    flat: dict[str, Any] = {}
    for name, value in ADAPTER.dump_python(payload, mode="json").items():
        flat |= {key: value[key] for key in NESTED[name]} if name in NESTED else {name: value}
    return flat


def event(payload: AlertPayload) -> dict[str, Any]:
    """Return the arguments of Prefect's `emit_event` for an alert: rabita.contact.<kind>, the facts as payload."""
    return {
        "event": f"rabita.contact.{payload.kind}",
        "resource": {
            "prefect.resource.id": f"rabita.contact.{payload.contact}",
            "prefect.resource.name": payload.contact,
        },
        "payload": facts(payload),
    }
