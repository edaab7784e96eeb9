"""The warehouse keeps what it is given, once, refuses what it does not know, and lets readers be."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from uuid import UUID

import pytest

import warehouse
from flows.news.article import Article, Removed, hash_id

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
RUN = hash_id("run")


def article(url: str, text: str = "متن") -> Article:
    return Article(
        id=hash_id(url, text),
        outlet="demo",
        url=url,
        title="سرخی",
        text=text,
        published=NOW,
        published_source="feed",
        first_seen=NOW,
        lang="ur",
        content=hash_id(text),
        removed=(Removed("Share it :", "share"),),
    )


@dataclass(frozen=True)
class Stored:
    id: UUID
    outlet: str
    published: datetime
    removed: tuple[dict[str, str], ...]


def count(con: warehouse.Connection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])  # noqa: S608


def test_rows_are_added_once_and_survive_reopening(file: Path) -> None:
    rows = [article("https://a.example/1"), article("https://a.example/1"), article("https://a.example/2")]
    with warehouse.open_warehouse(file) as con:
        assert warehouse.add(con, "article", rows, run=RUN) == 2
        assert warehouse.add(con, "article", rows, run=RUN) == 0
    with warehouse.open_warehouse(file) as con:
        found = con.execute("SELECT published, removed FROM article").fetchall()
    assert [(row[0], row[1]) for row in found] == [(NOW, [{"text": "Share it :", "rule": "share"}])] * 2


STRANGE = ("a\x00b", "\u2028 \u200c\u200d", "'\"\\ \n\t\x1b", "\U0001f600", "\uffff", "", " ", "null", "NaN", "[1]")


@pytest.mark.parametrize("beside", [0, 1000])
def test_few_rows_and_many_are_kept_as_they_were_given(file: Path, beside: int) -> None:
    then = datetime(1999, 12, 31, 23, 59, 59, 123456, tzinfo=UTC)
    rows = [
        replace(article(f"https://a.example/{at}", text), author=text, published=then, removed=(Removed(text, text),))
        for at, text in enumerate(STRANGE)
    ]
    others = [article(f"https://b.example/{at}") for at in range(beside)]
    with warehouse.open_warehouse(file) as con:
        assert warehouse.add(con, "article", [*rows, *others], run=RUN) == len(STRANGE) + beside
        asked = "SELECT url, text, author, published, removed FROM article WHERE url LIKE 'https://a.%' ORDER BY url"
        found = con.execute(asked).fetchall()
    wanted = [(row.url, row.text, row.author, then, [{"text": row.text, "rule": row.text}]) for row in rows]
    assert found == wanted


def test_a_transaction_is_all_or_nothing(file: Path) -> None:
    with warehouse.open_warehouse(file) as con:
        with suppress(ZeroDivisionError), warehouse.transaction(con):
            warehouse.add(con, "article", [article("https://a.example/1")], run=RUN)
            raise ZeroDivisionError
        assert count(con, "article") == 0


def test_add_names_what_it_cannot_do(file: Path) -> None:
    with warehouse.open_warehouse(file) as con:
        with pytest.raises(KeyError, match="no table"):
            warehouse.add(con, "nowhere", [article("https://a.example/1")])
        with pytest.raises(TypeError, match="dataclass"):
            warehouse.add(con, "article", [{"id": 1}])


def test_a_second_writer_is_reported_who_holds_the_file(file: Path) -> None:
    other = f"import warehouse, pathlib\nwith warehouse.open_warehouse(pathlib.Path({str(file)!r}), wait=0): pass"
    with warehouse.open_warehouse(file):
        done = subprocess.run([sys.executable, "-c", other], capture_output=True, text=True, check=False)
    assert "BusyError" in done.stderr
    assert "held by process" in done.stderr
    assert subprocess.run([sys.executable, "-c", other], check=False).returncode == 0


def test_the_file_keeps_the_format_that_both_duckdb_lines_read(file: Path) -> None:
    with warehouse.open_warehouse(file) as con:
        tags = con.execute("SELECT tags FROM duckdb_databases() WHERE path IS NOT NULL").fetchall()
    assert tags[0][0]["storage_version"].startswith("v1.5.0")


def test_readers_keep_their_copy_while_a_newer_one_is_published(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "published" / "rabita.duckdb"
    with pytest.raises(warehouse.WarehouseError, match="nothing has been published"), warehouse.open_published(copy):
        pass
    with warehouse.open_warehouse(file) as con:
        warehouse.add(con, "article", [article("https://a.example/1")], run=RUN)
    warehouse.publish(file, copy)
    with warehouse.open_published(copy) as reader:
        with warehouse.open_warehouse(file) as con:
            warehouse.add(con, "article", [article("https://a.example/2")], run=RUN)
        warehouse.publish(file, copy)
        assert count(reader, "article") == 1
    with warehouse.open_published(copy) as reader:
        assert count(reader, "article") == 2


def test_every_table_view_and_column_says_what_it_is(file: Path) -> None:
    with warehouse.open_warehouse(file) as con:
        bare = con.execute(
            "SELECT table_name FROM duckdb_tables() WHERE comment IS NULL"
            " UNION SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL"
            " UNION SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE NOT internal"
            " AND comment IS NULL UNION SELECT function_name FROM duckdb_functions()"
            " WHERE NOT internal AND comment IS NULL ORDER BY 1"
        ).fetchall()
    assert bare == []


PUBLIC = [
    "contact_timeline",
    "contact_report",
    "article",
    "story",
    "mention",
    "alert_log",
    "delivery_log",
    "source_health",
    "run_log",
    "first_to_report",
    "coverage_by_outlet",
    "planned_contacts",
    "contact_history",
]


def test_people_get_the_views_made_for_them_and_programs_the_tables(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    with warehouse.open_warehouse(file) as con:
        warehouse.add(con, "article", [article("https://a.example/1")], run=RUN)
        stored = [row[0] for row in con.execute("DESCRIBE article").fetchall()]
    warehouse.publish(file, copy)
    with warehouse.open_public(copy) as con:
        for name in PUBLIC:
            assert con.execute(f"SELECT * FROM {name}").fetchall() == con.execute(f"FROM public.{name}").fetchall()  # noqa: S608
        (row,) = con.execute("SELECT url, is_copy, is_latest, reported_at FROM article").fetchall()
        assert row == ("https://a.example/1", False, True, NOW)
        assert set(stored) <= {row[0] for row in con.execute("DESCRIBE article").fetchall()}
    with warehouse.open_published(copy) as con:
        assert [row[0] for row in con.execute("DESCRIBE article").fetchall()] == stored


def queries() -> list[str]:
    folder = resources.files("warehouse") / "queries"
    return sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))


@pytest.fixture(scope="module")
def empty() -> Iterator[warehouse.Connection]:
    with warehouse.open_warehouse(warehouse.MEMORY) as con:
        yield con


@pytest.mark.parametrize("name", queries())
def test_every_query_runs_on_an_empty_warehouse_and_says_what_it_returns(
    empty: warehouse.Connection, name: str
) -> None:
    sql = (resources.files("warehouse") / "queries" / name).read_text(encoding="utf-8")
    assert sql.startswith("-- "), "the first line of a query says what it returns"
    params = dict.fromkeys(re.findall(r"\$([a-z_]+)", re.sub(r"--.*", "", sql)))
    assert empty.execute(sql, params).fetchall() is not None


def test_every_query_that_the_code_names_exists() -> None:
    root = Path(__file__).parents[2]
    texts = [path.read_text("utf-8") for folder in ("flows", "dashboards") for path in (root / folder).rglob("*.py")]
    named = {name for text in texts for name in re.findall(r'\b(?:read|column)\(\s*con,\s*"(\w+)"', text)}
    assert len(named) > 40
    assert {f"{name}.sql" for name in named} <= set(queries())
