"""How many articles a second from a local site, beside scrapy + trafilatura and news-please on the same pages.

    python tests/benchmarks/ingest.py [PEERS] [PAGES]

PEERS is the interpreter of an environment with `scrapy trafilatura news-please lxml_html_clean` (pip install them
there, never here); without it only ours is measured. Politeness is off for all. Ours is a whole run: discovery, fetch,
WARC, extraction, cleaning, language, near-duplicates, DuckDB; the peers fetch and extract.

Beside the articles a second of elapsed time stand the processor time of all processes for each page, and what a run of
ten pages takes: ours starts children that load trafilatura, and makes and publishes a warehouse, within the time that
is measured; the peers load trafilatura before it. The last column is what remains of the ratio beyond those ten pages.

Two kinds of pages, each measured by itself: the thirteen layouts that extraction is measured on, with the menus that
outlets have, and one simple layout with scripts around it, which is the easiest there is for a general extractor.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

FEW = 10
"""Pages of a run that is little but start-up."""

SUBREAPER = 36
FILLING = "<!-- {} --><script>var x={};</script>"


def page(shape: str, number: int) -> bytes:
    """Return a page of that shape, layouts or simple, in UTF-8."""
    import invented_articles  # here, since children load this file, and make no pages

    return invented_articles.page(number) if shape == "layouts" else simple_page(number)


def simple_page(number: int) -> bytes:
    """Return an article in a page of about 85 KB, with navigation, teasers and scripts around it."""
    import invented_articles

    title, paragraphs = invented_articles.article(number)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    teasers = "".join(f'<li><a href="/n/{other}">{invented_articles.article(other)[0]}</a></li>' for other in range(40))
    filling = FILLING.format("x" * 1000, json.dumps({"k": "y" * 2500})) * 16
    ld = json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": "2026-11-23T10:00:00+05:00"})
    return (
        f'<html lang="ur"><head><title>{title}</title><script type="application/ld+json">{ld}</script></head><body>'
        f'<nav><ul>{teasers}</ul></nav><article><h1>{title}</h1><div class="entry-content">{body}</div></article>'
        f'<aside class="related"><ul>{teasers}</ul></aside>{filling}<footer>x</footer></body></html>'
    ).encode()


def serve(shape: str, count: int) -> None:
    """Serve the pages until standard input ends; the port is the first line of output."""
    import asyncio

    pages = {f"/n/{number}": page(shape, number) for number in range(count)}

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode()
                body, status = pages.get(path, b""), "200 OK" if path in pages or path == "/feed" else "404 Not Found"
                if path == "/feed":
                    items = "".join(f"<item><title>خبر {n}</title><link>/n/{n}</link></item>" for n in range(count))
                    body = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
                kind = "application/rss+xml" if path == "/feed" else "text/html; charset=utf-8"
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(handle, "127.0.0.1", 0, backlog=500)
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.to_thread(sys.stdin.read)
        server.close()

    asyncio.run(run())


def ours(origin: str, count: int) -> int:
    """Run a whole ingest and return how many articles it loaded."""
    import asyncio

    from flows.news.outlets.sources import Outlet
    from flows.pipeline.ingest_run import run_ingest
    from flows.settings import Settings

    outlet = Outlet(
        id="local",
        name="local",
        homepage=origin,
        country="PK",
        tier=1,
        delay=0,
        budget=count,
        feeds=(origin + "/feed",),
    )
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), allow_private=True, first_run_articles=count)
        done = asyncio.run(run_ingest(settings, [outlet]))
    return sum(tally.loaded + tally.duplicate for tally in done.stats)


SCRAPY = """
import json, sys, time
import scrapy, trafilatura
from scrapy.crawler import CrawlerProcess
origin, count, done = sys.argv[1], int(sys.argv[2]), []
class Spider(scrapy.Spider):
    name = "s"
    start_urls = [f"{origin}/n/{n}" for n in range(count)]
    def parse(self, response):
        if trafilatura.extract(response.text): done.append(1)
trafilatura.extract("<p>x</p>")
begun = time.perf_counter()
process = CrawlerProcess({"LOG_ENABLED": False, "ROBOTSTXT_OBEY": False, "CONCURRENT_REQUESTS": 32,
                          "CONCURRENT_REQUESTS_PER_DOMAIN": 32, "DOWNLOAD_DELAY": 0, "TELNETCONSOLE_ENABLED": False})
process.crawl(Spider); process.start()
print(json.dumps({"articles": len(done), "seconds": time.perf_counter() - begun}))
"""

NEWS_PLEASE = """
import json, sys, time
from newsplease import NewsPlease
origin, count = sys.argv[1], int(sys.argv[2])
begun = time.perf_counter()
found = NewsPlease.from_urls([f"{origin}/n/{n}" for n in range(count)], request_args={"timeout": 60})
articles = sum(bool(a and getattr(a, "maintext", None)) for a in found.values())
print(json.dumps({"articles": articles, "seconds": time.perf_counter() - begun}))
"""


@dataclass(frozen=True)
class Measured:
    """What a run of so many articles took: elapsed seconds, and processor seconds of all its processes."""

    articles: int
    seconds: float
    processor: float


def timed(command: list[str]) -> None:
    """Run a command that prints a row of JSON, and print the row with the processor time of all that it started."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1)  # children that outlive their parent are counted here
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        row = json.loads(child.stdout.read().splitlines()[-1])
        used = 0.0
        while True:
            try:
                ended, status, usage = os.wait4(-1, 0)
            except ChildProcessError:
                break
            if ended == child.pid:
                child.returncode = os.waitstatus_to_exitcode(status)
            used += usage.ru_utime + usage.ru_stime
    print(json.dumps(row | {"processor": used}))


def measure(command: list[str]) -> Measured:
    """Run one of them in processes of its own and return what it took."""
    whole = [sys.executable, __file__, "timed", *command]
    done = subprocess.run(whole, capture_output=True, text=True, check=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Serve, measure in turns, print the table."""
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2], int(sys.argv[3]))
        return
    if sys.argv[1:2] == ["timed"]:
        timed(sys.argv[2:])
        return
    if sys.argv[1:2] == ["ours"]:
        import flows.pipeline.ingest_run  # noqa: F401 imports are not throughput

        begun = time.perf_counter()
        loaded = ours(sys.argv[2], int(sys.argv[3]))
        print(json.dumps({"articles": loaded, "seconds": time.perf_counter() - begun}))
        return
    peers = sys.argv[1] if len(sys.argv) > 1 else ""
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    for shape in ("layouts", "simple"):
        print(f"{count} pages, {shape}")
        compare(shape, count, peers)


def compare(shape: str, count: int, peers: str) -> None:
    """Measure ours and the peers on the same pages, one after the other, and print the table."""
    with subprocess.Popen(
        [sys.executable, __file__, "serve", shape, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        origin = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        commands = {"rabita": [sys.executable, __file__, "ours", origin]}
        counts = {"rabita": count, "scrapy + trafilatura": count, "news-please": count // 5}
        if peers:
            commands["scrapy + trafilatura"] = [peers, "-c", SCRAPY, origin]
            commands["news-please"] = [peers, "-c", NEWS_PLEASE, origin]
        ours: tuple[float, float] | None = None
        for name, command in commands.items():
            few, many = (measure([*command, str(number)]) for number in (FEW, counts[name]))
            speed = many.articles / many.seconds
            further = (many.articles - few.articles) / (many.seconds - few.seconds)
            ours = ours or (speed, further)
            print(
                f"  {name:22} {speed:7.1f} articles/s  {1000 * many.processor / many.articles:6.1f} ms of processor time each"
                f"  {few.seconds:5.2f} s for {few.articles}"
                + (
                    f"   rabita is {ours[0] / speed:.1f} × as fast, {ours[1] / further:.1f} × beyond those"
                    if name != "rabita"
                    else ""
                ),
                flush=True,
            )
        server.stdin.close()


if __name__ == "__main__":
    main()
