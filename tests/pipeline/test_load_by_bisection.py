"""What one outlet or one file brings cannot fail a run: letters nothing can store, rows that do not fit, odd dates."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

import warehouse
from flows.news.article import Article, Link, Problem, hash_id
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.detect_and_resolve import read_articles
from flows.pipeline.import_run import run_import
from flows.pipeline.landing_zone import LandingZone
from flows.pipeline.load import load, load_all
from flows.pipeline.outlet_batch import Batch
from flows.pipeline.resolve_stored import NewsTerms
from flows.pipeline.run_record import record_start
from flows.run_statistics import Request, Run
from flows.settings import Settings

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
RUN = Run(uuid4(), "ingest", "hand", NOW, "0")
HALF = "\ud83d"
CALL = (
    "ماسکو میں صدر ولادیمیر پوتن نے پیر کو امریکی صدر ڈونلڈ ٹرمپ سے ٹیلی فون پر ۴۵ منٹ تک گفتگو کی۔ "
    "کریملن کے مطابق دونوں رہنماؤں نے یوکرین اور توانائی پر تبادلۂ خیال کیا۔"
)


def article(url: str, **more: Any) -> Article:
    return Article(**{
        "id": hash_id(url), "outlet": "misaal", "url": url, "title": "سرخی", "text": CALL, "published": NOW,
        "published_source": "feed", "first_seen": NOW, "lang": "ur", "content": hash_id(url),
    } | more)  # fmt: skip


def request(url: str, **more: Any) -> Request:
    return Request(**{
        "id": hash_id("request", url), "outlet": "misaal", "url": url, "kind": "feed", "fetched_at": NOW, "status": 200,
        "reason": None, "bytes": 1,
    } | more)  # fmt: skip


def batch(*articles: Article, **more: Any) -> Batch:
    links = [
        Link("misaal", f"https://misaal.example/{at}", "https://misaal.example/feed") for at in range(len(articles))
    ]
    return Batch("misaal", outcomes=tuple(zip(links, articles, strict=True)), **more)


@pytest.fixture
def con(tmp_path: Path) -> Iterator[warehouse.Connection]:
    with warehouse.open_warehouse(tmp_path / "w.duckdb") as con, warehouse.writing_for(RUN.id):
        record_start(con, RUN)
        yield con


def rows(con: warehouse.Connection, query: str) -> list[Any]:
    return con.execute(query).fetchall()


def test_rows_that_do_not_fit_are_problems_and_the_others_are_stored(con: warehouse.Connection) -> None:
    good = [article(f"https://misaal.example/{at}") for at in range(7)]
    bad = replace(good[3], title=None)  # type: ignore[arg-type]
    asked = [request("https://misaal.example/feed"), request("https://misaal.example/x", kind=None)]
    tally = load(con, RUN, batch(*good[:3], bad, *good[4:], requests=tuple(asked)), NOW)
    assert (tally.discovered, tally.loaded, tally.rejected, tally.balanced) == (7, 6, 1, True)
    assert rows(con, "SELECT count(*) FROM main.article") == [(6,)]
    assert rows(con, "SELECT url FROM main.request") == [("https://misaal.example/feed",)]
    problems = rows(con, "SELECT outlet, url, step, reason FROM main.problem ORDER BY url")
    assert problems == [
        ("misaal", "", "load", "unfit"),
        ("misaal", "https://misaal.example/3", "load", "unfit"),
    ]


def test_a_problem_that_does_not_fit_costs_no_other_outlet(con: warehouse.Connection) -> None:
    broken = Problem("misaal", "https://misaal.example/", "fetch", None, "", NOW)  # type: ignore[arg-type]
    idle = [
        Batch("other", requests=(request("https://other.example/", outlet="other"),)),
        Batch("misaal", problems=(broken,)),
    ]
    tallies = load_all(con, RUN, [*idle, batch(article("https://misaal.example/1"))][:2], NOW)
    assert [tally.outlet for tally in tallies] == ["other", "misaal"]
    assert rows(con, "SELECT outlet FROM main.request") == [("other",)]
    assert rows(con, "SELECT outlet, reason FROM main.problem") == [("misaal", "unfit")]


def test_halves_of_emojis_are_stored_wherever_they_stand(con: warehouse.Connection, tmp_path: Path) -> None:
    url = f"https://misaal.example/{HALF}"
    made = article(url, author=f"A{HALF}", published_raw=f"{HALF}\0", agency=HALF, outlet=f"o{HALF}")
    link = Link(f"o{HALF}", url, HALF, HALF, NOW, HALF, url)
    found = Batch(
        "misaal",
        outcomes=((link, made),),
        problems=(Problem(HALF, HALF, "fetch", HALF, HALF, NOW),),
        requests=(request(url, etag=HALF, last_modified=HALF, moved_to=HALF),),
        left=(replace(link, url=url + "2"),),
    )
    assert found.outcomes[0][1].author == "A\ufffd"  # type: ignore[union-attr]
    LandingZone(str(tmp_path / "landing")).send(RUN, found, tmp_path / "archive")
    assert load(con, RUN, found, NOW).loaded == 1
    assert rows(con, "SELECT author, published_raw FROM main.article") == [("A\ufffd", "\ufffd\ufffd")]
    assert rows(con, "SELECT reason FROM main.problem") == [("\ufffd",)]


@pytest.mark.parametrize("beside", [0, 1000])
def test_letters_that_become_one_are_one_row(con: warehouse.Connection, beside: int) -> None:
    same = [article(f"u{at}", author=author) for at, author in enumerate(("\ud83d\ude00", "\U0001f600", HALF))]
    others = [article(f"https://b.example/{at}") for at in range(beside)]
    assert warehouse.add(con, "article", [*same, *others], run=RUN.id) == 3 + beside
    authors = rows(con, "SELECT author FROM main.article WHERE author IS NOT NULL ORDER BY author")
    assert authors == [("\ufffd",), ("\U0001f600",), ("\U0001f600",)]


def test_an_import_with_letters_nothing_can_store_is_stored(data: Path, tmp_path: Path) -> None:
    mine = Settings(data=data, alert_urls=(), operator_urls=())
    row = {
        "title": "سرخی",
        "text": CALL,
        "url": "https://a.example/1",
        "outlet": "a",
        "author": "b",
        "published": "2026-11-24",
    }
    lines = [json.dumps(row | {key: f"{value} {HALF}", "id": key}) for key, value in row.items()]
    lines += [
        json.dumps(row | {"url": "https://a.example/" + "%" * 1_000_000}),
        json.dumps(row | {"outlet": "o" * 1_000_000}),
    ]
    lines += ['{"text": ' + "[" * 5_000 + "]" * 5_000 + "}", '{"text": ' + "9" * 10_000 + "}", '{"text": "\\ud83d"}']
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    done = asyncio.run(run_import(mine, [file]))
    run_watch(mine, ())
    assert all(stats.balanced for stats in done.tallies)
    assert sum(stats.discovered for stats in done.tallies) == len(lines)
    assert not any(stats.failed for stats in done.tallies)
    assert sum(stats.loaded + stats.duplicate + stats.unchanged for stats in done.tallies) >= 5
    reasons = {problem.reason for problem in done.problems}
    assert reasons == {"bad row", "empty"}
    with warehouse.open_published(mine.published) as con:
        assert max(length for (length,) in con.execute("SELECT length(url) FROM main.problem").fetchall()) < 5_000


def test_an_article_at_which_the_rules_fail_does_not_end_the_watch(con: warehouse.Connection) -> None:
    last_week = CALL.replace("پیر کو", "گزشتہ ہفتے")  # before the first year of the calendar
    early = article("https://misaal.example/1", text=last_week, published=datetime(1, 1, 1, tzinfo=UTC))
    load(con, RUN, batch(early, article("https://misaal.example/2", text=CALL + " آج")), NOW)
    found = read_articles(con, RUN, NewsTerms(NOW))
    assert found.read == 2
    assert found.verdicts["new"] == 1
    assert rows(con, "SELECT outlet, url, step, reason FROM main.problem") == [
        ("misaal", "https://misaal.example/1", "detect", "crashed")
    ]
    assert read_articles(con, RUN, NewsTerms(NOW)).read == 0


def test_a_text_is_a_reprint_of_what_came_out_before_it_whichever_is_loaded_first(con: warehouse.Connection) -> None:
    words = hash_id("the same words")
    late = article("https://khayali.example/1", outlet="khayali", content=words, published=NOW - timedelta(hours=1))
    early = article("https://namuna.example/1", outlet="namuna", content=words, published=NOW - timedelta(hours=2))
    last = article("https://farzi.example/1", outlet="farzi", content=words, published=NOW - timedelta(minutes=5))
    for one in (late, early, last):
        load(con, RUN, batch(one), NOW)
    assert rows(con, "SELECT outlet FROM main.article ORDER BY outlet") == [("khayali",), ("namuna",)]
    reprints = rows(
        con, "SELECT reprint.outlet, article.outlet FROM main.reprint JOIN main.article ON article.id = article"
    )
    assert reprints == [("farzi", "namuna")]
