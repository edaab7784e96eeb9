"""Six healthy outlets beside dozens that are poison: two real runs, and the healthy ones are stored whole in both."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import warehouse
from flows.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
from poisonous_outlets import Pages, Town, healthy, item, poisons, reply, rss

HEALTHY = tuple(f"healthy-{number}" for number in range(6))


@pytest.fixture
def mine(tmp_path: Path) -> Settings:
    return Settings(
        data=tmp_path / "data", sources=tmp_path / "sources.yaml", allow_private=True, alert_urls=(), operator_urls=()
    )  # fmt: skip


def write_sources(settings: Settings, town: Town) -> None:
    blocks = [
        {"id": name, "name": name, "homepage": origin + "/", "country": "PK", "tier": 2, "delay": 0}
        | {"feeds": [origin + "/feed"]}
        for name, origin in town.origins.items()
    ]
    settings.sources.write_text(yaml.safe_dump({"outlets": blocks}, allow_unicode=True), "utf-8")


def rabita(settings: Settings, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "RABITA_DATA": str(settings.data), "RABITA_SOURCES": str(settings.sources), "RABITA_ALLOW_PRIVATE": "true",
        "RABITA_ALERT_URLS": "", "RABITA_OPERATOR_URLS": "", "COLUMNS": "200",
    }  # fmt: skip
    command = [Path(sys.executable).with_name("rabita"), *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=280, errors="replace"
    )


def ask(settings: Settings, query: str) -> list[Any]:
    with warehouse.open_published(settings.published) as con:
        return con.execute(query).fetchall()


@pytest.mark.timeout(600)
def test_poison_at_many_outlets_costs_the_healthy_ones_nothing(mine: Settings, tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text(rss(item("/secret?token=1")), "utf-8")
    outlets = poisons(secret)
    with Town(outlets | {name: healthy(name, range(4)) for name in HEALTHY}) as town:
        write_sources(mine, town)
        for articles in (4, 6):
            for name in HEALTHY:
                town.pages[name] = healthy(name, range(articles))
            done = rabita(mine, "ingest")
            assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
            stored = dict(ask(mine, "SELECT outlet, count(*) FROM main.article GROUP BY ALL"))
            assert {name: stored.get(name) for name in HEALTHY} == dict.fromkeys(HEALTHY, articles)
            known = {name for (name,) in ask(mine, "SELECT DISTINCT outlet FROM main.problem")} | stored.keys()
            copies = {name for (name,) in ask(mine, "SELECT DISTINCT outlet FROM main.reprint")}
            assert outlets.keys() <= known | copies
    assert ask(mine, "SELECT * FROM main.problem WHERE reason IN ('crashed', 'unfit')") == []
    assert not [path for _, path in town.asked if "secret" in path]
    long = ask(
        mine,
        "SELECT reason, length(url) FROM main.problem"
        " WHERE outlet = 'long-address' AND reason <> 'deadline'",  # of its other page, on a machine that is busy
    )
    assert {reason for reason, _ in long} == {"bad url"}
    assert len(long) == 2
    assert all(length < 300 for _, length in long)
    assert ask(mine, "SELECT DISTINCT reason FROM main.request WHERE outlet LIKE 'etag%' AND kind = 'feed'") == [
        (None,)
    ]


@pytest.mark.timeout(600)
def test_pages_that_nobody_can_read_in_time_do_not_take_the_run(mine: Settings) -> None:
    endless = reply("<html lang='ur'><body><article>" + "<table><tr><td>" * 3_000)  # cubic in trafilatura
    slow: Pages = {f"/n/{number}": endless for number in range(20)}
    slow["/feed"] = reply(rss("".join(item(f"/n/{number}") for number in range(20))))
    with Town({"slow": slow, "healthy": healthy("healthy", range(4))}) as town:
        write_sources(mine, town)
        done = rabita(mine, "ingest")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert ask(mine, "SELECT count(*) FROM main.article WHERE outlet = 'healthy'") == [(4,)]
    fates = dict(ask(mine, "SELECT fate, count(*) FROM main.link WHERE outlet = 'slow' GROUP BY ALL"))
    assert fates["rejected"] <= 4
    assert fates["waiting"] == 10 - fates["rejected"]  # of the ten that a first run takes
    assert ask(mine, "SELECT DISTINCT reason FROM main.problem WHERE outlet = 'slow'") == [("timeout",)]
