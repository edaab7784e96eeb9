"""Publishing brings an older copy up to the warehouse, and whatever that copy is like, readers get the warehouse."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

import warehouse
from warehouse import published_copy
from warehouse.connection import READING, attach, connect
from warehouse.database_file import copy_file, log_of
from warehouse.standby import fresh_of, standby_of

NOW = datetime(2026, 11, 26, 1, 2, 3, tzinfo=UTC)
READER = """
import itertools, sys, warehouse
from pathlib import Path
with warehouse.open_public(Path(sys.argv[1])) as con:
    for line in itertools.chain(("first",), sys.stdin):
        print(con.execute("SELECT count(*), count(DISTINCT hash(notice)) FROM main.notice").fetchall()[0], flush=True)
"""


@dataclass(frozen=True)
class Note:
    id: str
    channel: str
    raised_at: datetime
    title: str
    body: str


def add(path: Path, name: str, count: int = 3) -> None:
    with warehouse.open_warehouse(path) as con:
        warehouse.add(con, "notice", [Note(f"{name}.{n}", name, NOW, "x", os.urandom(500).hex()) for n in range(count)])


def rows(con: warehouse.Connection) -> dict[str, list[tuple[object, ...]]]:
    found = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' AND database_name = current_database()"
    ).fetchall()
    return {
        table: con.execute(f"SELECT one::VARCHAR FROM main.{table} AS one ORDER BY 1").fetchall()  # noqa: S608
        for (table,) in found
    }


def same_rows(path: Path, copy: Path) -> bool:
    with warehouse.open_warehouse(path) as con:
        there = rows(con)
    with connect(warehouse.MEMORY) as con:  # not by its name alone: DuckDB would give what this process has open
        attach(con, copy, "shown", READING)
        con.execute("USE shown")
        return rows(con) == there


@pytest.fixture
def copy(reported_copy: Path, tmp_path: Path) -> Path:
    """The published copy of a warehouse that has been published so often that a standby waits beside it."""
    copy = tmp_path / "published" / "rabita.duckdb"
    for name in ("one", "two"):
        add(reported_copy, name)
        warehouse.publish(reported_copy, copy)
    assert standby_of(copy).exists()
    return copy


def test_the_log_of_many_small_runs_is_merged_into_the_file(
    reported_copy: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run() -> None:
        with warehouse.open_warehouse(reported_copy) as con:
            con.execute("INSERT INTO main.run BY NAME SELECT uuid() AS id, 'ingest' AS flow, 'hand' AS started_by,"
                        " now() AS started_at, '1' AS rabita, now() AS first_seen")  # fmt: skip
        warehouse.publish(reported_copy, copy)

    monkeypatch.setattr(published_copy, "LOGGED_RUNS", 3)
    run()
    run()
    assert log_of(reported_copy).exists()  # each opening reads its transactions again
    run()
    assert not log_of(reported_copy).exists()
    assert same_rows(reported_copy, copy)
    run()
    assert log_of(reported_copy).exists()


def test_two_files_take_turns(reported_copy: Path, copy: Path) -> None:
    waiting, shown = standby_of(copy).stat().st_ino, copy.stat().st_ino
    add(reported_copy, "three", 700)
    warehouse.publish(reported_copy, copy)
    assert (copy.stat().st_ino, standby_of(copy).stat().st_ino) == (waiting, shown)
    assert same_rows(reported_copy, copy)
    warehouse.publish(reported_copy, copy)  # nothing new
    assert same_rows(reported_copy, copy)
    assert {file.name for file in copy.parent.iterdir()} == {copy.name, standby_of(copy).name}


def block_size(file: Path) -> int:
    with connect(warehouse.MEMORY) as con:
        attach(con, file, "asked", READING)
        found = con.execute("SELECT block_size FROM pragma_database_size() WHERE database_name = 'asked'").fetchall()
    return int(found[0][0])


def test_a_warehouse_with_the_blocks_of_an_earlier_version_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, copy = tmp_path / "rabita.duckdb", tmp_path / "published" / "rabita.duckdb"
    with monkeypatch.context() as earlier:
        earlier.setattr("warehouse.connection.NEW_FILE", "BLOCK_SIZE 262144")
        add(path, "earlier")
        for _ in range(2):
            warehouse.publish(path, copy)
    add(path, "now", 700)
    warehouse.publish(path, copy)
    assert same_rows(path, copy)
    assert block_size(path) == block_size(copy) == 262144
    add(tmp_path / "new.duckdb", "new")
    assert block_size(tmp_path / "new.duckdb") == 65536


def damage(file: Path) -> None:
    body = bytearray(file.read_bytes())
    for place in range(12288, len(body), 4096):
        body[place] ^= 0xFF
    file.write_bytes(body)


def edit(sql: str) -> Callable[[Path], None]:
    def edited(file: Path) -> None:
        with connect(file) as con:
            con.execute(sql)

    return edited


SPOILT: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda file: file.write_bytes(b""),
    "text": lambda file: file.write_text("no database"),
    "damaged": damage,
    "of another program": edit("UPDATE main.view_set SET digest = 'another'"),
    "of another schema": edit("ALTER TABLE main.link ADD COLUMN another VARCHAR"),
    "with other rows": edit("UPDATE main.notice SET id = 'z' || id"),
    "with more rows": edit("INSERT INTO main.notice SELECT * REPLACE ('z' || id AS id) FROM main.notice"),
    "cut off": lambda file: (damage(file), file.replace(fresh_of(file.with_name("rabita.duckdb")))),
    "the copy itself": lambda file: (file.unlink(), file.hardlink_to(file.with_name("rabita.duckdb"))),
    "somebody's by another name": lambda file: file.with_name("mine.duckdb").hardlink_to(file),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_standby_that_cannot_be_used_costs_a_whole_copy_and_nothing_else(
    reported_copy: Path, copy: Path, how: str
) -> None:
    SPOILT[how](standby_of(copy))
    others = {file: file.read_bytes() for file in copy.parent.glob("mine*")}
    for name in ("three", "four", "five"):
        add(reported_copy, name)
        warehouse.publish(reported_copy, copy)
        assert same_rows(reported_copy, copy)
    assert {file.name for file in copy.parent.iterdir()} - {"mine.duckdb"} == {copy.name, standby_of(copy).name}
    assert others == {file: file.read_bytes() for file in others}


def test_readers_keep_their_rows_through_any_number_of_publications(reported_copy: Path, copy: Path) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    command = [sys.executable, "-c", READER, str(copy)]
    with subprocess.Popen(command, **pipes) as other, warehouse.open_published(copy) as own:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "(6, 6)\n"
        for name in ("three", "four", "five"):
            add(reported_copy, name, 700)
            warehouse.publish(reported_copy, copy)
            other.stdin.write("again\n")
            other.stdin.flush()
            assert other.stdout.readline() == "(6, 6)\n"
            seen = own.execute("SELECT count(*), count(DISTINCT hash(notice)) FROM main.notice").fetchall()
            assert seen == [(6, 6)]
            assert same_rows(reported_copy, copy)
        other.stdin.close()


def test_who_copies_the_file_gets_it_as_it_was(reported_copy: Path, copy: Path) -> None:
    """A program that takes no lock, such as cp: the file that it reads is not written."""
    before = copy.read_bytes()
    with copy.open("rb") as file:
        begun = file.read(1000)
        for name in ("three", "four", "five"):
            add(reported_copy, name, 700)
            warehouse.publish(reported_copy, copy)
        assert begun + file.read() == before
    assert same_rows(reported_copy, copy)


def test_what_is_forgotten_is_in_no_file(reported_copy: Path, copy: Path) -> None:
    words = "نام جو بھلایا جائے"
    with warehouse.open_warehouse(reported_copy) as con:
        ((url,),) = con.execute("SELECT url FROM main.article WHERE outlet = 'alif' LIMIT 1").fetchall()
        warehouse.add(con, "notice", [Note("z", "z", NOW, "x", "y")])
        con.execute("INSERT INTO main.problem SELECT uuid(), run, outlet, url, 'read', 'x', $1, now(), now() FROM"
                    " main.article WHERE url = $2", [words, url])  # fmt: skip
    for _ in range(2):
        warehouse.publish(reported_copy, copy)
    with warehouse.connection.connect(reported_copy) as con:
        con.execute("CHECKPOINT")
    files = (reported_copy, copy, standby_of(copy))
    assert [words.encode() in file.read_bytes() for file in files] == [True, True, True]
    warehouse.forget(reported_copy, "address", url, NOW)
    warehouse.publish(reported_copy, copy)
    left = [file for file in reported_copy.parent.rglob("*.duckdb*") if words.encode() in file.read_bytes()]
    assert left == []
    warehouse.publish(reported_copy, copy)
    assert same_rows(reported_copy, copy)


def test_a_warehouse_whose_folding_was_cut_off_is_made_again_from_the_copy(reported_copy: Path, copy: Path) -> None:
    """Killed while DuckDB wrote the log into the file, which a note beside it says."""
    add(reported_copy, "three")
    warehouse.publish(reported_copy, copy)
    with warehouse.open_warehouse(reported_copy) as con:
        before = rows(con)
    damage(reported_copy)
    log_of(reported_copy).with_name("rabita.duckdb.wal.checkpoint").write_bytes(b"begun")
    reported_copy.with_name("rabita.folding").write_text(str(copy), encoding="utf-8")
    with warehouse.open_warehouse(reported_copy) as con:
        assert rows(con) == before
    assert {file.name for file in reported_copy.parent.glob("rabita*")} == {"rabita.duckdb", "rabita.lock"}
    add(reported_copy, "four")
    warehouse.publish(reported_copy, copy)
    assert same_rows(reported_copy, copy)


def test_a_whole_copy_takes_the_place_of_one_that_knew_more(reported_copy: Path, copy: Path, tmp_path: Path) -> None:
    """As after `rabita restore`: what only the standby and the copy had is gone from both."""
    older = tmp_path / "older.duckdb"
    copy_file(reported_copy, older)
    add(reported_copy, "three")
    for _ in range(2):
        warehouse.publish(reported_copy, copy)
    warehouse.restore(older, reported_copy)
    with pytest.raises(warehouse.BehindError):
        warehouse.publish(reported_copy, copy)
    warehouse.accept(reported_copy, copy)
    for _ in range(3):
        add(reported_copy, "four")
        warehouse.publish(reported_copy, copy)
        assert same_rows(reported_copy, copy)
