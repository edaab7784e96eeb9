"""The result of a request: a response, or the reason why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flows.news.article import Link, Page, Problem
from flows.news.web.canonical import canonical

_INDEX = re.compile(rb"<(?:[\w.-]{1,40}:)?sitemapindex\b", re.IGNORECASE)


class RequestKind(StrEnum):
    """What is asked for; it decides the Accept header and the size limit."""

    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    ROBOTS = "robots"


@dataclass(frozen=True, slots=True)
class Response:
    """A complete response: 200, or 304 with an empty body.

    `url` is the requested address and `final_url` the one that answered; `moved_to` is the final address if all
    redirects were permanent. `body` has its content coding removed; `fetched_at` is aware UTC. `asked` holds the
    headers of the request and `peer` the IP address of the server.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    asked: tuple[tuple[str, str], ...] = ()
    peer: str | None = None
    moved_to: str | None = None

    def header(self, name: str) -> str | None:
        """Return the first header with that name, given in lower case, or None."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def is_index(self) -> bool:
        """Whether it is a sitemap index; it can be the same as before although its sitemaps have changed."""
        return bool(_INDEX.search(self.body, 0, 8192))

    def page(self, outlet: str, link: Link | None = None) -> Page:
        """Return it as a page for the archive."""
        return Page(
            outlet=outlet,
            url=link.url if link else canonical(self.url),
            final_url=self.final_url,
            fetched_at=self.fetched_at,
            status=self.status,
            headers=self.headers,
            body=self.body,
            link=link,
            asked=self.asked,
            peer=self.peer,
        )


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """No useful response, and why.

    `reason` is one of: robots, robots unreachable, tdm reserved, bad url, port, private address, no such host, connect,
    tls, deadline, too large, encoding, truncated, reset, protocol, redirect loop, too many redirects, resting, busy,
    challenge, or "http NNN". `answer` is the response, if one came; `retry_after` is when the server permits the next
    request.
    """

    url: str
    reason: str
    detail: str
    fetched_at: datetime
    status: int | None = None
    retry_after: datetime | None = None
    answer: Response | None = None

    def problem(self, outlet: str, url: str | None = None) -> Problem:
        """Return it as a problem of an outlet."""
        return Problem(outlet, url or canonical(self.url), "fetch", self.reason, self.detail, self.fetched_at)
