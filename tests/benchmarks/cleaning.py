"""What extraction and cleaning keep, lose and cost: run it with a part's name, or with none for all.

The parts are malformed, pages, cost, corpus and scrapes; corpus and scrapes read the shared corpus beside the repository and say so where it is missing.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "news" / "pages"))  # the invented pages of the tests

import malformed_pages
import outlet_pages
import press_pages

from flows.news import urdu
from flows.news.article import Article, ExtractionRules, Page
from flows.news.pages import boilerplate_rules, dedupe
from flows.news.pages.clean import article, clean
from flows.news.pages.dedupe import compare, sketch
from flows.news.pages.extract import Draft, extract
from flows.news.pages.language import language
from flows.news.pages.page_to_article import read_page
from flows.news.urdu import match_key, tidy

HERE = Path(__file__).resolve()
CORPUS = HERE.parents[2].parent / "shared" / "corpus"
LINK = "شہر بھر میں آج کی نمایاں خبر"
KEPT = 0.9
BESIDE = 8
"""Stored articles that each new one is compared with: more than look-ups find on a usual day."""


def rows(name: str) -> list[dict[str, Any]]:
    path = CORPUS / f"{name}.jsonl.gz"
    if not path.exists():
        sys.exit(f"{path.name} is not here: this benchmark needs the shared corpus beside the repository")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def page(truth: Any) -> Page:
    url = "https://nama.example/story"
    return Page(
        "nama", url, url, datetime(2026, 1, 5, tzinfo=UTC), 200, (("Content-Type", truth.content_type),), truth.page
    )


def pages() -> None:
    """Print word F1 and leak of every layout."""
    found: dict[str, list[tuple[float, int, int, bool]]] = defaultdict(list)
    for truth in outlet_pages.truths(8) + press_pages.presses(8):
        made = page(truth)
        draft = extract(made)
        if not isinstance(draft, Draft):
            found[truth.layout].append((0.0, 0, 1, False))
            continue
        got = article(made, draft)
        words, wanted = Counter(match_key(got.text).split()), Counter(match_key(truth.text).split())
        both = (words & wanted).total()
        exact = got.published == truth.published and match_key(got.title) == match_key(truth.title)
        found[truth.layout].append(
            (2 * both / (words.total() + wanted.total()), (words - wanted).total(), words.total(), exact)
        )
    print("layout        pages  F1      leak    title and date exact")
    for layout, scores in [*found.items(), ("all", [score for many in found.values() for score in many])]:
        leak = sum(score[1] for score in scores) / max(1, sum(score[2] for score in scores))
        f1 = sum(score[0] for score in scores) / len(scores)
        print(f"{layout:13} {len(scores):5}  {f1:.4f}  {leak:.4f}  {sum(score[3] for score in scores)}")


def cost() -> None:
    """Print what cleaning, normalising, language and near-duplicates take beside trafilatura's default extraction."""
    from trafilatura import bare_extraction

    truths = [padded(truth) for truth in outlet_pages.truths(6) if truth.layout not in {"nextjs", "cp1256"}]
    texts = [(truth.title, draft.text) for truth in truths if isinstance(draft := extract(page(truth)), Draft)]
    stored = [clean(title, text) for title, text in texts[:BESIDE]]
    language(texts[0][1])
    steps: dict[str, Callable[[str, str], object]] = {
        "normalise": lambda _, text: match_key(tidy(text)),
        "language": lambda title, text: language(f"{title}\n{text}"),
        "clean": clean,
        "sketch and compare": lambda title, text: (
            sketch(text, title),
            [compare(old.text, text, old.title, title) for old in stored],
        ),
    }
    base = timed(lambda: [bare_extraction(truth.page.decode()) for truth in truths])
    own = timed(lambda: [extract(page(truth)) for truth in truths])
    print(f"trafilatura's default: {1000 * base / len(truths):.2f} ms a page; our extraction × {own / base:.2f}")
    total = 0.0
    for name, step in steps.items():
        taken = timed(lambda step=step: [step(*text) for text in texts])  # type: ignore[misc]
        total += taken
        print(f"{name:18} {taken / base:.3f}")
    print(f"together           {total / base:.3f} of trafilatura's default")


def padded(truth: Any) -> Any:
    """Bring a page to the usual 85 KB with what pages carry: menus, lists of headlines, scripts, styles."""
    menu = "".join(
        f'<div class="mi c{at % 7}"><ul><li><a href="/s/{at}"><span>{LINK} {at}</span></a><i></i></li></ul></div>'
        for at in range(320)
    )
    script = "<script>" + "var q=[1,2,3];" * 1500 + "</script>"
    return replace(
        truth, page=truth.page.replace(b"</body>", f'<div class="mega">{menu}</div>{script}</body>'.encode())
    )


def timed(work: Callable[[], object], rounds: int = 3) -> float:
    """Return the least processor time of a few runs in seconds, deaf to other work on the machine."""
    best = float("inf")
    for _ in range(rounds):
        for remembered in (dedupe._look, dedupe._vector, dedupe._pieces, urdu.fold, boilerplate_rules._known):
            remembered.cache_clear()
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def corpus() -> None:
    """Print what is removed from real articles by rule, and a sample of it to judge."""
    removed: dict[str, Counter[str]] = defaultdict(Counter)
    lines = 0
    for row in rows("urdu-articles"):
        lines += sum(bool(line.strip()) for line in row["text"].splitlines())
        for piece in clean(row["title"], row["text"]).removed:
            removed[piece.rule][piece.text] += 1
    print(f"{lines} lines")
    rng = random.Random(1)  # noqa: S311
    for rule, texts in sorted(removed.items(), key=lambda item: -item[1].total()):
        print(f"\n{rule}: {texts.total()} removed, {len(texts)} different")
        for text in rng.sample(sorted(texts), min(12, len(texts))):
            print("   ", text[:150])


def scrapes() -> None:
    """Print how many pairs of scrapes of one article become equal, white space aside."""
    counts: Counter[str] = Counter()
    for row in rows("same-article-two-scrapes"):
        a, b = (clean(row["title"], row[name]).text for name in ("text_a", "text_b"))
        squeezed = ["".join(text.split()) for text in (a, b)]
        if not all(squeezed):
            counts["one scrape holds no body"] += 1
        elif squeezed[0] == squeezed[1]:
            counts["equal"] += 1
        else:
            counts["unequal"] += 1
            only = [set(x.split("\n")) - set(y.split("\n")) for x, y in ((a, b), (b, a))]
            print(row["url"], "lines", len(a.split("\n")), len(b.split("\n")), "only in one:", *map(len, only))
            print("   ", *[line[:100] for side in only for line in sorted(side)][:3], sep="\n    ")
    print(dict(counts))


def malformed() -> None:
    """Print how many malformed pages keep nine tenths of their article, and which kinds do not always."""
    truths = outlet_pages.truths(4) + press_pages.presses(3)
    sound = [truth for truth in truths if kept(truth, truth.page) >= KEPT]
    found: dict[str, list[float]] = defaultdict(list)
    for kind, truth, spoilt in malformed_pages.malformed(sound):
        found[kind].append(kept(truth, spoilt))
    for kind, parts in found.items():
        good = sum(part >= KEPT for part in parts)
        if good < len(parts):
            print(f"{kind:45} {good:3} of {len(parts)}, the least kept {min(parts):.2f}")
    every = [part for parts in found.values() for part in parts]
    print(f"{sum(part >= KEPT for part in every)} of {len(every)} pages of {len(found)} kinds keep their article")


def kept(truth: Any, markup: bytes) -> float:
    """Return the part of an article's words that a page of it gives."""
    found = read_page(page(replace(truth, page=markup)), ExtractionRules())
    if not isinstance(found, Article):
        return 0.0
    wanted = Counter(match_key(truth.text).split())
    return (wanted & Counter(match_key(found.text).split())).total() / wanted.total()


PARTS: dict[str, Callable[[], None]] = {
    "malformed": malformed,
    "pages": pages,
    "cost": cost,
    "corpus": corpus,
    "scrapes": scrapes,
}


def main(names: Iterable[str]) -> None:
    for name in list(names) or PARTS:
        print(f"\n== {name}")
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
