"""The command as people type it: exit codes, one clear line for a mistake, JSON lines in and out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.settings import Settings

RABITA = Path(sys.executable).with_name("rabita")


def rabita(*words: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [RABITA, *words],
        input=stdin,
        env=os.environ | {"COLUMNS": "200", "RABITA_ALERT_URLS": ""} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


NEWS = {
    "id": "a1",
    "title": "پوتن اور ٹرمپ کا ٹیلی فونک رابطہ",
    "text": "روسی صدر ولادیمیر پوتن نے بدھ کو امریکی صدر ڈونلڈ ٹرمپ سے ٹیلی فون پر ایک گھنٹے تک بات چیت کی۔",
    "published": "2026-10-15T09:00:00+00:00",
    "url": "https://a.example/1",
    "outlet": "a",
}
RAIN = {
    **NEWS,
    "id": "a2",
    "title": "کراچی میں بارش",
    "text": "کراچی میں شدید بارش سے سڑکیں زیر آب آ گئیں۔",
    "url": "https://a.example/2",
}


def test_help_names_every_command() -> None:
    shown = rabita("--help").stdout
    for name in ("ingest", "import", "demo", "detect", "replay", "evaluate", "clean", "near-duplicates", "why", "sql"):
        assert f" {name} " in shown


OUTLET = """outlets:
  - id: a
    name: A
    homepage: https://a.example/
    country: PK
    tier: 1
    feeds: [https://a.example/f]
"""


def test_the_script_imports_no_command_line_until_it_is_called() -> None:
    """Each child process of the sandbox imports the script again."""
    program = "import sys, runpy; runpy.run_path(sys.argv[1]); sys.exit('typer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program, RABITA], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (OUTLET.replace("feeds:", "feds:"), 7, "feeds"),
        (OUTLET.replace("https://a.example/\n", "nowhere\n"), 4, "nowhere"),
        ("outlets: [\n", 2, "YAML"),
    ],
)
def test_a_mistake_in_sources_ends_before_any_request(tmp_path: Path, text: str, line: int, said: str) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(text)
    done = rabita("ingest", RABITA_SOURCES=str(file), RABITA_DATA=str(tmp_path / "data"))
    assert done.returncode == 2
    assert f"sources.yaml:{line}:" in done.stderr
    assert said in done.stderr
    assert not (tmp_path / "data").exists()


def test_an_unknown_outlet_is_named_with_the_nearest(settings: Settings, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [RABITA, "ingest", "--source", "namunaa"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "namuna" in done.stderr
    assert not settings.data.exists()


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    done = rabita("contacts", RABITA_FRESHNESS="soon", RABITA_DATA=str(tmp_path))
    assert done.returncode == 2
    assert "RABITA_FRESHNESS" in done.stderr


def test_no_outlet_reached_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(
        "outlets:\n  - {id: a, name: A, homepage: 'http://127.0.0.1:9/', country: PK, tier: 1, delay: 0, "
        "feeds: ['http://127.0.0.1:9/f']}\n"
    )
    given = {"RABITA_SOURCES": str(file), "RABITA_DATA": str(tmp_path / "data"), "RABITA_ALLOW_PRIVATE": "true"}
    for words in (["ingest"], ["ingest", "--dry-run"]):
        done = rabita(*words, **given)
        assert done.returncode == 4
        assert "no outlet could be reached" in done.stderr


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 70])
def test_make_run_plays_the_demo_only_where_no_outlet_was_reached(tmp_path: Path, code: int) -> None:
    stand_in = tmp_path / "rabita"
    stand_in.write_text(f'#!/bin/sh\necho "$1"\n[ "$1" = demo ] || exit {code}\n')
    stand_in.chmod(0o755)
    make = ["make", "--no-print-directory", "-o", ".venv/.installed", f"BIN={tmp_path}", "run"]
    # `make test` runs this test: what it sets for the make inside it would be printed.
    bare = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(make, cwd=Path(__file__).parents[2], env=bare, capture_output=True, text=True, check=False)
    assert done.stdout.split() == (["ingest", "demo"] if code == 4 else ["ingest"])
    assert (done.returncode == 0) == (code in {0, 4})


def test_detect_reads_stdin_and_goes_on_after_a_bad_line() -> None:
    rows = [json.dumps(NEWS, ensure_ascii=False), "{", "[]", '{"title": "no id"}', json.dumps(RAIN)]
    done = rabita("detect", "-", stdin="\n".join(rows))
    said = lines(done.stdout)
    assert [(row["id"], row["verdict"]) for row in said] == [("a1", "new"), ("a2", "none")]
    (contact,) = said[0]["contacts"]  # type: ignore[misc]
    assert (contact["us_leader"], contact["channel"], contact["duration_minutes"]) == ("Trump", "phone", 60)
    assert contact["contact_date"] == "2026-10-14"
    where = NEWS["title"] if contact["field"] == "title" else NEWS["text"]
    assert where[contact["start"] : contact["end"]] == contact["quote"]
    assert done.returncode == 1
    assert [line.split(":")[1] for line in done.stderr.splitlines()] == ["2", "3", "4"]


def test_replay_raises_one_alert_for_two_outlets(tmp_path: Path) -> None:
    text = "امریکی صدر ڈونلڈ ٹرمپ اور ان کے روسی ہم منصب کے درمیان بدھ کے روز ٹیلی فون پر طویل گفتگو ہوئی۔"
    other = {"id": "b1", "url": "https://b.example/1", "outlet": "b", "published": "2026-10-15T11:00:00+00:00"}
    second = {**NEWS, **other, "text": text}
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in (second, NEWS, RAIN, NEWS)))
    (alert,) = lines(rabita("replay", str(file)).stdout)
    assert alert["contact_id"] == "2026-10-14-trump-phone"
    assert alert["raised_by"] == "a1"
    assert set(alert["article_ids"]) == {"a1", "b1"}  # type: ignore[call-overload]


def test_evaluate_prints_figures_and_every_error(tmp_path: Path) -> None:
    call = {"status": "new", "alert": True, "us_leader": "Trump", "channel": "phone", "contact_id": "x"}
    right = {**NEWS, "expected": {**call, "contact_date": "2026-10-14", "duration_minutes": 60}}
    wrong = {**RAIN, "expected": {**call, "contact_id": "y"}}
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in (right, wrong)))
    (figures,) = lines(rabita("evaluate", str(file), "--json").stdout)
    assert (figures["precision"], figures["recall"], figures["missed"]) == (1.0, 0.5, 1)
    shown = rabita("evaluate", str(file)).stdout
    assert "missed" in shown
    assert "a2" in shown


def test_clean_and_near_duplicates_print_json_lines() -> None:
    dirty = {**NEWS, "text": f"{NEWS['text']}\nShare it :\nمواضيع ذات صلة"}
    (cleaned,) = lines(rabita("clean", "-", stdin=json.dumps(dirty)).stdout)
    assert list(cleaned) == ["id", "text", "removed"]
    assert cleaned["text"] == NEWS["text"]
    assert {piece["text"] for piece in cleaned["removed"]} == {"Share it :", "مواضيع ذات صلة"}  # type: ignore[index, union-attr]
    pair = {"id": "p", "text_a": NEWS["text"] * 3, "text_b": NEWS["text"] * 3}
    (alike,) = lines(rabita("near-duplicates", "-", stdin=json.dumps(pair)).stdout)
    assert list(alike) == ["id", "jaccard", "containment", "duplicate", "same_story"]
    assert (alike["jaccard"], alike["duplicate"], alike["same_story"]) == (1.0, True, True)


def test_a_text_without_a_title_keeps_its_headline_once() -> None:
    bare = {"id": "x", "text": f"اہم خبریں\n{NEWS['title']}\n{NEWS['title']}\n{NEWS['text']}"}
    (cleaned,) = lines(rabita("clean", "-", stdin=json.dumps(bare)).stdout)
    assert cleaned["text"] == f"{NEWS['title']}\n{NEWS['text']}"


def test_rows_that_are_no_article_are_reported_and_the_others_done() -> None:
    broken = ['{"id": 1, "text": 5}', "[1]", "[" * 9000, '{"id": 2}', '{"id": "ok", "text": "\\ud800 بات"}', "{"]
    done = rabita("clean", "-", stdin="\n".join(broken))
    assert (done.returncode, [row["id"] for row in lines(done.stdout)]) == (1, ["ok"])
    assert [line.split(":")[1] for line in done.stderr.splitlines()] == ["1", "2", "3", "4", "6"]
    pairs = ['{"id": "p", "text_a": "\\ud800", "text_b": ""}', '{"id": "q", "text_a": null, "text_b": "x"}']
    done = rabita("near-duplicates", "-", stdin="\n".join(pairs))
    assert (done.returncode, [row["id"] for row in lines(done.stdout)]) == (1, ["p"])


def test_a_file_that_is_not_there_is_one_clear_line() -> None:
    done = rabita("detect", "nowhere.jsonl")
    assert (done.returncode, done.stderr.strip()) == (2, "rabita: nowhere.jsonl: no such file")


def test_the_warehouse_answers_questions_after_a_run(environment: dict[str, str]) -> None:
    def ask(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([RABITA, *words], env=environment, capture_output=True, text=True, check=False)

    before = ask("sql", "SELECT 1")
    assert before.returncode == 2
    assert "nothing has been published yet" in before.stderr
    assert ask("ingest").returncode == 0
    assert ask("sql", "SELECT count(*) AS alerts FROM alert", "--format", "csv").stdout == "alerts\n1\n"
    assert json.loads(ask("sql", "SELECT 1 AS one", "--format", "json").stdout) == {"one": 1}
    assert "contact_timeline" in ask("sql").stdout
    refused = ask("sql", "SELECT * FROM read_text('/etc/hostname')")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "trump-phone" in ask("contacts").stdout
    assert "namuna" in ask("sources").stdout
    opening = "SELECT url FROM contact_evidence WHERE role = 'opening'"
    url = ask("sql", opening, "--format", "csv").stdout.splitlines()[1]
    shown = ask("why", url).stdout
    assert "Verdict: new" in shown
    assert "trump-phone" in shown
    assert ask("why", "https://nowhere.example/").returncode == 1
