"""A website on loopback whose pages a test sets as it goes, and which remembers what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

STORY = (
    "وزارت خارجہ کے ترجمان نے صحافیوں کو بتایا کہ آئندہ ہفتے علاقائی تجارت پر ایک کانفرنس ہوگی "
    "جس میں ہمسایہ ملک شریک ہوں گے۔"
)


@dataclass(frozen=True)
class Reply:
    """What is answered at a path; with `etag` a request that names it gets 304."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    etag: str | None = None


@dataclass
class Site:
    """The website: `pages` by path, "*" for every other, `asked` in the order of asking."""

    origin: str = ""
    pages: dict[str, Reply] = field(default_factory=dict)
    story: str = STORY
    asked: list[str] = field(default_factory=list)

    def put(self, path: str, body: bytes | str = b"", status: int = 200, **headers: str) -> None:
        """Answer so at a path from now on; a header's name is written with an underscore for a hyphen."""
        raw = body.encode() if isinstance(body, str) else body
        self.pages[path] = Reply(
            raw, status, headers=tuple((name.replace("_", "-"), value) for name, value in headers.items())
        )

    def article(self, number: int, title: str = "", text: str = "") -> str:
        """Put an article up and return its path."""
        title = title or f"تجارتی کانفرنس کی خبر {number}"
        text = text or "".join(f"<p>{STORY} یہ بات {number} اور {line} سے معلوم ہوئی۔</p>" for line in range(4))
        page = f"<html lang='ur'><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article>"
        self.put(f"/n/{number}", page)
        return f"/n/{number}"

    def feed(self, *numbers: int, etag: str | None = None) -> None:
        """Put up a feed of these articles."""
        items = "".join(f"<item><title>خبر {n}</title><link>{self.origin}/n/{n}</link></item>" for n in numbers)
        body = f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()
        self.pages["/feed"] = Reply(body, kind="application/rss+xml", etag=etag)

    def since(self, mark: int) -> list[str]:
        """Return what was asked after the first `mark` requests."""
        return self.asked[mark:]


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on a free port of loopback."""
    with served() as site:
        yield site


@pytest.fixture(scope="module")
def lasting_site() -> Iterator[Site]:
    """A site that all tests of a file share, for one run over many cases."""
    with served() as site:
        yield site


@contextmanager
def served() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            reply = site.pages.get(self.path) or site.pages.get("*") or Reply(status=404)
            unchanged = reply.etag is not None and self.headers["If-None-Match"] == reply.etag
            body = b"" if unchanged else reply.body
            self.send_response(304 if unchanged else reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            if reply.etag:
                self.send_header("ETag", reply.etag)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is the base class's
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        site.origin = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
