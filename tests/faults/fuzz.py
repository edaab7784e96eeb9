"""Feeds, pages, robots.txt, sitemaps, headers and files to import, changed at random, and what reads them.

    python tests/faults/fuzz.py --minutes 60 --seed 1

Everything is read in a child as in a run, with its deadline and its memory; what is read of it is stored in a
warehouse and read for contacts. An exception, a child that outlives its deadline and a row that cannot be stored are
findings: what led to them is printed and written to `--keep`. Files of tests/faults/fuzz_regressions are tried first:
they once broke something.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import warehouse
from flows.contacts import lexicon
from flows.contacts.detection.detect import detect
from flows.news.article import Article, ExtractionRules, Link, Page, Problem
from flows.news.listings.feeds import read_feed
from flows.news.listings.outlet_probe import read_homepage
from flows.news.listings.poll_schedule import not_before
from flows.news.listings.sitemaps import read_section, read_sitemap
from flows.news.outlets.sources import Outlet, Section
from flows.news.pages.archive import Archive
from flows.news.pages.local_files import read_import
from flows.news.pages.page_to_article import read_page
from flows.news.sandbox import SandboxFailure, SandboxPool
from flows.news.web.fetch import validator
from flows.news.web.response import Response
from flows.news.web.retry_after import retry_after
from flows.news.web.robots import Robots
from flows.pipeline.fetch_and_extract_pages import ENDED
from flows.pipeline.load import load
from flows.pipeline.outlet_batch import Batch
from flows.pipeline.run_record import record_start
from flows.run_statistics import Run

BROKE = Path(__file__).parent / "fuzz_regressions"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOME = "https://misaal.example/"
OUTLET = Outlet(
    id="misaal", name="مثال", homepage=HOME, country="PK", tier=1, sections=(Section(url=HOME, links="/n/"),)
)
DEADLINE = 10.0
"""Seconds that a run gives a listing or a page."""

TOGETHER = 100
"""Cases whose rows are stored together."""

STORY = (
    "ماسکو میں صدر ولادیمیر پوتن نے 23 نومبر 2026 کو امریکی صدر ڈونلڈ ٹرمپ سے ٹیلی فون پر ۴۵ منٹ تک گفتگو کی۔ "
    "کریملن کے مطابق دونوں رہنماؤں نے یوکرین اور توانائی پر تبادلۂ خیال کیا۔ "
    "گزشتہ ہفتے ان کی ملاقات الاسکا میں ہوئی تھی۔"
)
RSS = (
    "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>خبریں</title><ttl>5</ttl>"
    "<item><title>پوتن &amp; ٹرمپ</title><link>/n/1</link><guid isPermaLink='true'>https://misaal.example/n/1</guid>"
    "<pubDate>Mon, 23 Nov 2026 10:00:00 +0500</pubDate><dc:creator>نامہ نگار</dc:creator>"
    "<description><![CDATA[<p>متن</p>]]></description></item><item><title>خبر</title><link>https://misaal.example/n/2"
    "</link><pubDate>23 نومبر 2026</pubDate><content:encoded>x</content:encoded></item></channel></rss>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title><entry><title type='html'>&lt;b&gt;خبر&lt;/b&gt;</title>"
    "<link href='/n/3' rel='alternate'/><id>tag:x,2026:3</id><updated>2026-11-23T10:00:00Z</updated></entry></feed>"
)
JSON_FEED = json.dumps({
    "version": "https://jsonfeed.org/version/1.1", "title": "x",
    "items": [{"id": "1", "url": HOME + "n/4", "title": "خبر", "date_published": "2026-11-23T10:00:00+05:00"}],
})  # fmt: skip
SITEMAP = (
    "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
    "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://misaal.example/n/5</loc>"
    "<lastmod>2026-11-23</lastmod><news:news><news:publication_date>2026-11-23T10:00:00+05:00</news:publication_date>"
    "<news:title>خبر</news:title></news:news></url></urlset>"
)
INDEX = "<sitemapindex><sitemap><loc>https://misaal.example/s.xml</loc><lastmod>2026-11-23</lastmod></sitemap></sitemapindex>"
LD = json.dumps({
    "@context": "https://schema.org", "@type": "NewsArticle", "headline": "پوتن اور ٹرمپ کی گفتگو",
    "datePublished": "2026-11-23T10:00:00+05:00", "author": [{"@type": "Person", "name": "نامہ نگار"}],
    "articleBody": STORY, "inLanguage": "ur", "publisher": {"name": "مثال"},
}, ensure_ascii=False)  # fmt: skip
PAGE = (
    f"<!DOCTYPE html><html lang='ur'><head><meta charset='utf-8'><title>پوتن اور ٹرمپ کی گفتگو | مثال</title>"
    f"<meta property='og:title' content='پوتن اور ٹرمپ کی گفتگو'><meta name='author' content='نامہ نگار'>"
    f"<meta property='article:published_time' content='2026-11-23T10:00:00+05:00'>"
    f"<link rel='alternate' type='application/rss+xml' href='/feed'>"
    f"<script type='application/ld+json'>{LD}</script></head><body><nav><a href='/'>صفحۂ اول</a></nav><article>"
    f"<h1>پوتن اور ٹرمپ کی گفتگو</h1><time datetime='2026-11-23'>23 نومبر 2026</time><p>{STORY}</p><p>{STORY[::-1]}</p>"
    f"<table><tr><td>a</td></tr></table></article><footer>© مثال</footer></body></html>"
)
ROBOTS = (
    "User-agent: *\nDisallow: /private*\nAllow: /n/$\nCrawl-delay: 2\n\n"
    "User-agent: Rabita\nDisallow: /x\nSitemap: /s.xml\n"
)
ROW = json.dumps({
    "id": "1", "title": "پوتن اور ٹرمپ", "text": STORY, "published": "2026-11-23", "url": HOME + "n/6",
    "outlet": "misaal", "author": "نامہ نگار", "lang": "ur",
}, ensure_ascii=False)  # fmt: skip
HEADERS = (
    'ETag: "abc"\nLast-Modified: Mon, 23 Nov 2026 10:00:00 GMT\nCache-Control: max-age=300\nRetry-After: 120\n'
    "Expires: Mon, 23 Nov 2026 11:00:00 GMT\nContent-Type: text/html; charset=utf-8\nLocation: /n/7\n"
)
NASTY = (
    "\0", "\ufeff", "\u200f", "\ud83d", "\udc00", "\\ud83d", "&#xD83D;", "&#0;", "&#x110000;", "%", "%00", "%ff",
    "\n" * 500, " " * 500, "<" * 300, ">" * 300, "&" * 300, "[" * 2_000, "]" * 2_000, "{" * 2_000, '{"a":' * 1_500,
    "<div>" * 2_000, "<a>" * 2_000, "<item>" * 700, "<!--", "-->", "<![CDATA[", "]]>",
    "<!DOCTYPE r [<!ENTITY a 'b'>]>", "&a;", "<script>", "</script>", "9" * 5_000, "-1", "1e999", "NaN",
    "0001-01-01", "9999-12-31T23:59:59+14:00", "1000000000-01-01", "Mon, 99 Foo 99999999999 99:99:99 +9999",
    "31 فروری 2026", "http://[", "http://[::1", "javascript:alert(1)", "data:," + "x" * 5_000, "//", "..",
    "/etc/passwd", "file:///etc/passwd", "xn--", "http://xn--a.example/", "\u0640" * 300, "\u064b" * 300,
    "a" * 5_000, "ا" * 5_000, "charset=idna", "charset=undefined", "charset=utf-16", "encoding='utf-7'", "نے",
    "پوتن نے ٹرمپ", "۔" * 200, "(" * 500, "«" * 500, "1 " * 1_000, "|" * 300, "* " * 500, "null", "true", "{}",
    "[]", '""', "WARC/1.0\r\n", "\r\n\r\n", "Content-Length: -1\r\n", "Content-Length: 99999999999999999999\r\n",
)  # fmt: skip
"""What is put in: letters nothing can store, signs without their partners, numbers and dates beyond all bounds."""


@dataclass(frozen=True)
class Kind:
    """What is changed, what reads it, and what its files are called."""

    name: str
    starts: tuple[bytes, ...]
    read: Callable[[bytes], list[Link | Article | Problem]]


def read_as_feed(body: bytes) -> list[Link | Article | Problem]:
    """Read a feed, and the same as a sitemap, since either may answer for the other."""
    answer = Response(HOME, HOME, 200, (("Content-Type", "application/xml"),), body, NOW)
    found = [read_feed(answer, OUTLET), read_sitemap(answer, OUTLET), read_sitemap(answer, OUTLET, NOW)]
    return [link for links in found if isinstance(links, list) for link in links]


def read_as_page(body: bytes) -> list[Link | Article | Problem]:
    """Read a page as an article, as a section and as a homepage."""
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    page = Page("misaal", HOME + "n/1", HOME + "n/1", NOW, 200, headers, body)
    answer = Response(HOME, HOME, 200, headers, body, NOW)
    read_homepage(answer)
    links = read_section(answer, OUTLET)
    return [read_page(page, ExtractionRules(), homepage=HOME), *(links if isinstance(links, list) else ())]


def read_as_robots(body: bytes) -> list[Link | Article | Problem]:
    """Read a robots.txt."""
    robots = Robots(NOW, 200, body.decode("utf-8", "replace"))
    robots.allows(HOME + "n/1?a=b")
    robots.delay()
    robots.sitemaps()
    return []


def read_as_headers(body: bytes) -> list[Link | Article | Problem]:
    """Read the headers of an answer as a run does."""
    lines = (line.partition(":") for line in body.decode("latin-1").split("\n"))
    headers = tuple((name.strip(), said.strip()) for name, _, said in lines)
    answer = Response(HOME, HOME, 200, headers, PAGE.encode(), NOW)
    validator(answer.header("etag"))
    retry_after(answer.header("retry-after"), NOW)
    not_before(answer)
    page = Page("misaal", HOME + "n/1", HOME + "n/1", NOW, 200, headers, PAGE.encode())
    with tempfile.TemporaryDirectory() as folder:
        with Archive(Path(folder), "fuzz") as archive:
            archive.write(page)
        files = [path for path in Path(folder).rglob("*") if path.is_file()]
        assert [read_import(path, now=NOW) for path in files]
    return [read_page(page, ExtractionRules())]


def read_as_file(name: str, body: bytes) -> list[Link | Article | Problem]:
    """Import a file, and read each page in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(body)
        found = list(read_import(path, now=NOW))
    return [one if isinstance(one, Problem) else read_page(one, ExtractionRules()) for one in found[:20]]


def read_as_warc(body: bytes) -> list[Link | Article | Problem]:
    """Import a WARC file."""
    return read_as_file("a.warc", body) + read_as_file("b.warc.gz", body)


def read_as_rows(body: bytes) -> list[Link | Article | Problem]:
    """Import JSON lines, and the same as a text."""
    return read_as_file("a.jsonl", body) + read_as_file("b.txt", body)


def archived() -> bytes:
    """Return a WARC file with a page and what only we know of it."""
    link = Link("misaal", HOME + "n/1", HOME + "feed", "خبر", NOW, "2026", HOME + "n/1")
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    page = Page("misaal", link.url, link.url, NOW, 200, headers, PAGE.encode(), link, asked=(("Host", "x"),))
    with tempfile.TemporaryDirectory() as folder:
        with Archive(Path(folder), "fuzz") as archive:
            archive.write(page)
        packed = next(path for path in Path(folder).rglob("*.gz")).read_bytes()
    return gzip.decompress(packed)


def kinds() -> tuple[Kind, ...]:
    """Return everything that is changed."""
    return (
        Kind("feed", tuple(map(str.encode, (RSS, ATOM, JSON_FEED, SITEMAP, INDEX))), read_as_feed),
        Kind("page", (PAGE.encode(),), read_as_page),
        Kind("robots", (ROBOTS.encode(),), read_as_robots),
        Kind("headers", (HEADERS.encode(),), read_as_headers),
        Kind("warc", (archived(),), read_as_warc),
        Kind("rows", (f"{ROW}\n{ROW}\n".encode(),), read_as_rows),
    )


def changed(start: bytes, dice: random.Random) -> bytes:
    """Return a body with a few changes."""
    body = bytearray(start)
    for _ in range(dice.choice((1, 1, 2, 3, 5, 8))):
        at = dice.randrange(len(body) + 1)
        end = min(len(body), at + dice.choice((1, 2, 8, 40, 300)))
        match dice.randrange(8):
            case 0:
                body[at:end] = b""
            case 1:
                body[at:at] = body[at:end] * dice.choice((1, 3, 30, 900))
            case 2 | 3 | 4:
                body[at:at] = dice.choice(NASTY).encode("utf-8", "surrogatepass")
            case 5:
                body[at:end] = dice.choice(NASTY).encode("utf-8", "surrogatepass")
            case 6:
                body[at:end] = bytes(dice.randrange(256) for _ in range(end - at))
            case _:
                body = body[:at] if dice.random() < 0.3 else body
        del body[1 << 20 :]
    if dice.random() < 0.03:
        return bytes(body).decode("utf-8", "replace").encode(dice.choice(("utf-16", "cp1256", "latin-1")), "replace")
    return bytes(body)


def cases(seed: int, seconds: float) -> Iterator[tuple[Kind, bytes]]:
    """Yield what broke something once, then new cases until the time is over."""
    known = {kind.name: kind for kind in kinds()}
    for path in sorted(BROKE.glob("*.bin")):
        yield known[path.name.partition("-")[0]], path.read_bytes()
    dice, end = random.Random(seed), time.monotonic() + seconds  # noqa: S311 faults that repeat, no secrets
    while time.monotonic() < end:
        kind = dice.choice(tuple(known.values()))
        yield kind, changed(dice.choice(kind.starts), dice)


class Finder:
    """Tries cases and remembers what they led to.

    `findings` are files with what is wrong with them; `ended` counts the children that a deadline or a limit ended, as
    it should.
    """

    def __init__(self, keep: Path, con: warehouse.Connection, pool: SandboxPool) -> None:
        self.findings: list[str] = []
        self.seen: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()
        self._keep, self._con, self._pool = keep, con, pool
        self._run = Run(uuid4(), "import", "fuzz", NOW, "0")
        self._waiting: list[tuple[Kind, bytes, list[Link | Article | Problem]]] = []
        self._words = lexicon.load()
        record_start(con, self._run)

    def case(self, kind: Kind, body: bytes) -> None:
        """Read one case in a child."""
        begun = time.monotonic()
        found = self._pool.run_now(kind.read, body, timeout=DEADLINE)
        self.seen[kind.name] += 1
        late = time.monotonic() - begun > 2 * DEADLINE
        if isinstance(found, SandboxFailure):
            self.ended[f"{kind.name} {found.reason}"] += 1
            if late or found.reason not in ENDED:
                self._broke(kind, body, f"{found.reason}: {found.detail}")
            return
        self._waiting.append((kind, body, found))
        if len(self._waiting) >= TOGETHER:
            self.store()

    def store(self) -> None:
        """Store what was read and read the articles for contacts; where that fails, each case by itself says which."""
        waiting, self._waiting = self._waiting, []
        if self._wrong([one for _, _, found in waiting for one in found]):
            for kind, body, found in waiting:
                if why := self._wrong(found):
                    self._broke(kind, body, why)

    def _wrong(self, found: list[Link | Article | Problem]) -> str:
        made = [one for one in found if not isinstance(one, Link)]
        outcomes = {one.url: (Link("fuzz", one.url, HOME), one) for one in made}
        links = {one.url: one for one in found if isinstance(one, Link)}
        batch = Batch("fuzz", tuple(outcomes.values()), left=tuple(links.values()))
        try:
            for one in made:
                begun = time.process_time()
                if isinstance(one, Article):
                    detect(one, self._words, zone=ZoneInfo("Asia/Karachi"))
                if time.process_time() - begun > DEADLINE:
                    return "reading it for contacts takes too long"
            run = Run(uuid4(), "import", "fuzz", NOW, "0")
            load(self._con, run, batch, NOW)
            wrong = self._con.execute("SELECT detail FROM main.problem WHERE reason = 'unfit' AND run = ?", [run.id])
            return "".join(str(row) for row in wrong.fetchall())
        except Exception as error:  # noqa: BLE001 that is what is looked for
            return f"{type(error).__name__}: {error}"

    def _broke(self, kind: Kind, body: bytes, why: str) -> None:
        self._keep.mkdir(parents=True, exist_ok=True)
        path = self._keep / f"{kind.name}-{len(self.findings):03}-{abs(hash(body)) % 10**8}.bin"
        path.write_bytes(body)
        self.findings.append(f"{path.name}: {why[:300]}")
        print(self.findings[-1], flush=True)


def main() -> None:
    """Try cases until the time is over; exit code 1 where anything was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "rabita-fuzz")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        SandboxPool(1) as pool,
        warehouse.open_warehouse(Path(folder) / "fuzz.duckdb") as con,
    ):
        finder = Finder(given.keep, con, pool)
        for kind, body in cases(given.seed, given.minutes * 60):
            finder.case(kind, body)
        finder.store()
    print(f"seed {given.seed}: {finder.seen.total()} cases {dict(finder.seen)}, children ended {dict(finder.ended)}")
    print(f"{len(finder.findings)} findings")
    sys.exit(bool(finder.findings))


if __name__ == "__main__":
    main()
