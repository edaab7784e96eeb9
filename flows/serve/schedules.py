"""When each deployment runs: from the settings to Prefect's schedules, and whether a turn was missed; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from prefect.schedules import Cron, Interval, Schedule
from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.types import DateTime
from pydantic import TypeAdapter, ValidationError

from flows.errors import RabitaError
from flows.settings import Settings

OFF = "off"
LEAST = timedelta(seconds=30)
"""The shortest interval: a flow run takes some seconds to begin."""

ANCHOR = DateTime(2024, 1, 1, tzinfo=UTC)
"""Intervals are counted from here, so that a restart does not move them."""

PACE = TypeAdapter(timedelta)
ENTRYPOINTS = {
    "ingest": "flows.ingest.ingest",
    "watch": "flows.watch.watch",
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
    def schedule(self) -> Schedule | None:
        """The schedule as a deployment takes it; None where it is off."""
        if self.cron is not None:
            return Cron(self.cron, timezone=self.zone, parameters=self.parameters)
        if self.every is not None:
            return Interval(self.every, anchor_date=ANCHOR, timezone=self.zone, parameters=self.parameters)
        return None

    def turns(self, after: datetime, count: int) -> list[datetime]:
        """Return the next turns later than `after`, an aware time."""
        start = after + timedelta(seconds=1)
        if self.cron is not None:
            rhythm: CronSchedule | IntervalSchedule = CronSchedule(cron=self.cron, timezone=self.zone)
        elif self.every is not None:
            rhythm = IntervalSchedule(interval=self.every, anchor_date=ANCHOR, timezone=self.zone)
        else:
            return []
        return list(rhythm._get_dates_generator(n=count, start=start))  # noqa: SLF001 the public one is a coroutine

    def missed(self, last: datetime | None, now: datetime) -> bool:
        """Say whether a turn has passed since the last start, however many: it is caught up once."""
        return last is not None and bool(turn := self.turns(last, 1)) and turn[0] <= now


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
