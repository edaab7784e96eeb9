"""`rabita sql` ends: by its deadline, by Ctrl-C, by its bounds of rows and memory, by a closed pipe."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

RABITA = Path(sys.executable).with_name("rabita")
ENDLESS = "WITH RECURSIVE n AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM n) SELECT max(a) FROM n"
DEAF = "SELECT levenshtein(repeat('a', 1000000), repeat('b', 1000000))"
"""A function that takes hours and looks for no interrupt."""


def sentence(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return the one sentence that a command failed with."""
    assert done.returncode == 1, done
    (line,) = [line for line in done.stderr.decode().splitlines() if line.startswith("rabita: ")]
    assert "Traceback" not in done.stderr.decode()
    return line


@pytest.mark.parametrize(
    "query",
    [
        "SELECT pg_sleep(1000)",
        "SELECT sleep_ms(1000000)",
        ENDLESS,
        "SELECT count(*) FROM range(10000000) AS a, range(10000000) AS b WHERE a.range + b.range < 0",
        "SELECT regexp_replace(repeat('a', 100000000), '(a*)*b', 'x', 'g') FROM range(1000)",
        DEAF,
    ],
)
def test_a_query_that_does_not_end_is_stopped_at_its_deadline(command, query: str) -> None:  # noqa: ANN001
    assert "takes longer than 0.2 s" in sentence(command("sql", query, "--timeout", "0.2"))


@pytest.mark.parametrize("query", [ENDLESS, DEAF])
def test_ctrl_c_ends_a_query(data: Path, query: str) -> None:
    environment = os.environ | {"RABITA_DATA": str(data)}
    process = subprocess.Popen(
        [RABITA, "sql", query, "--timeout", "0"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    stat = Path(f"/proc/{process.pid}/task")
    while process.poll() is None and len(list(stat.iterdir())) < 3:
        time.sleep(0.05)  # until the query's thread is there
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=240)
    assert (process.returncode, b"Traceback" in err) == (130, False), (out, err)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_rows_are_printed_as_they_come_and_take_no_memory(data: Path, form: str) -> None:
    peaks = []
    for rows in (20_000, 300_000):
        script = (
            "import resource, subprocess, sys\n"
            "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
            "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
        )
        query = f"SELECT range, repeat('x', 100) FROM range({rows})"  # noqa: S608 - a number
        words = [RABITA, "sql", query, "--limit", "0", "--timeout", "0"]
        done = subprocess.run(
            [sys.executable, "-c", script, *words, "--format", form],
            env=os.environ | {"RABITA_DATA": str(data)}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        code, peak = map(int, done.stdout.split())
        assert code == 0
        peaks.append(peak)
    assert peaks[1] < peaks[0] * 1.5, "fifteen times the rows"


def test_at_most_ten_thousand_rows_unless_more_are_asked_for(quick) -> None:  # noqa: ANN001
    done = quick("sql", "SELECT * FROM range(1000000000)", "--format", "csv")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 10_001)
    assert b"only the first 10,000 rows are printed: --limit 0 prints all" in done.stderr
    done = quick("sql", "SELECT * FROM range(12000)", "--limit", "0", "--format", "json")
    assert (len(done.stdout.splitlines()), done.stderr) == (12_000, b"")
    done = quick("sql", "SELECT * FROM range(5)", "--limit", "5")
    assert (len(done.stdout.splitlines()), done.stderr) == (6, b"")
    table = quick("sql", "SELECT * FROM range(2500)", "--format", "table").stdout.decode()
    assert re.findall(r"│ +(\d+) │", table) == [str(number) for number in range(2500)]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT list_sort(list_transform(range(30000000), x -> hash(x)))",
        "SELECT length(string_agg(repeat('x', 100000000))) FROM range(100)",
        "SELECT count(*) FROM (SELECT DISTINCT repeat(range::VARCHAR, 1000000) FROM range(10000))",
        "SELECT repeat('x', 4000000000)",
    ],
)
def test_a_query_that_wants_too_much_memory_is_a_sentence_and_writes_no_file(
    command,  # noqa: ANN001
    data: Path,
    query: str,
) -> None:
    before = sorted(data.rglob("*"))
    assert "emory" in sentence(command("sql", query, "--timeout", "200"))
    assert sorted(data.rglob("*")) == before


DEEP = [
    f"SELECT {'abs(' * 500}1{')' * 500}",
    f"SELECT {'CASE WHEN true THEN ' * 300}1{' END' * 300}",
    f"SELECT * FROM {'(SELECT * FROM ' * 150}range(2){')' * 150}",  # noqa: S608
    f"SELECT {'abs(' * 20000}1{')' * 20000}",
    f"SELECT {'(' * 50000}",
    f"SELECT {'[' * 300}1{']' * 300}",
    "SELECT '" + "x" * 120_000 + "'",
    "SELECT " + "+".join(["1"] * 50_000),
]
ODD = ["SELECT 1; SELECT 2", "SELECT error('[/b]\x1b[31m')", "SELECT {'i': INTERVAL 999999999 MONTH}", "", ";"]


@pytest.mark.parametrize("query", DEEP)
def test_deep_and_long_queries_are_answered_or_refused_in_a_sentence(command, query: str) -> None:  # noqa: ANN001
    """In a process of their own, which a parser that goes too deep would take with it."""
    done = command("sql", query, "--format", "table", "--timeout", "20")
    if done.returncode:
        sentence(done)


@pytest.mark.parametrize("query", [*DEEP[5:7], *ODD])
@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_odd_queries_and_values_are_answered_or_refused_in_a_sentence(quick, query: str, form: str) -> None:  # noqa: ANN001
    done = quick("sql", query, "--format", form, "--timeout", "20")
    if done.returncode:
        assert b"\x1b" not in done.stderr
        sentence(done)


def test_what_python_has_no_value_for_is_printed_as_duckdb_writes_it(quick) -> None:  # noqa: ANN001
    query = (
        "SELECT 'infinity'::DATE AS day, '-infinity'::TIMESTAMP AS time, '9999-12-31'::DATE AS last, "
        "'5000-01-01 (BC)'::DATE AS old, 'nan'::DOUBLE AS none, ['infinity'::FLOAT] AS many, "
        "MAP {DATE '2020-01-01': '-infinity'::FLOAT} AS map, '\\xFF\\x00ab'::BLOB AS bytes, "
        "INTERVAL 999999999 MONTH AS long, chr(0) || 'پ' AS nul, 1 AS twice, 2 AS twice"
    )
    (line,) = quick("sql", query, "--format", "json").stdout.decode().splitlines()
    assert json.loads(line, parse_constant=pytest.fail) == {
        "day": "infinity", "time": "-infinity", "last": "9999-12-31", "old": "5000-01-01 (BC)", "none": None,
        "many": [None], "map": {"2020-01-01": None}, "bytes": "\\xFF\\x00ab", "long": "83333333 years 3 months",
        "nul": "\0پ", "twice": 1, "twice_1": 2,
    }  # fmt: skip
    names, row = csv.reader(io.StringIO(quick("sql", query, "--format", "csv").stdout.decode()))
    assert row[:5] == ["infinity", "'-infinity", "9999-12-31", "5000-01-01 (BC)", "nan"]
    assert (names[-2:], row[-3:]) == (["twice", "twice"], ["\0پ", "1", "2"])


@pytest.mark.parametrize("words", [("--timeout", "nan"), ("--timeout", "-1"), ("--limit", "-1"), ("--limit", "x")])
def test_bounds_that_are_none_are_refused(quick, words: tuple[str, str]) -> None:  # noqa: ANN001
    done = quick("sql", "SELECT 1", *words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words[0].encode() in done.stderr


@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_a_closed_pipe_ends_it_quietly(data: Path, form: str) -> None:
    words = ["sql", "SELECT * FROM range(100000000)", "--limit", "0", "--timeout", "0", "--format", form]
    environment = os.environ | {"RABITA_DATA": str(data)}
    with subprocess.Popen(
        [RABITA, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=240) == 0


def test_a_terminal_gets_no_control_characters_in_any_format(command) -> None:  # noqa: ANN001
    query = "SELECT chr(27) || ']0;x' || chr(7) || chr(155) || '2J' || chr(8238) AS bad"
    for form in ("csv", "json", "table"):
        reader, writer = os.openpty()
        assert command("sql", query, "--format", form, stdout=writer, TERM="dumb").returncode == 0
        os.close(writer)
        shown = os.read(reader, 1 << 16).decode()
        os.close(reader)
        assert not set(shown) & {"\x1b", "\x07", "\x9b", "\u202e"}, form
        assert "]0;x" in shown
