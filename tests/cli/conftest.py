"""An empty warehouse for commands, and ways to run a command as a person types it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import warehouse
from flows.cli import app
from warehouse.database_file import copy_file

from ..warehouse.conftest import reported, reported_copy  # noqa: F401, TID252 - fixtures

RABITA = Path(sys.executable).with_name("rabita")
ARTICLE = "00000000-0000-0000-0000-000000000000"
WRITERS = """
ingest
watch
import {rows}
contacts dismiss x
contacts split x {article}
alerts retry
sources boilerplate a --remove x
backup
forget https://a.example/1
replay --from-archive
warehouse move {data}/rabita.duckdb {data}/other.duckdb
""".strip().splitlines()
ROW = '{"id": "1", "title": "خبر", "text": "کراچی میں شدید بارش سے سڑکیں زیر آب آ گئیں۔", "url": "https://a.example/1"}'
Command = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty warehouse and its published copy; to be copied before it is changed."""
    folder = tmp_path_factory.mktemp("stored")
    with warehouse.open_warehouse(folder / "rabita.duckdb"):
        pass
    warehouse.publish(folder / "rabita.duckdb", folder / "published" / "rabita.duckdb")
    return folder


@pytest.fixture
def data(stored: Path, tmp_path: Path) -> Path:
    """A data folder of a test's own."""
    folder = tmp_path / "data"
    for name in ("rabita.duckdb", "published/rabita.duckdb"):
        copy_file(stored / name, folder / name)
    return folder


@pytest.fixture
def ours(data: Path, tmp_path: Path) -> dict[str, str]:
    """The settings of an operator of that folder, with an outlet that does not answer."""
    sources = tmp_path / "sources.yaml"
    sources.write_text(
        "outlets:\n  - {id: a, name: A, homepage: 'http://127.0.0.1:9/', country: PK, tier: 1, delay: 0, "
        "feeds: ['http://127.0.0.1:9/f']}\n"
    )
    return {
        "RABITA_DATA": str(data),
        "RABITA_SOURCES": str(sources),
        "RABITA_ALLOW_PRIVATE": "true",
        "RABITA_ALERT_URLS": "",
        "RABITA_OPERATOR_URLS": "",
        "COLUMNS": "200",
    }


@pytest.fixture
def quick(ours: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command on that folder in this process, which takes a tenth of the time."""
    monkeypatch.chdir(tmp_path)

    def run(*words: object, **given: object) -> subprocess.CompletedProcess[bytes]:
        with monkeypatch.context() as patch:
            for name, value in {**ours, **given}.items():
                patch.setenv(name, str(value))
            done = CliRunner().invoke(app, [str(word) for word in words])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout_bytes, done.stderr_bytes)

    return run


@pytest.fixture
def command(ours: dict[str, str], tmp_path: Path) -> Command:
    """Run a command on that folder in a process of its own."""

    def run(*words: object, before: tuple[str, ...] = (), **options: object) -> subprocess.CompletedProcess[bytes]:
        given = {name: str(options.pop(name)) for name in list(options) if name.isupper()}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            [*before, RABITA, *map(str, words)],
            env=os.environ | ours | given,
            cwd=tmp_path,
            check=False,
            timeout=240,
            **({"capture_output": True, "stdin": subprocess.DEVNULL} if "stdout" not in options else {}) | options,
        )

    return run


def words(line: str, data: Path) -> list[str]:
    """Return the words of a command line; {data} is the data folder, {rows} a file of one article."""
    rows = data.parent / "rows.jsonl"
    rows.write_text(ROW, encoding="utf-8")
    return line.format(data=data, rows=rows, article=ARTICLE).split()


def failed(done: subprocess.CompletedProcess[bytes], line: str) -> str:
    """Return the one sentence that a command failed with."""
    said = done.stderr.decode()
    assert "Traceback" not in said, (line, said)
    assert done.returncode in {1, 2, 3}, (line, done)
    sentences = [one for one in said.splitlines() if one.startswith("rabita: ")]
    assert len(sentences) == 1, (line, said)
    return sentences[0]
