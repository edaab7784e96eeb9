"""The notebook runs from top to bottom on the published copy."""

from pathlib import Path
from typing import Any

import pytest


def test_every_cell_of_the_notebook_answers(made: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("marimo", reason="the notebook needs the extra `notebook`")
    monkeypatch.setenv("RABITA_DATA", str(made["settings"].data))
    from dashboards.notebook import app

    _, found = app.run()
    try:
        rows = {name: found[name].fetchall() for name in ("contacts", "by_year", "health", "runs")}
        assert made["latest"] in {row[0] for row in rows["contacts"]}
        assert all(rows.values())
        assert all(year.isdecimal() for year, *_ in rows["by_year"])  # a text: a number would be shown as 2,026
    finally:
        found["con"].close()


def test_before_the_first_run_the_notebook_says_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("marimo", reason="the notebook needs the extra `notebook`")
    monkeypatch.setenv("RABITA_DATA", str(tmp_path))
    from dashboards.notebook import app

    outputs, found = app.run()
    assert "Nothing has been published yet" in outputs[0].text
    assert "contacts" not in found
