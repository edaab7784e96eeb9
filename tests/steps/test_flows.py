"""The same steps as real Prefect flow runs; one test, since a Prefect server takes long to start."""

import asyncio
from collections.abc import Iterator

import pytest
from prefect.blocks.system import Secret
from prefect.testing.utilities import prefect_test_harness

import warehouse
from flows.ingest import ingest
from flows.settings import Settings
from flows.watch import watch

SECRET = "canary-secret-71b2"  # noqa: S105 - a canary


@pytest.fixture(scope="module")
def prefect_server() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=90):
        yield


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("prefect_server")
def test_flows_raise_one_alert_and_a_second_run_none(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("RABITA_DATA", str(settings.data))
    monkeypatch.setenv("RABITA_SOURCES", str(settings.sources))
    monkeypatch.setenv("RABITA_ALLOW_PRIVATE", "true")
    monkeypatch.setenv("RABITA_ALERT_URLS", "")
    rules = settings.data.parent / "alerts.yaml"
    rules.write_text("channels:\n  duty: {address: RABITA_DUTY_URL}\n")
    monkeypatch.setenv("RABITA_ALERTS", str(rules))
    monkeypatch.delenv("RABITA_DUTY_URL", raising=False)
    Secret(value=f"json://127.0.0.1:9/{SECRET}").save("rabita-duty-url", _sync=True)
    first = asyncio.run(ingest())
    assert sum(tally.loaded for tally in first.tallies) > 10
    assert len(watch().news) == 1
    again = asyncio.run(ingest(["namuna", "farzi"]))
    assert [tally.outlet for tally in again.tallies] == ["namuna", "farzi"]
    assert sum(tally.loaded for tally in again.tallies) == 0
    assert watch().news == ()
    with warehouse.open_published(settings.published) as con:
        runs = con.execute("SELECT flow, started_by, count(*) FROM run GROUP BY ALL ORDER BY ALL").fetchall()
        told = con.execute("SELECT channel, last_detail FROM delivery_log ORDER BY channel").fetchall()
    assert [channel for channel, _ in told] == ["console", "duty"]
    assert "no connection" in told[1][1]
    assert SECRET not in caplog.text
    assert runs == [("ingest", "prefect", 2), ("watch", "prefect", 2)]
