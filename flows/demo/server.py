"""The demo's websites on 127.0.0.1, one port an outlet, and the sources.yaml that points at them."""

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
    """A running demo: where its sources.yaml lies, and the address (scheme, host, port) of every outlet by id."""

    sources: Path
    origins: dict[str, str]


@contextmanager
def serve(now: datetime, folder: Path, port: int = 0) -> Iterator[DemoSite]:
    """Serve the invented press as it stands at `now` (aware) until the context ends; loopback only.

    Writes `sources.yaml` into `folder`. With `port` the outlets take that port and the ones after it, so that addresses
    stay the same from run to run; with 0 the system picks free ones. Two of the outlets are ill on purpose: one refuses
    connections, one answers every request, its feed included, with a cookie page. Raises OSError where a port is taken.
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
    """One outlet's web server; `site` is what it answers, by path."""

    daemon_threads = True
    site: dict[str, Resource]


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD with entity tags, conditional answers and gzip; the query string does not matter."""

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

    do_HEAD = do_GET  # noqa: N815 the name is the base class's way of routing

    def _unchanged(self, resource: Resource) -> bool:
        """Say whether the client's copy is current; an entity tag outranks a date (RFC 9110, 13.2.2)."""
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
        self.send_header("Connection", "close")  # so that no handler outlives the demo waiting for a next request
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is the base class's
        """Say nothing: the flow that reads the site tells what it read."""


@contextmanager
def _open(outlet: DemoOutlet, now: datetime, port: int) -> Iterator[str]:
    """Hold an outlet's port, served or refusing, and yield its origin."""
    if outlet.health == "refuses":
        with socket.socket() as silent:  # bound but not listening: refused, and nobody else can open the port meanwhile
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
