"""Rules per channel, as data: what it receives, in which language, and when; pure decisions over them."""

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

from flows.alerts.payload import AlertPayload
from flows.alerts.wording import HOME, Language
from flows.news.time_span import Span
from flows.news.time_zone import Zone

Step = Literal[
    "new",
    "happened",
    "corroborated",
    "corrected",
    "detailed",
    "denied",
    "planned",
    "merged",
    "dismissed",
    "withdrawn",
    "restored",
    "canary",
]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TAKES_BACK = frozenset({"denied", "dismissed", "withdrawn"})
"""Steps that are sent although a person acknowledged the alert: what was acknowledged does not hold any more."""
MONDAY = 0
MOST_WINDOWS = 20
"""Windows in a row that are waited for: a channel whose windows never end is quiet for some days, and not for ever."""


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


def _several(value: object) -> object:
    """Take one window for a list of one."""
    return () if value is None else (value,) if isinstance(value, dict | Quiet) else value


def _day(value: object) -> object:
    """Take a date for one; a number would be taken for seconds."""
    if isinstance(value, str) or type(value) is date or value is None:
        return value
    raise PydanticCustomError("day", "a date expected, such as 2026-12-31")


ChannelName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class _RulesModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Quiet(_RulesModel):
    """Hours in which a channel rests, by the channel's clock; steps in `override` are sent all the same.

    A window that ends at or before its start ends on the next day. `days` are those on which it begins.
    """

    start: ClockTime
    end: ClockTime
    days: tuple[Day, ...] = DAYS
    override: tuple[Step, ...] = ("new",)


class ChannelRules(_RulesModel):
    """What one channel receives, and when.

    `steps` are those of a contact's life that it receives; a contact is first announced by the first step at
    which an outlet of `minimum_tier` or better and `minimum_outlets` independent ones report it, and the probability of
    the surest report is at least `min_confidence`. `digest` gathers all
    of a day or a week, sent at `digest_at`, weekly ones on Monday. More than `most_a_day` new contacts within a day
    become one digest. Nothing is sent before the day `muted_until`, and then one digest of all. `notices` are for the
    operator. Where it fails for as long as `after`, the channel named `fallback` gets what is due. Hours and days are
    by the clock of `timezone`.
    """

    id: ChannelName
    steps: tuple[Step, ...] = ("new", "withdrawn", "restored")
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
    """What a channel was given before: whether of this contact, how many new ones within a day, the open digest.

    `acknowledged` says that a person acknowledged the alerts of the contact.
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
    """Decide whether and how a channel receives an alert; `raised` says that the contact has its first one by now.

    `now` is aware UTC. None means that this channel does not hear of it.
    """
    if history.acknowledged and alert.kind not in TAKES_BACK:
        return None
    if not wants(alert, rules, known=history.alerted, raised=raised):
        return None
    if alert.kind != "canary":
        if (muted := muted_until(rules, now)) is not None:
            return DeliveryPlan(digest=True, due_at=muted)
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
    if alert.kind in {"merged", "dismissed", "withdrawn", "restored"} or not raised:
        return False
    return enough and sure and bool({"new", alert.kind} & {*rules.steps})


def quiet_until(kind: str, rules: ChannelRules, now: datetime) -> datetime | None:
    """Return when the channel's quiet hours end, None where it may be sent something at once.

    Windows are spans of time and not readings of a clock, so that an hour that a change of the clock repeats or leaves
    out makes none longer by a day.
    """
    moment = now
    for _ in range(MOST_WINDOWS):
        windows = [one for one in rules.quiet if kind not in one.override]
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
    """Return when a muted channel is sent something again, None where it is not muted."""
    until = _instant(rules.muted_until, time(0), rules) if rules.muted_until else now
    return until if until > now else None


def _instant(day: date, at: time, rules: ChannelRules) -> datetime:
    """Return when the channel's clock shows a time on a day, for the first time, aware UTC."""
    return datetime.combine(day, at, ZoneInfo(rules.timezone)).astimezone(UTC)


def digest_time(rules: ChannelRules, now: datetime) -> datetime:
    """Return when the digest that collects now is sent, aware UTC."""
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
