"""A warehouse that was put back to an earlier state by hand, and a disk without room for what readers see."""

import ast
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cli_in_process import rabita

import warehouse
from flows.demo import serve
from flows.settings import Settings
from warehouse.database_file import log_of

Alerted = tuple[dict[str, str], Path, bytes, bytes | None]


def sent(said: str) -> int:
    return said.count("رابطہ · Rabita")


def emptied(file: Path, _before: bytes, _log: bytes | None) -> None:
    log_of(file).unlink(missing_ok=True)
    file.unlink()


def put_back(file: Path, before: bytes, log: bytes | None) -> None:
    log_of(file).unlink(missing_ok=True)
    file.write_bytes(before)
    if log is not None:
        log_of(file).write_bytes(log)


def file_only(file: Path, before: bytes, _log: bytes | None) -> None:
    put_back(file, before, None)


def only_its_log(file: Path, _before: bytes, _log: bytes | None) -> None:
    file.unlink()


def made_anew(file: Path, _before: bytes, _log: bytes | None) -> None:
    emptied(file, b"", None)
    with warehouse.open_warehouse(file):
        pass


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alerted]:
    """What `alerted` copies, and the press that it was read from."""
    folder = tmp_path_factory.mktemp("alerted")
    with serve(datetime.now(UTC), folder) as press:
        environment = {
            "RABITA_DATA": str(folder / "data"),
            "RABITA_SOURCES": str(press.sources),
            "RABITA_ALLOW_PRIVATE": "true",
            "RABITA_ALERT_URLS": "",
            "RABITA_OPERATOR_URLS": "",
            "RABITA_LOG_FORMAT": "text",
        }
        file = folder / "data" / "rabita.duckdb"
        assert rabita(environment, "watch")[0] == 0
        before = file.read_bytes()
        log = log_of(file).read_bytes() if log_of(file).exists() else None
        code, said = rabita(environment, "ingest")
        assert code == 0, said
        assert "Alerted 1 new contact." in said
        yield environment, folder / "data", before, log


@pytest.fixture
def alerted(prepared: Alerted, tmp_path: Path) -> Alerted:
    """A data folder whose contact was alerted, and the warehouse as it was before that."""
    environment, data, before, log = prepared
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    return environment | {"RABITA_DATA": str(tmp_path / "data")}, tmp_path / "data" / "rabita.duckdb", before, log


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The address of a receiver of JSON, and what it got."""
    got: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"json://127.0.0.1:{server.server_port}", got
        server.shutdown()


@pytest.mark.parametrize("tamper", [emptied, put_back, file_only, only_its_log, made_anew])
def test_a_warehouse_that_was_put_back_sends_nothing_until_somebody_has_decided(
    alerted: Alerted, tamper: Callable[[Path, bytes, bytes | None], None]
) -> None:
    environment, file, before, log = alerted
    copy = file.parent / "published" / "rabita.duckdb"
    published = copy.read_bytes()
    tamper(file, before, log)
    for command in ("ingest", "watch", "ingest"):
        code, said = rabita(environment, command)
        assert (code, sent(said)) == (1, 0), said
        assert "published copy" in said
        assert "rabita restore" in said
        assert "rabita warehouse accept" in said
        assert "Traceback" not in said
    for words in (["alerts", "retry"], ["contacts", "dismiss", "x"]):
        code, said = rabita(environment, *words)
        assert (code != 0, sent(said)) == (True, 0), said
    assert copy.read_bytes() == published, "the copy is the proof, and what can be restored"
    code, said = rabita(environment, "doctor")
    assert code == 1
    assert "rabita warehouse accept" in said
    code, said = rabita(environment, "restore", str(copy))
    assert code == 0, said
    code, said = rabita(environment, "ingest")
    assert (code, sent(said)) == (0, 0), said
    assert rabita(environment, "doctor")[0] == 0


def test_a_person_may_carry_on_with_an_older_warehouse(alerted: Alerted) -> None:
    environment, file, before, log = alerted
    put_back(file, before, log)
    assert rabita(environment, "watch")[0] == 1
    code, said = rabita(environment, "warehouse", "accept")
    assert code == 0, said
    assert (file.parent / "published" / "rabita.replaced-1.duckdb").exists()
    code, said = rabita(environment, "watch")
    assert code == 0, said


def test_a_log_cut_after_publishing_is_noticed(alerted: Alerted) -> None:
    environment, file, _, _ = alerted
    assert rabita(environment, "watch")[0] == 0
    log = log_of(file)
    assert log.exists(), "a run that brings little leaves a log"
    whole = log.read_bytes()
    for part in (0.0, 0.5, 0.9):
        log.write_bytes(whole[: int(len(whole) * part)])
        code, said = rabita(environment, "watch")
        assert (code, sent(said)) == (1, 0), (part, said)
        log.write_bytes(whole)
    assert rabita(environment, "watch")[0] == 0


def test_a_restored_backup_is_a_decision(alerted: Alerted) -> None:
    environment, file, before, log = alerted
    old = file.parent / "old.duckdb"
    old.write_bytes(before)
    if log is not None:
        log_of(old).write_bytes(log)
        with warehouse.open_warehouse(old) as con:
            con.execute("CHECKPOINT")
    assert rabita(environment, "restore", str(old))[0] == 0
    assert rabita(environment, "watch")[0] == 0


def test_the_operator_is_notified_once_of_a_warehouse_that_was_put_back(
    alerted: Alerted, receiver: tuple[str, list[dict[str, str]]]
) -> None:
    """By the hook of a flow run that fails, again and again, and by whatever else has something to say."""
    environment, file, before, log = alerted
    put_back(file, before, log)
    environment |= {"RABITA_OPERATOR_URLS": receiver[0]}
    code = (
        "from datetime import UTC, datetime\n"
        "from flows.alerts.message import Notice\nfrom flows.settings import Settings\n"
        "from flows.pipeline.operator_notices import send_notice\n"
        "for name in 'abab': send_notice(Settings(), Notice(name, 'Rabita: x has failed', 'y'), datetime.now(UTC))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    titles = [reported["title"] for reported in receiver[1]]
    assert titles == ["Rabita: the warehouse is older than its published copy"]


# ------------------------------------------------------------------------------------------------ no room

SMALL = """
import asyncio, os, pathlib, sys
import warehouse
from flows.alerts.delivery import DeliveryVerdict, DeliveryOutcome
from flows.alerts.routing import ChannelRules
from flows.news.outlets.sources import load_sources
from flows.settings import Settings
from flows.pipeline.ingest_run import run_ingest
from flows.pipeline.detect_and_alert_run import run_watch

def main():
    settings = Settings()
    got = []
    class Duty:
        rules = ChannelRules(id="duty", notices=True)
        def send(self, outgoing):
            got.append(outgoing.notice.title if outgoing.notice else "alert")
            return DeliveryOutcome(DeliveryVerdict.DELIVERED)
    outlets = load_sources(settings.sources, allow_private=True).outlets
    run_watch(settings, [Duty()], alert=False)
    room = os.statvfs(settings.data)
    free = room.f_bavail * room.f_frsize
    size = settings.warehouse.stat().st_size
    filler = settings.data / "filler"
    left = size // 2  # for what is stored, and not for a copy
    filler.write_bytes(b"x" * (free - left))
    asyncio.run(run_ingest(settings, outlets))
    done = run_watch(settings, [Duty()])
    print("NEWS", len(done.news))
    print("GOT", got)
    with warehouse.open_warehouse(settings.warehouse) as con:
        print("OUTCOMES", con.execute("SELECT outcome, count(*) FROM run_end GROUP BY ALL ORDER BY ALL").fetchall())
    run_watch(settings, [Duty()])
    print("AGAIN", got)
    filler.unlink()
    run_watch(settings, [Duty()])
    with warehouse.open_published(settings.published) as con:
        print("PUBLISHED", con.execute("SELECT count(*) FROM alert").fetchall())

if __name__ == "__main__":  # children that read pages import this file
    main()
"""


def test_an_alert_leaves_though_the_disk_has_no_room_for_a_copy(environment: dict[str, str], tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-Urm", "true"], check=False, capture_output=True).returncode:
        pytest.skip("no small file system can be mounted here")
    (tmp_path / "small").mkdir()
    (tmp_path / "run.py").write_text(SMALL)
    mount = f"mount -t tmpfs -o size=64m none {tmp_path}/small && exec {sys.executable} {tmp_path}/run.py"
    done = subprocess.run(
        [unshare, "-Urm", "sh", "-c", mount], env=environment | {"RABITA_DATA": str(tmp_path / "small")},
        capture_output=True, text=True, check=False, timeout=280,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    said = dict(line.split(" ", 1) for line in done.stdout.splitlines() if line.split(" ")[0].isupper())
    notice = "Rabita: what readers see could not be renewed"
    assert said["NEWS"] == "1"
    assert ast.literal_eval(said["GOT"])[0] == "alert", done.stderr
    assert "failed" not in said["OUTCOMES"]
    again = ast.literal_eval(said["AGAIN"])
    assert (again.count("alert"), again.count(notice)) == (1, 1), "the operator is notified once a day"
    assert said["PUBLISHED"] == "[(1,)]"


def test_a_folder_for_metrics_or_feeds_that_cannot_be_written_stops_no_alert(
    environment: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    (settings.data / "published").mkdir(parents=True)
    (settings.data / "published" / "alerts.json").mkdir()
    environment |= {"RABITA_METRICS_FILE": str(tmp_path / "file" / "rabita.prom"), "RABITA_LOG_FORMAT": "text"}
    code, said = rabita(environment, "ingest")
    assert code == 0, said
    assert "Alerted 1 new contact." in said
    assert "Rabita: what readers see could not be renewed" in said
    assert "Traceback" not in said
