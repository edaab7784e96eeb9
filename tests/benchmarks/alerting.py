"""From the first outlet's publication to the received alert: whole rounds over many outlets of a site on loopback.

    python tests/benchmarks/alerting.py [--outlets 200] [--rounds 6] [--poll 60]

An outlet publishes a contact at some moment; the next poll finds it. So the delay is the wait for the poll, at most
`--poll` seconds, and what a round takes from its start to the alert's arrival. The latter is measured, in rounds that
each find news at one outlet and, as on any day, a new article of no interest at one outlet in ten. The bar: the 95th
percentile is at most ten seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import threading
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from flows.alerts.channels import open_channels
from flows.news.outlets import load_sources
from flows.settings import Settings
from flows.steps import runs

WARM_UP = 3
WORDS = (
    *("شہر", "گاؤں", "سڑک", "دریا", "بازار", "اسکول", "ہسپتال", "کسان", "مزدور", "استاد", "کھیل", "میچ", "موسم"),
    *("بارش", "گرمی", "فصل", "گندم", "چاول", "آٹا", "بجلی", "گیس", "پانی", "تعمیر", "صفائی", "کتاب", "میلہ", "نمائش"),
)
NEWS = (
    "روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ کے درمیان گزشتہ روز ٹیلی فون پر گفتگو ہوئی۔",
    "روسی صدر ولادیمیر پیوٹن اور امریکی صدر ڈونلڈ ٹرمپ کے درمیان گزشتہ روز جنیوا میں ملاقات ہوئی۔",
    "امریکی صدر ڈونلڈ ٹرمپ نے گزشتہ روز روسی صدر ولادیمیر پیوٹن کو خط بھیجا۔",
)


def filler(seed: str, sentences: int = 12) -> str:
    """Return text of no interest, unlike any other."""
    dice = random.Random(seed)  # noqa: S311
    return " ".join(" ".join(dice.choices(WORDS, k=9)) + " کا ذکر ہوا۔" for _ in range(sentences))


class Press:
    """All outlets of the benchmark; the n-th has its articles at /n/…, its feed at /n/feed."""

    def __init__(self, outlets: int) -> None:
        self.articles: list[list[tuple[str, str, datetime]]] = [[] for _ in range(outlets)]
        self.arrived: list[float] = []

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
        told = json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": when.isoformat()})
        return (
            f'<html lang="ur" dir="rtl"><head><meta charset="utf-8"><title>{title}</title>'
            f'<script type="application/ld+json">{told}</script></head>'
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
            self.rfile.read(int(self.headers["Content-Length"]))
            press.arrived.append(time.monotonic())
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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--outlets", type=int, default=200)
    options.add_argument("--rounds", type=int, default=6)
    options.add_argument("--poll", type=float, default=60.0)
    asked: Any = options.parse_args()
    press = Press(asked.outlets)
    for outlet in range(asked.outlets):
        for number in range(WARM_UP):
            press.publish(outlet, f"مقامی خبر {outlet} {number}", filler(f"{outlet}.{number}"))
    port = serve(press)
    with tempfile.TemporaryDirectory() as folder:
        settings, outlets = prepare(Path(folder), asked.outlets, port)
        channels = open_channels([SecretStr(f"json://{address(0)}:{port}/alert")])
        first = round_(settings, outlets, channels)
        took = []
        for number in range(asked.rounds):
            for outlet in range(number, asked.outlets, 10):
                press.publish(outlet, f"تازہ خبر {outlet} {number}", filler(f"new {outlet}.{number}"))
            press.publish(
                number, "پیوٹن اور ٹرمپ کا رابطہ", NEWS[number % len(NEWS)] + " " + filler(f"news {number}", 4)
            )
            before = len(press.arrived)
            start = time.monotonic()
            whole = round_(settings, outlets, channels)
            reached = press.arrived[before] - start if len(press.arrived) > before else None
            took.append((whole, reached))
    report(asked, first, took)


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


def round_(settings: Settings, outlets: Any, channels: Any) -> float:  # noqa: ANN401
    start = time.monotonic()
    asyncio.run(runs.ingest(settings, outlets))
    runs.watch_new(settings, channels)
    return time.monotonic() - start


def report(asked: Any, first: float, took: list[tuple[float, float | None]]) -> None:  # noqa: ANN401
    reached = sorted(when for _, when in took if when is not None)
    print(f"{asked.outlets} outlets; first round {first:.1f} s")
    for whole, when in took:
        print(f"  round {whole:.1f} s, alert " + ("none" if when is None else f"after {when:.1f} s"))
    if reached:
        worst = reached[min(len(reached) - 1, int(len(reached) * 0.95))]
        print(
            f"start of a round to the alert: median {statistics.median(reached):.1f} s, p95 {worst:.1f} s (bar: 10 s)"
        )
        print(f"publication to the alert, {asked.poll:g} s poll: p95 at most {asked.poll + worst:.1f} s")


if __name__ == "__main__":
    main()
