"""Files of every earlier version come up to date with all their rows, and one that cannot is left as it was."""

from pathlib import Path

import duckdb
import pytest

import warehouse
from flows.contacts.contact import Channel, Status
from flows.contacts.resolve.resolution_types import Role
from warehouse.schema import files

VERSIONS = sorted(files("migrations"))
WORDS = {
    "channel": "'phone'",
    "status": "'happened'",
    "verdict": "'new'",
    "role": "'opening'",
    "id": "'2025-07-03-trump-phone'",
}
SAMPLES = {
    "UUID": "'00000000-0000-0000-0000-000000000001'",
    "VARCHAR": "'متن'",
    "INTEGER": "7",
    "BIGINT": "7",
    "DOUBLE": "0.5",
    "BOOLEAN": "true",
    "DATE": "'2025-07-03'",
    "TIMESTAMP WITH TIME ZONE": "'2025-07-03 12:00:00+00'",
    "VARCHAR[]": "['الف', 'بے']",
    "BIGINT[]": "[1, 2]",
    'STRUCT("text" VARCHAR, "rule" VARCHAR)[]': "[{'text': 'متن', 'rule': 'share'}]",
}
Stored = dict[str, list[tuple[object, ...]]]


def older(path: Path, upto: int, *, channel: str = "phone") -> Stored:
    """Make a file as the first `upto` migrations did, with a row in every table and a view of that time."""
    with duckdb.connect(str(path)) as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("CREATE TABLE migration (version INTEGER PRIMARY KEY, name VARCHAR, applied_at TIMESTAMPTZ)")
        for name in VERSIONS[:upto]:
            con.execute(files("migrations")[name])
            con.execute("INSERT INTO migration VALUES (?, ?, now())", [int(name[:4]), name])
        con.execute("CREATE VIEW contact_timeline AS SELECT 1 AS contact")
        found = con.execute("SELECT table_name FROM duckdb_tables() WHERE table_name <> 'migration'").fetchall()
        for (table,) in found:
            kinds = con.execute(f"DESCRIBE {table}").fetchall()
            values = ", ".join(
                WORDS[name] if name in WORDS and kind.startswith(("VARCHAR", "ENUM")) else SAMPLES[kind]
                for name, kind, *_ in kinds
            )
            con.execute(f"INSERT INTO {table} VALUES ({values})".replace("'phone'", f"'{channel}'"))  # noqa: S608
        return contents(con, [table for (table,) in found])


def contents(con: duckdb.DuckDBPyConnection, tables: list[str], like: Stored | None = None) -> Stored:
    """Return the rows of the tables as text, of the columns that `like` has where given."""
    rows = {}
    for table in tables:
        names = [name for name, *_ in con.execute(f"DESCRIBE main.{table}").fetchall()]
        wide = len(like[table][0]) if like else len(names)
        listed = ", ".join(f'"{name}"::VARCHAR' for name in names[:wide])
        rows[table] = con.execute(f"SELECT {listed} FROM main.{table} LIMIT 1").fetchall()  # noqa: S608
    return rows


@pytest.mark.parametrize("upto", range(1, len(VERSIONS)))
def test_a_file_of_an_earlier_version_comes_up_to_date_with_its_rows(tmp_path: Path, upto: int) -> None:
    path = tmp_path / "rabita.duckdb"
    before = older(path, upto)
    kept = [table for table in before if table not in {"view_set", "known_contact", "non_contact"}]
    with warehouse.open_warehouse(path) as con:
        assert contents(con, kept, before) == {table: before[table] for table in kept}
        assert con.execute("FROM contact_timeline").description[0][0] == "contact"
        assert con.execute("SELECT max(version) FROM migration").fetchall() == [(int(VERSIONS[-1][:4]),)]
        unknown = con.execute("SELECT count(*) FROM link WHERE first_seen IS NULL").fetchall()
        assert unknown == [(0,)]
        indexed = "SELECT table_name FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'"
        assert {"contact", "alert"} <= (names := {name for (name,) in con.execute(indexed).fetchall()})
        assert names.isdisjoint({"article", "sketch", "link", "request"})
    aside = path.with_name(f"rabita.schema-{int(VERSIONS[upto - 1][:4]):04}.duckdb")
    with duckdb.connect(str(aside), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        assert contents(con, list(before)) == before


def test_a_migration_that_fails_leaves_the_file_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "rabita.duckdb"
    older(path, 4, channel="telegraph")
    with pytest.raises(warehouse.WarehouseError, match="0011_enum_types failed and was rolled back"):  # noqa: SIM117
        with warehouse.open_warehouse(path):
            pass
    with duckdb.connect(str(path)) as con:
        assert con.execute("SELECT channel FROM contact").fetchall() == [("telegraph",)]
        assert con.execute("SELECT max(version) FROM migration").fetchall() == [(4,)]


def test_a_newer_schema_is_refused_with_a_clear_sentence_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "rabita.duckdb"
    older(path, len(VERSIONS))
    with duckdb.connect(str(path)) as con:
        con.execute("INSERT INTO migration VALUES (9999, '9999_future', now())")
    with pytest.raises(warehouse.WarehouseError, match="newer than this program"), warehouse.open_warehouse(path):
        pass
    with duckdb.connect(str(path)) as con:
        assert con.execute("SELECT contact FROM contact_timeline").fetchall() == [(1,)]
    assert [file.name for file in tmp_path.glob("*.duckdb")] == ["rabita.duckdb"]


def test_every_row_says_when_it_came_to_be_known_and_by_which_run() -> None:
    with warehouse.open_warehouse(warehouse.MEMORY) as con:
        bare = con.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'"
            " AND table_name NOT IN ('migration', 'view_set', 'known_contact', 'non_contact') AND (SELECT count(*)"
            " FROM duckdb_columns() AS one WHERE one.table_name = duckdb_tables.table_name AND one.schema_name = 'main'"
            " AND one.column_name IN ('first_seen', CASE duckdb_tables.table_name WHEN 'run' THEN 'id' ELSE 'run' END)"
            ") <> 2"
        ).fetchall()
        assert bare == []
        for kind, words in (("channel", Channel), ("mention_status", Status), ("report_role", Role)):
            (known,) = con.execute(f"SELECT enum_range(NULL::{kind})").fetchall()
            assert known[0] == [*words]
