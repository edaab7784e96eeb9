"""A warehouse on DuckLake with a real PostgreSQL: the same schema and rows, one writer at a time, a readers' copy."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

import warehouse
from warehouse.ducklake import connect_lake

from .conftest import ask

CALL = "2025-07-03-trump-phone"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, which Debian keeps out of the path."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return folders[-1] if folders and (folders[-1] / "initdb").exists() else None


def as_postgres(*command: object) -> None:
    """Run a program as the user postgres where this is root, whom PostgreSQL refuses."""
    words = [str(word) for word in command]
    if os.getuid() == 0:
        words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", *words]
    subprocess.run(words, check=True, capture_output=True, cwd="/", timeout=120)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Run a PostgreSQL server of its own on loopback and give the words that connect to it."""
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    if os.getuid() == 0 and subprocess.run(["id", "postgres"], check=False, capture_output=True).returncode:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    pytest.importorskip("duckdb_extension_ducklake", reason="rabita[ducklake] is not installed")
    home = Path("/tmp") / f"rabita-pg-{uuid4().hex[:8]}"  # noqa: S108 - a socket's path must be short, and postgres must enter
    home.mkdir(mode=0o755)
    if os.getuid() == 0:
        shutil.chown(home, "postgres", "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
    try:
        as_postgres(folder / "initdb", "-D", home / "data", "-A", "trust", "-U", "postgres", "--no-sync")
        as_postgres(folder / "pg_ctl", "-D", home / "data", "-o", options, "-l", home / "log", "-w", "start")
        try:
            yield f"host=127.0.0.1 port={port} user=postgres"
        finally:
            as_postgres(folder / "pg_ctl", "-D", home / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def lake(server: str, tmp_path: Path) -> warehouse.Lake:
    """An empty lake of its own."""
    name = f"lake_{uuid4().hex[:8]}"
    with warehouse.connection.connect(warehouse.MEMORY) as con:
        warehouse.ducklake._load(con, "postgres_scanner")
        con.execute(f"ATTACH '{server} dbname=postgres' AS admin (TYPE postgres)")
        con.execute(f"CALL postgres_execute('admin', 'CREATE DATABASE {name}', use_transaction = false)")
    return warehouse.Lake(f"postgres:{server} dbname={name}", str(tmp_path / "rows"))


def test_a_warehouse_moves_into_a_lake_and_back_with_every_row(
    lake: warehouse.Lake, reported_copy: Path, tmp_path: Path
) -> None:
    counts = warehouse.move(reported_copy, lake)
    assert counts["article"] == 7
    with pytest.raises(warehouse.WarehouseError, match="the target is not empty"):
        warehouse.move(reported_copy, lake)
    with warehouse.open_warehouse(lake) as con:
        assert [one for one in warehouse.examine(con) if one.state != warehouse.CheckState.GOOD] == []
        con.execute("SET search_path = 'lake.public,lake.main'")
        for question in warehouse.questions():
            assert con.execute(question.sql).fetchall() is not None
        assert con.execute("SELECT first_outlet FROM contact_timeline ORDER BY contact").fetchall() == [
            ("alif",),
            ("bay",),
        ]
    back = tmp_path / "back.duckdb"
    assert warehouse.move(lake, back) == counts
    with warehouse.open_warehouse(back) as con:
        con.execute(f"ATTACH '{reported_copy}' AS old (READ_ONLY)")
        for table in counts:
            apart = f"FROM main.{table} EXCEPT ALL FROM old.main.{table}"
            assert con.execute(apart).fetchall() == [], table
        assert (
            dict(con.execute("SELECT column_name, column_type FROM (DESCRIBE main.contact)").fetchall())["channel"][:4]
            == "ENUM"
        )


def test_readers_get_a_copy_that_grows_with_the_lake(lake: warehouse.Lake, reported_copy: Path, tmp_path: Path) -> None:
    warehouse.move(reported_copy, lake)
    copy = tmp_path / "published" / "rabita.duckdb"
    warehouse.publish(lake, copy)
    with warehouse.open_public(copy) as held:
        assert held.execute("SELECT count(*) FROM article").fetchall() == [(7,)]
        with warehouse.open_warehouse(lake) as con:
            con.execute("INSERT INTO main.article BY NAME SELECT * REPLACE (uuid() AS id) FROM main.article LIMIT 2")
        warehouse.publish(lake, copy)
        assert held.execute("SELECT count(*) FROM article").fetchall() == [(7,)]
    with warehouse.open_public(copy) as con:
        assert con.execute("SELECT count(*), count(DISTINCT id) FROM article").fetchall() == [(9, 9)]
        assert ask(con, "SELECT outlet FROM search_articles('متن')")
    warehouse.forget(lake, "author", "مصنف jeem", datetime.now(UTC))
    warehouse.publish(lake, copy)
    with warehouse.open_public(copy) as con:
        assert con.execute("SELECT count(*) FROM article WHERE outlet = 'jeem'").fetchall() == [(0,)]


LOADER = """
import sys, warehouse
from dataclasses import dataclass
from datetime import UTC, datetime
lake = warehouse.Lake(sys.argv[1], sys.argv[2])

@dataclass(frozen=True)
class Alert:
    id: str
    contact: str
    number: int
    kind: str
    first: bool
    raised_at: datetime
    facts: str

claimed = 0
for number in range(int(sys.argv[4])):
    with warehouse.open_warehouse(lake) as con, warehouse.transaction(con):
        # Both loaders have alerts for the same contacts; each also has rows of its own.
        claimed += warehouse.add(con, "alert", [Alert(f"contact-{number}.1", f"contact-{number}", 1, "new", True,
                                                      datetime.now(UTC), sys.argv[3])])
        own = f"{sys.argv[3]}-{number}"
        warehouse.add(con, "alert", [Alert(own, own, 1, "canary", False, datetime.now(UTC), sys.argv[3])])
print(claimed)
"""


def test_two_loaders_at_once_take_turns_and_no_contact_is_claimed_twice(lake: warehouse.Lake) -> None:
    with warehouse.open_warehouse(lake):
        pass
    rounds = 3

    def run(name: str) -> int:
        command = [sys.executable, "-c", LOADER, lake.catalog, lake.data, name, str(rounds)]
        return int(subprocess.run(command, check=True, capture_output=True, text=True, timeout=250).stdout)

    with ThreadPoolExecutor(2) as pool:
        claims = list(pool.map(run, ("one", "two")))
    assert sum(claims) == rounds
    with connect_lake(lake, read_only=True) as con:
        rows = con.execute("SELECT contact, count(*) FROM main.alert GROUP BY contact").fetchall()
    assert len(rows) == 3 * rounds
    assert {count for _, count in rows} == {1}


def test_a_second_writer_is_reported_and_a_dead_one_lets_go(lake: warehouse.Lake) -> None:
    holder = (
        "import sys, time, warehouse\n"
        "with warehouse.open_warehouse(warehouse.Lake(*sys.argv[1:])): print('held', flush=True); time.sleep(600)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", holder, lake.catalog, lake.data], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    with pytest.raises(warehouse.BusyError, match="another process"), warehouse.open_warehouse(lake, wait=0):
        pass
    process.kill()
    process.wait()
    process.stdout.close()
    time.sleep(0.2)
    with warehouse.open_warehouse(lake, wait=20):
        pass


def test_what_cannot_be_a_lake_is_refused_without_its_password(tmp_path: Path) -> None:
    nowhere = warehouse.Lake("postgres:host=127.0.0.1 port=1 user=x password=secret", str(tmp_path))
    with pytest.raises(warehouse.WarehouseError) as refused, warehouse.open_warehouse(nowhere):
        pass
    assert "secret" not in str(refused.value)
    with (
        pytest.raises(warehouse.WarehouseError, match="must be PostgreSQL"),
        warehouse.open_warehouse(warehouse.Lake(str(tmp_path / "catalog.ducklake"), str(tmp_path))),
    ):
        pass


def test_an_address_says_whether_it_is_a_file_or_a_lake(tmp_path: Path) -> None:
    assert warehouse.location("", default=tmp_path, data="rows") == tmp_path
    assert warehouse.location("/x/y.duckdb", default=tmp_path, data="rows") == Path("/x/y.duckdb")
    assert warehouse.location("ducklake:postgres:dbname=x", default=tmp_path, data="s3://rows") == warehouse.Lake(
        "postgres:dbname=x", "s3://rows"
    )
