"""Runs over a website that changes: listings asked again, gaps filled, pages without an article, notices."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from rich.console import Console

import warehouse
from flows.alerts.alert_channels import open_channels
from flows.alerts.routing import ChannelRules
from flows.news.outlets.sources import Outlet, load_sources
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.due_outlets import due
from flows.pipeline.ingest_run import Ingested, run_ingest
from flows.pipeline.load import known_state
from flows.pipeline.outlet_health import notify_digest
from flows.pipeline.publish_copy_and_page import publish_copy_and_metrics
from flows.pipeline.replay_run import run_replay
from flows.settings import Settings


@pytest.fixture
def mine(site: SimpleNamespace, data: Path, tmp_path: Path) -> Settings:
    settings = Settings(
        data=data, sources=tmp_path / "sources.yaml", allow_private=True, alert_urls=(), operator_urls=()
    )  # fmt: skip
    write_sources(settings, site)
    return settings


def write_sources(settings: Settings, site: SimpleNamespace, **more: object) -> None:
    block = {"id": "mausam", "name": "موسم", "homepage": site.origin + "/", "country": "PK", "tier": 2, "delay": 0}
    block |= {"feeds": [site.origin + "/feed"], **more}
    settings.sources.write_text(yaml.safe_dump({"outlets": [block]}, allow_unicode=True), "utf-8")


def ingest(settings: Settings) -> Ingested:
    done = asyncio.run(run_ingest(settings, load_sources(settings.sources, allow_private=True).outlets))
    assert all(tally.balanced for tally in done.stats)
    publish_copy_and_metrics(settings)  # as the watch after it does
    return done


def ask(settings: Settings, query: str) -> list[Any]:
    with warehouse.open_published(settings.published) as con:
        return con.execute(query).fetchall()


def test_what_has_not_changed_is_not_read_again(site: SimpleNamespace, mine: Settings) -> None:
    site.feed(*(site.article(n) and n for n in range(3)), etag='"1"')
    ingest(mine)
    assert site.asked.count("/robots.txt") == 1
    ingest(mine)
    site.feed(0, 1, 2)  # a server without entity tags sends the same once more
    ingest(mine)
    assert [row[0] for row in ask(mine, "SELECT status FROM request WHERE kind = 'feed' ORDER BY fetched_at")] == [
        200,
        304,
        200,
    ]
    assert ask(mine, "SELECT items FROM request WHERE kind = 'feed' ORDER BY fetched_at") == [(3,), (None,), (None,)]
    assert site.asked.count("/robots.txt") == 1  # it holds for a day
    assert sum(path.startswith("/n/") for path in site.asked) == 3
    site.article(3)
    site.feed(3, 0, 1, 2)
    assert ingest(mine).stats[0].loaded == 1


def test_a_feed_that_lost_the_thread_is_filled_from_the_sitemap(site: SimpleNamespace, mine: Settings) -> None:
    for number in range(20):
        site.article(number)
    site.feed(*range(6))
    ingest(mine)
    now = datetime.now(UTC)
    rows = "".join(
        f"<url><loc>{site.origin}/n/{n}</loc><lastmod>{(now + timedelta(minutes=age)).isoformat()}</lastmod></url>"
        for n, age in ((6, 1), (7, 2), (18, -60 * 24), (19, -60 * 48))
    )
    site.put("/map.xml", f"<urlset>{rows}</urlset>")
    site.put("/robots.txt", f"Sitemap: {site.origin}/map.xml")
    (mine.data / "robots.json").unlink()
    site.feed(*range(8, 14))
    mark = len(site.asked)
    ingest(mine)
    read = {path for path in site.since(mark) if path.startswith("/n/")}
    assert read == {f"/n/{number}" for number in range(6, 14)}  # 6 and 7 stood in no feed; 18 and 19 are old
    mark = len(site.asked)
    site.feed(14, *range(8, 13))
    ingest(mine)
    assert "/map.xml" not in site.since(mark)


def test_what_a_host_answers_for_nothing_is_no_article(site: SimpleNamespace, mine: Settings) -> None:
    lines = "".join(
        f"<p>معذرت، یہ صفحہ موجود نہیں ہے، براہ کرم سرورق پر جا کر تلاش کریں، سطر {n}</p>" for n in range(9)
    )
    site.put("*", f"<html><title>صفحہ نہیں ملا</title><body><article>{lines}")
    site.put("/robots.txt", status=404)
    site.article(1)
    site.feed(1, 2)  # the second has no page
    ingest(mine)
    assert ask(mine, "SELECT count(*) FROM article") == [(1,)]
    assert ask(mine, "SELECT step, reason FROM problem") == [("wall", "soft 404")]
    known = {"/robots.txt", "/feed", "/n/1", "/n/2"}
    assert len([path for path in site.asked if path not in known]) == 1
    site.article(3)
    site.feed(3, 1, 2)
    mark = len(site.asked)
    ingest(mine)
    assert set(site.since(mark)) == {"/feed", "/n/3"}  # asked once a day


def test_the_same_body_under_many_headlines_is_no_article(site: SimpleNamespace, mine: Settings) -> None:
    wall = f"<p>{site.story} جاری رکھنے کے لیے اجازت دیں۔</p>" * 2
    for number in range(4):
        site.article(number, text=wall)
    site.article(9)
    site.feed(*range(4), 9)
    ingest(mine)
    assert ask(mine, "SELECT url FROM article") == [(f"{site.origin}/n/9",)]
    assert ask(mine, "SELECT DISTINCT reason FROM problem") == [("same body",)]
    assert ask(mine, "SELECT count(*) FROM reprint") == [(0,)]


def test_a_host_that_asks_for_silence_gets_it_in_the_next_run_too(site: SimpleNamespace, mine: Settings) -> None:
    for number in range(3):
        site.article(number)
    site.put("/n/1", status=429, Retry_After="3600")
    site.feed(1, 2, 0)
    done = ingest(mine)
    assert (done.stats[0].failed, done.stats[0].discovered) == (1, 1)
    assert ask(mine, "SELECT fate, count(*) FROM link GROUP BY ALL ORDER BY ALL") == [("failed", 1), ("waiting", 2)]
    mark = len(site.asked)
    ingest(mine)
    assert site.since(mark) == []
    assert ask(mine, "SELECT count(*) FROM link WHERE fate = 'failed'") == [(1,)]  # not asked, so no failure


def watch(settings: Settings) -> str:
    reported = StringIO()
    run_watch(settings, open_channels((), console=Console(file=reported, width=200)))
    return reported.getvalue()


def test_the_operator_is_notified_of_a_change_once(site: SimpleNamespace, mine: Settings) -> None:
    site.article(1)
    site.feed(1)
    ingest(mine)
    assert watch(mine) == ""
    site.put("/feed", status=403)
    for _ in range(2):
        ingest(mine)
    reported = watch(mine)
    assert "mausam is blocked" in reported
    assert "nothing is bypassed" in reported
    ingest(mine)
    assert watch(mine) == ""
    site.put("/moved", status=301, Location="/feed")
    site.feed(1)
    write_sources(mine, site, feeds=[site.origin + "/moved"])
    for _ in range(2):
        ingest(mine)
    assert f"moved (was blocked). its listing has moved for good: write {site.origin}/feed" in watch(mine)
    assert ask(mine, "SELECT state, before FROM outlet_state ORDER BY noted_at") == [
        ("ok", None),
        ("blocked", "ok"),
        ("moved", "blocked"),
    ]
    with warehouse.open_warehouse(mine.warehouse) as con:
        rules, later = [ChannelRules(id="operator", notices=True)], datetime.now(UTC) + timedelta(days=1, minutes=1)
        assert not notify_digest(con, rules, datetime.now(UTC))  # the first day is not over
        assert notify_digest(con, rules, later)
        assert not notify_digest(con, rules, later + timedelta(seconds=1))
        (body,) = con.execute("SELECT body FROM notice WHERE id LIKE 'digest:%'").fetchone() or ()
    assert body.startswith("0 articles from 0 of 1 outlets; 1 moved")


def test_the_archive_is_read_again_by_new_rules_and_nobody_is_alerted(site: SimpleNamespace, mine: Settings) -> None:
    site.article(1, text=f"<p>{site.story}</p><p>موسم کا نعرہ سب سے آگے</p>" * 2)
    site.article(2)
    site.feed(1, 2)
    ingest(mine)
    with pytest.raises(ValueError, match="2 articles were never read"):
        asyncio.run(run_replay(mine, load_sources(mine.sources, allow_private=True).outlets))
    watch(mine)
    write_sources(mine, site, lines=["موسم کا نعرہ سب سے آگے"])
    mark = len(site.asked)
    done = asyncio.run(run_replay(mine, load_sources(mine.sources, allow_private=True).outlets))
    assert site.since(mark) == []
    assert [(tally.loaded, tally.unchanged, tally.balanced) for tally in done.stats] == [(1, 1, True)]
    texts = [text for (text,) in ask(mine, "SELECT text FROM article WHERE url LIKE '%/n/1'")]
    assert len(texts) == 2
    assert sum("نعرہ" in text for text in texts) == 1
    again = asyncio.run(run_replay(mine, load_sources(mine.sources, allow_private=True).outlets))
    assert [(tally.loaded, tally.unchanged) for tally in again.stats] == [(0, 2)]


def test_sections_are_asked_while_no_feed_answers(site: SimpleNamespace, mine: Settings) -> None:
    rows = "".join(f"<li><a href='{site.article(number)}'>خبر {number}</a></li>" for number in range(3))
    site.put("/world", f"<html><body><ul>{rows}</ul></body></html>")
    write_sources(mine, site, sections=[{"url": site.origin + "/world", "links": r"/n/\d+"}])
    assert ingest(mine).stats[0].loaded == 3  # the feed is a 404
    (outlet,) = load_sources(mine.sources, allow_private=True).outlets
    assert not is_due(mine, outlet, timedelta())
    assert is_due(mine, outlet, timedelta(minutes=30))
    site.put("/feed", "<rss version='2.0'><channel><title>x</title></channel></rss>")  # empty is no answer either
    site.article(3)
    site.put("/world", f"<html><body><ul>{rows}<li><a href='/n/3'>خبر 3</a></li></ul></body></html>")
    assert ingest(mine).stats[0].loaded == 1
    site.article(4)
    site.feed(4)
    mark = len(site.asked)
    assert ingest(mine).stats[0].loaded == 1
    assert "/world" not in site.since(mark)
    assert not is_due(mine, outlet, timedelta())  # a section that is not asked is not due either


def is_due(settings: Settings, outlet: Outlet, later: timedelta) -> bool:
    now = datetime.now(UTC)
    with warehouse.open_warehouse(settings.warehouse) as con:
        return bool(due([outlet], known_state(con, now), now + later))
