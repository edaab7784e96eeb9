"""When flows run, whether a run was missed, and the environment of Prefect: decisions without a server."""

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from flows.detect_and_alert import watch
from flows.ingest import ingest
from flows.json_log import JsonLine
from flows.maintenance import canary, digest, health, retention
from flows.serve.deployments import deployments, flows_to_catch_up
from flows.serve.environment import environment
from flows.serve.schedules import ScheduleError, timetables
from flows.serve.status_server import LATEST_START, problems
from flows.settings import Settings

pytestmark = pytest.mark.filterwarnings("ignore")
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]


def test_schedules_go_by_the_clock_of_the_settings() -> None:
    tables = timetables(settings(digest_schedule="0 8 * * *", timezone="Asia/Karachi"))
    assert tables["digest"].turns(NOON, 1) == [datetime(2026, 11, 27, 3, 0, tzinfo=UTC)]
    berlin = timetables(settings(digest_schedule="0 8 * * *", timezone="Europe/Berlin"))
    march = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    assert berlin["digest"].turns(march, 1) == [datetime(2026, 3, 29, 6, 0, tzinfo=UTC)]  # the night summer begins


SUMMER = {
    "Europe/Berlin": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    "America/New_York": (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    "Australia/Sydney": (datetime(2026, 10, 3, 16, tzinfo=UTC), datetime(2026, 4, 4, 16, tzinfo=UTC)),
    "Asia/Karachi": (NOON, NOON),
}
"""When clocks go forward and back."""


@pytest.mark.parametrize(("zone", "change"), [(zone, change) for zone, both in SUMMER.items() for change in both])
def test_a_turn_of_every_half_hour_does_not_pause_when_clocks_change(zone: str, change: datetime) -> None:
    table = timetables(settings(health_schedule="*/30 * * * *", timezone=zone))["health"]
    start = change - timedelta(hours=4)
    turns = table.turns(start - timedelta(seconds=1), 20)
    assert turns == [start + number * timedelta(minutes=30) for number in range(20)]
    assert table.schedule is not None
    assert table.schedule.timezone == "UTC", "the server counts them alike"
    half_past = change + timedelta(minutes=30)
    assert not table.missed(half_past, half_past + timedelta(minutes=29))
    assert table.missed(half_past, half_past + timedelta(minutes=30))


@pytest.mark.parametrize(("zone", "change"), [(zone, change) for zone, both in SUMMER.items() for change in both])
def test_a_daily_turn_comes_once_a_day_and_is_caught_up_once_when_clocks_change(zone: str, change: datetime) -> None:
    for hour in (1, 2):
        table = timetables(settings(retention_schedule=f"30 {hour} * * *", timezone=zone))["retention"]
        start = change - timedelta(hours=23, minutes=10)
        turns = table.turns(start, 5)
        days = [turn.astimezone(ZoneInfo(zone)).date() for turn in turns]
        assert [one - days[0] for one in days] == [timedelta(days=number) for number in range(5)]
        moments = [start + number * timedelta(minutes=100) for number in range(44)]
        assert {table.turns(moment, 1)[0] for moment in moments} <= set(turns), "whenever they are asked for"
        started, caught_up = turns[0], 0
        for moment in (one for one in moments if turns[0] < one < turns[2]):
            if table.missed(started, moment):
                started, caught_up = moment, caught_up + 1
        assert caught_up == 1


def test_a_zone_of_half_hours_keeps_its_own_clock() -> None:
    table = timetables(settings(health_schedule="0 * * * *", timezone="Asia/Kolkata"))["health"]
    assert table.turns(NOON, 1) == [NOON + timedelta(minutes=30)]


def test_what_runs_once_a_day_gets_a_second_try() -> None:
    tries = {name: one.retries for name, one in (("digest", digest), ("canary", canary), ("retention", retention))}
    assert tries == {"digest": 1, "canary": 1, "retention": 1}
    assert (ingest.retries, watch.retries, health.retries) == (0, 0, 0)


def test_intervals_do_not_move_with_a_restart() -> None:
    table = timetables(settings(ingest_schedule="PT15M"))["ingest"]
    assert table.turns(NOON + timedelta(minutes=7), 2) == [NOON + timedelta(minutes=15), NOON + timedelta(minutes=30)]


@pytest.mark.parametrize("text", ["61 * * * *", "* * * * mun", "PT1S", "a b c d e"])
def test_a_schedule_that_cannot_be_used_names_its_variable(text: str) -> None:
    with pytest.raises(ScheduleError, match="RABITA_WATCH_SCHEDULE"):
        timetables(settings(watch_schedule=text))


def test_settings_refuse_what_is_no_schedule_and_no_zone() -> None:
    with pytest.raises(ValidationError):
        settings(watch_schedule="now and then")
    with pytest.raises(ValidationError):
        settings(timezone="Asia/Atlantis")


@pytest.mark.parametrize("days", [0.01, 0.5, 3, 400])
def test_missed_turns_are_caught_up_once_however_many(days: float) -> None:
    tables = timetables(settings(digest_schedule="off"))
    started = dict.fromkeys(tables, NOON - timedelta(days=days))
    late = flows_to_catch_up(tables, started, NOON)
    assert len(late) == len(set(late))
    assert "digest" not in late
    assert "ingest" in late
    assert ("retention" in late) == (days > 0.5)


def test_a_first_start_reads_at_once_and_an_undisturbed_one_catches_up_nothing() -> None:
    tables = timetables(settings())
    assert flows_to_catch_up(tables, {}, NOON) == ["ingest"]
    assert flows_to_catch_up(tables, dict.fromkeys(tables, NOON), NOON + timedelta(seconds=20)) == []


async def entrypoints() -> dict[str, object]:
    return {one.name: one for one in await deployments(timetables(settings(watch_schedule="off")))}


def test_deployments_are_dotted_one_at_a_time_and_newest_cancelled() -> None:
    made = asyncio.run(entrypoints())
    assert sorted(made) == ["canary", "digest", "health", "ingest", "retention", "watch"]
    for one in made.values():
        assert ":" not in one.entrypoint  # type: ignore[attr-defined]
        assert one.concurrency_limit == 1  # type: ignore[attr-defined]
        assert one.concurrency_options.collision_strategy == "CANCEL_NEW"  # type: ignore[attr-defined]
    assert made["watch"].schedules == []  # type: ignore[attr-defined]
    assert [one.parameters for one in made["ingest"].schedules] == [{"due_only": True}]  # type: ignore[attr-defined]


def test_every_parameter_is_described_where_people_fill_it_in() -> None:
    for flow in (ingest, watch):
        properties = flow.parameters.model_dump()["properties"]
        assert all(field["description"] and "type" in str(field) for field in properties.values())
    assert "pattern" in str(ingest.parameters.properties["sources"])


def test_prefect_is_quiet_offline_and_below_our_data_unless_reported_otherwise(tmp_path: Path) -> None:
    ours = environment(settings(data=tmp_path), {}, served=True)
    assert ours["PREFECT_HOME"] == str(tmp_path / "prefect")
    assert ours["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert ours["PREFECT_API_URL"].startswith("http://127.0.0.1:")
    assert "PREFECT_API_URL" not in environment(settings(data=tmp_path), {})
    given = {"PREFECT_HOME": "/elsewhere"}
    assert "PREFECT_HOME" not in environment(settings(data=tmp_path), given)


def test_health_names_what_is_wrong() -> None:
    assert problems(api=True, unscheduled=[], due={"ingest": NOON, "watch": None}, now=NOON) == []
    late = problems(api=False, unscheduled=["digest"], due={"ingest": NOON}, now=NOON + 2 * LATEST_START)
    assert [word in " ".join(late) for word in ("server", "digest", "ingest")] == [True] * 3


def test_a_log_line_is_one_object_with_the_run() -> None:
    record = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": "%s\nnew", "args": ("پوتن",)})
    record.flow_run_id, record.flow_name = "17", "ingest"
    line = JsonLine("default", None, "%").format(record)
    assert "\n" not in line
    said = json.loads(line)
    assert (said["message"], said["run"], said["flow"]) == ("پوتن\nnew", "17", "ingest")
