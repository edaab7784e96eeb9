"""The public suites of feedparser, miniflux and reader; they are in ../shared."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from listing_bodies import answer, outlet

from flows.news.article import Link
from flows.news.listings.feeds import Item, plain, read_feed, read_items
from flows.news.sandbox import SandboxFailure

SUITES = Path(__file__).parents[4] / "shared/suites"
absent = pytest.mark.skipif(not SUITES.exists(), reason="the public feed suites lie in ../shared, which is absent")


def feed(body: bytes) -> list[Link] | SandboxFailure:
    return read_feed(answer(body), outlet())


STATED = re.compile(
    r"entries\[(\d+)\](?:\.|\[u?')(title|link)(?:'\])?\s*==\s*((?:u?'(?:[^'\\]|\\.)*'(?:\s*\+\s*)?)+|\"[^\"]*\")"
)
"""What the suite states of an item: expressions in the comment at the head of each file."""


def stated(head: str) -> list[tuple[int, str, str]]:
    found = []
    for number, field, value in STATED.findall(head):
        literal = ast.literal_eval(re.sub(r"'\s*\+\s*'", "", value))
        found.append((int(number), "title" if field == "title" else "link", literal))
    return found


def read_suite_file(path: Path) -> list[Item] | SandboxFailure:
    raw = path.read_bytes()
    head = raw[:2000]
    place = re.search(rb"(?i)Content-Location:\s*(http\S+)", head)
    kind = re.search(rb"(?i)Content-type:\s*(.+)", head)
    address = place[1].decode() if place else f"http://127.0.0.1:8097/{path.relative_to(SUITES / 'feedparser')}"
    return read_items(raw, content_type=kind[1].decode().strip() if kind else "application/xml", address=address)


@absent
def test_titles_and_links_of_the_feedparser_suite() -> None:
    """CDF, a format of 1997 that no outlet sends, is left out: it is not among the kinds we read."""
    files = [path for path in sorted((SUITES / "feedparser/tests").rglob("*.xml")) if "cdf" not in path.parts]
    wrong, count = [], 0
    for path in files:
        items = read_suite_file(path)
        for number, field, value in stated(path.read_text("utf-8", "replace").partition("-->")[0]):
            count += 1
            got = None
            if not isinstance(items, SandboxFailure) and number < len(items):
                got = items[number].title if field == "title" else items[number].address
            same = {plain(value, markup=True), " ".join(value.split())} if field == "title" else {value}
            if (got or "") not in same:
                wrong.append((path.name, field, value, got))
    assert count >= 90
    assert wrong == []


@absent
def test_every_file_of_the_suites_is_parsed_or_refused() -> None:
    files = [path for path in SUITES.rglob("*") if path.suffix in {".xml", ".rss", ".atom", ".json", ".html"}]
    files = [path for path in files if path.parts[len(SUITES.parts)] in {"feedparser", "miniflux-data", "reader-data"}]
    assert len(files) > 2000
    for path in files:
        found = feed(path.read_bytes())
        assert isinstance(found, list) or found.reason in {"not a feed", "empty"}


@absent
@pytest.mark.parametrize(
    ("name", "count", "title"),
    [
        ("urdu_UTF8.xml", 26, "امریکہ کے ساتھ خفیہ معلومات کا تبادلہ اور فوجی تعاون معطل کر دیا: وزیر دفاع"),
        ("encoding_WINDOWS-1251.xml", 50, "Цитата #17703"),
        ("rdf_UTF8.xml", 60, "OLED-TVs: Vorsichtsmaßnahmen gegen Einbrennen"),
        ("no_encoding_ISO-8859-1.xml", 9, "Perturbateurs endocriniens : quels effets sur le cerveau ?"),
    ],
)
def test_encodings_of_the_miniflux_suite(name: str, count: int, title: str) -> None:
    found = feed((SUITES / "miniflux-data/internal/reader/parser/testdata" / name).read_bytes())
    assert isinstance(found, list)
    assert (len(found), found[0].title) == (count, title)
