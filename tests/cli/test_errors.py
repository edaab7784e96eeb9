"""Whatever is wrong with the warehouse, the disk, the settings or the terminal: one sentence, and no command hangs."""

import gzip
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest

from warehouse.file_copy import copy_file

RABITA = Path(sys.executable).with_name("rabita")
ARTICLE = "00000000-0000-0000-0000-000000000000"
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


def sources_at(folder: Path, home: str) -> Path:
    file = folder / "silent.yaml"
    block = f"{{id: a, name: A, homepage: '{home}', country: PK, tier: 1, delay: 0, feeds: ['{home}f']}}"
    file.write_text(f"outlets:\n  - {block}\n")
    return file


def words(line: str, data: Path) -> list[str]:
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
    assert before == (file.read_bytes() if file.is_file() else None), "it is left as it was, for whoever mends it"
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
    assert kept.stat().st_size > 700 << 10
    script = 'trap \'\' XFSZ; ulimit -f 700; exec "$0" "$@"'
    failed(command("restore", kept, before=("bash", "-c", script)), "restore")
    assert ((data / "rabita.duckdb").read_bytes(), names(data)) == (before, there)
    assert quick("watch").returncode == 0
    assert quick("restore", kept).returncode == 0
    assert "rabita.replaced-1.duckdb" in names(data)
    assert quick("watch").returncode == 0


@pytest.mark.parametrize("left", ["rabita.duckdb.wal", "rabita.replaced-1.duckdb", "rabita.schema-0007.duckdb"])
def test_a_warehouse_that_is_gone_is_not_begun_anew_without_a_word(quick, data: Path, left: str) -> None:  # noqa: ANN001
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


SETTINGS = {
    "RABITA_PING_URL": (
        "http://127.0.0.1:99999/x",
        "nonsense",
        "ftp://a.example/",
        "http://[::1",
        "http://a.example:x/",
    ),
    "RABITA_FEED_BASE": ("nonsense",),
    "RABITA_DASHBOARD_BASE": ("[/b]", "javascript:alert(1)"),
    "RABITA_FRESHNESS": ("soon", "-1", "1e400", "P1000000D"),
    "RABITA_TIMEZONE": ("Mars/Olympus", "../etc/passwd"),
    "RABITA_INGEST_SCHEDULE": ("* * * *", "P1X"),
    "RABITA_PREFECT_PORT": ("99999", "x", "0"),
    "RABITA_STATUS_PORT": ("70000",),
    "RABITA_ARCHIVE_DAYS": ("0", "x", "99999999999"),
    "RABITA_PREFECT_DAYS": ("99999999999",),
    "RABITA_LOG_FORMAT": ("xml",),
    "RABITA_CHILDREN": ("0", "1000000"),
    "RABITA_SHARDS": ("101",),
    "RABITA_CANARY": ("maybe",),
    "RABITA_PAGE": ("\x1b[31m",),
    "RABITA_FIRST_RUN_ARTICLES": ("0", "99999999999"),
    "RABITA_DATA": (os.fsdecode(b"\xff"),),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_cannot_be_used_is_named_and_a_secret_not_said(quick, name: str) -> None:  # noqa: ANN001
    for value in SETTINGS[name]:
        said = failed(quick("watch", **{name: value}), f"{name}={value!r}")
        assert name in said
        assert "\x1b" not in said
        assert name != "RABITA_PING_URL" or value not in said


def test_an_empty_or_blank_setting_is_not_set(quick, data: Path) -> None:  # noqa: ANN001
    from flows.settings import Settings

    names = [str(field.validation_alias or f"RABITA_{name.upper()}") for name, field in Settings.model_fields.items()]
    for blank in ("", "  "):
        values = dict.fromkeys({*names, "PREFECT_API_URL"} - {"RABITA_DATA", "RABITA_SOURCES", "RABITA_PAGE"}, blank)
        done = quick("watch", **values)
        assert done.returncode == 0, done
        assert not (data.parent / "rabita.duckdb").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("demo --port 99999", "--port"), ("runs --most 0", "--most"),
        ("dashboard --to {rows}", "rows.jsonl"), ("export {rows}", "rows.jsonl"), ("backup {rows}", "rows.jsonl"),
        ("metrics --file {rows}/x.prom", "rows.jsonl"), ("restore {rows}", "it is no DuckDB file"),
        ("restore {data}", "is a folder"), ("detect {data}", "no such file"), ("clean {gz}", "cannot be unpacked"),
        ("near-duplicates {cut}", "cannot be unpacked"), ("import {data}/nothing", "nothing there"),
        ("warehouse move {data}/rabita.duckdb {data}/rabita.duckdb", "the same file"),
        ("sources add http://[::1", "no http or https address"),
    ],
)  # fmt: skip
def test_arguments_that_are_of_no_use(quick, data: Path, line: str, said: str) -> None:  # noqa: ANN001
    packed, cut = data.parent / "bad.jsonl.gz", data.parent / "cut.jsonl.gz"
    packed.write_bytes(b"\x1f\x8bno gzip")
    cut.write_bytes(gzip.compress(b"{}\n" * 1000)[:30])
    done = quick(*words(line.replace("{gz}", str(packed)).replace("{cut}", str(cut)), data))
    assert (done.returncode in {1, 2}, b"Traceback" in done.stderr) == (True, False), done
    assert said in done.stderr.decode()


@pytest.mark.parametrize("api", ["nonsense", "http://127.0.0.1:9/api", "http://127.0.0.1:99999/api", "http://[::1"])
def test_a_prefect_server_that_does_not_answer(command, api: str) -> None:  # noqa: ANN001
    assert "PREFECT_API_URL" in failed(command("ingest", PREFECT_API_URL=api), "ingest")
    done = command("doctor", PREFECT_API_URL=api)
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)


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


@pytest.mark.parametrize("name", ["RABITA_STATUS_PORT", "RABITA_PREFECT_PORT"])
def test_a_port_that_is_taken_is_named_with_who_has_it_before_anything_starts(command, data: Path, name: str) -> None:  # noqa: ANN001
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as other:
        free = {"RABITA_STATUS_PORT", "RABITA_PREFECT_PORT"} - {name}
        ports = {name: taken.getsockname()[1], free.pop(): other.getsockname()[1]}
        other.close()
        said = failed(command("serve", **ports), "serve")
    assert f"port {ports[name]} is taken by" in said
    assert f"set {name}" in said
    assert not Path("/proc").exists() or f"process {os.getpid()}" in said
    assert not (data / "prefect").exists()


def test_two_ports_are_two(command) -> None:  # noqa: ANN001
    assert "are both 4711" in failed(command("serve", RABITA_STATUS_PORT=4711, RABITA_PREFECT_PORT=4711), "serve")


def test_a_service_without_a_secret_says_so_before_its_server_is_up(command, tmp_path: Path) -> None:  # noqa: ANN001
    file = tmp_path / "alerts.yaml"
    file.write_text("channels:\n  duty: {address: RABITA_NO_SUCH_URL}\n")
    said = failed(command("serve", RABITA_ALERTS=file), "serve")
    assert "there is no secret RABITA_NO_SUCH_URL" in said


@pytest.mark.parametrize("content", [b"\xff\xfe", b"RABITA_FRESHNESS=\xff\n", None])
def test_an_env_file_that_cannot_be_read(quick, tmp_path: Path, content: bytes | None) -> None:  # noqa: ANN001
    file = tmp_path / ".env"
    if content is None:
        file.mkdir()
        assert b"Traceback" not in quick("watch").stderr
    else:
        file.write_bytes(content)
        assert ".env" in failed(quick("watch"), "watch")


def test_arguments_that_are_no_text(command) -> None:  # noqa: ANN001
    for line in (["why", os.fsdecode(b"\xff")], ["sql", os.fsdecode(b"SELECT '\xff'")]):
        assert "not UTF-8" in failed(command(*line), line[0])


@pytest.mark.parametrize("line", ["contacts", "sources", "sql", "metrics", "runs", "--help", "contacts --help"])
def test_output_that_cannot_be_written(command, data: Path, line: str) -> None:  # noqa: ANN001
    with Path("/dev/full").open("wb") as full:
        done = command(*words(line, data), stdout=full, stderr=subprocess.PIPE)
    assert "the disk is full" in failed(done, line)
    reader, writer = os.pipe()
    os.close(reader)
    done = command(*words(line, data), stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("line", ["contacts", "sql", "clean -", "metrics", "watch"])
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(command, data: Path, line: str, closed: str) -> None:  # noqa: ANN001
    before = (data / "published" / "rabita.duckdb").read_bytes()
    done = command(*words(line, data), before=("bash", "-c", f'exec "$0" "$@" {closed}'))
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done
    if line != "watch":
        assert (data / "published" / "rabita.duckdb").read_bytes() == before, "nothing was printed into it"


def test_urdu_is_printed_whatever_the_terminal_says_it_takes(command) -> None:  # noqa: ANN001
    for encoding in ("ascii", "latin-1", "utf-8"):
        done = command("sql", "SELECT 'پیوٹن' AS name", "--format", "json", PYTHONIOENCODING=encoding)
        assert done.stdout.decode() == '{"name": "پیوٹن"}\n'
        assert command("contacts", PYTHONIOENCODING=encoding).returncode == 0


@pytest.mark.parametrize(
    "line", ["detect -", "clean -", "replay -", "near-duplicates -", "evaluate -", "ingest", "ingest --dry-run",
             "sources check", "sources add http://127.0.0.1:{port}/"],
)  # fmt: skip
def test_ctrl_c_ends_a_command_that_waits(ours: dict[str, str], tmp_path: Path, line: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, ExitStack() as held:
        port = silent.getsockname()[1]
        ours = {**ours, "RABITA_SOURCES": str(sources_at(tmp_path, f"http://127.0.0.1:{port}/"))}
        process = held.enter_context(
            subprocess.Popen(
                [RABITA, *line.format(port=port).split()],
                env=os.environ | ours,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
        if line.endswith("-"):
            assert process.stdin is not None
            process.stdin.write(b"\n" * 400_000)  # more than a pipe holds: once it is through, the command reads
            process.stdin.flush()
        else:
            silent.settimeout(240)
            held.enter_context(silent.accept()[0])  # it asks, and gets no answer
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=240)
    assert (process.returncode, b"Traceback" in said) == (130, False), said
