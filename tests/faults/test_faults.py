"""Everything at its worst; not collected by default: `pytest tests/faults -n0 -s` (about three minutes)."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.news.outlets.sources import load_sources
from flows.pipeline.ingest_run import run_ingest
from flows.settings import Settings
from warehouse import open_warehouse

HERE = Path(__file__).parent
DEADLINE = 2.0


@pytest.fixture(scope="module")
def where() -> Iterator[dict[str, Any]]:
    with subprocess.Popen(
        [sys.executable, HERE / "hostile_server.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield json.loads(process.stdout.readline())
        process.stdin.close()


@pytest.mark.timeout(600)
def test_each_alone_ends_in_time_and_memory(where: dict[str, Any]) -> None:
    done = subprocess.run(
        [sys.executable, HERE / "measure_hostile_server.py"],
        input=json.dumps(where) + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    for row in rows:
        print(f"{row['name']:22} {row['reason'] or 'loaded':20} {row['seconds']:6.2f} s {row['mib']:6.1f} MiB")
    assert {row["name"] for row in rows} == set(where["origins"])
    for row in rows:
        if not row["name"].startswith("feed-"):
            assert row["reason"] in where["reasons"][row["name"]].split("|"), row
        assert row["seconds"] <= DEADLINE * 1.1, row
        assert row["mib"] <= 64, row


@pytest.mark.timeout(900)
def test_all_in_one_run_become_rows_and_the_good_outlet_is_loaded(where: dict[str, Any], tmp_path: Path) -> None:
    blocks = [
        {
            "id": name,
            "name": name,
            "homepage": origin,
            "country": "PK",
            "tier": 3,
            "delay": 0,
            "feeds": [origin + "/feed"],
        }
        for name, origin in where["origins"].items()
    ]
    path = tmp_path / "sources.yaml"
    path.write_text(yaml.safe_dump({"outlets": blocks}), "utf-8")
    settings = Settings(data=tmp_path / "data", sources=path, allow_private=True)
    asyncio.run(run_ingest(settings, load_sources(path, allow_private=True).outlets))
    with open_warehouse(settings.warehouse) as con:
        problems = con.execute("SELECT outlet, reason FROM problem").fetchall()
        articles = dict(con.execute("SELECT outlet, count(*) FROM article GROUP BY outlet").fetchall())
    reported: dict[str, set[str]] = {}
    for outlet, reason in problems:
        reported.setdefault(outlet, set()).add(reason)
    assert articles["good"] == 10, [row for row in problems if row[0] == "good"]
    for name, reasons in where["reasons"].items():
        found, wanted = reported.get(name, set()), set(reasons.split("|"))
        assert found & wanted if found else "" in wanted, (name, found, wanted)
