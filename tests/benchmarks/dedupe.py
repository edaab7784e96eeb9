"""How well and how fast copies and stories are found: `python tests/benchmarks/dedupe.py counter | reprints | growth`.

counter and reprints read the shared corpus beside the repository and say so where it is missing.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa

import warehouse
from flows.news.article import Article, hash_id
from flows.news.pages.clean import clean
from flows.news.pages.dedupe import (
    COPY_DAYS,
    STORY_DAYS,
    Candidate,
    Likeness,
    Sketched,
    compare,
    places,
    sketch,
)
from warehouse.database_file import fold

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
OTHERS = 60
"""Pairs of different stories of one domain for every pair of the corpus."""
NEW = 500


def rows(name: str) -> list[dict[str, Any]]:
    path = CORPUS / f"{name}.jsonl.gz"
    if not path.exists():
        sys.exit(f"{path.name} is not here: this benchmark needs the shared corpus beside the repository")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def counter() -> None:
    """Print what of COUNTER is found: thresholds belong to the first half, chosen by a hash of the id."""
    pairs = rows("counter-dev")
    first = {pair["id"] for pair in sorted(pairs, key=lambda p: hash_id(p["id"]))[: len(pairs) // 2]}
    rng = random.Random(3)  # noqa: S311 - a sample
    for titled in (False, True):
        print(f"\ntitles {'given' if titled else 'withheld'}")
        print("half     label pairs copies stories")
        for name, chosen in (("tuned", True), ("held", False), ("both", None)):
            half = [pair for pair in pairs if chosen is None or (pair["id"] in first) == chosen]
            for label in ("WD", "PD", "ND"):
                line(name, label, [like(pair, pair, titled=titled) for pair in half if pair["label"] == label])
            others = [like(a, b, titled=titled) for a in half for b in strangers(a, half, rng)]
            line(name, "other", others)
            if chosen is None:
                curve(half, others, titled=titled)


def strangers(a: dict[str, Any], half: list[dict[str, Any]], rng: random.Random) -> list[dict[str, Any]]:
    same = [pair for pair in half if pair["domain"] == a["domain"] and pair is not a]
    return rng.sample(same, min(OTHERS, len(same)))


def line(name: str, label: str, likes: list[Likeness]) -> None:
    copies = sum(item.duplicate for item in likes) / len(likes)
    stories = sum(item.same_story for item in likes) / len(likes)
    print(f"{name:8} {label:5} {len(likes):5} {copies:.4f} {stories:.4f}")


def curve(half: list[dict[str, Any]], others: list[Likeness], *, titled: bool) -> None:
    print("threshold of a story: WD PD ND other | of a copy: WD PD ND other")
    found = {label: [like(p, p, titled=titled) for p in half if p["label"] == label] for label in ("WD", "PD", "ND")}
    found["other"] = others
    for step in range(10):
        story, taken = 0.20 + 0.02 * step, 0.30 + 0.05 * step
        stories = " ".join(f"{np.mean([x.cosine >= story for x in likes]):.4f}" for likes in found.values())
        copies = " ".join(f"{np.mean([x.taken >= taken for x in likes]):.4f}" for likes in found.values())
        print(f"{story:.2f} {stories} | {taken:.2f} {copies}")


def like(a: dict[str, Any], b: dict[str, Any], *, titled: bool) -> Likeness:
    return compare(a["text_a"], b["text_b"], *((a["title_a"], b["title_b"]) if titled else ()))


def reprints() -> None:
    """Print precision and recall over reprints made of real articles and over pairs of different articles."""
    rng = random.Random(5)  # noqa: S311
    articles = list(
        {c.text[:100]: c for r in rows("urdu-articles") if len((c := clean(r["title"], r["text"])).text) > 500}.values()
    )
    texts = [article.text for article in articles]
    wrong = sum(compare(*rng.sample(texts, 2)).duplicate for _ in range(4000))
    print("kept  found  found when the cut came first  by look-up")
    for share in (0.4, 0.6, 0.8, 1.0):
        sample = rng.sample(texts, 250)
        made = [reprint(text, share, texts, rng) for text in sample]
        found = np.mean([compare(old, new).duplicate for old, new in zip(sample, made, strict=True)])
        back = np.mean([compare(new, old).duplicate for old, new in zip(sample, made, strict=True)])
        seen = np.mean([shared(old, clean(None, new).text) for old, new in zip(sample, made, strict=True)])
        print(f"{share:.1f}   {found:.3f}  {back:.3f}  {seen:.3f}   F1 {2 * found / (1 + found + wrong / 4000):.4f}")
    print(f"different articles called copies: {wrong} of 4000")


def shared(old: str, new: str) -> bool:
    return len(set(sketch(old).copies) & set(sketch(new).copies)) > 1


def reprint(text: str, share: float, others: list[str], rng: random.Random) -> str:
    """Cut a text, replace a sentence of it by one of about its length, glue and part words, add boilerplate."""
    sentences = [part for part in re.split(r"(?<=[۔])\s*", text) if part.strip()]
    kept = sentences[: max(2, round(share * len(sentences)))]
    if len(kept) > 3:
        place = rng.randrange(len(kept))
        foreign = re.split(r"(?<=[۔])\s*", rng.choice(others))
        kept[place] = min(foreign, key=lambda part: abs(len(part) - len(kept[place])))[
            : int(1.5 * len(kept[place])) + 40
        ]
    noisy = re.sub(" ", lambda _: rng.choices((" ", "", "  "), (92, 4, 4))[0], " ".join(kept))
    return f"شیئر کریں\n{noisy}\nمزید پڑھیں: {rng.choice(others)[:60]}"


def growth() -> None:
    """Print processor time, deaf to other work on the machine, and memory: 500 new articles beside more and more.

    Each is measured in a process of its own, opened as a run opens it, so that its memory is what storing takes.
    """
    print("stored     look-up  compare  all (ms an article)  peak MiB")
    base = None
    for stored in (10_000, 100_000, 1_000_000, 3_000_000):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "w.duckdb"
            alone(fill, path, stored)
            look_up, compare_, whole, peak, said = alone(grow, path)
        base = base or whole
        print(
            f"{stored:9,}  {look_up:7.2f}  {compare_:7.2f}  {whole:7.2f}  × {whole / base:.2f}   {peak:6.0f}   {said}"
        )


def alone(work: Callable[..., Any], *args: object) -> Any:
    """Do the work in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *args).result()


def grow(path: Path) -> tuple[float, float, float, float, str]:
    """Store 500 articles: milliseconds an article for looking up, comparing and all of it, peak MiB, and what it was."""
    with warehouse.open_warehouse(path, modest=True) as con:
        new = fresh(con, NOW)
        start = time.process_time()
        sketches = [Sketched.of(article) for article in new]
        warehouse.add(con, "article", new, run=RUN, characters=0)
        warehouse.add(con, "sketch", sketches)
        middle = time.process_time()
        found = warehouse.read(
            con,
            "near_duplicate_candidates",
            Candidate,
            articles=[a.id for a in new],
            copy_days=COPY_DAYS,
            story_days=STORY_DAYS,
        )
        looked = time.process_time()
        placed = places(new, found)
        warehouse.add(con, "place", placed, run=RUN)
        end = time.process_time()
    copies = sum(place.kind == "copy" for place in placed)
    spent = (looked - middle, end - looked, end - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = f"copies {copies} of {NEW // 2}, candidates {len(found)}"
    return *(1000 * seconds / NEW for seconds in spent), peak, said


NOW = datetime(2026, 11, 1, tzinfo=UTC)
RUN = UUID(int=1)
_WORDS = [f"{a}{b}{c}" for a in "بپتجدرسشکگلمن" for b in "اویہر" for c in ("", "نا", "تی", "وں", "ستان", "کار", "یات")]


def text_of(rng: np.random.Generator, words: int = 220) -> str:
    """Return an invented text: a third of its words are common ones."""
    common = rng.integers(0, 150, words)
    picks = np.where(rng.random(words) < 1 / 3, common, rng.integers(0, len(_WORDS) ** 2, words))
    return " ".join(
        _WORDS[pick % len(_WORDS)] + ("" if pick < len(_WORDS) else _WORDS[pick // len(_WORDS)]) for pick in picks
    )


def fill(path: Path, stored: int) -> None:
    """Make a warehouse of generated articles, 2,000 a day back; the newest thousand are real enough to be copied."""
    with warehouse.open_warehouse(path) as con:
        con.execute("SET memory_limit = '1GB'")
        store(con, stored, NOW)
    fold(path)


def store(con: warehouse.Connection, stored: int, now: datetime) -> None:
    """Store them, 50,000 at a time."""
    rng = np.random.default_rng(1)
    day = timedelta(days=1) / 2000
    for start in range(1000, stored, 50_000):
        count = min(50_000, stored - start)
        ids = [str(UUID(bytes=rng.bytes(16))) for _ in range(count)]
        times = pa.array([now - day * (start + at) for at in range(count)], pa.timestamp("us", "UTC"))
        body = text_of(rng, 60)
        lists = {
            name: pa.ListArray.from_arrays(
                pa.array(np.arange(0, (count + 1) * size, size, dtype=np.int32)),
                pa.array(rng.integers(0, top, count * size)),
            )
            for name, size, top in (("copies", 50, 1 << 58), ("topics", 20, 60_000))
        }
        con.register("batch", pa.table({"article": ids, "told_at": times, **lists}))
        con.execute("INSERT INTO sketch BY NAME SELECT * FROM batch")
        con.execute(
            """
            INSERT INTO article BY NAME
            SELECT article AS id, $run::UUID AS run, 'o' AS outlet, 'https://o/' || article AS url, 'عنوان' AS title,
                   $body || article AS text, 400 AS characters, told_at AS published, 'feed' AS published_source,
                   told_at AS first_seen, 'ur' AS lang, article AS content, 'given' AS extracted_by, [] AS removed
            FROM batch
            """,
            {"run": str(RUN), "body": body},
        )
        con.unregister("batch")
    newest = [made(text_of(rng), f"https://o/{at}", now - day * at) for at in range(1000)]
    warehouse.add(con, "article", newest, run=RUN, characters=0)
    warehouse.add(con, "sketch", [Sketched.of(article) for article in newest])
    warehouse.add(con, "place", places(newest, []), run=RUN)


def fresh(con: warehouse.Connection, now: datetime) -> list[Article]:
    """Return 500 new articles, half of them cut copies of what is stored."""
    rng = np.random.default_rng(2)
    old = con.execute("SELECT text FROM article WHERE url LIKE 'https://o/___' ORDER BY url LIMIT 250").fetchall()
    copies = [made(" ".join(text.split()[: 60 + at % 160]), f"https://n/{at}", now) for at, (text,) in enumerate(old)]
    others = [made(text_of(rng), f"https://m/{at}", now) for at in range(NEW - len(copies))]
    return copies + others


def made(text: str, url: str, reported: datetime) -> Article:
    article = Article(hash_id(url, text), "o", url, "عنوان", text, reported, "feed", reported, "ur", hash_id(text))
    return replace(article, first_seen=reported)


PARTS: dict[str, Callable[[], None]] = {"counter": counter, "reprints": reprints, "growth": growth}


def main(names: Iterable[str]) -> None:
    for name in list(names) or PARTS:
        print(f"\n== {name}")
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
