"""Backup and restore, checks, export to files, and erasure."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import warehouse
from warehouse.copy_all_tables import tables

CALL = "2025-07-03-trump-phone"
NOW = datetime(2026, 11, 26, 1, 2, 3, tzinfo=UTC)


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of a warehouse, as text, by table."""
    with warehouse.open_warehouse(path) as con:
        ((database,),) = con.execute("SELECT current_database()").fetchall()
        return {
            table: con.execute(f"SELECT one::VARCHAR FROM main.{table} AS one ORDER BY 1").fetchall()  # noqa: S608
            for table in tables(con, database)
        }


def bad(path: Path) -> dict[str, str]:
    with warehouse.open_warehouse(path) as con:
        return {one.check: one.detail for one in warehouse.examine(con) if one.state != warehouse.CheckState.GOOD}


def test_restore_drill(reported_copy: Path, tmp_path: Path) -> None:
    before = everything(reported_copy)
    kept = warehouse.back_up(reported_copy, tmp_path / "backups", NOW)
    assert kept.name == "rabita-20261126T010203Z.duckdb"
    assert [file.name for file in kept.parent.iterdir()] == [kept.name]
    with warehouse.open_warehouse(reported_copy) as con:
        con.execute("DELETE FROM article")
    aside = warehouse.restore(kept, reported_copy)
    assert everything(reported_copy) == before
    assert aside is not None
    assert everything(aside)["article"] == []
    reported_copy.unlink()
    assert warehouse.restore(kept, reported_copy) is None
    assert everything(reported_copy) == before
    assert bad(reported_copy) == {}


def test_a_damaged_warehouse_can_be_replaced_and_its_log_meets_no_other_file(
    reported_copy: Path, tmp_path: Path
) -> None:
    before = everything(reported_copy)
    kept = warehouse.back_up(reported_copy, tmp_path / "backups", NOW)
    reported_copy.write_bytes(b"no database")
    reported_copy.with_name("rabita.duckdb.wal").write_bytes(b"no log")
    warehouse.restore(kept, reported_copy)
    assert everything(reported_copy) == before
    assert (tmp_path / "rabita.replaced-1.duckdb.wal").read_bytes() == b"no log"


def test_what_is_no_backup_is_refused_and_replaces_nothing(reported_copy: Path, tmp_path: Path) -> None:
    before = reported_copy.read_bytes()
    (tmp_path / "text.duckdb").write_text("no database")
    kept = warehouse.back_up(reported_copy, tmp_path / "backups", NOW)
    damaged = bytearray(kept.read_bytes())
    for place in range(12288, len(damaged), 4096):
        damaged[place] ^= 0xFF
    (tmp_path / "damaged.duckdb").write_bytes(damaged)
    for name in ("text.duckdb", "damaged.duckdb", "missing.duckdb"):
        with pytest.raises(warehouse.WarehouseError):
            warehouse.restore(tmp_path / name, reported_copy)
    assert reported_copy.read_bytes() == before


def test_a_sound_warehouse_has_nothing_bad_and_every_fault_is_named(reported_copy: Path) -> None:
    assert bad(reported_copy) == {}
    faults = {
        "run_counts_balance": "UPDATE tally SET discovered = discovered + 1 WHERE outlet = 'bay'",
        "counted_articles_are_stored": (
            "UPDATE tally SET discovered = discovered + 5, loaded = loaded + 5 WHERE outlet = 'bay'"
        ),
        "one_first_alert": "INSERT INTO alert SELECT * REPLACE (id || '2' AS id) FROM alert",
        "alert_has_contact": "UPDATE alert SET contact = 'nobody'",
        "delivery_has_item": "DELETE FROM alert",
        "outcome_has_attempt": "DELETE FROM delivery_attempt",
        "mention_has_article": "DELETE FROM article WHERE outlet = 'jeem'",
        "report_has_mention": "DELETE FROM mention",
        "contact_has_change": "DELETE FROM contact_change",
        "row_has_run": "DELETE FROM run",
        "dates_are_possible": "UPDATE article SET published = first_seen + INTERVAL 1 DAY",
    }  # fmt: skip
    for check, fault in faults.items():
        with warehouse.open_warehouse(reported_copy) as con:
            con.execute("BEGIN")
            con.execute(fault)
            found = {one.check for one in warehouse.examine(con) if one.state != warehouse.CheckState.GOOD}
            con.execute("ROLLBACK")
        assert check in found, check


def test_forgetting_an_address_leaves_the_contact_and_none_of_the_words(reported_copy: Path) -> None:
    with warehouse.open_warehouse(reported_copy) as con:
        ((url,),) = con.execute("SELECT url FROM article WHERE outlet = 'alif' ORDER BY published LIMIT 1").fetchall()
        facts = {
            "contact": CALL,
            "sources": [{"url": url, "quote": "x"}, {"url": "https://other.example/", "quote": "y"}],
        }
        con.execute("UPDATE alert SET facts = $facts", {"facts": json.dumps(facts)})
    done = warehouse.forget(reported_copy, "address", url, NOW)
    assert done.addresses == (url,)
    expected = {"article", "mention", "reading", "sketch", "place", "contact_report", "link", "alert"}
    assert set(done.rows) == expected
    assert set(done.rows.values()) == {1}
    with warehouse.open_warehouse(reported_copy) as con:
        assert con.execute("SELECT count(*) FROM article WHERE url = ?", [url]).fetchall() == [(0,)]
        assert con.execute("SELECT title FROM link WHERE url = ?", [url]).fetchall() == [(None,)]
        ((reported,),) = con.execute("SELECT facts FROM alert").fetchall()
        assert [source["url"] for source in json.loads(reported)["sources"]] == ["https://other.example/"]
        assert con.execute("SELECT first_outlet FROM contact_timeline WHERE contact = ?", [CALL]).fetchall() == [
            ("bay",)
        ]
        logged = con.execute("SELECT table_name, rows FROM erasure WHERE asked = 'address'").fetchall()
    assert dict(logged) == done.rows
    assert bad(reported_copy) == {}
    assert warehouse.forget(reported_copy, "address", "https://nobody.example/", NOW).rows == {}


def test_forgetting_by_author_takes_any_spelling_and_by_day_spares_contacts(reported_copy: Path) -> None:
    assert warehouse.forget(reported_copy, "author", "مصنّف  jeem", NOW).rows["article"] == 1
    assert warehouse.forget(reported_copy, "before", "2026-01-01", NOW).rows["article"] == 1, (
        "the plan, which is no contact"
    )
    with warehouse.open_warehouse(reported_copy) as con:
        assert con.execute("SELECT count(*) FROM article").fetchall() == [(5,)]
        assert con.execute("SELECT count(*) FROM contact_timeline").fetchall() == [(2,)]


def test_export_gives_what_the_views_hold(reported: Path, tmp_path: Path) -> None:
    copy = tmp_path / "published.duckdb"
    warehouse.publish(reported, copy)
    counts = warehouse.export(copy, tmp_path / "out", "parquet")
    assert counts["contact_timeline"] == 2
    assert {file.stem for file in (tmp_path / "out").iterdir()} == set(counts)
    rows = pq.read_table(tmp_path / "out" / "contact_timeline.parquet").to_pylist()
    assert {row["contact"]: row["topics"] for row in rows}[CALL] == ["یوکرین", "ایران"]
    assert warehouse.export(copy, tmp_path, "json", ("contact_report",)) == {"contact_report": 6}
    lines = (tmp_path / "contact_report.json").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["outlet"] for line in lines} == {"alif", "bay", "jeem"}
    with pytest.raises(warehouse.WarehouseError, match="no view secret"):
        warehouse.export(copy, tmp_path, "csv", ("secret",))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_csv_is_a_formula(reported_copy: Path, tmp_path: Path, start: str) -> None:
    with warehouse.open_warehouse(reported_copy) as con:
        con.execute("UPDATE article SET title = $title", {"title": f"{start}HYPERLINK(1)"})
    copy = tmp_path / "published.duckdb"
    warehouse.publish(reported_copy, copy)
    warehouse.export(copy, tmp_path, "csv", ("article",))
    with (tmp_path / "article.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["title"] for row in rows} == {f"'{start}HYPERLINK(1)"}
    assert {row["characters"].isdigit() for row in rows} == {True}
