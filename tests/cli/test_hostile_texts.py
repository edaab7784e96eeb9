"""Titles, names, quotes and reasons of outlets do not act on a terminal, whatever command prints them."""

import json
import logging
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

import warehouse
from flows.cli import app
from flows.json_log import JsonLine, PlainLine

CALL = "2025-07-03-trump-phone"
ACTS = "\x1b]0;owned\x07\x1b[2J\x9b31m\x08\r\u202e\u2066\x00"
HOSTILE = f"[/b][/][bold red]x[/] [link=https://evil.example]y[/link] :bomb: [[{ACTS}"
WORDS = {
    "title",
    "author",
    "agency",
    "name",
    "quote",
    "place",
    "date_words",
    "detail",
    "reason",
    "published_raw",
    "note",
}
LISTS = {"removed", "why", "topics"}
STYLE = re.compile(r"\x1b\[(?:[0-9;]*m|\?25[lh]|2K|1A)")
"""What our own output may send to a terminal: colours, and what a line of progress hides, clears and goes back by."""
ISOLATED = re.compile("\u2068([^\u2066-\u2069]*)\u2069")
"""Strangers' text as an alert on the terminal shows it: between the two marks that keep its direction to itself."""
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def article(reported_copy: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A published warehouse in which every text that an outsider can write is hostile; the address of an article."""
    with warehouse.open_warehouse(reported_copy) as con:
        ((run,),) = con.execute("SELECT id FROM run").fetchall()
        con.execute(
            "INSERT INTO problem BY NAME "
            "SELECT uuid() AS id, $run AS run, 'alif' AS outlet, 'https://x.example/' AS url, "
            "'fetch' AS step, 'x' AS reason, 'x' AS detail, now() AS noted_at, now() AS first_seen",
            {"run": str(run)},
        )
        columns = con.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() "
            "WHERE schema_name = 'main' AND database_name = current_database() AND NOT internal"
        ).fetchall()
        tables = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        for table, column, kind in columns:
            if table not in tables or table in {"migration", "known_contact", "non_contact"}:
                continue
            if kind == "VARCHAR" and column in WORDS:
                con.execute(f'UPDATE main.{table} SET "{column}" = $text', {"text": HOSTILE})  # noqa: S608
            elif kind == "VARCHAR[]" and column in LISTS:
                con.execute(f'UPDATE main.{table} SET "{column}" = [$text]', {"text": HOSTILE})  # noqa: S608
        facts = {
            "contact": CALL, "number": 1, "kind": "new", "first": True, "raised_at": "2025-07-03T16:09:00+00:00",
            "watch": "putin-us", "us_leader": "Trump", "channel": "phone", "date_from": "2025-07-03",
            "date_to": "2025-07-03", "date_precision": "day", "place": HOSTILE,
            "sources": [{"outlet": "alif", "tier": 1, "name": HOSTILE, "title": HOSTILE, "url": "https://alif.example/1",
                         "quote": HOSTILE, "published": "2025-07-03T16:05:00+00:00"}],
        }  # fmt: skip
        con.execute("UPDATE alert SET facts = $facts", {"facts": json.dumps(facts)})
        ((address,),) = con.execute(
            "SELECT url FROM article WHERE outlet = 'alif' ORDER BY published LIMIT 1"
        ).fetchall()
    warehouse.publish(reported_copy, reported_copy.parent / "published" / "rabita.duckdb")
    for name, value in {
        "RABITA_DATA": reported_copy.parent, "RABITA_WAREHOUSE": "", "COLUMNS": "200", "FORCE_COLOR": "1",
        "RABITA_ALERT_URLS": "", "RABITA_OPERATOR_URLS": "",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, str(value))
    return str(address)


def harmless(shown: str, line: object) -> None:
    assert "]8;" not in shown, (line, "a link")
    found = FORBIDDEN.findall(ISOLATED.sub(r"\1", STYLE.sub("", shown)))
    assert not found, (line, found)


def test_no_command_lets_an_outsider_reach_the_terminal(article: str, reported_copy: Path) -> None:
    everything = "SELECT * EXCLUDE (id, run) FROM article"
    shown = CliRunner().invoke(app, ["why", article]).stdout
    for text in ("[/b][/][bold red]x[/]", "[link=https://evil.example]y[/link] :bomb:"):
        assert text in STYLE.sub("", shown), "it is shown as it was written"
    lines = [
        ["why", article], ["contacts"], ["contacts", "show", CALL], ["alerts"], ["alerts", "show", CALL], ["sources"],
        ["sources", "boilerplate", "alif"], ["runs"], ["metrics"], ["doctor"], ["contacts", "dismiss", CALL],
        ["contacts", "show", HOSTILE.replace("\0", "")], ["contacts", "merge", CALL, HOSTILE.replace("\0", "")],
        ["alerts", "show", HOSTILE.replace("\0", "")], ["why", HOSTILE.replace("\0", "")],
        ["sql", everything, "--format", "table"], ["sql", f"{everything} WHERE title = '[/b]\x1b[31m"],
        ["sql", "SELECT * FROM main.problem", "--format", "table"], ["sql", "SELECT 1 AS '[/b]\x1b[31m'"],
        ["forget", "--author", HOSTILE.replace("\0", "")], ["detect", str(reported_copy.parent / "[/b]\x1b[31m")],
        ["restore", str(reported_copy.parent / "[/b]\x1b[31m")], ["backup", str(reported_copy.parent / "[/b] b")],
        ["no-such-command[/b]\x1b[31m"], ["sql", "--format", "[/b]\x1b[31m"], ["watch"], ["contacts"],
    ]  # fmt: skip
    for line in lines:
        done = CliRunner().invoke(app, line)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise AssertionError(line) from done.exception
        harmless(done.stdout + done.stderr, line)


def test_a_hostile_file_and_its_reasons_are_printed_as_text(article: str, reported_copy: Path) -> None:  # noqa: ARG001
    row = {"id": HOSTILE, "title": HOSTILE, "text": f"{HOSTILE} روسی صدر پیوٹن نے ٹرمپ سے فون پر بات کی۔",
           "url": f"https://h.example/{HOSTILE}", "outlet": HOSTILE, "published": "2026-10-15T09:00:00+00:00",
           "expected": {"status": "new", "alert": True, "us_leader": "Trump", "channel": "phone",
                        "contact_id": "x"}}  # fmt: skip
    file = reported_copy.parent / "rows.jsonl"
    file.write_text(json.dumps(row) + "\n{\n" + json.dumps({"id": HOSTILE, "title": HOSTILE, "text": 5}))
    for line in (["import", str(file)], ["evaluate", str(file)], ["detect", str(file)], ["clean", str(file)],
                 ["replay", str(file)], ["runs"], ["contacts"], ["sources"], ["alerts"]):  # fmt: skip
        done = CliRunner().invoke(app, line)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise AssertionError(line) from done.exception
        harmless(done.stdout + done.stderr, line)


def test_log_lines_are_text_and_no_more() -> None:
    record = logging.LogRecord("rabita", logging.WARNING, "x", 1, "%s", (HOSTILE,), None)
    record.created = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    for formatter in (JsonLine(), PlainLine()):
        harmless(formatter.format(record), formatter)
    assert json.loads(JsonLine().format(record))["message"] == HOSTILE, "for a machine nothing is lost"


@pytest.mark.parametrize("form", ["text", "json"])
def test_prefects_log_lines_are_text_and_no_more(tmp_path: Path, form: str) -> None:
    script = (
        "import os, sys\n"
        "from flows.settings import Settings\n"
        "from flows.serve.environment import enter\n"
        "enter(Settings(), os.environ)\n"
        "import prefect.main\n"
        "from prefect.logging import get_logger\n"
        "log = get_logger('rabita')\n"
        "log.warning('%s', sys.stdin.read())\n"
        "try:\n"
        "    raise ValueError(chr(27) + ']0;owned' + chr(7))\n"
        "except ValueError:\n"
        "    log.exception('failed')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=HOSTILE.encode(), capture_output=True, check=True, cwd=tmp_path,
        env=os.environ | {"RABITA_DATA": str(tmp_path), "RABITA_LOG_FORMAT": form, "FORCE_COLOR": "1",
                          "PREFECT_LOGGING_TO_API_ENABLED": "false"},
    )  # fmt: skip
    shown = done.stderr.decode()
    assert "[link=https://evil.example]y[/link]" in STYLE.sub("", shown)
    harmless(shown, form)
