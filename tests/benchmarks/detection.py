"""How well and how fast detection reads. Usage: python tests/benchmarks/detection.py [--held-out]

The labelled cases of ../shared are split by contact (else address, else id): a third is held out, and is read only
when asked for, because figures on cases that rules were written against say little.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flows.contacts.contact import Reading
from flows.contacts.lexicon import load
from flows.contacts.reading.detect import detect
from flows.news.article import Article, hash_id
from flows.news.pages.language import language
from flows.news.urdu import tidy

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
ZONE = ZoneInfo("Asia/Karachi")
MEGABYTE = 1_000_000


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


def held_out(row: dict[str, Any]) -> bool:
    """Tell whether a case belongs to the third that rules were not written against."""
    key = row["expected"].get("contact_id") or row.get("url") or row["id"]
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 3 == 0


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
        found = {"leader": first.us_leader, "channel": str(first.channel), "minutes": first.duration_minutes}
        for field in (field for field, value in truth.items() if value is not None):
            given[field] += 1
            right[field] += found[field] == truth[field]
        if expected.get("contact_date") and row.get("published"):
            given["date"] += 1
            days = (
                (first.contact_date - date.fromisoformat(expected["contact_date"])).days if first.contact_date else 99
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


def main() -> None:
    """Print everything."""
    cases = [json.loads(line) for line in (SHARED / "cases" / "contacts-dev.jsonl").read_text("utf-8").splitlines()]
    score("build", (row for row in cases if not held_out(row)))
    if "--held-out" in sys.argv:
        score("held out", (row for row in cases if held_out(row)))
    reports = (ROOT / "tests" / "contacts" / "reports.jsonl").read_text("utf-8").splitlines()
    score("invented", (json.loads(line) for line in reports))
    spec = importlib.util.spec_from_file_location("grammar", ROOT / "tests" / "contacts" / "test_grammar.py")
    if spec and spec.loader:
        grammar = importlib.util.module_from_spec(spec)
        sys.modules["grammar"] = grammar
        spec.loader.exec_module(grammar)
        rows = [
            {"id": i, "title": s.title, "text": s.text, "published": "2026-05-13"}
            for i, s in enumerate(grammar.sentences())
        ]
        same = sum(
            read(article(row, "ur")).verdict == s.verdict for row, s in zip(rows, grammar.sentences(), strict=True)
        )
        print(f"{'grammar':12} {same}/{len(rows)} sentences read as written")
    with gzip.open(SHARED / "corpus" / "urdu-articles.jsonl.gz", "rt") as lines:
        corpus = [article(json.loads(line) | {"published": None}, "ur") for line in lines]
    verdicts = Counter(read(one).verdict for one in corpus)
    print(f"{'corpus':12} {dict(verdicts)}")
    speed("corpus", corpus)
    putin = [one for one in corpus if any(name in one.text for name in ("پوتن", "پیوٹن", "پوٹن"))]
    speed("naming Putin", putin * 10)
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
