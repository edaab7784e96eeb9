"""Whole runs over the demo's press: one alert, statistics that balance, problems that are rows, nothing twice."""

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

import warehouse
from flows.alerts.alert_channels import open_channels
from flows.demo import serve
from flows.news.outlets.sources import load_sources
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.detect_and_resolve import WatchResult
from flows.pipeline.ingest_run import Ingested, run_ingest
from flows.pipeline.run_record import recorded_run
from flows.run_statistics import RunKind
from flows.settings import Settings

RABITA = Path(sys.executable).with_name("rabita")


def run(settings: Settings) -> tuple[Ingested, WatchResult, str]:
    """Ingest and watch once, and return the output too."""
    outlets = load_sources(settings.sources, allow_private=True).outlets
    reported = StringIO()
    done = asyncio.run(run_ingest(settings, outlets))
    watched = run_watch(settings, open_channels((), console=Console(file=reported, width=100)))
    return done, watched, reported.getvalue()


@dataclass(frozen=True)
class Ran:
    """A first run, by the settings of its data folder, and what it came to."""

    settings: Settings
    done: Ingested
    watched: WatchResult
    reported: str


def where(settings: Settings) -> dict[str, str]:
    """Return what of the environment leads there."""
    return {"RABITA_DATA": str(settings.data), "RABITA_SOURCES": str(settings.sources)}


def over(press: Path, data: Path) -> Settings:
    return Settings(data=data, sources=press, allow_private=True, alert_urls=(), operator_urls=())


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """One run for all tests, over a press that stays; to be read and not written to."""
    folder = tmp_path_factory.mktemp("first")
    with serve(datetime.now(UTC), folder) as press:
        settings = over(press.sources, folder / "data")
        yield Ran(settings, *run(settings))


@pytest.fixture
def ran(first: Ran, tmp_path: Path) -> Ran:
    """A copy of it for a test that goes on from there."""
    shutil.copytree(first.settings.data, tmp_path / "data", symlinks=True)
    return replace(first, settings=over(first.settings.sources, tmp_path / "data"))


def ask(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with warehouse.open_published(settings.published) as con:
        return con.execute(query).fetchall()


def test_the_demo_raises_one_alert_and_a_second_run_none(ran: Ran) -> None:
    assert [change.contact.split("-", 3)[3] for change in ran.watched.news] == ["trump-phone"]
    assert ran.reported.count("رابطہ · Rabita") == 1
    again, none, silence = run(ran.settings)
    assert sum(tally.loaded for tally in ran.done.stats) > 10
    assert sum(tally.loaded for tally in again.stats) == 0
    assert (none.news, silence) == ((), "")
    assert ask(ran.settings, "SELECT count(*) FROM alert") == [(1,)]


def test_readers_see_every_run_also_those_that_found_nothing_or_failed(ran: Ran) -> None:
    run(ran.settings)
    with pytest.raises(ZeroDivisionError), recorded_run(ran.settings, RunKind.INGEST):
        raise ZeroDivisionError
    seen = ask(ran.settings, "SELECT flow, outcome FROM public.run_log ORDER BY started_at")
    once = [("ingest", "partial"), ("watch", "ok")]
    assert seen == [*once, *once, ("ingest", "failed")]


def test_a_run_without_news_loads_no_parser_and_no_rules(ran: Ran, environment: dict[str, str]) -> None:
    again, _, _ = run(ran.settings)
    quiet = next(one.outlet for one in again.stats if not one.discovered and one.outlet not in again.unreached)
    done = subprocess.run(
        [sys.executable, "-X", "importtime", RABITA, "ingest", "--source", quiet],
        env=environment | where(ran.settings),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    heavy = {"feedparser", "trafilatura", "numpy", "pyarrow", "pebble", "prefect", "flows.contacts.detection.detect"}
    assert "httpx" in loaded
    assert loaded & heavy == set()


def test_the_statistics_balance_and_every_row_is_counted(first: Ran) -> None:
    settings, done = first.settings, first.done
    assert all(tally.balanced for tally in done.stats)
    (sums,) = ask(settings, "SELECT sum(loaded), sum(duplicate), sum(rejected + failed) FROM tally")
    assert sums[0] == ask(settings, "SELECT count(*) FROM article")[0][0]
    assert sums[1] == ask(settings, "SELECT count(*) FROM reprint")[0][0]
    fates = dict(ask(settings, "SELECT fate, count(*) FROM link GROUP BY ALL"))
    assert (fates.get("loaded", 0), fates.get("duplicate", 0)) == sums[:2]


def test_an_outlet_that_is_ill_is_a_row_and_the_others_go_on(first: Ran) -> None:
    settings, done = first.settings, first.done
    assert done.outcome == "partial"
    problems = {(problem.outlet, problem.step) for problem in done.problems}
    assert {outlet for outlet, _ in problems} == {"band", "deewar"}
    stored = ask(settings, "SELECT DISTINCT outlet FROM problem WHERE step IN ('fetch', 'discover')")
    assert {outlet for (outlet,) in stored} >= {"band", "deewar"}


def test_no_boilerplate_reaches_an_article(first: Ran) -> None:
    settings = first.settings
    texts = "\n".join(str(text) for (text,) in ask(settings, "SELECT text FROM article"))
    for phrase in ("Share it", "Related articles", "مواضيع ذات صلة", "یہ بھی پڑھیں", "تصویر کا ذریعہ"):
        assert phrase not in texts


def test_every_page_is_archived(first: Ran) -> None:
    settings = first.settings
    files = list(settings.archive.rglob("*.warc.gz"))
    assert files
    pages = ask(settings, "SELECT count(*) FROM request WHERE kind = 'page' AND reason IS NULL")
    from flows.news.pages.archive import read_warc

    archived = [page for file in files for page in read_warc(file)]
    assert len(archived) >= int(str(pages[0][0]))


def test_a_second_run_at_the_same_time_is_reported_so(settings: Settings, environment: dict[str, str]) -> None:
    with warehouse.hold(settings.data / "run.lock"):
        done = subprocess.run([RABITA, "ingest"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "another run is in progress" in done.stderr
    assert str(os.getpid()) in done.stderr


def test_a_run_that_is_to_wait_takes_its_turn(settings: Settings, environment: dict[str, str]) -> None:
    with warehouse.hold(settings.data / "run.lock"):
        words = [RABITA, "watch", "--wait", "240"]
        waiting = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(3)  # the warehouse is another's
    _, said = waiting.communicate(timeout=240)
    assert (waiting.returncode, said) == (0, "")


@pytest.mark.parametrize("seed", range(3))
def test_a_run_that_is_killed_and_run_again_loses_nothing_and_alerts_once(
    first: Ran, environment: dict[str, str], tmp_path: Path, seed: int
) -> None:
    settings = over(first.settings.sources, tmp_path / "data")
    environment |= where(settings)
    rng = random.Random(seed)  # noqa: S311 - where to kill, not a secret
    for _ in range(3):
        process = subprocess.Popen(
            [RABITA, "ingest"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(rng.uniform(0.3, 3.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    done = subprocess.run([RABITA, "ingest"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert ask(settings, "SELECT count(*), count(DISTINCT contact) FROM alert") == [(1, 1)]
    urls = "SELECT url FROM article UNION SELECT url FROM reprint ORDER BY 1"
    assert ask(settings, urls) == ask(first.settings, urls)
