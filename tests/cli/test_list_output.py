"""Lists fit a terminal, are plain lines in a pipe, and are CSV or JSON for programs."""

import csv
import fcntl
import io
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text

import warehouse

RABITA = Path(sys.executable).with_name("rabita")
LISTS = ["contacts", "contacts list", "alerts", "sources", "runs"]


@pytest.fixture
def environment(reported_copy: Path) -> dict[str, str]:
    warehouse.publish(reported_copy, reported_copy.parent / "published" / "rabita.duckdb")
    clean = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "FORCE_COLOR", "NO_COLOR"}}
    return clean | {"RABITA_DATA": str(reported_copy.parent), "RABITA_WAREHOUSE": "", "TERM": "xterm"}


def on_a_terminal(environment: dict[str, str], *words: str, columns: int = 80) -> list[str]:
    """Run a command on a terminal of so many columns and return its lines, without colours."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen([RABITA, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 65536):
            said += part
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(ours)
    assert process.wait(120) == 0, said.decode()
    return [Text.from_ansi(line).plain for line in said.decode().replace("\r", "").splitlines()]


def piped(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([RABITA, *words], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("line", LISTS)
def test_a_list_fits_a_terminal_is_plain_in_a_pipe_and_read_by_programs(environment: dict[str, str], line: str) -> None:
    words = line.split()
    shown = on_a_terminal(environment, *words)
    assert max(map(cell_len, shown)) <= 80
    rows = [json.loads(row) for row in piped(environment, *words, "--json").stdout.splitlines()]
    assert rows
    names = list(rows[0])
    table = list(csv.DictReader(io.StringIO(piped(environment, *words, "--csv").stdout)))
    assert (list(table[0]), len(table)) == (names, len(rows))
    plain = piped(environment, *words).stdout.splitlines()
    assert len(plain) >= len(rows) + 1
    assert not any(set(row) & set("│┃━─…") for row in plain[: len(rows) + 1]) or line.startswith("contacts")
    first = str(rows[0][names[0]])
    assert any(row.startswith(first) for row in plain), "whole words that grep finds"
    assert any(first in row for row in shown), "the first column is never cut"


def test_a_list_is_of_one_form(environment: dict[str, str]) -> None:
    done = piped(environment, "runs", "--json", "--csv")
    assert (done.returncode, "one of --json and --csv" in done.stderr) == (2, True)


def test_a_row_that_is_too_wide_becomes_a_block(environment: dict[str, str]) -> None:
    shown = on_a_terminal(environment, "runs", columns=30)
    assert any(row.startswith("outcome ") for row in shown)


def test_questions_go_by_number_or_name_and_no_other(environment: dict[str, str]) -> None:
    answers = [
        piped(environment, "sql", "--question", name).stdout
        for name in ("01-latest-contacts", "latest-contacts", "01", "1", "Latest-Contacts")
    ]
    assert len(set(answers)) == 1
    assert answers[0]
    for name, near in (("latest-contcts", "latest-contacts"), ("99", "--question list"), ("nosuch", "--question list")):
        done = piped(environment, "sql", "--question", name)
        assert (done.returncode, done.stdout, near in done.stderr) == (2, "", True)


def test_show_prints_the_ids_that_split_takes(environment: dict[str, str]) -> None:
    contact = json.loads(piped(environment, "contacts", "--json").stdout.splitlines()[0])["contact"]
    shown = piped(environment, "contacts", "show", contact).stdout
    (known, *_) = [row.split()[1] for row in shown.splitlines() if row.startswith("  article ")]
    assert known in piped(environment, "sql", "SELECT id FROM article").stdout.split()


def test_a_decision_that_would_change_nothing_is_refused(environment: dict[str, str]) -> None:
    contact, *_ = [json.loads(row)["contact"] for row in piped(environment, "contacts", "--json").stdout.splitlines()]
    nobody = "00000000-0000-0000-0000-000000000000"
    for line, said in (
        (f"merge {contact} {contact}", "cannot be merged with itself"),
        (f"dismiss {contact} --undo", "taken back"),
        (f"split {contact} {nobody}", f"no article {nobody} reports"),
        (f"split {contact} {nobody} --undo", "taken back"),
    ):
        done = piped(environment, "contacts", *line.split())
        assert (done.returncode, done.stdout, said in done.stderr) == (2, "", True), done.stderr


def test_an_unknown_outlet_repeats_nothing(environment: dict[str, str]) -> None:
    done = piped(environment, "sources", "boilerplate", "alf")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no outlet alf is stored: did you mean alif?" in done.stderr


def test_the_version_and_completion(environment: dict[str, str]) -> None:
    assert piped(environment, "--version").stdout.startswith("rabita ")
    assert "_rabita_completion" in piped(environment | {"_RABITA_COMPLETE": "source_bash"}).stdout


def test_an_empty_list_says_so_on_a_terminal(environment: dict[str, str], tmp_path: Path) -> None:
    data = tmp_path / "nothing"
    with warehouse.open_warehouse(data / "rabita.duckdb"):
        pass
    warehouse.publish(data / "rabita.duckdb", data / "published" / "rabita.duckdb")
    assert on_a_terminal(environment | {"RABITA_DATA": str(data)}, "alerts") == ["Alerts: none."]
