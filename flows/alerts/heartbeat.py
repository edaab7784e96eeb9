"""Signs that the service works: pings to an outside monitor, and a daily test contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import SecretStr

from flows.alerts import http_post
from flows.alerts.delivery import DeliveryOutcome
from flows.alerts.payload import AlertPayload, AlertStep
from flows.contacts.contact import Channel, ContactDetails, DateBounds, DatePrecision

PING_SECONDS = 10.0
FRESHNESS = timedelta(hours=6)


class PingKind(StrEnum):
    """What a ping reports, in the terms of Healthchecks."""

    START = "start"
    SUCCESS = "success"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class OutletsAlive:
    """How many outlets there are, how many answered well when last asked, and when the newest article came out.

    A row of queries/outlets_alive.sql; `newest` is aware UTC, None where there is no article.
    """

    outlets: int
    alive: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Vitals:
    """What says whether the service works: what OutletsAlive holds, and how many alerts no channel has received."""

    alive: int
    outlets: int
    newest: datetime | None
    outstanding: int = 0


def judge(vitals: Vitals, *, now: datetime) -> tuple[PingKind, str]:
    """Return whether the service works, and a sentence that says why it does not. `now` is aware UTC.

    It works where half of the outlets answer, the newest article is at most FRESHNESS old and no alert waits.
    """
    needed = max(1, round(vitals.outlets / 2))
    if vitals.alive < needed:
        return PingKind.FAIL, f"{vitals.alive} of {vitals.outlets} outlets answer, {needed} are expected"
    if vitals.newest is None or now - vitals.newest > FRESHNESS:
        age = "there is none" if vitals.newest is None else f"it is from {vitals.newest:%Y-%m-%d %H:%M} UTC"
        return PingKind.FAIL, f"the newest article is not fresh: {age}"
    if vitals.outstanding:
        return PingKind.FAIL, f"{vitals.outstanding} alerts have reached nobody"
    return PingKind.SUCCESS, f"{vitals.alive} of {vitals.outlets} outlets answer"


def ping(address: SecretStr, kind: PingKind, why: str = "") -> DeliveryOutcome:
    """Ping the outside monitor; success is the address itself, start and fail are below it. The body is the reason."""
    url, _, query = address.get_secret_value().partition("?")
    if kind is not PingKind.SUCCESS:
        url = f"{url.rstrip('/')}/{kind}"
    return http_post.request(f"{url}?{query}" if query else url, body=why.encode(), total=PING_SECONDS)


def canary(now: datetime) -> AlertPayload:
    """Return the test contact of a day; only channels with the step `canary` receive it."""
    day = now.date()
    return AlertPayload(
        contact=f"{day}-canary",
        number=1,
        kind=AlertStep.CANARY,
        first=False,
        raised_at=now,
        watch="canary",
        details=ContactDetails("trump", Channel.PHONE),
        dates=DateBounds(day, day, DatePrecision.DAY),
    )
