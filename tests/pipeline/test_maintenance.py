"""The service looks after itself: runs cut off, outlets asked when due, notices once, metrics, retention."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest

import warehouse
from flows.alerts.message import OutgoingMessage
from flows.alerts.outcome import DeliveryVerdict, Outcome
from flows.alerts.routing import ChannelRules
from flows.news.outlets.sources import load_sources
from flows.pipeline.ingest_run import run_ingest
from flows.pipeline.metrics import metrics_text
from flows.pipeline.operator_notices import notify_failure
from flows.pipeline.retention import apply_retention
from flows.pipeline.run_record import RunRequest, record_end, recorded_run
from flows.pipeline.service_check import check_service, send_daily_summary
from flows.run_statistics import Run
from flows.settings import Settings

NOW = datetime.now(UTC)


class Desk:
    """An operator who keeps what he is told."""

    def __init__(self) -> None:
        self.rules = ChannelRules(id="desk", steps=(), notices=True)
        self.reported: list[str] = []

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        self.reported.append(outgoing.notice.title if outgoing.notice else "")
        return Outcome(DeliveryVerdict.DELIVERED)


def ask(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with warehouse.open_warehouse(settings.warehouse) as con:
        return con.execute(query).fetchall()


@pytest.fixture
def empty(data: Path) -> Settings:
    return Settings(data=data, alert_urls=(), operator_urls=())


def test_a_run_cut_off_is_marked_by_the_next_and_reported_once(empty: Settings) -> None:
    with warehouse.open_warehouse(empty.warehouse) as con:
        warehouse.add(con, "run", [Run(uuid4(), "ingest", "schedule", NOW - timedelta(hours=1), "0")])
    with recorded_run(empty, "watch", "hand", NOW) as run, warehouse.open_warehouse(empty.warehouse) as con:
        record_end(con, run, "ok", NOW)
    assert ask(empty, "SELECT outcome FROM run_end ORDER BY ALL") == [("abandoned",), ("ok",)]
    desk = Desk()
    for _ in range(2):
        check_service(empty, (desk,), NOW)
    assert [title for title in desk.reported if "disk" not in title] == ["Rabita: a run of ingest was cut off"]


def test_a_run_that_raises_is_failed_and_not_open(empty: Settings) -> None:
    with pytest.raises(ZeroDivisionError), recorded_run(empty, "ingest", "hand", NOW):
        raise ZeroDivisionError
    assert ask(empty, "SELECT outcome FROM run_end") == [("failed",)]


def test_a_scheduled_run_asks_only_outlets_whose_interval_has_passed(settings: Settings) -> None:
    outlets = load_sources(settings.sources, allow_private=True).outlets
    moment = NOW

    def ingest(later: timedelta, *, due_only: bool = True) -> list[str]:
        order = RunRequest("schedule", due_only=due_only, clock=lambda: moment + later)
        done = asyncio.run(run_ingest(settings, outlets, order))
        return sorted(tally.outlet for tally in done.tallies)

    everyone = sorted(one.id for one in outlets)
    assert ingest(timedelta(0)) == everyone
    assert ingest(timedelta(minutes=2)) == []
    assert ingest(timedelta(minutes=3), due_only=False) == everyone
    assert ingest(timedelta(hours=12)) == everyone


def test_the_day_is_summed_up_once(empty: Settings) -> None:
    desk = Desk()
    for _ in range(2):
        reported = send_daily_summary(empty, (desk,), NOW)
    assert len(desk.reported) == 1
    assert "new articles" in reported.body


def test_retention_deletes_what_the_settings_say_and_nothing_without_them(empty: Settings) -> None:
    for days in (1, 40):
        day = NOW - timedelta(days=days)
        folder = empty.archive / f"{day:%Y/%m/%d}"
        folder.mkdir(parents=True)
        (folder / "a-1-000.warc.gz").write_bytes(b"")
    assert apply_retention(empty, NOW).files == 0
    assert apply_retention(empty.model_copy(update={"archive_days": 30}), NOW).files == 1
    assert len(list(empty.archive.rglob("*.warc.gz"))) == 1


def test_metrics_are_there_before_the_first_run_and_after_it(settings: Settings, tmp_path: Path) -> None:
    assert b"rabita_disk_free_bytes" in metrics_text(settings)
    file = tmp_path / "metrics" / "rabita.prom"
    settings = settings.model_copy(update={"metrics_file": file})
    outlets = load_sources(settings.sources, allow_private=True).outlets
    done = asyncio.run(run_ingest(settings, outlets))
    text = file.read_text("utf-8")
    loaded = sum(tally.loaded for tally in done.tallies)
    assert f"rabita_articles {loaded}.0" in text
    assert 'rabita_run_ok{flow="ingest"} 1.0' in text
    assert f'rabita_run_articles{{fate="loaded"}} {loaded}.0' in text


def test_a_failure_is_reported_though_the_warehouse_is_what_failed(
    empty: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RABITA_DATA", str(empty.data))
    monkeypatch.setenv("RABITA_ALERT_URLS", "")
    monkeypatch.setenv("RABITA_OPERATOR_URLS", "")
    empty.warehouse.write_bytes(b"no warehouse at all" * 1000)
    state = SimpleNamespace(name="Failed", message="no space left on device")
    notify_failure(SimpleNamespace(name="ingest"), SimpleNamespace(name="x", id=uuid4()), state)
    assert "no space left on device" in capsys.readouterr().out
