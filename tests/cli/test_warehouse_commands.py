"""The commands that ask and keep the warehouse, as a person types them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import warehouse
from flows.cli import app

CALL = "2025-07-03-trump-phone"


@pytest.fixture
def rabita(told_copy: Path, monkeypatch: pytest.MonkeyPatch):  # noqa: ANN201
    """Run a command on a warehouse with everything in it."""
    monkeypatch.setenv("RABITA_DATA", str(told_copy.parent))
    monkeypatch.setenv("RABITA_WAREHOUSE", "")
    monkeypatch.setenv("COLUMNS", "200")
    warehouse.publish(told_copy, told_copy.parent / "published" / "rabita.duckdb")

    def run(*words: object) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words])

    return run


def test_sql_answers_lists_and_refuses(rabita) -> None:  # noqa: ANN001
    lines = rabita("sql", "SELECT contact FROM contact_timeline ORDER BY 1", "--format", "json").stdout.splitlines()
    assert [json.loads(line)["contact"] for line in lines] == [CALL, "2025-08-15-trump-meeting"]
    assert rabita("sql", "SELECT '=1+1' AS x", "--format", "csv").stdout == "x\n'=1+1\n"
    assert "contact_timeline,view," in rabita("sql", "--format", "csv").stdout
    assert "5,1,1.0" not in rabita("sql", "--question", "05-disputed-durations", "--format", "csv").stdout
    assert "02-first-outlet" in rabita("sql", "--question", "list", "--format", "csv").stdout
    refused = rabita("sql", "COPY article TO 'x.csv'")
    assert refused.exit_code == 1
    assert "only one SELECT" in refused.stderr


def test_doctor_is_content_and_says_what_is_not(rabita, told_copy: Path) -> None:  # noqa: ANN001
    well = rabita("doctor")
    assert well.exit_code == 0, well.stdout
    assert "rows verified" in well.stdout
    with warehouse.open_warehouse(told_copy) as con:
        con.execute("DELETE FROM mention")
    ill = rabita("doctor")
    assert ill.exit_code == 1
    assert "Reports of mentions" in ill.stdout


def test_backup_forget_and_restore(rabita, told_copy: Path) -> None:  # noqa: ANN001
    assert rabita("backup").exit_code == 0
    (kept,) = (told_copy.parent / "backups").glob("rabita-*.duckdb")
    assert rabita("forget", "--author", "مصنف jeem").exit_code == 0
    count = ("sql", "SELECT count(*) AS n FROM article WHERE outlet = 'jeem'", "--format", "csv")
    assert rabita(*count).stdout == "n\n0\n"
    assert rabita("forget", "--author", "مصنف jeem").exit_code == 1
    assert rabita("forget").exit_code == 2
    assert rabita("restore", kept).exit_code == 0
    assert rabita(*count).stdout == "n\n1\n"
    assert rabita("restore", told_copy.parent / "nothing").exit_code == 1


def test_export_and_move(rabita, told_copy: Path, tmp_path: Path) -> None:  # noqa: ANN001
    assert rabita("export", tmp_path / "out", "--format", "json", "--view", "contact_timeline").exit_code == 0
    assert len((tmp_path / "out" / "contact_timeline.json").read_text(encoding="utf-8").splitlines()) == 2
    assert rabita("warehouse", "move", told_copy, tmp_path / "new" / "w.duckdb").exit_code == 0
    assert rabita("warehouse", "move", told_copy, tmp_path / "new" / "w.duckdb").exit_code == 1
