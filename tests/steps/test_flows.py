"""The same steps as real Prefect flow runs; one test, since a Prefect server takes long to start."""

import asyncio
from collections.abc import Iterator

import pytest
from prefect.testing.utilities import prefect_test_harness

import warehouse
from flows.ingest import ingest
from flows.settings import Settings
from flows.watch import watch


@pytest.fixture(scope="module")
def prefect_server() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=90):
        yield


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("prefect_server")
def test_flows_raise_one_alert_and_a_second_run_none(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RABITA_DATA", str(settings.data))
    monkeypatch.setenv("RABITA_SOURCES", str(settings.sources))
    monkeypatch.setenv("RABITA_ALLOW_PRIVATE", "true")
    monkeypatch.setenv("RABITA_ALERT_URLS", "")
    first = asyncio.run(ingest())
    assert sum(tally.loaded for tally in first.tallies) > 10
    assert len(watch().news) == 1
    again = asyncio.run(ingest(["namuna", "farzi"]))
    assert [tally.outlet for tally in again.tallies] == ["namuna", "farzi"]
    assert sum(tally.loaded for tally in again.tallies) == 0
    assert watch().news == ()
    with warehouse.open_published(settings.published) as con:
        runs = con.execute("SELECT flow, started_by, count(*) FROM run GROUP BY ALL ORDER BY ALL").fetchall()
    assert runs == [("ingest", "prefect", 2), ("watch", "prefect", 2)]
