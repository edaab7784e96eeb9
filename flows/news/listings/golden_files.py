"""An outlet's example: one listing and one page as they were served, and what they are to be read as."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
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
from flows.news.web.fetch import RequestKind
from flows.news.web.response import Response

EXPECTED = "expected.json"


@dataclass(frozen=True, slots=True)
class OutletExample:
    """Golden files of an outlet by name, and what a person should know; whole only with expected.json among them."""

    golden: dict[str, bytes]
    notes: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether a listing and an article of it were read well."""
        return EXPECTED in self.golden


def read_sample(page: Page, outlet: Outlet) -> Article | Problem:
    """Turn a page into an article; pure, and run in a child process."""
    stopped = wall(page, outlet.homepage)
    draft = stopped or extract(page, outlet.rules)
    return draft if isinstance(draft, Problem) else article(page, draft, outlet.rules)


def seen(golden: Mapping[str, bytes]) -> datetime:
    """Return when golden files were served, as expected.json has it; aware UTC."""
    return datetime.fromisoformat(json.loads(golden[EXPECTED])["seen"])


def expected(kind: RequestKind, listing: Response, links: Sequence[Link], made: Article) -> str:
    """Return expected.json: what the golden files are to be read as."""
    said = {
        "seen": listing.fetched_at,
        "listing": {
            "kind": kind,
            "address": listing.url if kind == "section" else listing.final_url,
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
    """Return what the name of a listing's file ends with."""
    if kind == "section":
        return "html"
    return "json" if answer.body.lstrip()[:1] == b"{" else "xml"


def read_example(outlet: Outlet, golden: Mapping[str, bytes]) -> list[str]:
    """Return how an outlet's golden files are read differently from what was reviewed; nothing where they are not.

    They are read as of the moment at which they were served.
    """
    if EXPECTED not in golden:
        return [f"{outlet.id}: no {EXPECTED}"]
    said = json.loads(golden[EXPECTED])
    listing = next(body for name, body in golden.items() if name.startswith("listing."))
    address, kind = said["listing"]["address"], said["listing"]["kind"]
    kept = {"content_type": said["listing"]["content_type"] or "", "address": address, "outlet": outlet.id}
    found: list[Link] | Index | SandboxFailure
    if kind == "section":
        patterns = [section.links for section in outlet.sections if section.url == address]
        found = (
            read_section(listing, **kept, pattern=patterns[0]) if patterns else SandboxFailure("no section", address)
        )
    else:
        read = read_feed if kind == "feed" else read_sitemap
        found = read(listing, **kept, zone=outlet.timezone)
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
    """Return the outlets that need an example and have none: those of tier 1, and those said to be verified."""
    needing = (outlet for outlet in outlets if outlet.tier == 1 or outlet.verified != "never")
    return sorted(outlet.id for outlet in needing if outlet.id not in examples)
