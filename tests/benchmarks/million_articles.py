"""How large and how fast the warehouse is with a million articles: load, size, questions, opening, publishing, memory.

    .venv/bin/python tests/benchmarks/million_articles.py                       a million articles, some minutes, 6 GB of disk
    .venv/bin/python tests/benchmarks/million_articles.py --articles 20000      the quick form

Texts of 3 KB are put together from sentences of the real articles in ../shared; without them it says so and ends.
Beside each article stand the rows that a run would have written: link, request, reading, place, sketch. Wall and CPU
seconds are both printed, since other work on the machine spoils the first.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

import warehouse
from flows.news.article import Article, Link, hash_id
from flows.pipeline.load import load
from flows.pipeline.outlet_batch import Batch
from flows.run_statistics import Run

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "urdu-articles.jsonl.gz"
BYTES, OUTLETS, CONTACTS = 3000, 40, 200
NOW = datetime.now(UTC).replace(microsecond=0)
YEARS = timedelta(days=5 * 365)
RUN = hash_id("benchmark")

COMPANIONS = {
    "link": "SELECT run, outlet, url, 'feed' AS found_in, first_seen AS found_at, title, published, 'loaded' AS fate,"
    " first_seen FROM main.article",
    "request": "SELECT uuid() AS id, run, outlet, url, 'page' AS kind, first_seen AS fetched_at, 200 AS status,"
    " uuid() AS body, 90000 AS bytes, first_seen FROM main.article",
    "reading": "SELECT id AS article_id, 'r1' AS rules, run, first_seen AS read_at, 'none' AS verdict,"
    " ['no leader is named']::VARCHAR[] AS why, first_seen FROM main.article",
    "place": "SELECT id AS article, id AS story, id AS original, 'first' AS kind, 0.1 AS jaccard, 0.1 AS containment,"
    " 0.1 AS cosine, run, first_seen FROM main.article",
    "sketch": "SELECT id AS article, published AS told_at, run, first_seen,"
    " list_transform(range(50), lambda i: (hash(i, id) >> 1)::BIGINT) AS copies,"
    " list_transform(range(20), lambda i: (hash(-i, id) >> 1)::BIGINT) AS topics FROM main.article",
}
REPORTS = {
    "contact": "SELECT 'c' || i AS id, run, 'putin-us' AS watch, 'Trump' AS us_leader, 'phone' AS channel,"
    " day AS date_from, day AS date_to, 'day' AS date_precision, 'press' AS origin, moment AS opened_at, ['یوکرین'] AS topics"
    " FROM told WHERE n = 0",
    "contact_change": "SELECT 'c' || i AS contact, 1 AS number, run, 'new' AS kind, moment AS noted_at, true AS alert,"
    " day AS date_from, day AS date_to, 'day' AS date_precision, 50 AS duration_minutes, 3 AS outlets, '' AS detail"
    " FROM told WHERE n = 0",
    "mention": "SELECT article AS id, 'r1' AS rules, run, article AS article_id, 'putin-us' AS watch, 'Trump' AS us_leader,"
    " 'phone' AS channel, 'happened' AS status, 'گفتگو ہوئی' AS quote, 'text' AS field_name, 0 AS start, 9 AS \"end\","
    " day AS contact_date, day AS date_until, 'day' AS date_precision, 'stated' AS date_basis, '' AS date_words,"
    " 50 + n AS duration_minutes, ['یوکرین'] AS topics, []::VARCHAR[] AS why FROM told",
    "contact_report": "SELECT article AS mention, moment AS resolved_at, run, article, 'c' || i AS contact,"
    " CASE n WHEN 0 THEN 'opening' ELSE 'supporting' END AS role, true AS independent FROM told",
}


OPENING = """
import pathlib, time, warehouse
wall, cpu = time.perf_counter(), time.process_time()
with warehouse.open_public(pathlib.Path({copy!r})) as con:
    con.execute("SELECT 1 FROM contact_timeline LIMIT 1").fetchall()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
print(f"opening the published copy and a first question: {{wall:.3f}} s wall, {{cpu:.3f}} s CPU (bar: 0.3)")
"""


def texts(count: int, seed: int = 7) -> Iterator[str]:
    """Yield texts of about BYTES bytes, each a handful of passages from articles of the corpus in random order."""
    dice, passages = random.Random(seed), []  # noqa: S311 - no secrets
    with gzip.open(CORPUS, "rt", encoding="utf-8") as file:
        for line in file:
            sentences = json.loads(line)["text"].split("۔")
            passages += ["۔".join(sentences[at : at + 2]).strip() + "۔" for at in range(0, len(sentences), 2)]
    passages = [(text, len(text.encode())) for text in passages if 60 < len(text) < 1500]
    for number in range(count):
        parts, size = [f"{number:,} "], 0
        while size < BYTES - 150:
            text, length = dice.choice(passages)
            parts.append(text)
            size += length
        yield "\n".join(parts)


def articles(count: int, *, start: datetime, step: timedelta, seed: int = 7) -> Iterator[Article]:
    """Yield articles of OUTLETS outlets, evenly spread in time."""
    for number, text in enumerate(texts(count, seed)):
        at = start + step * number
        key = hash_id("benchmark", str(seed), str(number))
        yield Article(
            id=key,
            outlet=f"outlet-{number % OUTLETS}",
            url=f"https://outlet-{number % OUTLETS}.example/news/{number}/{seed}",
            title=text[8:70].replace("\n", " "),
            text=text,
            published=at,
            published_source="feed",
            first_seen=at + timedelta(minutes=2),
            lang="ur",
            content=key,
        )


@contextmanager
def timed(name: str, bar: str = "") -> Iterator[None]:
    """Print how long the block took."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    print(
        f"{name:<48} {time.perf_counter() - wall:8.2f} s wall {time.process_time() - cpu:8.2f} s CPU   {bar}",
        flush=True,
    )


def fill(path: Path, count: int) -> None:
    """Load the articles through `warehouse.add`, 2,000 in a transaction, then their companions; print rates and sizes."""
    plain = compressed = rows = 0
    spent, cpu, codec, block = 0.0, 0.0, pa.Codec("zstd", compression_level=3), []
    source = articles(count, start=NOW - YEARS, step=YEARS / count)
    with warehouse.open_warehouse(path) as con:
        warehouse.add(con, "run", [Run(RUN, "ingest", "hand", NOW - YEARS, "benchmark")])
        while batch := [item for item, _ in zip(source, range(2000), strict=False)]:
            begun, used = time.perf_counter(), time.process_time()
            with warehouse.transaction(con):
                rows += warehouse.add(con, "article", batch, run=RUN)
            spent += time.perf_counter() - begun
            cpu += time.process_time() - used
            block = [item.text.encode() for item in batch]
            plain += sum(map(len, block))
            compressed += len(codec.compress(b"".join(block)))
        con.execute("CHECKPOINT")
    size = path.stat().st_size
    print(f"load of article: {rows / spent:,.0f} rows/s wall, {rows / cpu:,.0f} rows/s CPU (bar: 5,000)")
    print(f"text {plain / 1e6:,.0f} MB, zstd -3 in blocks of 2,000 articles {compressed / 1e6:,.0f} MB")
    print(f"file with articles alone {size / 1e6:,.0f} MB = {size / compressed:.2f} x zstd text (bar: 1.6)")
    with warehouse.open_warehouse(path) as con:
        for table, sql in COMPANIONS.items():
            con.execute(f"INSERT INTO main.{table} BY NAME {sql}")
        con.execute(
            "CREATE TEMP TABLE told AS SELECT row_number() OVER () // 10 AS i, row_number() OVER () % 10 AS n, run,"
            " id AS article, published AS moment, published::DATE AS day"
            f" FROM main.article USING SAMPLE reservoir({CONTACTS * 10} ROWS) REPEATABLE (7) ORDER BY published"
        )
        for table, sql in REPORTS.items():
            con.execute(f"INSERT INTO main.{table} BY NAME {sql}")
        con.execute(
            "INSERT INTO main.outlet BY NAME SELECT DISTINCT outlet AS id, now() AS since, outlet AS name, '' AS homepage,"
            " 'PK' AS country, 1 AS tier, 'Asia/Karachi' AS timezone FROM main.article"
        )
        con.execute("CHECKPOINT")
    size = path.stat().st_size
    print(f"file with all rows of as many runs {size / 1e6:,.0f} MB = {size / compressed:.2f} x zstd text")


def ask_all(copy: Path) -> None:
    """Time every worked question, warm: the second of two runs."""
    slow = 0
    with warehouse.open_public(copy) as con:
        for question in warehouse.questions():
            warehouse.ask(con, question.sql)
            wall, cpu = time.perf_counter(), time.process_time()
            rows = len(warehouse.ask(con, question.sql).rows)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            slow += wall > 1
            print(f"  {question.name:<34} {wall:7.3f} s wall {cpu:7.3f} s CPU {rows:7} rows")
    print(f"questions over 1 s: {slow} of {len(warehouse.questions())} (bar: 0)")


def one_run(path: Path, copy: Path) -> None:
    """Load 500 articles as a run does, publish, and print how long and how much memory that took: a process of its own."""
    batch = list(articles(500, start=NOW - timedelta(days=1), step=timedelta(minutes=2), seed=int(time.time())))
    links = [(Link(item.outlet, item.url, "feed", item.title, item.published), item) for item in batch]
    run = Run(hash_id(str(time.time())), "ingest", "hand", NOW, "benchmark")
    with timed("load of 500 articles with stories"), warehouse.open_warehouse(path) as con:
        warehouse.add(con, "run", [run])
        load(con, run, Batch("outlet-0", tuple(links)), NOW)
    with timed("publishing after it", "(bar: .5 s)"):
        warehouse.publish(path, copy)
    # Not ru_maxrss, which a process has from the one that started it.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    print(f"most memory of that run: {int(peak.split()[1]) / 1024:,.0f} MiB (bar: 1,024)")


def main() -> None:
    """Print the table."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--articles", type=int, default=1_000_000)
    words.add_argument("--folder", type=Path, help="Keep the warehouse here, and use it again where it is there.")
    words.add_argument("--run", action="store_true", help=argparse.SUPPRESS)
    given = words.parse_args()
    if not CORPUS.exists():
        sys.exit(f"{CORPUS} is not there: the texts are made of it")
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        path, copy = folder / "rabita.duckdb", folder / "published" / "rabita.duckdb"
        if given.run:
            one_run(path, copy)
            return
        if not path.exists():
            fill(path, given.articles)
        with timed("first publishing"):
            warehouse.publish(path, copy)
        opening = OPENING.format(copy=str(copy))
        subprocess.run([sys.executable, "-c", opening], check=True)
        ask_all(copy)
        subprocess.run([sys.executable, __file__, "--run", "--folder", str(folder)], check=True)


if __name__ == "__main__":
    main()
