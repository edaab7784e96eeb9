"""What all tests share: the folder of real data beside the repository, and a demo press to read."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import warehouse
from flows.demo import DemoSite, serve
from flows.settings import Settings
from warehouse.database_file import copy_file

pytest.register_assert_rewrite("scenario_runner")  # before any test imports it

ROOT = Path(__file__).resolve().parent.parent
os.environ["RABITA_PAGE"] = "false"  # building it takes seconds; the dashboard's tests ask for it
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads wait for each other by spinning: twice the time


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real articles and cases; tests that need it are skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder `shared` with real articles is not beside the repository")
    return folder


@pytest.fixture
def press(tmp_path: Path) -> Iterator[DemoSite]:
    """The demo's outlets on loopback, their articles dated relative to now."""
    folder = tmp_path / "press"
    folder.mkdir()
    with serve(datetime.now(UTC), folder) as site:
        yield site


@pytest.fixture(scope="session")
def new_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a warehouse without rows, to be copied: making one takes half a second."""
    path = tmp_path_factory.mktemp("new") / "rabita.duckdb"
    with warehouse.open_warehouse(path):
        return path


@pytest.fixture
def data(new_warehouse: Path, tmp_path: Path) -> Path:
    """A data folder with a warehouse in which nothing is stored yet."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    copy_file(new_warehouse, folder / "rabita.duckdb")
    return folder


@pytest.fixture
def settings(press: DemoSite, tmp_path: Path) -> Settings:
    """Settings of an operator who reads the demo's outlets into an empty folder."""
    return Settings(
        data=tmp_path / "data", sources=press.sources, allow_private=True, alert_urls=(), operator_urls=()
    )  # fmt: skip


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """The same settings as the environment of a `rabita` process."""
    return os.environ | {
        "RABITA_DATA": str(settings.data),
        "RABITA_SOURCES": str(settings.sources),
        "RABITA_ALLOW_PRIVATE": "true",
        "RABITA_ALERT_URLS": "",
        "RABITA_OPERATOR_URLS": "",
        "COLUMNS": "200",
    }


# A suite that was started in the background inherits a Ctrl-C that is ignored, and so would every command that it runs.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
