"""Outlets that write what no reader expects, each on a port of loopback of its own, and healthy ones beside them."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Self

Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]
Pages = dict[str, Answer]
STORY = (
    "وزارت خارجہ کے ترجمان نے صحافیوں کو بتایا کہ آئندہ ہفتے علاقائی تجارت پر ایک کانفرنس ہوگی "
    "جس میں ہمسایہ ملک شریک ہوں گے۔"
)
XML = "application/rss+xml"
HALF = "\\ud83d"
"""Half of an emoji, as a program writes it in JSON that cuts a text after so many units of UTF-16."""

_STEPS = count()


def reply(body: bytes | str, *headers: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    """Return a whole answer."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close"]
    return b"\r\n".join([*(line.encode("latin-1") for line in lines), *headers, b"", b""]) + body


def page(outlet: str, number: int, head: str = "") -> bytes:
    """Return an article that nobody else has."""
    title = f"تجارتی کانفرنس کی خبر {outlet} {number}"
    text = "".join(f"<p>{STORY} یہ بات {outlet} {number} اور {line} سے معلوم ہوئی۔</p>" for line in range(4))
    body = f"<article><h1>{title}</h1>{text}</article>"
    return reply(f"<html lang='ur'><head><title>{title}</title>{head}</head><body>{body}</body></html>")


def rss(items: str) -> str:
    """Return a feed."""
    return f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"


def item(link: str, more: str = "") -> str:
    """Return an item of a feed."""
    return f"<item><title>خبر</title><link>{link}</link>{more}</item>"


def healthy(name: str, numbers: range) -> Pages:
    """Return an outlet that does as it should."""
    pages: Pages = {f"/n/{number}": page(name, number) for number in numbers}
    return pages | {"/feed": reply(rss("".join(item(f"/n/{number}") for number in numbers)), kind=XML)}


async def wander(writer: asyncio.StreamWriter) -> None:
    """Redirect to a new place each time."""
    writer.write(reply(b"", b"Location: /item?" + b"x" * 2000 + str(next(_STEPS)).encode(), status="302 Found"))
    await writer.drain()


async def drip(writer: asyncio.StreamWriter) -> None:
    """Send a letter now and then, without end."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.2)


def listing(body: bytes | str, *headers: bytes, kind: str = XML, **more: bytes) -> Pages:
    """Return an outlet whose feed is this, and whose every page is an article."""
    pages = {f"/n/{number}": page("زہر", number) for number in range(9)}
    return {"/feed": reply(body, *headers, kind=kind), **pages, **more}


def article(answer: Answer) -> Pages:
    """Return an outlet with a sound feed and one page, which is this."""
    return {"/feed": reply(rss(item("/item")), kind=XML), "/item": answer}


def json_feed(row: str) -> Pages:
    """Return an outlet with a JSON Feed of one row beside a sound one."""
    rows = f'{{"title": "خبر", "url": "/n/1"}}, {row}'
    return listing(
        f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{rows}]}}', kind="application/feed+json"
    )


def poisons(secret: Path) -> dict[str, Pages]:
    """Return the outlets by name; `secret` is a file of this machine that is a feed."""
    linked = '<script type="application/ld+json">{"@type": "NewsArticle", %s}</script>'
    nested = json.dumps({"@type": "NewsArticle"})[:-1] + ', "author": ' + "[" * 900 + "]" * 900 + "}"
    sound = rss(item("/n/1"))
    deep = "<a>" * 30_000
    many = "".join(item(f"/n/{number}") for number in range(100_000))
    dates = "".join(
        item(f"/n/{number}", f"<pubDate>{date}</pubDate>")
        for number, date in enumerate((
            "1000000000-01-01T00:00:00Z", "-0001-01-01", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00",
            "Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 +999999999999", "9" * 100_000,
            "1" * 10, "Mon, 99 Jan 2024 99:99:99 GMT",
        ))
    )  # fmt: skip
    return {
        "robots-newlines": listing(sound) | {"/robots.txt": reply("\n" * 60_000, kind="text/plain")},
        "robots-agents": listing(sound) | {"/robots.txt": reply(agents(), kind="text/plain")},
        "robots-stars": listing(sound)
        | {"/robots.txt": reply("User-agent: *\nDisallow: /" + "*n" * 200_000 + "z", kind="text/plain")},
        "half-author": article(page("نصف", 1, linked % f'"author": "A {HALF}", "datePublished": "2026-01-01 {HALF}"')),
        "half-json-feed": json_feed(f'{{"title": "{HALF}", "url": "/n/2{HALF}", "date_published": "{HALF} 2026"}}'),
        "half-reference": listing(rss(item("/n/1", "<pubDate>&#xD83D; 2026</pubDate>"))),
        "nul": json_feed('{"title": "a\\u0000b", "url": "/n/2\\u0000", "date_published": "\\u0000"}'),
        "local-file": listing(str(secret)),
        "local-file-url": listing(secret.as_uri()),
        "device": listing("/dev/zero"),
        "etag": listing(sound, b'ETag: "\xff\xd8\xda"', b"Last-Modified: \xfe\x80 2026"),
        "etag-long": listing(sound, b'ETag: "' + b"x" * 60_000 + b'"', b"Last-Modified: a\x7fb"),
        "location": article(reply(b"", b"Location: /\xff\xfe\xd8", status="302 Found")),
        "content-type": listing(sound, kind="application/xml; charset=\xff\x80"),
        "long-address": listing(rss(item("/n/1") + item("/" + "%" * 1_000_000) + item("http://a." + "a" * 1_000_000))),
        "long-redirect": article(reply(b"", b"Location: /" + b"%" * 60_000, status="302 Found")),
        "redirects": article(wander),
        "nested": listing(f"<rss version='2.0'><channel>{deep}{item('/n/1')}</channel></rss>"),
        "nested-page": article(reply("<html><body>" + "<div>" * 60_000 + STORY)),
        "headers": listing(sound, *(b"X-%d: " % number + b"a" * 900 for number in range(300))),
        "newlines": {"/feed": reply("\n" * 3_000_000, kind=XML)},
        "newlines-page": article(reply("<html><head><title>x" + "\n" * 2_000_000 + "y</title></head><body>" + STORY)),
        "many-items": listing(rss(many)),
        "open-tags": listing(rss(item("/n/1")) + "<content:encoded>" * 60_000),
        "json-deep": listing('{"items": ' + "[" * 5_000 + "]" * 5_000 + "}", kind="application/json"),
        "jsonld-deep": article(page("گہرا", 1, f'<script type="application/ld+json">{nested}</script>')),
        "json-integer": listing('{"items": [' + "9" * 10_000 + "]}", kind="application/json"),
        "jsonld-integer": article(page("عدد", 1, linked % f'"author": {"9" * 10_000}')),
        "dates": listing(rss(dates)),
        "broken-gzip": article(reply(gzip.compress(b"x" * 9_000)[:-9] + b"\xff" * 40, b"Content-Encoding: gzip")),
        "drip": {"/feed": drip},
        "charset": listing(sound.encode("cp1256"), kind="application/xml; charset=undefined"),
        "charset-idna": article(reply(b"\xff\xfe" + b"x" * 200_000, kind="text/html; charset=idna")),
        "charset-escape": article(reply(b"\xff<p>\\ud83d</p>" * 900, kind="text/html; charset=unicode_escape")),
        "sitemap-lines": listing("http://a.example/\n" * 100_000),
        "brackets": listing(rss("<title>" + "<" * 300_000) + "<link" * 30_000),
    }  # fmt: skip


def agents() -> str:
    """Return a robots.txt of many agents and many rules for each."""
    return "".join(f"User-agent: a{n}\n" for n in range(14_000)) + "".join(f"Disallow: /{n}\n" for n in range(14_000))


class Town:
    """Serves outlets in a thread; a context manager. `pages` may be changed as it goes, `asked` is what was asked."""

    def __init__(self, outlets: dict[str, Pages]) -> None:
        self.pages = outlets
        self.origins: dict[str, str] = {}
        self.asked: list[tuple[str, str]] = []
        self._servers: list[asyncio.Server] = []
        self._ready, self._loop = Event(), asyncio.new_event_loop()

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(lambda _loop, _context: None)  # outlets hang up in the middle
        self._loop.run_until_complete(self._open())
        self._ready.set()
        self._loop.run_forever()

    async def _open(self) -> None:
        for name in self.pages:
            server = await asyncio.start_server(self._handler(name), "127.0.0.1", 0)
            self._servers.append(server)
            self.origins[name] = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _handler(self, name: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode()
                self.asked.append((name, path))
                pages = self.pages[name]
                missing = reply("", status="404 Not Found")
                answer = pages.get(path.partition("?")[0], missing)
                if isinstance(answer, bytes):
                    writer.write(answer)
                    await writer.drain()
                else:
                    await answer(writer)
            with contextlib.suppress(ConnectionError):
                writer.close()

        return handle
