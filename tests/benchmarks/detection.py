"""How well and how fast detection reads. Usage: python tests/benchmarks/detection.py

Nothing that is scored here was trained on, but newsroom-a and retold-pages, whose labels as a whole (they carry no
marks) are part of the article model. Every false alert on the real articles is listed.
"""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flows.contacts.contact import Reading
from flows.contacts.detection.detect import detect
from flows.contacts.lexicon import load
from flows.llm_second_reader.opinion import is_unsure
from flows.news.article import Article, hash_id
from flows.news.pages.language import language
from flows.news.urdu import tidy

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
ZONE = ZoneInfo("Asia/Karachi")
MEGABYTE = 1_000_000
BAND = (0.05, 0.95)
"""The default of RABITA_SECOND_READER_BAND."""

SCORED = {
    "blind-w": ROOT / "tests" / "contacts" / "labelled" / "held_out" / "blind-w.jsonl",
    "short-z": ROOT / "tests" / "contacts" / "labelled" / "held_out" / "short-z.jsonl",
    "dev": SHARED / "cases" / "contacts-dev.jsonl",
    "real": SHARED / "cases" / "real-putin-us.jsonl",
    "newsroom-a": SHARED / "reports" / "newsroom-a.jsonl",
    "retold-pages": SHARED / "reports" / "retold-pages.jsonl",
}


def article(row: dict[str, Any], lang: str | None = None) -> Article:
    """Return a row of the shared files as an article; its label, and what it says of its language, are not read."""
    title, text, key = tidy(row.get("title") or ""), tidy(row["text"]), hash_id(str(row["id"]))
    day = row.get("published")
    when = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    return Article(key, "", "", title, text, when, "given", seen, lang or language(f"{title}\n{text}"), key)


def read(one: Article) -> Reading:
    """Read one article."""
    return detect(one, load(), zone=ZONE)


def score(name: str, rows: Iterable[dict[str, Any]]) -> None:
    """Print precision, recall and the share of right fields, as ../shared/tools/score.py counts them."""
    seen, right, given = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        expected, reading = row["expected"], read(article(row))
        seen[f"{reading.verdict == 'new'} {bool(expected['alert'])}"] += 1
        if reading.verdict != "new" or not expected["alert"]:
            continue
        first = reading.mentions[0]
        truth = {
            "leader": expected["us_leader"],
            "channel": expected["channel"],
            "minutes": expected["duration_minutes"],
        }
        found = {
            "leader": first.details.us_leader,
            "channel": str(first.details.channel),
            "minutes": first.details.duration_minutes,
        }
        for field in (field for field, value in truth.items() if value is not None):
            given[field] += 1
            right[field] += found[field] == truth[field]
        if expected.get("contact_date") and row.get("published"):
            given["date"] += 1
            days = (
                (first.dates.date_from - date.fromisoformat(expected["contact_date"])).days
                if first.dates.date_from
                else 99
            )
            right["date"] += abs(days) <= 1
    hits, false, missed = seen["True True"], seen["True False"], seen["False True"]
    fields = ", ".join(f"{field} {right[field]}/{given[field]}" for field in given)
    print(
        f"{name:12} precision {hits / max(hits + false, 1):.3f}  recall {hits / max(hits + missed, 1):.3f}  "
        f"(hits {hits}, false {false}, missed {missed} of {sum(seen.values())})  {fields}"
    )


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def speed(name: str, articles: list[Article]) -> None:
    """Print articles a second of processor time, the best of three runs: what else the machine does only slows."""
    spent = min(seconds(lambda: [read(one) for one in articles]) for _ in range(3))
    characters = sum(len(one.text) for one in articles) / max(len(articles), 1)
    print(f"{name:12} {len(articles) / spent:8,.0f} articles/s  ({len(articles)} of {characters:,.0f} characters each)")


def _day(row: dict[str, Any]) -> str | None:
    """Return the day of a real article where it is known."""
    day = str(row.get("published") or row.get("date") or "")[:10]
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return None


def main() -> None:
    """Print everything."""
    for name, path in SCORED.items():
        score(name, map(json.loads, path.read_text("utf-8").splitlines()))
    rows = []
    for name in ("urdu-articles", "urdu-articles-2"):
        with gzip.open(SHARED / "corpus" / f"{name}.jsonl.gz", "rt") as lines:
            rows += [json.loads(line) for line in lines]
    corpus = [
        article({"id": i, "title": r.get("title"), "text": r.get("text") or ""}, "ur") for i, r in enumerate(rows)
    ]
    unsure = 0
    for row, one in zip(rows, corpus, strict=True):
        dated = article({"id": one.id, "title": one.title, "text": one.text, "published": _day(row)}, "ur")
        if (reading := read(dated)).verdict == "new":
            print(f"real         {reading.confidence:.2f} {_day(row)} {one.title[:90]}")
        if is_unsure(dated, reading, BAND, ZONE):
            unsure += 1
    print(f"second reader asked about {unsure} of {len(corpus)} real articles")
    speed("corpus", corpus)
    putin = [one for one in corpus if any(name in one.text for name in ("پوتن", "پیوٹن", "پوٹن"))]
    speed("naming Putin", putin)
    texts = {
        "names": "ولادیمیر پیوٹن ڈونلڈ ٹرمپ ",
        "cues": "ٹیلی فون پر ملاقات ہوئی ہے ",
        "contacts": "ٹرمپ نے پیوٹن سے ملاقات کی۔ ",
        "no stops": "ٹرمپ نے پیوٹن سے ملاقات کی اور ",
        "news": " ".join(one.text for one in corpus),
    }
    for name, text in texts.items():
        one = article({"id": name, "text": (text * (MEGABYTE // len(text) + 1))[:MEGABYTE]}, "ur")
        print(f"{'1 MB':12} {name:10} {seconds(lambda one=one: read(one)):6.2f} s")  # type: ignore[misc]


if __name__ == "__main__":
    main()
