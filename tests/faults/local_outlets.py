"""A town of local outlets for long trials: many hosts on loopback, new articles as time goes by, faults where wanted.

    python tests/faults/local_outlets.py OUTLETS ARTICLES [FAULTS]

serves until standard input ends; the first line of output is the port. Outlet N is http://127.0.X.Y:PORT, so that
each is a host of its own. A line "now SECONDS" on standard input sets the site's clock (Unix time): an outlet
publishes its next article every few hours of it, and a contact now and then, which every outlet reports. FAULTS is the
share of requests that go wrong: reset, 500, 429, a cut body, a slow one.
"""

from __future__ import annotations

import asyncio
import random
import sys
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
from ingest import simple_page

PER_HOST = 250
LEADERS = ("صدر ولادیمیر پوتن", "صدر ڈونلڈ ٹرمپ")
CALL_AT = time(16, tzinfo=ZoneInfo("Europe/Moscow"))
"""When the two speak on the phone, every day: the afternoon of Moscow, the morning of Washington, as they do."""

ARTICLE_EVERY = timedelta(hours=6)
MONTHS = "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر".split()  # noqa: SIM905
WEEKDAYS = "پیر منگل بدھ جمعرات جمعہ ہفتہ اتوار".split()  # noqa: SIM905


def host(number: int) -> str:
    """Return the address of an outlet's machine."""
    return f"127.0.{1 + number // PER_HOST}.{1 + number % PER_HOST}"


def sources(outlets: int, port: int, budget: int = 50) -> str:
    """Return the sources.yaml of the town."""
    blocks = [
        {
            "id": f"town-{number:03}", "name": f"شہر {number}", "homepage": f"http://{host(number)}:{port}/",
            "country": "PK", "tier": 1 + number % 3, "delay": 0, "budget": budget,
            "feeds": [f"http://{host(number)}:{port}/feed"],
        }
        for number in range(outlets)
    ]  # fmt: skip
    return yaml.safe_dump({"outlets": blocks}, allow_unicode=True, sort_keys=False)


def call(day: datetime) -> bytes:
    """Return a page that reports a phone call of `day`, dated by Moscow's calendar, as the Kremlin does."""
    day = day.astimezone(CALL_AT.tzinfo)
    name = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    title = f"پوتن اور ٹرمپ کا ٹیلی فونک رابطہ، {name}"
    text = (
        f"ماسکو (نمائندہ) {LEADERS[0]} نے {name} بروز {WEEKDAYS[day.weekday()]} امریکی {LEADERS[1]} سے ٹیلی فون پر "
        f"{20 + day.day} منٹ تک گفتگو کی۔ کریملن کے مطابق دونوں رہنماؤں نے یوکرین پر تبادلۂ خیال کیا۔"
    )
    more = "دونوں رہنماؤں کے ترجمانوں نے بتایا کہ بات چیت مفید رہی اور رابطے جاری رکھنے پر اتفاق کیا گیا۔"
    return (
        f'<html lang="ur"><head><title>{title}</title><meta property="article:published_time" '
        f'content="{day.isoformat()}"></head><body><article><h1>{title}</h1><p>{text}</p><p>{more}</p></article>'
        "</body></html>"
    ).encode()


page = cache(simple_page)
"""An article's page, written once: to invent it takes longer than to read it, and would be taken for our work."""


class Town:
    """What the outlets have published by the town's clock."""

    def __init__(self, outlets: int, articles: int, faults: float) -> None:
        self.outlets, self.articles, self.faults = outlets, articles, faults
        self.start = self.now = datetime.now(UTC)
        self.dice = random.Random(7)  # noqa: S311 faults that repeat, no secrets

    def calls(self) -> list[datetime]:
        """Return when the contacts so far happened."""
        first = self.start.astimezone(CALL_AT.tzinfo).date()
        days = (first + timedelta(days=number) for number in range((self.now - self.start).days + 2))
        held = (datetime.combine(day, CALL_AT).astimezone(UTC) for day in days)
        return [when for when in held if self.start <= when <= self.now]

    def feed(self, number: int) -> bytes:
        """Return the feed of an outlet: its newest articles, and the contacts, each some minutes late."""
        age = (self.now - self.start) / ARTICLE_EVERY
        published = self.articles + int(age + (number % 97) / 97)
        items = []
        for one in range(max(0, published - 20), published):
            when = self.start + ARTICLE_EVERY * (one - self.articles + 1 - (number % 97) / 97)
            items.append((f"/n/{number}-{one}", f"خبر {number} {one}", min(when, self.now)))
        for place, when in enumerate(self.calls()):
            late = when + timedelta(minutes=3 * (number % 40))
            if late <= self.now and number % 4 == 0:
                items.append((f"/call/{place}", f"ٹیلی فونک رابطہ {place}", late))
        body = "".join(
            f"<item><title>{title}</title><link>{link}</link><pubDate>{format_datetime(when)}</pubDate></item>"
            for link, title, when in sorted(items, key=lambda item: item[2], reverse=True)
        )
        return f"<rss version='2.0'><channel><title>x</title>{body}</channel></rss>".encode()

    def answer(self, number: int, path: str, tag: str) -> tuple[int, bytes, str]:
        """Return status, body and entity tag of a path."""
        if path == "/feed":
            body = self.feed(number)
        elif path.startswith("/n/"):
            mine, _, one = path.removeprefix("/n/").partition("-")
            body = page(int(mine) * 10_000 + int(one))
        elif path.startswith("/call/"):
            body = call(self.calls()[int(path.removeprefix("/call/"))])
        else:
            return 404, b"", ""
        etag = f'"{hash(body) & 0xFFFFFFFF:x}"'
        return (304, b"", etag) if tag == etag else (200, body, etag)


def fault_of(town: Town, path: str) -> str:
    """Return what goes wrong with a request; robots.txt always answers."""
    ill = path != "/robots.txt" and town.dice.random() < town.faults
    return town.dice.choice(("reset", "500", "429", "cut", "slow")) if ill else ""


async def respond(town: Town, number: int, head: str, writer: asyncio.StreamWriter) -> bool:
    """Answer one request; false where the connection ends with it."""
    path = head.split(" ", 2)[1]
    tag = next((line[15:].strip() for line in head.splitlines() if line.lower().startswith("if-none-match:")), "")
    status, body, etag = town.answer(number, path, tag)
    fault = fault_of(town, path)
    if fault in {"500", "429"}:
        status, body = int(fault), b"busy"
    if fault == "slow":
        await asyncio.sleep(0.5)
    if fault != "reset":
        kind = "application/rss+xml" if path == "/feed" else "text/html; charset=utf-8"
        lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        lines += [f"ETag: {etag}"] if etag and status in {200, 304} else []
        writer.write("\r\n".join([*lines, "", ""]).encode() + (body[: len(body) // 2] if fault == "cut" else body))
        await writer.drain()
    if fault in {"reset", "cut"}:
        writer.transport.abort()
    return fault not in {"reset", "cut"}


async def serve(town: Town) -> None:
    """Answer on one port of every host, and obey standard input."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        octets = writer.get_extra_info("sockname")[0].split(".")
        number = (int(octets[2]) - 1) * PER_HOST + int(octets[3]) - 1
        try:
            while await respond(town, number, (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"), writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    first = await asyncio.start_server(handle, host(0), 0, backlog=200)
    port = first.sockets[0].getsockname()[1]
    others = [await asyncio.start_server(handle, host(number), port) for number in range(1, town.outlets)]
    print(port, flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        word, _, value = line.strip().partition(" ")
        if word == "now":
            town.now = datetime.fromtimestamp(float(value), UTC)
            print("ok", flush=True)
        elif word == "start":
            town.start = town.now = datetime.fromtimestamp(float(value), UTC)
            print("ok", flush=True)
        elif word == "calls":
            print(len(town.calls()), flush=True)
    for server in (first, *others):
        server.close()


if __name__ == "__main__":
    share = float(sys.argv[3]) if len(sys.argv) > 3 else 0.0
    asyncio.run(serve(Town(int(sys.argv[1]), int(sys.argv[2]), share)))
