"""The example of an outlet: a listing and a page as they were served, and the expected result of reading them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from flows.news.article import Article, Link, Page, Problem
from flows.news.outlets.sources import Outlet
from flows.news.pages.clean import article
from flows.news.pages.extract import extract
from flows.news.pages.walls import wall
from flows.news.web.response import RequestKind, Response

EXPECTED = "expected.json"


@dataclass(frozen=True, slots=True)
class OutletExample:
    """The files of an example by name, and notes for the operator."""

    golden: dict[str, bytes]
    notes: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether an article of the listing could be read, so that there is an expected result."""
        return EXPECTED in self.golden


def read_sample(page: Page, outlet: Outlet) -> Article | Problem:
    """Return the article of a page. Pure; runs in a child process."""
    stopped = wall(page, outlet.homepage)
    draft = stopped or extract(page, outlet.rules)
    return draft if isinstance(draft, Problem) else article(page, draft, outlet.rules)


def expected(kind: RequestKind, listing: Response, links: Sequence[Link], made: Article) -> str:
    """Return the text of expected.json."""
    said = {
        "seen": listing.fetched_at,
        "listing": {
            "kind": kind,
            "address": listing.url if kind is RequestKind.SECTION else listing.final_url,
            "content_type": listing.header("content-type"),
            "items": len(links),
        },
        "first": {key: value for key, value in asdict(links[0]).items() if key in {"url", "title", "published"}},
        "article": {key: getattr(made, key) for key in ("url", "title", "published", "published_source", "text")},
    }
    return json.dumps(said, ensure_ascii=False, indent=1, default=_iso) + "\n"


def _iso(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def suffix(answer: Response, kind: RequestKind) -> str:
    """Return the suffix of a listing's file."""
    if kind is RequestKind.SECTION:
        return "html"
    return "json" if answer.body.lstrip()[:1] == b"{" else "xml"
