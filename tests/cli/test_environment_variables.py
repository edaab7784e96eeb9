"""Variables that are misspelt or missing are named at once."""

import re
from pathlib import Path

import pytest

from flows.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("RABITA_ALERT_URL", "RABITA_ALERT_URLS"),
        ("RABITA_ALERTS_URLS", "RABITA_ALERT_URLS"),
        ("RABBITA_ALERT_URLS", "RABITA_ALERT_URLS"),
        ("rabita_freshnes", "RABITA_FRESHNESS"),
        ("RABITA_PREFECT_PRT", "RABITA_PREFECT_PORT"),
        ("RABITA_QQQ", None),
    ],
)
def test_a_variable_that_is_no_setting_is_named_with_the_nearest(quick, name: str, near: str | None) -> None:  # noqa: ANN001
    for line in (("alerts", "test"), ("sql", "SELECT 1")):
        done = quick(*line, **{name: "json://127.0.0.1:9/"})
        assert done.returncode == 0
        (warned,) = (line for line in done.stderr.decode().splitlines() if "is not a setting" in line)
        assert f"{name.upper()} is not a setting" in warned
        assert near is None or f"did you mean {near}?" in warned
    assert name.upper() in quick("doctor", **{name: "x"}).stdout.decode()


def test_env_files_are_looked_at_and_names_of_alerts_yaml_known(quick, tmp_path: Path) -> None:  # noqa: ANN001
    (tmp_path / ".env").write_text("RABITA_ALERT_URL=json://127.0.0.1:9/\nRABITA_DUTY=x\nPREFECT_HOME=x\n")
    (tmp_path / "alerts.yaml").write_text("channels:\n  duty: {address: RABITA_DUTY}\n")
    warned = quick("contacts").stderr.decode()
    assert ("RABITA_ALERT_URL " in warned, "RABITA_DUTY" in warned, "PREFECT_HOME" in warned) == (True, False, False)
    assert quick("contacts", RABITA_ALERT_URL="", RABITA_LOADER_POOL="x").stderr.decode().count("warning") == 1


def test_alerts_that_go_to_no_one_are_no_success_without_a_word(quick, tmp_path: Path) -> None:  # noqa: ANN001
    for line in (("alerts", "test"), ("doctor",)):
        assert "alerts go to no one but this terminal" in quick(*line).stdout.decode()
    missing = tmp_path / "nowhere.yaml"
    for line in ("alerts test", "watch", "ingest", "alerts retry"):
        done = quick(*line.split(), RABITA_ALERTS=missing)
        assert (done.returncode, f"RABITA_ALERTS: there is no file {missing}" in done.stderr.decode()) == (2, True), (
            line
        )


def test_every_variable_is_documented() -> None:
    page = (DOCS / "settings.md").read_text(encoding="utf-8")
    names = {str(field.validation_alias or f"RABITA_{name.upper()}") for name, field in Settings.model_fields.items()}
    assert names <= set(re.findall(r"`(RABITA_[A-Z_]+)`", page))


@pytest.mark.parametrize(
    ("text", "hours"), [("72h", 72), ("90m", 1.5), ("3d", 72), ("PT72H", 72), (" 7200s ", 2), ("P1D", 24)]
)
def test_lengths_of_time_are_written_as_in_sources_yaml(
    monkeypatch: pytest.MonkeyPatch, text: str, hours: float
) -> None:
    monkeypatch.setenv("RABITA_FRESHNESS", text)
    assert Settings().freshness.total_seconds() == hours * 3600


def test_a_schedule_takes_a_length_of_time_and_a_number_without_a_unit_is_refused(quick) -> None:  # noqa: ANN001
    assert quick("watch", RABITA_INGEST_SCHEDULE="5m").returncode == 0
    for name in ("RABITA_INGEST_SCHEDULE", "RABITA_FRESHNESS"):
        done = quick("watch", **{name: "259200"})
        assert (done.returncode, f"{name}: Value error, a unit expected" in done.stderr.decode()) == (2, True), done


def test_quiet_says_nothing_where_all_is_well(quick) -> None:  # noqa: ANN001
    assert b"Examined 0 articles" in quick("-v", "watch").stdout
    for words in (["watch", "-q"], ["--quiet", "watch"]):
        done = quick(*words)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
