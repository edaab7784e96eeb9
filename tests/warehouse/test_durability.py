"""What was acknowledged stays, a transaction is whole or absent; a full disk or a torn log takes nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

import warehouse
from warehouse.database_file import copy_file, log_of
from warehouse.single_writer import LONGEST_LOG

FAULTS = Path(__file__).resolve().parents[1] / "faults"

ADD = """
import os, resource, sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
import warehouse

@dataclass(frozen=True)
class Note:
    id: str
    channel: str
    raised_at: datetime
    title: str
    body: str

path = Path(sys.argv[1])

def add(con, name, count, size=100):
    with warehouse.transaction(con):
        warehouse.add(con, "notice", [Note(f"{name}.{number}", name, datetime.now(UTC), "x", os.urandom(size).hex())
                                      for number in range(count)])
"""


def run(code: str, *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", ADD + code, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def notes(path: Path) -> dict[str, int]:
    with warehouse.open_warehouse(path) as con:
        return dict(con.execute("SELECT channel, count(*) FROM notice GROUP BY channel").fetchall())


def test_a_log_cut_anywhere_leaves_whole_transactions(reported_copy: Path, tmp_path: Path) -> None:
    done = run(
        "with warehouse.open_warehouse(path) as con:\n"
        "    add(con, 'one', 30)\n    add(con, 'two', 30)\n    os._exit(9)",
        reported_copy,
    )
    assert done.returncode == 9, done.stderr
    log = reported_copy.with_name("rabita.duckdb.wal")
    whole, body = log.read_bytes(), reported_copy.read_bytes()
    seen = set()
    for part in (0.0, 0.2, 0.45, 0.5, 0.7, 0.97, 1.0):
        torn = tmp_path / f"cut-{part}" / "rabita.duckdb"
        torn.parent.mkdir()
        torn.write_bytes(body)
        torn.with_name("rabita.duckdb.wal").write_bytes(whole[: int(len(whole) * part)])
        found = notes(torn)
        assert found in ({}, {"one": 30}, {"one": 30, "two": 30}), part
        seen.add(len(found))
    assert seen == {0, 1, 2}


@pytest.mark.parametrize("log_left", [True, False])
def test_a_log_that_was_being_folded_is_neither_lost_nor_read_twice(reported_copy: Path, *, log_left: bool) -> None:
    """Killed after the folded copy had its name, before or after the log went."""
    assert run("with warehouse.open_warehouse(path) as con:\n    add(con, 'one', 30)", reported_copy).returncode == 0
    before = reported_copy.read_bytes()
    copy_file(reported_copy, reported_copy.with_name("rabita.folded.duckdb"))
    assert reported_copy.read_bytes() == before, "the warehouse itself is never written in place"
    if not log_left:
        log_of(reported_copy).unlink()
    assert notes(reported_copy) == {"one": 30}
    assert {file.name for file in reported_copy.parent.iterdir()} == {"rabita.duckdb", "rabita.lock"}


def test_a_long_log_is_folded_by_whoever_opens_or_publishes(reported_copy: Path, tmp_path: Path) -> None:
    size = reported_copy.stat().st_size
    run("with warehouse.open_warehouse(path) as con:\n    add(con, 'one', 1000, 1000)", reported_copy)
    warehouse.publish(reported_copy, tmp_path / "published.duckdb")
    assert log_of(reported_copy).exists(), "it is short"
    assert reported_copy.stat().st_size == size
    run("with warehouse.open_warehouse(path) as con:\n    add(con, 'more', 6000, 1000)", reported_copy)
    warehouse.publish(reported_copy, tmp_path / "published.duckdb")
    assert not log_of(reported_copy).exists()
    assert not reported_copy.with_name("rabita.folding").exists()
    run("with warehouse.open_warehouse(path) as con:\n    add(con, 'two', 9000, 1000)", reported_copy)
    assert log_of(reported_copy).stat().st_size > LONGEST_LOG
    assert notes(reported_copy) == {"one": 1000, "more": 6000, "two": 9000}
    assert not log_of(reported_copy).exists()


def test_a_full_disk_stops_the_load_and_nothing_else(reported_copy: Path) -> None:
    done = run(
        "with warehouse.open_warehouse(path) as con:\n"
        "    add(con, 'before', 10)\n"
        "    full = path.stat().st_size + 300_000\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (full, full))\n"
        "    add(con, 'during', 5000, 2000)\n",
        reported_copy,
    )
    assert done.returncode != 0
    found = notes(reported_copy)
    assert found == {"before": 10}
    with warehouse.open_warehouse(reported_copy) as con:
        assert {one.check for one in warehouse.examine(con) if one.state != warehouse.CheckState.GOOD} == set()


def test_a_full_disk_leaves_readers_the_old_copy(reported_copy: Path, tmp_path: Path) -> None:
    copy = tmp_path / "published" / "rabita.duckdb"
    for _ in range(2):
        warehouse.publish(reported_copy, copy)
    before = copy.read_bytes()
    done = run(
        "with warehouse.open_warehouse(path) as con:\n    add(con, 'one', 30)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\nwarehouse.publish(path, Path(sys.argv[2]))",
        reported_copy,
        copy,
    )
    assert "WarehouseError" in done.stderr
    assert "could not be copied" in done.stderr
    assert copy.read_bytes() == before
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]


@pytest.mark.timeout(280)
def test_kills_whatever_goes_on_lose_nothing() -> None:
    command = [sys.executable, FAULTS / "kill_warehouse.py", "--kills", "6", "--seed", "11"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
