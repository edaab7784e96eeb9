"""When each deployment runs: from the settings to Prefect's schedules, and whether a turn was missed; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from prefect.schedules import Cron, Interval, Schedule
from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.types import DateTime
from pydantic import TypeAdapter, ValidationError

from flows.errors import RabitaError
from flows.settings import Settings

OFF = "off"
LEAST = timedelta(seconds=30)
"""The shortest interval: a flow run takes some seconds to begin."""

SECOND = timedelta(seconds=1)
MOST_TURNS = 1000
"""Turns that are looked at: more than one hour of minutes that comes twice, and what is asked for."""

ANCHOR = DateTime(2024, 1, 1, tzinfo=UTC)
"""Intervals are counted from here, so that a restart does not move them."""

PACE = TypeAdapter(timedelta)
ENTRYPOINTS = {
    "ingest": "flows.ingest.ingest",
    "watch": "flows.detect_and_alert.watch",
    "digest": "flows.maintenance.digest",
    "health": "flows.maintenance.health",
    "canary": "flows.maintenance.canary",
    "retention": "flows.maintenance.retention",
}
"""The deployments, named like their flows, and the entrypoint of each."""


class ScheduleError(RabitaError, ValueError):
    """A schedule of the settings cannot be used; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """When one flow runs: a cron line or an interval, by the clock of `zone`; neither where it is off."""

    flow: str
    zone: str
    cron: str | None = None
    every: timedelta | None = None

    @property
    def on(self) -> bool:
        """Whether it runs by itself at all."""
        return self.cron is not None or self.every is not None

    @property
    def parameters(self) -> dict[str, bool]:
        """The parameters that a scheduled run gets."""
        return {"due_only": True} if self.flow == "ingest" else {}

    @property
    def clock(self) -> str:
        """The zone by which a cron line is read.

        Cron skips the hour that comes twice when summer ends, and the one that is left out when it begins: a daily line
        then runs once, but one of every hour would pause. Where an hour begins at the same minute in UTC, such a line
        is read in UTC, which has neither.
        """
        every_hour = self.cron is not None and self.cron.split()[1:] == ["*"] * 4
        return "UTC" if every_hour and _whole_hours(self.zone) else self.zone

    @property
    def schedule(self) -> Schedule | None:
        """The schedule as a deployment takes it; None where it is off."""
        if self.cron is not None:
            return Cron(self.cron, timezone=self.clock, parameters=self.parameters)
        if self.every is not None:
            return Interval(self.every, anchor_date=ANCHOR, timezone=self.zone, parameters=self.parameters)
        return None

    def turns(self, after: datetime, count: int) -> list[datetime]:
        """Return the next turns later than `after`, an aware time."""
        if self.cron is not None:
            return list(islice(_cron_turns(self.cron, ZoneInfo(self.clock), after), count))
        if self.every is not None:
            rhythm = IntervalSchedule(interval=self.every, anchor_date=ANCHOR, timezone=self.zone)
            return list(rhythm._get_dates_generator(n=count, start=after + SECOND))  # noqa: SLF001 as in _cron_turns
        return []

    def missed(self, last: datetime | None, now: datetime) -> bool:
        """Say whether a turn has passed since the last start, however many: it is caught up once."""
        return last is not None and bool(turn := self.turns(last, 1)) and turn[0] <= now


def _cron_turns(cron: str, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """Yield the turns of a cron line later than `after`, as Prefect's server has them, whatever `after` is.

    What the clock shows twice is a turn the first time; what it leaves out is one as long before the change as the line
    is late after it: 02:30 becomes 01:30.
    """
    local = after.astimezone(zone).replace(tzinfo=UTC) + SECOND
    # The public method is a coroutine. The line is read on a clock without changes, and each turn put on ours.
    read = CronSchedule(cron=cron, timezone="UTC")._get_dates_generator(n=MOST_TURNS, start=local)  # noqa: SLF001
    last = after
    for turn in read:
        shown = turn.replace(tzinfo=zone, fold=0)
        exists = shown.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == shown.replace(tzinfo=None)
        instant = shown.replace(fold=0 if exists else 1).astimezone(UTC)
        if instant > last:
            yield instant
            last = instant


def _whole_hours(zone: str) -> bool:
    """Whether the zone is whole hours from UTC, in summer and in winter."""
    days = (datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 7))
    return all(offset is not None and not offset % timedelta(hours=1) for offset in days)


def timetables(settings: Settings) -> Mapping[str, Timetable]:
    """Return the timetable of each flow by name. Raises ScheduleError for one that cannot be used."""
    return {flow: _timetable(flow, getattr(settings, f"{flow}_schedule"), settings.timezone) for flow in ENTRYPOINTS}


def _timetable(flow: str, text: str, zone: str) -> Timetable:
    if text == OFF:
        return Timetable(flow, zone)
    try:
        if not text.startswith("P"):
            CronSchedule(cron=text, timezone=zone)
            return Timetable(flow, zone, cron=text)
        every = PACE.validate_python(text)
    except (ValidationError, ValueError) as error:
        raise ScheduleError(
            f"RABITA_{flow.upper()}_SCHEDULE: {text!r} is neither a cron line nor an interval"
        ) from error
    if every < LEAST:
        raise ScheduleError(f"RABITA_{flow.upper()}_SCHEDULE: {text!r} is shorter than {LEAST.seconds} s")
    return Timetable(flow, zone, every=every)
