"""What reading one page takes beside the parsers of Media Cloud and of fundus, on the same pages, in processor time.

    python tests/benchmarks/parsers.py [PAGES]

RABITA_PEERS_MEDIACLOUD and RABITA_PEERS_FUNDUS name the interpreters of environments with `mediacloud-metadata` and
with `fundus` (they agree with each other on no lxml); a peer without one is left out. Media Cloud's `extract` gives
address, title, date, language and text of any page, and so does ours. A parser of fundus is written for one outlet and
is told where its text stands, so that it is compared on one layout, where ours is told the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import invented_articles

from flows.news.article import ExtractionRules, Page
from flows.news.pages.extract import extract
from flows.news.web.canonical import canonical

WARM = 20
LAYOUT, BODY = "wordpress", "//article//div[contains(@class, 'entry-content')]/p"

MEDIACLOUD = """
import mcmetadata
def read(url, text): return bool(mcmetadata.extract(url, text)["text_content"])
"""

FUNDUS = f"""
from lxml.etree import XPath
from fundus.parser import BaseParser, ParserProxy, attribute
from fundus.parser.utility import extract_article_body_with_selector, generic_author_parsing, generic_date_parsing
class Nama(ParserProxy):
    class V1(BaseParser):
        _paragraph_selector = XPath("{BODY}")
        @attribute
        def body(self):
            return extract_article_body_with_selector(self.precomputed.doc, paragraph_selector=self._paragraph_selector)
        @attribute
        def authors(self): return generic_author_parsing(self.precomputed.ld.bf_search("author"))
        @attribute
        def publishing_date(self): return generic_date_parsing(self.precomputed.ld.bf_search("datePublished"))
        @attribute
        def title(self): return self.precomputed.meta.get("og:title")
parser = Nama()()
def read(url, text): return bool(parser.parse(text)["body"])
"""

TIMING = f"""
import json, sys, time
pages = json.load(open(sys.argv[1]))
for page in pages[:{WARM}]: read(*page)
begun = time.process_time()
found = sum(read(*page) for page in pages[{WARM}:])
print(json.dumps({{"found": found, "seconds": time.process_time() - begun}}))
"""


def ours(pages: list[tuple[str, str]], rules: ExtractionRules) -> tuple[int, float]:
    """Return how many pages gave a text, and the processor seconds of address, title, date and text."""
    now, kind = datetime.now(UTC), (("Content-Type", "text/html; charset=utf-8"),)
    made = [Page("nama", url, url, now, 200, kind, text.encode()) for url, text in pages]
    read: Callable[[Page], bool] = lambda page: bool(canonical(page.url) and getattr(extract(page, rules), "text", ""))  # noqa: E731
    for page in made[:WARM]:
        read(page)
    begun = time.process_time()
    return sum(map(read, made[WARM:])), time.process_time() - begun


def theirs(interpreter: str, program: str, pages: list[tuple[str, str]]) -> tuple[int, float]:
    """Return the same of a peer, in its own environment."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.json"
        path.write_text(json.dumps(pages))
        command = [interpreter, "-c", program + TIMING, str(path)]
        row = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    return row["found"], row["seconds"]


def compare(name: str, interpreter: str, program: str, pages: list[tuple[str, str]], rules: ExtractionRules) -> None:
    """Print ours, theirs and the ratio."""
    count = len(pages) - WARM
    mine, took = ours(pages, rules)
    print(f"{count} pages for {name}: rabita {1000 * took / count:.2f} ms a page, {mine} read", flush=True)
    if interpreter:
        found, seconds = theirs(interpreter, program, pages)
        print(f"{name} {1000 * seconds / count:.2f} ms a page, {found} read; rabita is {seconds / took:.1f} × as fast")


def main() -> None:
    """Measure beside each peer that is there."""
    count = WARM + (int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    url = "https://nama.example/2026/01/05/{}?utm_source=rss".format
    every = [(url(number), invented_articles.page(number).decode()) for number in range(count)]
    compare("Media Cloud", os.environ.get("RABITA_PEERS_MEDIACLOUD", ""), MEDIACLOUD, every, ExtractionRules())
    one = [(url(number), invented_articles.page(number, LAYOUT).decode()) for number in range(count)]
    compare("fundus", os.environ.get("RABITA_PEERS_FUNDUS", ""), FUNDUS, one, ExtractionRules(body=(BODY,)))


if __name__ == "__main__":
    main()
