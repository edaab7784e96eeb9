"""The websites of the demo on 127.0.0.1, one port for each outlet, and the sources.yaml that lists them."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import yaml

from flows.demo.invented_articles import DemoOutlet, load_press
from flows.demo.pages import ANYWHERE, FEEDS, Resource, missing, render

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A running demo: its sources.yaml, and the origin (scheme, host, port) of every outlet by id."""

    sources: Path
    origins: dict[str, str]


@contextmanager
def serve(now: datetime, folder: Path, port: int = 0) -> Iterator[DemoSite]:
    """Serve the invented outlets at `now` (aware) on loopback until the context ends.

    Writes `sources.yaml` into `folder`. With `port` the outlets use that port and the next ones, so that addresses are
    the same in every run; with 0 the system chooses free ports. Two of the outlets fail on purpose: one refuses
    connections, one answers every request with a cookie page. Raises OSError if a port is in use.
    """
    press = load_press(now)
    with ExitStack() as running:
        origins = {
            outlet.id: running.enter_context(_open(outlet, now, port and port + place))
            for place, outlet in enumerate(press)
        }
        sources = folder / "sources.yaml"
        sources.write_text(_sources(press, origins), "utf-8")
        yield DemoSite(sources, origins)


class _Server(ThreadingHTTPServer):
    """The web server of an outlet; `site` has its answers by path."""

    daemon_threads = True
    site: dict[str, Resource]


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD, with ETags, conditional requests and gzip; query strings are ignored."""

    protocol_version = "HTTP/1.1"
    server_version = "RabitaDemo"
    timeout = 10
    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        resource = site.get(self.path.partition("?")[0]) or site.get(ANYWHERE)
        if resource is None:
            self._answer(missing(), HTTPStatus.NOT_FOUND)
        elif self._unchanged(resource):
            self._answer(resource, HTTPStatus.NOT_MODIFIED)
        else:
            self._answer(resource, HTTPStatus.OK)

    do_HEAD = do_GET  # noqa: N815 the base class routes by name

    def _unchanged(self, resource: Resource) -> bool:
        """Return whether the copy of the client is current; an ETag takes precedence over a date (RFC 9110, 13.2.2)."""
        if tags := self.headers["If-None-Match"]:
            return resource.etag in [tag.strip() for tag in tags.split(",")]
        try:
            since = parsedate_to_datetime(self.headers["If-Modified-Since"])
        except (TypeError, ValueError):
            return False
        return resource.modified.replace(microsecond=0) <= since

    def _answer(self, resource: Resource, status: HTTPStatus) -> None:
        body = b"" if status == HTTPStatus.NOT_MODIFIED else resource.body
        self.send_response(status)
        if body and "gzip" in (self.headers["Accept-Encoding"] or ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", resource.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", resource.etag)
        self.send_header("Last-Modified", format_datetime(resource.modified, usegmt=True))
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("X-Rabita", "demo")
        self.send_header(
            "Connection", "close"
        )  # else a handler could wait for another request after the demo has ended
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 as in the base class
        """Log nothing: the flow that reads the site logs what it reads."""


@contextmanager
def _open(outlet: DemoOutlet, now: datetime, port: int) -> Iterator[str]:
    """Open the port of an outlet, serving or refusing connections, and yield its origin."""
    if outlet.health == "refuses":
        with (
            socket.socket() as silent
        ):  # bound but not listening: connections are refused, and no other process can use it
            silent.bind((HOST, port))
            yield _origin(silent)
        return
    with _Server((HOST, port), _Handler) as server:
        origin = _origin(server.socket)
        server.site = render(outlet, origin, now)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield origin
        finally:
            server.shutdown()
            thread.join()


def _origin(listener: socket.socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}"


def _sources(press: Sequence[DemoOutlet], origins: dict[str, str]) -> str:
    """Return a sources.yaml of the demo's outlets, in the schema of the real one."""
    outlets = [
        {
            "id": outlet.id,
            "name": f"{outlet.name} (demo)",
            "homepage": f"{origins[outlet.id]}/",
            "country": outlet.country,
            "tier": outlet.tier,
            "timezone": outlet.timezone,
            "delay": 0,
            "sitemaps" if outlet.feed == "sitemap" else "feeds": [origins[outlet.id] + FEEDS[outlet.feed][0]],
            **outlet.source,
        }
        for outlet in press
    ]
    header = "# DEMO. Written by `rabita demo`: invented outlets on this machine, two of them ill on purpose.\n"
    return header + yaml.safe_dump({"outlets": outlets}, allow_unicode=True, sort_keys=False)
