"""Trials of ../shared/ingest-trials on listings, dates, transport and addresses, each as an outlet of one ingest."""

from __future__ import annotations

import asyncio
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

import warehouse
from flows.news.outlets.sources import load_sources
from flows.pipeline.ingest_run import run_ingest
from flows.settings import Settings

RECORDED = b"127.0.0.1:18731"
"""The origin that the trials were recorded at."""

TRIALS = ("f07", "f11", "f20", "g01", "g02-1", "g05-1", "g05-3", "m07", "m09", "n13", "q14", "q18", "s04")
CODINGS = {"g05-1": "aws-chunked", "g05-3": "deflate"}

FEED_DATES = {
    1: "11-28 15:28", 2: "11-26 09:00", 3: "11-26 20:21", 4: "11-27 14:15", 5: "11-27 21:18", 6: "11-27 15:18",
    7: "11-27 11:18", 8: "11-27 15:42", 9: "11-27 18:11", 10: "11-27 13:30", 11: "11-26 19:00", 12: "11-27 13:30",
    13: "11-27 13:30", 14: "11-27 14:18", 15: "11-27 13:18", 16: "11-27 16:18", 17: "11-27 19:00", 18: "11-27 11:18",
    19: "11-27 11:18", 20: "11-27 11:38", 21: "11-27 11:18", 22: "11-27 11:18", 23: "11-27 11:18", 24: "11-27 11:18",
    25: "11-27 23:18", 26: "11-27 16:18", 27: "11-27 11:18", 28: "11-27 11:18", 29: "11-27 11:18", 30: "11-27 11:18",
    31: "11-27 16:18", 32: "11-27 11:18",
}  # fmt: skip
"""What the items of f20 say, in UTC, by number."""


@dataclass
class Read:
    """What one ingest made of the trials: articles and problems by trial, paths that were asked for."""

    articles: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    problems: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def only(self, trial: str) -> dict[str, Any]:
        (article,) = self.articles.get(trial, [])
        return article

    def date(self, trial: str) -> str:
        return f"{self.only(trial)['published']:%m-%d %H:%M}"


def put_up(site: SimpleNamespace, folder: Path) -> None:
    """Serve the inputs of the trials as they were served."""
    origin = site.origin.removeprefix("http://").encode()
    for file in (one for trial in TRIALS for one in sorted((folder / "inputs" / trial).iterdir())):
        trial, _, rest = file.name.partition("_")
        body = file.read_bytes()
        if packed := CODINGS.get(trial) == "deflate" and rest == "feed.xml":
            body = zlib.decompress(body)
        body = body.replace(RECORDED, origin)
        coding = {"Content_Encoding": CODINGS[trial]} if trial in CODINGS and rest == "feed.xml" else {}
        site.put(f"/{trial}/{rest}", zlib.compress(body) if packed else body, **coding)


@pytest.fixture(scope="module")
def folder() -> Path:
    folder = Path(__file__).parents[3] / "shared/ingest-trials"
    if not folder.is_dir():
        pytest.skip("the recorded trials lie in ../shared, which is absent")
    return folder


@pytest.fixture
def read(folder: Path, site: SimpleNamespace, tmp_path: Path) -> Read:
    """Read every trial as an outlet of its own and return what the warehouse holds after it."""
    put_up(site, folder)
    blocks = []
    for trial in TRIALS:
        kind = "sitemap" if f"/{trial}/sitemap.xml" in site.pages else "feed"
        place = f"{site.origin}/{trial}/{kind}.xml"
        blocks.append({"id": trial, "name": trial, "homepage": site.origin + "/", "country": "PK", "tier": 3,
                       "delay": 0, f"{kind}s": [place]})  # fmt: skip
    sources = tmp_path / "sources.yaml"
    sources.write_text(yaml.safe_dump({"outlets": blocks}), "utf-8")
    settings = Settings(data=tmp_path / "data", sources=sources, allow_private=True, alert_urls=(), operator_urls=(),
                        first_run_articles=50)  # fmt: skip
    asyncio.run(run_ingest(settings, load_sources(sources, allow_private=True).outlets))
    made = Read(asked=list(site.asked))
    with warehouse.open_published(settings.published) as con:
        for table, by in (("article", made.articles), ("problem", made.problems)):
            rows = con.execute(f"SELECT * FROM {table}")  # noqa: S608 one of two names
            names = [column[0] for column in rows.description]
            for row in rows.fetchall():
                found = dict(zip(names, row, strict=True))
                by.setdefault(found["outlet"], []).append(found)
        for outlet, url in con.execute("SELECT DISTINCT outlet, url FROM link ORDER BY url").fetchall():
            made.links.setdefault(outlet, []).append(url.removeprefix(site.origin))
    return made


def test_the_trials_end_as_expected(read: Read) -> None:
    dates = {int(one["url"].rpartition("/")[2]): one["published"] for one in read.articles["f20"]}
    assert {number: f"{when:%m-%d %H:%M}" for number, when in dates.items() if when} == FEED_DATES
    assert {when.year for when in dates.values()} == {2026}
    assert [(one["published"], one["published_source"]) for one in read.articles["g01"]] == [(None, "none")] * 4
    assert (read.date("g02-1"), read.only("g02-1")["published_source"]) == ("11-27 09:30", "feed")
    assert read.date("m07") == "11-05 12:57"
    assert read.date("m09") == "11-26 15:45"
    assert read.date("q14") == "11-06 07:00"
    assert (read.date("s04"), read.links["s04"]) == ("11-27 10:00", ["/s04/1"])
    assert read.links["f07"] == ["/f07/1", "/f07/2"]
    assert read.links["f11"] == ["/f11/khabar?id=5"]
    assert read.links["q18"] == ["/q18/v?a=1&b=2"]
    assert read.links["g05-1"] == ["/g05-1/1"]
    assert read.links["g05-3"] == ["/g05-3/1"]
    assert "/n13/7" in read.links["n13"]
    assert "/n13/k7.xml" in read.asked
    assert {one["reason"] for trial in TRIALS for one in read.problems.get(trial, [])} <= {"http 404"}
    assert [path for path in read.asked if re.search(r"bild\.jpg", path)] == []
