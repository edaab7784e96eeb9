"""The page from a large warehouse: how long it takes to build, and how heavy and how quick *Now* is in a browser.

    python tests/benchmarks/page_build.py [--articles 100000] [--contacts 300] [--rounds 3]

Articles of 40 outlets over a year, contacts since 2012 with eight reports each, 400 runs. The bar: a build takes at
most three seconds, *Now* is at most 400 KB and interactive within 100 ms in headless Chromium. The build is also given
as CPU time, in which other programs on the machine do not show, and as a multiple of the queries alone.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import warehouse
from dashboards.build import PageOptions
from dashboards.page_data import load_data

CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
OUTLETS = 40
REPORTS = 8
RUNS = 400

# How many of each are the parameters; moments are counted back from $now.
ROWS = {
    "outlet": """
        INSERT INTO outlet BY NAME SELECT 'outlet' || n AS id, $now::TIMESTAMPTZ - INTERVAL 1 YEAR AS since,
            'روزنامہ مثال ' || n AS name, 'https://outlet' || n || '.example/' AS homepage, 'PK' AS country,
            1 + n % 3 AS tier, 'Asia/Karachi' AS timezone
        FROM range($outlets) AS t(n)""",
    "run": """
        INSERT INTO run BY NAME SELECT uuid() AS id, CASE WHEN n % 2 = 0 THEN 'ingest' ELSE 'watch' END AS flow,
            'schedule' AS started_by, $now::TIMESTAMPTZ - to_minutes(5 * n) AS started_at, '0' AS rabita
        FROM range($runs) AS t(n)""",
    "run_end": """
        INSERT INTO run_end BY NAME SELECT id AS run, started_at + INTERVAL 20 SECOND AS ended_at, 'ok' AS outcome
        FROM run""",
    "request": """
        INSERT INTO request BY NAME SELECT uuid() AS id, run.id AS run, 'outlet' || n AS outlet,
            'https://outlet' || n || '.example/feed' AS url, 'feed' AS kind, run.started_at AS fetched_at,
            200 AS status, NULL AS reason, 0 AS bytes
        FROM run, range($outlets) AS t(n) WHERE run.flow = 'ingest'""",
    "article": """
        INSERT INTO article BY NAME SELECT md5('article' || n)::UUID AS id, (SELECT min(id) FROM run) AS run,
            'outlet' || n % $outlets AS outlet, 'https://outlet' || n % $outlets || '.example/news/' || n AS url,
            'پوٹن اور ٹرمپ کے درمیان ٹیلی فون پر گفتگو، خبر نمبر ' || n AS title,
            repeat('دونوں صدور نے یوکرین کی صورتحال پر تبادلہ خیال کیا۔ ', 40) ||
                'روسی صدر ولادیمیر پوٹن اور امریکی صدر ڈونلڈ ٹرمپ کے درمیان ٹیلی فون پر پچاس منٹ گفتگو ہوئی' ||
                repeat(' اس کے بعد کریملن نے بیان جاری کیا۔', 20) || n AS text,
            3000 AS characters, $now::TIMESTAMPTZ - to_seconds(n * 315) AS published, 'feed' AS published_source,
            $now::TIMESTAMPTZ - to_seconds(n * 315) AS first_seen, 'ur' AS lang, uuid() AS content,
            'generic' AS extracted_by, [] AS removed
        FROM range($articles) AS t(n)""",
    "reading": """
        INSERT INTO reading BY NAME SELECT id AS article_id, 'r1' AS rules, run, first_seen AS read_at,
            CASE WHEN hash(id) % 50 = 0 THEN 'new' ELSE 'none' END AS verdict, [] AS why
        FROM article""",
    "contact": """
        INSERT INTO contact BY NAME SELECT CAST(day AS VARCHAR) || '-trump-' || channel || '-' || n AS id,
            (SELECT min(id) FROM run) AS run, 'putin-us' AS watch, leader AS us_leader, channel, day AS date_from,
            day AS date_to, 'day' AS date_precision, 'press' AS origin, $now::TIMESTAMPTZ AS opened_at,
            50 AS duration_minutes, ['Ukraine', 'Iran'] AS topics
        FROM (SELECT n, CAST($now::TIMESTAMPTZ AS DATE) - CAST(n * 5000 / $contacts AS INTEGER) AS day,
                     ['phone', 'meeting', 'video', 'letter', 'message', 'brief'][1 + n % 6] AS channel,
                     ['Trump', 'Biden', 'Obama'][1 + CAST(n * 3 / $contacts AS INTEGER) % 3] AS leader
              FROM range($contacts) AS t(n))""",
    "contact_change": """
        INSERT INTO contact_change BY NAME SELECT id AS contact, number, run, kind, opened_at AS noted_at,
            number = 1 AS alert, date_from, date_to, date_precision, duration_minutes, number AS outlets, '' AS detail
        FROM contact, (VALUES (1, 'new'), (2, 'corroborated'), (3, 'detailed')) AS t(number, kind)""",
    "mention": """
        INSERT INTO mention BY NAME SELECT md5(contact.id || n)::UUID AS id, 'r1' AS rules, contact.run,
            md5('article' || row_number() OVER ())::UUID AS article_id, 'putin-us' AS watch, us_leader, channel,
            'happened' AS status, 'امریکی صدر ڈونلڈ ٹرمپ کے درمیان ٹیلی فون پر پچاس منٹ گفتگو ہوئی' AS quote,
            'text' AS field_name, 2000 AS start, 2070 AS "end", date_from AS contact_date, date_to AS date_until,
            'day' AS date_precision, 'stated' AS date_basis, 'پچاس منٹ' AS date_words,
            [50, 60][1 + n % 2] AS duration_minutes, ['Ukraine'] AS topics, ['who: ڈونلڈ ٹرمپ + پوٹن'] AS why
        FROM contact, range($reports) AS t(n)""",
    "contact_report": """
        INSERT INTO contact_report BY NAME SELECT mention.id AS mention, $now::TIMESTAMPTZ AS resolved_at, mention.run,
            article_id AS article, contact.id AS contact, 'supporting' AS role, true AS independent
        FROM mention JOIN contact USING (us_leader, channel)
        WHERE mention.contact_date = contact.date_from
        QUALIFY row_number() OVER (PARTITION BY mention.id ORDER BY contact.id) = 1""",
    "alert": """
        INSERT INTO alert BY NAME SELECT id || '.1' AS id, id AS contact, 1 AS number, 'new' AS kind, true AS "first",
            $now::TIMESTAMPTZ - to_days(CAST(row_number() OVER (ORDER BY date_from DESC) AS INTEGER)) AS raised_at,
            to_json({contact: id, number: 1, kind: 'new', "first": true, raised_at: $now, watch: watch,
                     us_leader: us_leader, channel: channel, date_from: date_from, date_to: date_to})::VARCHAR AS facts
        FROM contact""",
}


def fill(folder: Path, now: datetime, articles: int, contacts: int) -> Path:
    """Make a warehouse of that size and return its published copy."""
    given = {"now": now.isoformat(), "articles": articles, "contacts": contacts, "outlets": OUTLETS, "runs": RUNS,
             "reports": REPORTS}  # fmt: skip
    with warehouse.open_warehouse(folder / "rabita.duckdb") as con:
        for statement in ROWS.values():
            con.execute(statement, {name: value for name, value in given.items() if f"${name}" in statement})
    copy = folder / "published" / "rabita.duckdb"
    warehouse.publish(folder / "rabita.duckdb", copy)
    return copy


def built(copy: Path, site: Path, now: datetime) -> tuple[float, float, int, int]:
    """Build once in a process of its own, as the command does, and return wall and CPU seconds, pages, bytes."""
    code = (
        "import sys; from datetime import datetime; from pathlib import Path; from dashboards.build import build;"
        "copy, site, now = sys.argv[1:]; done = build(Path(copy), Path(site), now=datetime.fromisoformat(now));"
        "print(done.pages, done.bytes)"
    )
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, str(copy), str(site), now.isoformat()], capture_output=True, text=True, check=True
    )
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    pages, size = map(int, done.stdout.split()[-2:])  # behind what DuckDB says of its progress
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, pages, size


def browse(site: Path, rounds: int) -> dict[str, list[float]]:
    """Open *Now* in both languages in a browser over HTTP, and return what it measured itself."""
    from playwright.sync_api import sync_playwright

    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seen: dict[str, list[float]] = {"interactive ms": [], "loaded ms": [], "longest task ms": [], "layout shift": []}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=[*CHROMIUM])
        for language in ("ur", "en") * rounds:
            page = browser.new_page()
            page.add_init_script(WATCH)
            page.goto(f"http://127.0.0.1:{server.server_port}/{language}/index.html", wait_until="load")
            page.wait_for_timeout(300)
            for name, value in page.evaluate(ASK).items():
                seen[name].append(value)
            page.close()
        browser.close()
    server.shutdown()
    return seen


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


WATCH = """
window.longest = 0; window.shift = 0;
const each = (type, act) =>
  new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({type, buffered: true});
each('longtask', (entry) => { window.longest = Math.max(window.longest, entry.duration); });
each('layout-shift', (entry) => { window.shift += entry.value; });
"""
ASK = """() => { const t = performance.getEntriesByType('navigation')[0];
  return {'interactive ms': t.domInteractive, 'loaded ms': t.loadEventEnd, 'longest task ms': window.longest,
          'layout shift': window.shift}; }"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--contacts", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        copy = fill(Path(folder), now, given.articles, given.contacts)
        begun = time.process_time()
        with warehouse.open_published(copy) as con:
            load_data(con, now, most=PageOptions().most, timezone=PageOptions().timezone)
        queries = time.process_time() - begun
        site = Path(folder) / "site"
        rounds = [built(copy, site, now) for _ in range(given.rounds)]
        wall, cpu = (statistics.median(column) for column in list(zip(*rounds, strict=True))[:2])
        print(
            f"{given.articles} articles, {given.contacts} contacts; {rounds[0][2]} pages, {rounds[0][3] / 1e6:.1f} MB"
        )
        print(f"{'build, wall':28}{wall:8.2f} s   (bar: 3 s; of {[round(row[0], 2) for row in rounds]})")
        print(f"{'build, CPU':28}{cpu:8.2f} s   ({cpu / queries:.1f} times the queries alone, {queries:.2f} s)")
        for language in ("ur", "en"):
            size = (site / language / "index.html").stat().st_size
            print(f"{'Now, ' + language:28}{size / 1024:8.1f} KB  (bar: 400 KB)")
        for name, values in browse(site, given.rounds).items():
            bar = "   (bar: 100 ms)" if name == "interactive ms" else ""
            print(f"{name:28}{statistics.median(values):8.3g}   at most {max(values):.3g}{bar}")


if __name__ == "__main__":
    main()
