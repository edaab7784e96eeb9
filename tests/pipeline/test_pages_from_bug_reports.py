"""Pages after public bug reports of other readers and extractors, served as they were and read by `rabita ingest`."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

import warehouse
from flows.settings import Settings

SERVED = b"127.0.0.1:18731"
"""Where the pages were served when the trials were written down."""

TRIALS = (
    *("p01", "p05", "p11", "p26", "m01", "m04-0", "m04-1", "m04-3", "m04-4", "m13", "q01", "q04-0", "q04-1", "q12-0"),
    *("r01", "r02", "r03", "r07", "tb-a", "tb-p", "td-a"),
)
NO_ARTICLE = ("p26", "q01")


class Trials(SimpleNamespace):
    """What one run stored of every trial."""

    folder: Path
    articles: dict[str, dict[str, Any]]
    problems: dict[str, str]

    def page(self, trial: str) -> str:
        """The page of a trial."""
        return next((self.folder / trial).glob("*-tafseel")).read_text("utf-8")

    def lines(self, trial: str) -> list[str]:
        """The paragraphs of a trial's article: none of its pages has another outside its related boxes."""
        story = re.split(r'<div class="(?:more|r)9"|<footer', self.page(trial))[0]
        found = re.findall(r"<(?:p|li|span class=.blk.)(?: class=\"Mso\w+\")?>([^<]+)</(?:p|li|span)>", story)
        return [html.unescape(words) for words in found]


def named(folder: Path, file: Path) -> str:
    """The path at which a file was served: its name, in which a slash is an underscore."""
    return "/" + file.name.replace(f"{folder.name}_", f"{folder.name}/", 1)


@pytest.fixture(scope="module")
def trials(shared: Path, tmp_path_factory: pytest.TempPathFactory, lasting_site: Any) -> Trials:
    folder = shared / "ingest-trials" / "inputs"
    if not folder.is_dir():
        pytest.skip("the folder `shared` has no ingest-trials")
    here = lasting_site.origin.removeprefix("http://").encode()
    for trial in TRIALS:
        for file in (folder / trial).iterdir():
            lasting_site.put(named(folder / trial, file), file.read_bytes().replace(SERVED, here))
    lasting_site.put("/q01/khabar-7099-tafseel", status=302, Location="/q01/dunya")
    settings = Settings(data=tmp_path_factory.mktemp("trials"), allow_private=True, alert_urls=(), operator_urls=())
    blocks = [
        {
            "id": trial,
            "name": "مثال نیوز",
            "homepage": f"{lasting_site.origin}/{trial}/home",
            "country": "PK",
            "tier": 2,
        }
        | {"delay": 0, "feeds": [f"{lasting_site.origin}/{trial}/feed.xml"]}
        for trial in TRIALS
    ]
    sources = settings.data / "sources.yaml"
    sources.write_text(yaml.safe_dump({"outlets": blocks}, allow_unicode=True), "utf-8")
    environment = os.environ | {
        "RABITA_DATA": str(settings.data), "RABITA_SOURCES": str(sources), "RABITA_ALLOW_PRIVATE": "true",
        "RABITA_ALERT_URLS": "", "RABITA_OPERATOR_URLS": "", "COLUMNS": "200",
    }  # fmt: skip
    command = [Path(sys.executable).with_name("rabita"), "ingest"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    columns = ("outlet", "title", "text", "author", "published", "published_source")
    with warehouse.open_published(settings.published) as con:
        rows = con.execute(f"SELECT {', '.join(columns)} FROM main.article").fetchall()  # noqa: S608
        problems = con.execute("SELECT outlet, step || '/' || reason FROM main.problem").fetchall()
    articles = {row[0]: dict(zip(columns, row, strict=True)) for row in rows}
    return Trials(folder=folder, articles=articles, problems=dict(problems))


@pytest.mark.parametrize("trial", NO_ARTICLE)
def test_a_list_of_headlines_is_no_article(trials: Trials, trial: str) -> None:
    assert trial not in trials.articles
    assert trials.problems[trial] == "wall/section page"


@pytest.mark.parametrize("trial", [trial for trial in TRIALS if trial not in NO_ARTICLE])
def test_an_article_has_its_paragraphs_and_no_others(trials: Trials, trial: str) -> None:
    assert trials.articles[trial]["text"].splitlines() == trials.lines(trial)


def window(page: str) -> str:
    return html.unescape(re.findall("<title>(.*?)</title>", page)[0]).removesuffix(" | مثال نیوز")


HEADLINES: dict[str, Callable[[str], str]] = {
    "m13": lambda _: 'کوئٹہ میں "گیس" کی فراہمی بہتر',
    "q04-0": lambda page: re.findall("<h1>(.*?)</h1>", page)[0],
    "q04-1": lambda page: re.findall("<h2 class='head'>(.*?)</h2>", page)[0],
}


@pytest.mark.parametrize("trial", [trial for trial in TRIALS if trial not in NO_ARTICLE])
def test_an_article_has_its_own_headline(trials: Trials, trial: str) -> None:
    assert trials.articles[trial]["title"] == HEADLINES.get(trial, window)(trials.page(trial))


@pytest.mark.parametrize("trial", ["m04-0", "m04-1", "m04-3", "m04-4", "r01", "r02"])
def test_structured_data_gives_the_date_of_this_article(trials: Trials, trial: str) -> None:
    said = re.findall('"datePublished": "(.*?)"', trials.page(trial))[0]
    article = trials.articles[trial]
    assert article["published_source"] == "jsonld"
    assert article["published"] == datetime.fromisoformat(said)


def test_an_author_within_lists_and_objects_is_found(trials: Trials) -> None:
    assert trials.articles["m01"]["author"] == "نادیہ خان"
    assert trials.articles["r01"]["author"] is None


def test_every_trial_is_one_of_the_list(trials: Trials) -> None:
    listed = (trials.folder.parent / "trials.jsonl").read_text("utf-8").splitlines()
    assert set(TRIALS) <= {json.loads(line)["id"] for line in listed}
