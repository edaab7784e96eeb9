"""The analyst's notebook runs from top to bottom on the published copy."""

from typing import Any

import pytest


def test_every_cell_of_the_notebook_answers(made: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("marimo", reason="the notebook needs the extra `notebook`")
    monkeypatch.setenv("RABITA_DATA", str(made["settings"].data))
    from dashboards.explore import app

    _, found = app.run()
    try:
        rows = {name: found[name].fetchall() for name in ("contacts", "by_year", "health", "runs")}
        assert made["latest"] in {row[0] for row in rows["contacts"]}
        assert all(rows.values())
    finally:
        found["con"].close()
