"""The same steps as real Prefect flow runs; few tests in one server, since that takes long to start."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event, Thread, Timer

import pytest
from prefect.blocks.system import Secret
from prefect.client.orchestration import get_client
from prefect.exceptions import ParameterTypeError
from prefect.testing.utilities import prefect_test_harness

import warehouse
from flows.detect_and_alert import watch
from flows.ingest import IngestResult, ingest
from flows.maintenance import digest, health, retention
from flows.replay import replay
from flows.settings import Settings

SECRET = "canary-secret-71b2"  # noqa: S105 - a canary
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.usefixtures("prefect_server", "operator")]


@pytest.fixture(scope="module")
def prefect_server() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=90):
        yield


@pytest.fixture
def operator(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        if name.startswith("RABITA_"):
            monkeypatch.setenv(name, value)


def ask(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with warehouse.open_published(settings.published) as con:
        return con.execute(query).fetchall()


async def artifacts() -> dict[str | None, str]:
    async with get_client() as client:
        return {one.key: str(one.data) for one in await client.read_artifacts()}


def test_a_flow_run_raises_one_alert_shows_its_report_and_a_second_one_raises_none(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rules = settings.data.parent / "alerts.yaml"
    rules.write_text("channels:\n  duty: {address: RABITA_DUTY_URL}\n")
    monkeypatch.setenv("RABITA_ALERTS", str(rules))
    monkeypatch.delenv("RABITA_DUTY_URL", raising=False)
    Secret(value=f"json://127.0.0.1:9/{SECRET}").save("rabita-duty-url", _sync=True)
    first = asyncio.run(ingest())
    assert isinstance(first, IngestResult)
    assert sum(tally.loaded for tally in first.ingested.tallies) > 10
    assert len(first.watched.news) == 1
    shown = asyncio.run(artifacts())
    assert "The books balance" in shown["ingest-report"]
    assert first.watched.news[0].contact in shown["ingest-report"]
    assert "connect" in shown["ingest-outlets"]
    again = asyncio.run(ingest(sources=["namuna", "farzi"]))
    assert isinstance(again, IngestResult)
    assert [tally.outlet for tally in again.ingested.tallies] == ["namuna", "farzi"]
    assert sum(tally.loaded for tally in again.ingested.tallies) == 0
    assert again.watched.news == ()
    assert watch().news == ()
    runs = ask(settings, "SELECT flow, started_by, count(*) FROM run GROUP BY ALL ORDER BY ALL")
    assert runs == [("ingest", "prefect", 2), ("watch", "prefect", 3)]
    reported = ask(settings, "SELECT channel, last_detail FROM delivery_log ORDER BY channel")
    assert [channel for channel, _ in reported] == ["console", "duty"]
    assert "no connection" in str(reported[1][1])
    assert SECRET not in caplog.text
    run = asyncio.run(replay())
    assert run is not None
    digest()
    health()
    retention()
    assert ask(settings, "SELECT count(*) FROM alert") == [(1,)]
    assert ask(settings, "SELECT count(*) FROM notice WHERE id LIKE 'service:%'") == [(1,)]


def test_a_dry_run_stores_nothing_and_the_operator_is_reported_of_a_run_that_fails(settings: Settings) -> None:
    assert asyncio.run(ingest(dry_run=True)) is None
    assert not settings.warehouse.exists()
    assert "namuna" in asyncio.run(artifacts())["look-outlets"]
    with pytest.raises(ParameterTypeError, match="sources"):
        asyncio.run(ingest(sources=["no such id!"]))
    with warehouse.open_warehouse(settings.warehouse) as con:
        reported = con.execute("SELECT title, body FROM notice").fetchall()
    assert [title for title, _ in reported] == ["Rabita: the flow ingest has failed"]
    assert "sources.0" in reported[0][1]
    since = datetime.now(UTC) + timedelta(days=1)
    later = asyncio.run(ingest(sources=["namuna"], since=since, alert=False))
    assert isinstance(later, IngestResult)
    assert [tally.discovered for tally in later.ingested.tallies] == [0]


def test_a_tracked_run_waits_for_another_one_as_long_as_it_is_asked_to(settings: Settings) -> None:
    ready, go = Event(), Event()

    def other() -> None:
        with warehouse.hold(settings.data / "run.lock"):
            ready.set()
            go.wait(60)

    thread = Thread(target=other)
    thread.start()
    assert ready.wait(30)
    with pytest.raises(warehouse.BusyError):
        asyncio.run(ingest(sources=["namuna"]))
    Timer(1, go.set).start()
    assert isinstance(asyncio.run(ingest(sources=["namuna"], wait=240)), IngestResult)
    thread.join()
