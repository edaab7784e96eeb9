"""The rules of a channel as data: what it receives, in which language and when. Decisions over them are pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from flows.alerts.payload import AlertPayload, AlertStep
from flows.alerts.wording import HOME, Language
from flows.news.time_span import Span
from flows.news.time_zone import Zone

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TAKES_BACK = frozenset({AlertStep.DENIED, AlertStep.DISMISSED, AlertStep.WITHDRAWN})
"""Steps that are sent although a person acknowledged the alert: what was acknowledged no longer holds."""
CHANGES_ONLY = frozenset({AlertStep.MERGED, AlertStep.DISMISSED, AlertStep.WITHDRAWN, AlertStep.RESTORED})
"""Steps that say nothing to a channel that does not know the contact."""
MONDAY = 0
MOST_WINDOWS = 20
"""Quiet windows in a row that are waited for, so that windows without a gap do not silence a channel for ever."""


CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")


def _clock_time(value: object) -> object:
    """Read hours and minutes such as 22:00. A number would mean seconds, and an offset another clock."""
    if isinstance(value, time) and value.tzinfo is None:
        return value
    match = CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError("clock", "hours and minutes expected, from 00:00 to 23:59")
    hour, minute, second = (int(part or 0) for part in match.groups())
    return time(hour, minute, second)


ClockTime = Annotated[time, BeforeValidator(_clock_time)]
"""A time of day without an offset, such as 22:00."""


def _several(value: object) -> object:
    """Accept one window without a list."""
    return () if value is None else (value,) if isinstance(value, dict | Quiet) else value


def _day(value: object) -> object:
    """Accept a date, and refuse a number, which pydantic would read as seconds."""
    if isinstance(value, str) or type(value) is date or value is None:
        return value
    raise PydanticCustomError("day", "a date expected, such as 2026-12-31")


ChannelName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class _RulesModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Quiet(_RulesModel):
    """Hours in which nothing is sent, by the channel's clock; steps in `override` are sent anyway.

    A window that ends at or before its start ends on the next day. `days` are those on which it begins.
    """

    start: ClockTime
    end: ClockTime
    days: tuple[Day, ...] = DAYS
    override: tuple[AlertStep, ...] = (AlertStep.NEW,)


class ChannelRules(_RulesModel):
    """What one channel receives, and when.

    `steps` are the steps that it receives. A contact is announced by the first step at which an outlet of
    `minimum_tier` or better and at least `minimum_outlets` independent outlets report it, and the surest report has at
    least the probability `min_confidence`. `digest` collects the alerts of a day or a week until `digest_at`, weekly on
    Monday. More than `most_a_day` new contacts within a day become one digest. Nothing is sent before the day
    `muted_until`, and then one digest of everything. `notices` asks for notices to the operator. Once the channel has
    failed for as long as `after`, the channel named `fallback` gets what is due. Times are by the clock of `timezone`.
    """

    id: ChannelName
    steps: tuple[AlertStep, ...] = (AlertStep.NEW, AlertStep.WITHDRAWN, AlertStep.RESTORED)
    minimum_tier: Literal[1, 2, 3] = 3
    minimum_outlets: Annotated[int, Field(ge=1, le=50)] = 1
    min_confidence: Annotated[float, Field(ge=0, lt=1)] = 0.0
    language: Language = Language.BOTH
    quiet: Annotated[tuple[Quiet, ...], BeforeValidator(_several)] = ()
    muted_until: Annotated[date | None, BeforeValidator(_day)] = None
    digest: Literal["daily", "weekly"] | None = None
    digest_at: ClockTime = time(8)
    timezone: Zone = HOME
    most_a_day: Annotated[int, Field(ge=1, le=1000)] = 20
    notices: bool = False
    fallback: ChannelName | None = None
    after: Annotated[Span, Field(ge=timedelta(minutes=1), le=timedelta(days=7))] = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class History:
    """What a channel has received: `alerted` something about the contact, `recent` new contacts within a day.

    `digest` is the open digest. `acknowledged` says that a person acknowledged the alerts of the contact.
    """

    alerted: bool = False
    recent: int = 0
    digest: UUID | None = None
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryPlan:
    """When a channel receives an alert: at once (`due_at` None) or later, alone or in a digest."""

    digest: bool = False
    due_at: datetime | None = None
    braked: bool = False


def plan(
    alert: AlertPayload, rules: ChannelRules, history: History, *, raised: bool, now: datetime
) -> DeliveryPlan | None:
    """Decide whether and how a channel receives an alert; `raised` says that the contact has had its first alert.

    `now` is aware UTC. Returns None where the channel does not receive it.
    """
    if history.acknowledged and alert.kind not in TAKES_BACK:
        return None
    if not wants(alert, rules, known=history.alerted, raised=raised):
        return None
    if alert.kind is not AlertStep.CANARY:
        if (muted := muted_until(rules, now)) is not None:
            return DeliveryPlan(digest=True, due_at=muted)
        if rules.digest:
            return DeliveryPlan(digest=True, due_at=digest_time(rules, now))
        if not history.alerted and history.recent >= rules.most_a_day:
            return DeliveryPlan(digest=True, due_at=_next(time(0), rules, now), braked=True)
    return DeliveryPlan(due_at=quiet_until(alert.kind, rules, now))


def wants(alert: AlertPayload, rules: ChannelRules, *, known: bool, raised: bool) -> bool:
    """Return whether a channel receives a step; `known` says that it has received one of the contact before."""
    if alert.kind is AlertStep.CANARY:
        return AlertStep.CANARY in rules.steps
    enough = alert.best_tier <= rules.minimum_tier and alert.outlets >= rules.minimum_outlets
    sure = alert.confidence is None or alert.confidence >= rules.min_confidence
    if alert.kind is AlertStep.PLANNED:
        return AlertStep.PLANNED in rules.steps and enough and not known
    if known:
        return alert.kind in rules.steps
    if alert.kind is AlertStep.DENIED and not alert.first:
        return AlertStep.DENIED in rules.steps and enough
    if alert.kind in CHANGES_ONLY or not raised:
        return False
    return enough and sure and bool({AlertStep.NEW, alert.kind} & {*rules.steps})


def quiet_until(step: AlertStep, rules: ChannelRules, now: datetime) -> datetime | None:
    """Return when the channel's quiet hours end, None outside them.

    Windows are compared as instants, so that a change of the clock does not make one longer by a day.
    """
    moment = now
    for _ in range(MOST_WINDOWS):
        windows = [one for one in rules.quiet if step not in one.override]
        ends = [end for one in windows for begin, end in _spans(one, rules, moment) if begin <= moment < end]
        if not ends:
            break
        moment = max(ends)
    return moment if moment > now else None


def _spans(window: Quiet, rules: ChannelRules, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the spans of a window that begin yesterday or today by the channel's clock, aware UTC."""
    today = now.astimezone(ZoneInfo(rules.timezone)).date()
    for day in (today - timedelta(days=1), today):
        if DAYS[day.weekday()] in window.days:
            last = day if window.start < window.end else day + timedelta(days=1)
            yield _instant(day, window.start, rules), _instant(last, window.end, rules)


def muted_until(rules: ChannelRules, now: datetime) -> datetime | None:
    """Return when a channel stops being muted, None where it is not muted."""
    until = _instant(rules.muted_until, time(0), rules) if rules.muted_until else now
    return until if until > now else None


def _instant(day: date, at: time, rules: ChannelRules) -> datetime:
    """Return the first instant at which the channel's clock shows a day and time, aware UTC."""
    return datetime.combine(day, at, ZoneInfo(rules.timezone)).astimezone(UTC)


def digest_time(rules: ChannelRules, now: datetime) -> datetime:
    """Return when the digest that is open at `now` is sent, aware UTC."""
    due = _next(rules.digest_at, rules, now)
    zone = ZoneInfo(rules.timezone)
    while rules.digest == "weekly" and due.astimezone(zone).weekday() != MONDAY:
        due = _next(rules.digest_at, rules, due)
    return due


def _next(at: time, rules: ChannelRules, now: datetime) -> datetime:
    """Return the next instant after `now` at which the channel's clock shows `at`."""
    today = now.astimezone(ZoneInfo(rules.timezone)).date()
    later = (_instant(today + timedelta(days=days), at, rules) for days in range(3))
    return next(moment for moment in later if moment > now)
