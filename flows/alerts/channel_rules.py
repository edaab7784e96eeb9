"""Rules per channel, as data: what it receives, in which language, and when; pure decisions over them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from flows.alerts.payload import AlertPayload
from flows.alerts.wording import HOME, Language
from flows.news.time_zone import Zone

Step = Literal[
    "new", "happened", "corroborated", "corrected", "detailed", "denied", "planned", "merged", "dismissed", "canary"
]
MONDAY = 0


CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")


def _clock_time(value: object) -> object:
    """Read hours and minutes as a clock shows them; a number would be seconds, and an offset another clock's."""
    if isinstance(value, time) and value.tzinfo is None:
        return value
    match = CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError("clock", "hours and minutes expected, from 00:00 to 23:59")
    hour, minute, second = (int(part or 0) for part in match.groups())
    return time(hour, minute, second)


ClockTime = Annotated[time, BeforeValidator(_clock_time)]
"""A time of day without an offset, such as 22:00."""


class _RulesModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Quiet(_RulesModel):
    """Hours in which a channel rests, by the channel's clock; steps in `override` are told all the same."""

    start: ClockTime
    end: ClockTime
    override: tuple[Step, ...] = ("new",)


class ChannelRules(_RulesModel):
    """What one channel receives, and when.

    `steps` are those of a contact's life that it hears of; a contact is told for the first time by the first step at
    which an outlet of `minimum_tier` or better and `minimum_outlets` independent ones report it, and the probability of
    the surest report is at least `min_confidence`. `digest` gathers all
    of a day or a week, sent at `digest_at`, weekly ones on Monday. More than `most_a_day` new contacts within a day
    become one digest. `notices` are for the operator. Hours are by the clock of `timezone`.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    steps: tuple[Step, ...] = ("new",)
    minimum_tier: Literal[1, 2, 3] = 3
    minimum_outlets: Annotated[int, Field(ge=1, le=50)] = 1
    min_confidence: Annotated[float, Field(ge=0, lt=1)] = 0.0
    language: Language = Language.BOTH
    quiet: Quiet | None = None
    digest: Literal["daily", "weekly"] | None = None
    digest_at: ClockTime = time(8)
    timezone: Zone = HOME
    most_a_day: Annotated[int, Field(ge=1, le=1000)] = 20
    notices: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """What a channel was given before: whether of this contact, how many new ones within a day, the open digest."""

    alerted: bool = False
    recent: int = 0
    digest: UUID | None = None


@dataclass(frozen=True, slots=True)
class DeliveryPlan:
    """How a channel is to be told: at once (`due_at` None) or later, alone or in a digest, or by the rate brake."""

    digest: bool = False
    due_at: datetime | None = None
    braked: bool = False


def plan(
    alert: AlertPayload, rules: ChannelRules, history: History, *, raised: bool, now: datetime
) -> DeliveryPlan | None:
    """Decide whether and how a channel is told; `raised` says that the contact has its first alert, this one included.

    `now` is aware UTC. None means that this channel does not hear of it.
    """
    if not wants(alert, rules, known=history.alerted, raised=raised):
        return None
    if alert.kind != "canary":
        if rules.digest:
            return DeliveryPlan(digest=True, due_at=digest_time(rules, now))
        if not history.alerted and history.recent >= rules.most_a_day:
            return DeliveryPlan(digest=True, due_at=_next(time(0), rules, now), braked=True)
    return DeliveryPlan(due_at=quiet_until(alert.kind, rules, now))


def wants(alert: AlertPayload, rules: ChannelRules, *, known: bool, raised: bool) -> bool:
    """Say whether a channel hears of a step, given whether it knows of the contact already."""
    if alert.kind == "canary":
        return "canary" in rules.steps
    enough = alert.best_tier <= rules.minimum_tier and alert.outlets >= rules.minimum_outlets
    sure = alert.confidence is None or alert.confidence >= rules.min_confidence
    if alert.kind == "planned":
        return "planned" in rules.steps and enough and not known
    if known:
        return alert.kind in rules.steps
    if alert.kind == "denied" and not alert.first:
        return "denied" in rules.steps and enough
    if alert.kind in {"merged", "dismissed"} or not raised:
        return False
    return enough and sure and bool({"new", alert.kind} & {*rules.steps})


def quiet_until(kind: str, rules: ChannelRules, now: datetime) -> datetime | None:
    """Return when the channel's quiet hours end, None where it may be told at once."""
    if rules.quiet is None or kind in rules.quiet.override:
        return None
    start, end = rules.quiet.start, rules.quiet.end
    local = now.astimezone(ZoneInfo(rules.timezone)).time()
    quiet = start <= local < end if start <= end else local >= start or local < end
    return _next(end, rules, now) if quiet else None


def digest_time(rules: ChannelRules, now: datetime) -> datetime:
    """Return when the digest that collects now is sent, aware UTC."""
    due = _next(rules.digest_at, rules, now)
    zone = ZoneInfo(rules.timezone)
    while rules.digest == "weekly" and due.astimezone(zone).weekday() != MONDAY:
        due = _next(rules.digest_at, rules, due)
    return due


def _next(at: time, rules: ChannelRules, now: datetime) -> datetime:
    """Return the next instant after `now` at which the channel's clock shows `at`."""
    zone = ZoneInfo(rules.timezone)
    today = now.astimezone(zone).date()
    later = (datetime.combine(today + timedelta(days=days), at, zone).astimezone(UTC) for days in range(3))
    return next(moment for moment in later if moment > now)
