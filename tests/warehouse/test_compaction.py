"""Row groups are merged once there are many, and nothing that is stored changes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import warehouse
from warehouse import compaction
from warehouse.compaction import groups_beyond_need
from warehouse.connection import READING, attach, connect
from warehouse.database_file import log_of
from warehouse.standby import standby_of

NOW = datetime(2026, 12, 1, 1, 2, 3, tzinfo=UTC)
LINKS = (
    "INSERT INTO main.link BY NAME SELECT uuid() AS run, 'alif' AS outlet, 'https://alif.example/' || uuid() AS url,"
    " 'feed' AS found_in, $now AS found_at, 'skipped' AS fate, $now AS first_seen FROM range($rows)"
)


def add(path: Path, rows: int) -> None:
    with warehouse.open_warehouse(path) as con:
        con.execute(LINKS, {"now": NOW, "rows": rows})


def links(path: Path) -> list[tuple[str]]:
    """Return the links of a file in their order, not by the file's name: DuckDB would give what is still open."""
    with connect(warehouse.MEMORY) as con:
        attach(con, path, "shown", READING)
        return con.execute("SELECT url FROM shown.main.link ORDER BY rowid").fetchall()


@pytest.fixture
def copy(reported_copy: Path, tmp_path: Path) -> Path:
    """The published copy of a warehouse in which runs have left small groups of links, and which has one link more."""
    copy = tmp_path / "published" / "rabita.duckdb"
    warehouse.publish(reported_copy, copy)
    for _ in range(5):
        add(reported_copy, 2_500)
        warehouse.publish(reported_copy, copy)
    add(reported_copy, 1)
    assert groups_beyond_need(copy) >= 4
    return copy


def test_all_three_files_get_large_groups_and_keep_their_rows_in_order(reported_copy: Path, copy: Path) -> None:
    before = links(reported_copy)
    assert warehouse.compact(reported_copy, copy, most=2)
    for file in (reported_copy, copy, standby_of(copy)):
        assert groups_beyond_need(file) <= 1
        assert links(file) == before
    assert not warehouse.compact(reported_copy, copy, most=2)


def test_later_runs_leave_the_large_groups_alone(reported_copy: Path, copy: Path) -> None:
    warehouse.compact(reported_copy, copy, most=2)
    shown = {copy.stat().st_ino, standby_of(copy).stat().st_ino}
    for rows in (100, 100, 2_500):
        add(reported_copy, rows)
        warehouse.publish(reported_copy, copy)
    assert {copy.stat().st_ino, standby_of(copy).stat().st_ino} == shown  # nothing was copied as a whole
    assert links(reported_copy) == links(copy)
    assert 1 <= groups_beyond_need(copy) <= 4


def test_with_few_groups_or_without_a_copy_nothing_is_written(reported_copy: Path, copy: Path) -> None:
    before = copy.stat()
    assert not warehouse.compact(reported_copy, copy)
    assert not warehouse.compact(reported_copy, copy.with_name("none.duckdb"), most=0)
    assert (copy.stat().st_ino, copy.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_without_room_on_the_disk_nothing_is_written(
    reported_copy: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = copy.stat().st_ino
    monkeypatch.setattr(compaction, "FILES", 1 << 40)
    assert not warehouse.compact(reported_copy, copy, most=2)
    assert copy.stat().st_ino == before


def test_after_an_interrupted_compaction_a_later_one_finishes_it(
    reported_copy: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def killed(path: Path, copy: Path, **how: bool) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(path)
        warehouse.publish(path, copy, **how)

    with monkeypatch.context() as patched:
        patched.setattr(compaction, "publish", killed)
        with pytest.raises(KeyboardInterrupt):
            warehouse.compact(reported_copy, copy, most=2)
    assert links(reported_copy) == links(copy)
    for _ in range(2):  # the copies take turns, so one of two nights sees the one that was left
        add(reported_copy, 1)
        if not warehouse.compact(reported_copy, copy, most=2):
            warehouse.publish(reported_copy, copy)
    assert max(map(groups_beyond_need, (reported_copy, copy, standby_of(copy)))) <= 2
    assert links(reported_copy) == links(copy)


def test_a_warehouse_that_lost_rows_is_not_published(reported_copy: Path, copy: Path, tmp_path: Path) -> None:
    older = warehouse.back_up(reported_copy, tmp_path, NOW)
    with warehouse.open_warehouse(reported_copy) as con:
        con.execute("INSERT INTO main.run BY NAME SELECT uuid() AS id, 'ingest' AS flow, 'hand' AS started_by,"
                    " $now AS started_at, '1' AS rabita, $now AS first_seen", {"now": NOW})  # fmt: skip
    warehouse.publish(reported_copy, copy)
    log_of(reported_copy).unlink(missing_ok=True)
    older.replace(reported_copy)
    with pytest.raises(warehouse.BehindError):
        warehouse.compact(reported_copy, copy, most=2)
