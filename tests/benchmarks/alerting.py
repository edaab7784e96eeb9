"""From the first outlet's publication to the received alert: a real poll over many outlets of a site on loopback.

    python tests/benchmarks/alerting.py [--outlets 200] [--events 6] [--poll 60]

Every `--poll` seconds a round reads all outlets and tells what it finds. One contact in each interval, at a random
moment, is published by one outlet, and, as on any day, an article of no interest by one in ten. Measured is the time
from publication to the arrival of the alert at a receiver. The bar: the 95th percentile is at most the poll and ten
seconds. Rounds are shown with their processor time too, which says what they take on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import statistics
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from flows.alerts.alert_channels import open_channels
from flows.news.outlets.sources import load_sources
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.ingest_run import run_ingest
from flows.settings import Settings

WARM_UP = 3
SECRET = "0123456789abcdef"  # noqa: S105 - of the receiver below
WORDS = (
    *("شہر", "گاؤں", "سڑک", "دریا", "بازار", "اسکول", "ہسپتال", "کسان", "مزدور", "استاد", "کھیل", "میچ", "موسم"),
    *("بارش", "گرمی", "فصل", "گندم", "چاول", "آٹا", "بجلی", "گیس", "پانی", "تعمیر", "صفائی", "کتاب", "میلہ", "نمائش"),
)
TWO = "روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ کے درمیان"
HOW = (
    TWO + " {day} کو ٹیلی فون پر گفتگو ہوئی۔",
    TWO + " {day} کو جنیوا میں ملاقات ہوئی۔",
    "امریکی صدر ڈونلڈ ٹرمپ نے {day} کو روسی صدر ولادیمیر پیوٹن کو خط بھیجا۔",
)
MONTHS = ("جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر")


def news(number: int) -> str:
    """Return the sentence that reports the n-th contact; six differ in kind or, by two days, in date."""
    day = datetime.now(ZoneInfo("Asia/Karachi")).date() - timedelta(days=2 * (number // len(HOW)))
    return HOW[number % len(HOW)].format(day=f"{day.day} {MONTHS[day.month - 1]} {day.year}")


def filler(seed: str, sentences: int = 12) -> str:
    """Return text of no interest, unlike any other."""
    dice = random.Random(seed)  # noqa: S311
    return " ".join(" ".join(dice.choices(WORDS, k=9)) + " کا ذکر ہوا۔" for _ in range(sentences))


class Press:
    """All outlets of the benchmark; the n-th has its articles at /n/…, its feed at /n/feed."""

    def __init__(self, outlets: int) -> None:
        self.articles: list[list[tuple[str, str, datetime]]] = [[] for _ in range(outlets)]
        self.arrived: dict[str, float] = {}
        self.published: dict[str, float] = {}

    def publish(self, outlet: int, title: str, text: str) -> None:
        self.articles[outlet].append((title, text, datetime.now(UTC)))

    def feed(self, outlet: int, origin: str) -> str:
        items = "".join(
            f"<item><title>{title}</title><link>{origin}/{outlet}/{number}</link>"
            f"<pubDate>{format_datetime(when)}</pubDate></item>"
            for number, (title, _, when) in enumerate(self.articles[outlet])
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'

    def page(self, outlet: int, number: int) -> str:
        title, text, when = self.articles[outlet][number]
        reported = json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": when.isoformat()})
        return (
            f'<html lang="ur" dir="rtl"><head><meta charset="utf-8"><title>{title}</title>'
            f'<script type="application/ld+json">{reported}</script></head>'
            f"<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
        )


def serve(press: Press) -> int:
    """Serve all outlets, and the receiver of alerts, and return their port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            outlet, _, rest = self.path.strip("/").partition("/")
            if not outlet.isdigit():
                self.answer(404, "")
            elif rest == "feed":
                self.answer(200, press.feed(int(outlet), f"http://{self.headers['Host']}"), "application/rss+xml")
            else:
                self.answer(200, press.page(int(outlet), int(rest)))

        def do_POST(self) -> None:
            reported = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["alerts"][0]
            press.arrived.setdefault(reported["sources"][0]["quote"], time.monotonic())
            self.answer(200, "")

        def answer(self, status: int, text: str, kind: str = "text/html; charset=utf-8") -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

    # A host of its own for each outlet, as in life: a host is asked one thing at a time. All of 127/8 is loopback.
    servers = [Server((address(0), 0), Handler)]
    servers += [Server((address(outlet), servers[0].server_port), Handler) for outlet in range(1, len(press.articles))]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    return servers[0].server_port


def address(outlet: int) -> str:
    return f"127.1.{outlet // 250}.{outlet % 250 + 1}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--outlets", type=int, default=200)
    options.add_argument("--events", type=int, default=6, choices=range(1, 7))
    options.add_argument("--poll", type=float, default=60.0)
    options.add_argument("--seed", type=int, default=7)
    asked: Any = options.parse_args()
    dice = random.Random(asked.seed)  # noqa: S311
    press = Press(asked.outlets)
    for outlet in range(asked.outlets):
        for number in range(WARM_UP):
            press.publish(outlet, f"مقامی خبر {outlet} {number}", filler(f"{outlet}.{number}"))
    port = serve(press)
    with tempfile.TemporaryDirectory() as folder:
        settings, outlets = prepare(Path(folder), asked.outlets, port)
        channels = open_channels([SecretStr(f"webhook+http://:{SECRET}@{address(0)}:{port}/alert")])
        print(f"{asked.outlets} outlets; first round {round_(settings, outlets, channels)}")
        begun = time.monotonic()
        for number in range(asked.events):
            later = number * asked.poll + dice.uniform(0, asked.poll)
            timer = threading.Timer(later, happen, (press, number, dice.randrange(asked.outlets)))
            timer.daemon = True
            timer.start()
        for turn in range(1, asked.events + 3):
            time.sleep(max(0.0, begun + turn * asked.poll - time.monotonic()))
            print(f"  round {turn}: {round_(settings, outlets, channels)}", flush=True)
            if len(press.arrived) == asked.events:
                break
    return report(asked, press)


def happen(press: Press, number: int, outlet: int) -> None:
    """Let one outlet report a contact, and one in ten something else."""
    for other in range(number, len(press.articles), 10):
        press.publish(other, f"تازہ خبر {other} {number}", filler(f"new {other}.{number}"))
    press.published[news(number).rstrip("۔")] = time.monotonic()
    press.publish(outlet, f"پیوٹن اور ٹرمپ کا رابطہ {number}", news(number) + " " + filler(f"news {number}", 4))


def prepare(folder: Path, outlets: int, port: int) -> tuple[Settings, Any]:
    blocks = "".join(
        f"  - id: outlet-{number}\n    name: outlet {number}\n    homepage: {origin}/{number}/\n"
        f"    feeds: [{origin}/{number}/feed]\n"
        for number in range(outlets)
        for origin in [f"http://{address(number)}:{port}"]
    )
    path = folder / "sources.yaml"
    path.write_text(f"defaults: {{country: PK, tier: 2, delay: 0}}\noutlets:\n{blocks}")
    settings = Settings(data=folder / "data", sources=path, allow_private=True, contact="benchmark")
    return settings, load_sources(path, allow_private=True).outlets


def round_(settings: Settings, outlets: Any, channels: Any) -> str:
    start, before = time.monotonic(), busy()
    asyncio.run(run_ingest(settings, outlets))
    run_watch(settings, channels)
    return f"{time.monotonic() - start:.1f} s, {busy() - before:.1f} s of processor time, the site's included"


def busy() -> float:
    """Return the processor time of this process and its children that ended, in seconds."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def report(asked: Any, press: Press) -> int:
    delays = sorted(press.arrived[key] - when for key, when in press.published.items() if key in press.arrived)
    lost = asked.events - len(delays)
    print(f"publication to alert, seconds: {', '.join(f'{delay:.1f}' for delay in delays)}; {lost} never arrived")
    if not delays:
        return 1
    worst = delays[min(len(delays) - 1, int(len(delays) * 0.95))]
    print(f"median {statistics.median(delays):.1f} s, p95 {worst:.1f} s (bar: {asked.poll + 10:g} s)")
    return int(lost > 0 or worst > asked.poll + 10)


if __name__ == "__main__":
    sys.exit(main())
