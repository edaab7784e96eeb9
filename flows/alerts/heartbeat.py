"""Signs that the service works: pings to a monitor outside, and a daily test contact through the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import SecretStr

from flows.alerts import http_post
from flows.alerts.outcome import Outcome
from flows.alerts.payload import AlertPayload
from flows.contacts.contact import Channel, ContactDetails, DateBounds, DatePrecision

PING_SECONDS = 10.0


class PingKind(StrEnum):
    """What a ping says, as Healthchecks names it."""

    START = "start"
    SUCCESS = "success"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class OutletsAlive:
    """How many outlets there are and answered well when last asked, and the newest article; a row of queries/alive."""

    outlets: int
    alive: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the watch is doing: outlets that answered well in their last request, all outlets, the newest article.

    `newest` is aware UTC, None where there is no article; `outstanding` counts alerts that no channel has yet.
    """

    alive: int
    outlets: int
    newest: datetime | None
    outstanding: int = 0


def judge(
    pulse: Vitals, *, now: datetime, share: float = 0.5, freshness: timedelta = timedelta(hours=6)
) -> tuple[PingKind, str]:
    """Say whether the watch is alive, and why not: outlets answer, the newest article is fresh, alerts get out."""
    needed = max(1, round(pulse.outlets * share))
    if pulse.alive < needed:
        return PingKind.FAIL, f"{pulse.alive} of {pulse.outlets} outlets answer, {needed} are expected"
    if pulse.newest is None or now - pulse.newest > freshness:
        age = "there is none" if pulse.newest is None else f"it is from {pulse.newest:%Y-%m-%d %H:%M} UTC"
        return PingKind.FAIL, f"the newest article is not fresh: {age}"
    if pulse.outstanding:
        return PingKind.FAIL, f"{pulse.outstanding} alerts have reached nobody"
    return PingKind.SUCCESS, f"{pulse.alive} of {pulse.outlets} outlets answer"


def ping(address: SecretStr, beat: PingKind, why: str = "") -> Outcome:
    """Ping the monitor outside; success is the address itself, start and fail are below it. The reason is the body."""
    url, _, query = address.get_secret_value().partition("?")
    if beat is not PingKind.SUCCESS:
        url = f"{url.rstrip('/')}/{beat}"
    return http_post.request(f"{url}?{query}" if query else url, body=why.encode(), total=PING_SECONDS)


def canary(now: datetime) -> AlertPayload:
    """Return the test contact of a day; only channels with `canary` among their steps hear of it."""
    day = now.date()
    return AlertPayload(
        contact=f"{day}-canary",
        number=1,
        kind="canary",
        first=False,
        raised_at=now,
        watch="canary",
        details=ContactDetails("trump", Channel.PHONE),
        dates=DateBounds(day, day, DatePrecision.DAY),
    )
