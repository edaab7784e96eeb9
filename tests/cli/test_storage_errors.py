"""A warehouse, copy, disk or folder that cannot be used: one sentence, and nothing is changed."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from warehouse.database_file import copy_file

from .conftest import WRITERS, failed, words

READERS = """
runs
metrics
why https://a.example/1
sql
contacts
contacts show x
alerts
alerts show x
sources
sources boilerplate a
export {data}/out
dashboard
ingest --dry-run
""".strip().splitlines()


def damaged(file: Path) -> None:
    content = bytearray(file.read_bytes())
    for place in range(12_388, len(content), 4096):
        content[place] ^= 0xFF
    file.write_bytes(content)


def newer(file: Path) -> None:
    with duckdb.connect(str(file)) as con:
        con.execute("INSERT INTO migration VALUES (9999, '9999_later', now())")


def foreign(file: Path) -> None:
    file.unlink()
    with duckdb.connect(str(file)) as con:
        con.execute("CREATE TABLE mine (x INTEGER)")


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


FAULTS: dict[str, Callable[[Path], object]] = {
    "random bytes": lambda file: file.write_bytes(bytes(range(256)) * 400),
    "empty": lambda file: file.write_bytes(b""),
    "cut in the middle": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "cut in its head": lambda file: file.write_bytes(file.read_bytes()[:5000]),
    "damaged": damaged,
    "a folder": folder,
    "of a newer version": newer,
    "of another program": foreign,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_published_copy_that_cannot_be_read(quick, data: Path, fault: str) -> None:  # noqa: ANN001
    FAULTS[fault](data / "published" / "rabita.duckdb")
    for line in READERS:
        done = quick(*words(line, data))
        if fault == "cut in the middle" and str(data) not in done.stderr.decode():
            continue  # what it asks for stands in the half that is left
        assert str(data / "published") in failed(done, line), line


@pytest.mark.parametrize("fault", FAULTS)
def test_a_warehouse_that_cannot_be_read(quick, data: Path, fault: str) -> None:  # noqa: ANN001
    file = data / "rabita.duckdb"
    FAULTS[fault](file)
    before = file.read_bytes() if file.is_file() else None
    for line in WRITERS:
        assert "rabita.duckdb" in failed(quick(*words(line, data)), line), line
    assert before == (file.read_bytes() if file.is_file() else None), "it is left as it was"
    done = quick("doctor")
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
    assert b"bad" in done.stdout


def test_a_copy_of_an_older_version_says_what_to_do(quick, data: Path) -> None:  # noqa: ANN001
    with duckdb.connect(str(data / "published" / "rabita.duckdb")) as con:
        con.execute("DROP SCHEMA public CASCADE")
        con.execute("UPDATE view_set SET digest = 'older'")
    assert "`rabita watch` publishes it anew" in failed(quick("contacts"), "contacts")
    assert quick("watch").returncode == 0
    assert quick("contacts").returncode == 0


def test_a_backup_is_not_the_warehouse_itself(quick, data: Path) -> None:  # noqa: ANN001
    before = (data / "rabita.duckdb").read_bytes()
    assert "is the warehouse itself" in failed(quick("restore", data / "rabita.duckdb"), "restore")
    assert (data / "rabita.duckdb").read_bytes() == before


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir() if file.suffix not in {".lock", ".sender"}}


def test_a_restore_without_room_leaves_the_warehouse_as_it_was(command, quick, data: Path) -> None:  # noqa: ANN001
    kept = data.parent / "kept.duckdb"
    copy_file(data / "rabita.duckdb", kept)
    before, there = (data / "rabita.duckdb").read_bytes(), names(data)
    assert kept.stat().st_size > 500 << 10
    script = 'trap \'\' XFSZ; ulimit -f 500; exec "$0" "$@"'
    failed(command("restore", kept, before=("bash", "-c", script)), "restore")
    assert ((data / "rabita.duckdb").read_bytes(), names(data)) == (before, there)
    assert quick("watch").returncode == 0
    assert quick("restore", kept).returncode == 0
    assert "rabita.replaced-1.duckdb" in names(data)
    assert quick("watch").returncode == 0


@pytest.mark.parametrize("left", ["rabita.duckdb.wal", "rabita.replaced-1.duckdb", "rabita.schema-0007.duckdb"])
def test_a_warehouse_that_is_gone_is_not_replaced_silently(quick, data: Path, left: str) -> None:  # noqa: ANN001
    shutil.rmtree(data / "published")
    (data / "rabita.duckdb").rename(data / left)
    for line in ("watch", "alerts retry", "import {rows}", "sources boilerplate a --remove x", "contacts dismiss x"):
        said = failed(quick(*words(line, data)), line)
        assert "rabita.duckdb is gone" in said
        assert left in said
    assert quick("doctor").returncode == 1
    assert not (data / "rabita.duckdb").exists()
    assert quick("warehouse", "accept").returncode == 0
    assert quick("watch").returncode == 0


def without_power() -> tuple[str, ...]:
    """What starts a process that permissions hold for, also where the tests run as root."""
    if os.geteuid() != 0:
        return ()
    if not shutil.which("setpriv"):
        pytest.skip("no setpriv on this machine, and root may do everything")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


def test_files_that_may_not_be_read(command, data: Path) -> None:  # noqa: ANN001
    for name in ("rabita.duckdb", "published/rabita.duckdb"):
        (data / name).chmod(0)
    move = "warehouse move {data}/rabita.duckdb {data}/other.duckdb"
    for line in ("sql", "metrics", "export {data}/out", "dashboard", "watch", "backup", move):
        said = failed(command(*words(line, data), before=without_power()), line)
        assert "may not" in said or "Permission denied" in said, line


def test_a_folder_that_may_not_be_written(command, data: Path) -> None:  # noqa: ANN001
    for name in ("published", "."):
        (data / name).chmod(0o555)
    try:
        for line in [*WRITERS, "dashboard", "export {data}/out", "metrics --file {data}/m.prom"]:
            done = command(*words(line, data), before=without_power(), RABITA_PAGE="false")
            failed(done, line)
    finally:
        for name in (".", "published"):
            (data / name).chmod(0o755)


@pytest.mark.parametrize("kilobytes", [0, 8])
def test_a_full_disk(command, data: Path, kilobytes: int) -> None:  # noqa: ANN001
    lines = ["import {rows}", "watch", "backup", "dashboard"]
    for line in lines if kilobytes else [*lines, "export {data}/out", "metrics --file {data}/m.prom"]:
        script = f'trap \'\' XFSZ; ulimit -f {kilobytes}; exec "$0" "$@"'
        done = command(*words(line, data), before=("bash", "-c", script))
        if line.startswith(("import", "watch")) and done.returncode == 0:
            # What it brought fitted into the log; only the copy for readers did not, which is a notice.
            assert b"the disk is full" in done.stderr
        else:
            failed(done, line)


@pytest.mark.parametrize("place", ["a file", "a loop", "a long name"])
def test_a_data_folder_that_is_none(quick, data: Path, place: str) -> None:  # noqa: ANN001
    where = data.parent / ("x" * 300 if place == "a long name" else "where")
    if place == "a file":
        where.write_text("no folder")
    elif place == "a loop":
        where.symlink_to(where)
    for line in ("ingest", "watch", "backup", "metrics --file {data}/m.prom", "alerts retry"):
        assert str(where) in failed(quick(*words(line, where if "{" in line else data), RABITA_DATA=where), line)


def test_a_user_without_a_name_and_with_capabilities_harms_nothing(command, data: Path) -> None:  # noqa: ANN001
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("only root can become another user")
    powers = "+dac_override,+dac_read_search"  # Python may lie where only root may look
    nameless = ("setpriv", "--reuid=54321", "--clear-groups", f"--inh-caps={powers}", f"--ambient-caps={powers}")
    names = ("LOGNAME", "USER", "LNAME", "USERNAME")
    before = (data / "rabita.duckdb").read_bytes()
    data.chmod(0o700)
    done = command("contacts", "dismiss", "nobody", before=(*nameless, "env", *(f"--unset={name}" for name in names)))
    assert "by a capability alone" in failed(done, "dismiss")
    assert (data / "rabita.duckdb").read_bytes() == before
