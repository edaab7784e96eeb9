"""What an alert says: AlertPayload, its sources, and its JSON, which is stored, signed and sent as it is."""

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
    """One report behind an alert: who published it, where, and the clause that tells of the contact.

    `tier` is 1 (national) to 3 (small or unknown); `published` is aware UTC, or None where the outlet does not say;
    `independent` is false for copies and for further reports of an outlet already counted; `confidence` is the
    probability that it reports a new contact, 0 to 1, None where that was not asked. `duration_minutes` and `place` are
    what it says of the contact. `second_reader` is what a second reader had to do with it: `decided` where it is of a
    new contact by its word, and each detail that it states otherwise, such as `minutes 30 → 50`; empty for most.
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
        """Names the alert for ever: the contact's id and the number of the change."""
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
        """Whether a single outlet of the lowest tier is all there is."""
        return self.outlets <= 1 and self.best_tier >= LOW_TIER

    @property
    def demo(self) -> bool:
        """Whether every report of it is of an outlet on this machine: an invented one of the demo."""
        return bool(self.sources) and all(on_this_machine(source.url) for source in self.sources)


ADAPTER = TypeAdapter(AlertPayload)
HELD = {
    "details": ("us_leader", "channel", "duration_minutes", "place", "topics"),
    "dates": ("date_from", "date_to", "date_precision"),
}
"""What an alert says of its contact: values of their own in its JSON."""


def payload_of(contact: Contact, change: Change, sources: Iterable[Source], *, late: bool = False) -> AlertPayload:
    """Return what is to be said of a change; strangers' text comes out clean, what is no address empty.

    Outlets are counted by the reports that stand now; where all were erased, as many as there were stay.
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
    """Return the details with strangers' text clean."""
    place = clean(details.place) if details.place else None
    return replace(details, place=place, topics=tuple(clean(topic) for topic in details.topics))


def cleaned(source: Source) -> Source:
    """Return the source with strangers' text clean, and an empty address where it is no web address."""
    return replace(
        source,
        name=clean(source.name) or source.outlet,
        title=clean(source.title),
        quote=clean(source.quote),
        url=safe_link(source.url),
        place=clean(source.place) if source.place else None,
    )


def to_json(payload: AlertPayload) -> str:
    """Return the facts as JSON: the webhook's body, byte for byte the same at every attempt."""
    return json.dumps(facts(payload), ensure_ascii=False, separators=(",", ":"))


def from_json(stored: str) -> AlertPayload:
    """Read facts back from `to_json`."""
    flat = json.loads(stored)
    for held, names in HELD.items():
        flat[held] = {name: flat.pop(name) for name in names if name in flat}
    return ADAPTER.validate_python(flat)


def facts(payload: AlertPayload) -> dict[str, Any]:
    """Return what an alert says as the values of JSON, days and details beside the rest."""
    flat: dict[str, Any] = {}
    for name, value in ADAPTER.dump_python(payload, mode="json").items():
        flat |= {key: value[key] for key in HELD[name]} if name in HELD else {name: value}
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
