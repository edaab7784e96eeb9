"""The example of an outlet: a listing and a page as they were served, and the expected result of reading them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from flows.news.article import Article, Link, Page, Problem
from flows.news.listings.feeds import read_feed
from flows.news.listings.sitemaps import Index, read_section, read_sitemap
from flows.news.outlets.sources import Outlet
from flows.news.pages.clean import article
from flows.news.pages.extract import extract
from flows.news.pages.walls import wall
from flows.news.sandbox import SandboxFailure
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


def seen(golden: Mapping[str, bytes]) -> datetime:
    """Return when the files of an example were served, in aware UTC."""
    return datetime.fromisoformat(json.loads(golden[EXPECTED])["seen"])


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


def read_example(outlet: Outlet, golden: Mapping[str, bytes]) -> list[str]:
    """Return the differences between an example as it is read now and its expected result.

    It is read as of the time when it was served.
    """
    if EXPECTED not in golden:
        return [f"{outlet.id}: no {EXPECTED}"]
    said = json.loads(golden[EXPECTED])
    listing = next(body for name, body in golden.items() if name.startswith("listing."))
    address, content_type = said["listing"]["address"], said["listing"]["content_type"] or ""
    answer = Response(address, address, 200, (("Content-Type", content_type),), listing, seen(golden))
    readers: dict[str, Callable[[Response, Outlet], list[Link] | Index | SandboxFailure]] = {
        RequestKind.FEED: read_feed,
        RequestKind.SITEMAP: read_sitemap,
        RequestKind.SECTION: read_section,
    }
    found = readers[said["listing"]["kind"]](answer, outlet)
    if not isinstance(found, list) or not found:
        return [f"{outlet.id}: the listing gives {found!r}"]
    wrong = []
    if (len(found), found[0].url) != (said["listing"]["items"], said["first"]["url"]):
        wrong.append(f"{outlet.id}: the listing gives {len(found)} items, the first {found[0].url}")
    url = said["article"]["url"]
    link = next((one for one in found if one.url == url), Link(outlet.id, url, address))
    page = Page(outlet.id, url, url, seen(golden), 200, (("Content-Type", "text/html"),), golden["page.html"], link)
    made = read_sample(page, outlet)
    if not isinstance(made, Article):
        return [*wrong, f"{outlet.id}: the page gives {made.reason}"]
    got = {"title": made.title, "text": made.text, "published": made.published and _iso(made.published)}
    return wrong + [
        f"{outlet.id}: another {key}: {(value or 'none')[:200]!r}"
        for key, value in got.items()
        if value != said["article"][key]
    ]


def without_example(outlets: Sequence[Outlet], examples: Collection[str]) -> list[str]:
    """Return the outlets that need an example and have none: those of tier 1, and those that are verified."""
    needing = (outlet for outlet in outlets if outlet.tier == 1 or outlet.verified != "never")
    return sorted(outlet.id for outlet in needing if outlet.id not in examples)
