"""Probes of outlets: whether each answers well (`sources check`), and where a new one lists its news (`add`)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, count
from urllib.parse import unquote

from flows.news.article import DEFAULT_ZONE, Article, Link, Problem
from flows.news.listings.discover import ListingReader
from flows.news.listings.record_golden_files import EXPECTED, OutletExample, expected, read_sample, suffix
from flows.news.outlets.opml import OpmlFeed
from flows.news.outlets.sources import Outlet, SourcesError, parse_sources
from flows.news.outlets.sources_file import block_of
from flows.news.pages.html_tree import PARSE_ERRORS, parse_whole
from flows.news.sandbox import SandboxFailure, SandboxPool
from flows.news.web.canonical import absolute, host_of
from flows.news.web.charset import decode
from flows.news.web.fetch import Fetcher
from flows.news.web.response import FetchFailure, RequestKind, Response

PLACES = ("/feed/", "/rss.xml", "/rss", "/feed.xml", "/index.rdf", "/atom.xml", "/feed.json")
MAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml")
"""Usual paths of feeds and news sitemaps: WordPress, Drupal, Joomla, Hugo, Google's examples."""

_FEED_TYPES = re.compile(r"application/(?:rss|atom|rdf)\+xml|application/feed\+json|text/xml", re.IGNORECASE)
_COMMENTS = re.compile(r"/comments/|comments=|/comment", re.IGNORECASE)
ENOUGH = 3
"""Links with which a listing is good enough."""
SAMPLES = 3
"""Articles of a listing that are tried."""
READING_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class ListingProbe:
    """The result for one listing; `newest` is the date of its newest item, `advice` is for the operator."""

    outlet: str
    kind: str
    url: str
    answered: str
    items: int
    newest: datetime | None
    robots: str
    advice: str


@dataclass(frozen=True, slots=True)
class NewOutlet:
    """A new outlet: its block for sources.yaml, and its example, the files of tests/golden_outlets/<id>/ by name."""

    outlet: Outlet
    block: str
    golden: dict[str, bytes]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutletProbe:
    """Asks outlets and reads their answers in child processes. Stores nothing."""

    fetcher: Fetcher
    pool: SandboxPool

    async def check(self, outlet: Outlet, now: datetime) -> list[ListingProbe]:
        """Fetch every listing of an outlet once and return the results."""
        return [await self._listing(outlet, kind, url, now) for kind, url in listings_of(outlet)]

    async def example(self, outlet: Outlet) -> OutletExample:
        """Return an example of an outlet, made of its first readable listing and an article in it."""
        notes: list[str] = []
        for kind, url in listings_of(outlet):
            answer = await self.fetcher.get(url, kind=kind, delay=outlet.delay)
            if isinstance(answer, FetchFailure):
                notes.append(f"{url}: {answer.reason}")
                continue
            found = await self._read(answer, kind, outlet)
            if isinstance(found, Problem) or not found:
                notes.append(f"{url}: {found.reason if isinstance(found, Problem) else 'no items'}")
                continue
            made = await self._example(outlet, kind, answer, found)
            return OutletExample(made.golden, (*notes, *made.notes))
        return OutletExample({}, tuple(notes))

    async def find(
        self, url: str, now: datetime, *, private: bool = False, taken: Collection[str] = ()
    ) -> NewOutlet | Problem:
        """Find the feeds and news sitemaps of a homepage and return a block to review, with an example.

        Candidates are what the page declares, what robots.txt names and the usual paths; sitemaps count only without a
        feed. Returns a Problem if the page or every listing fails. `private` permits loopback; `taken` are the ids of
        other outlets.
        """
        home = await self.fetcher.get(url)
        if isinstance(home, FetchFailure):
            return home.problem(name_of(url))
        said = await self.pool.run(read_homepage, home)
        if isinstance(said, SandboxFailure):
            return Problem(name_of(url), home.url, "discover", said.reason, said.detail, now)
        origin = "/".join(home.final_url.split("/", 3)[:3])
        robots = await self.fetcher.robots(home.final_url)
        feeds = list(dict.fromkeys([*said.feeds, *(origin + place for place in PLACES)]))
        maps = list(dict.fromkeys([*robots.sitemaps(), *(origin + place for place in MAPS)]))
        for kind, places in ((RequestKind.FEED, feeds), (RequestKind.SITEMAP, maps)):
            named = free_name(name_of(home.final_url), taken)
            best = await self._best(kind, places, draft_of(named, said, home.final_url, places[:1], kind))
            if best:
                draft = draft_of(named, said, home.final_url, [best[0]], kind)
                made = await self._example(draft, kind, best[1], best[2])
                block = block_of(draft, kind, now.date() if made.complete else None)
                outlet = parse_sources("outlets:\n" + block, allow_private=private).outlets[0]
                guessed = f"review tier, country and timezone of {outlet.id!r}: they are guessed from its address"
                return NewOutlet(outlet, block, made.golden, (guessed, *made.notes))
        return Problem(
            name_of(url), home.url, "discover", "no listing", "neither a feed nor a news sitemap was found", now
        )

    async def adopt(self, feed: OpmlFeed, named: str, now: datetime, *, private: bool = False) -> NewOutlet | Problem:
        """Return the block of an outlet of which only a feed is known, or a Problem if that has no article in Urdu.

        `named` is the id of the new outlet; `private` permits loopback.
        """
        home = feed.homepage or "/".join(feed.url.split("/", 3)[:3]) + "/"
        name = Homepage(feed.name or host_of(feed.url) or named, ())
        draft = draft_of(named, name, home, [feed.url], RequestKind.FEED)
        try:
            parse_sources("outlets:\n" + block_of(draft, RequestKind.FEED), allow_private=private)
        except SourcesError as error:
            return Problem(named, feed.url, "discover", "cannot be an outlet", error.issues[0].partition(": ")[2], now)
        answer = await self.fetcher.get(feed.url, kind=RequestKind.FEED)
        if isinstance(answer, FetchFailure):
            return answer.problem(named)
        found = await self._read(answer, RequestKind.FEED, draft)
        if isinstance(found, Problem):
            return found
        made = await self._example(draft, RequestKind.FEED, answer, found)
        if not made.complete:
            return Problem(named, feed.url, "discover", "no article in Urdu", "; ".join(made.notes[:-1]), now)
        return NewOutlet(draft, block_of(draft, RequestKind.FEED, now.date()), made.golden, made.notes)

    async def _read(self, answer: Response, kind: RequestKind, outlet: Outlet) -> list[Link] | Problem:
        return await ListingReader(self.pool, self.fetcher).read(answer, kind, outlet)

    async def _listing(self, outlet: Outlet, kind: RequestKind, url: str, now: datetime) -> ListingProbe:
        rules = await self.fetcher.robots(url, outlet.delay)
        verdict = "no answer" if rules.shut else "allowed" if rules.allows(url) else "forbidden"
        answer = await self.fetcher.get(url, kind=kind, delay=outlet.delay)
        if isinstance(answer, FetchFailure):
            return _failed(outlet, kind, url, answer, verdict)
        found = await self._read(answer, kind, outlet)
        if isinstance(found, Problem):
            return _failed(outlet, kind, url, found, verdict)
        newest = max((link.published for link in found if link.published), default=None)
        hint = _listing_advice(answer, found, newest, outlet, now)
        return ListingProbe(outlet.id, kind, url, "ok", len(found), newest, verdict, hint)

    async def _best(
        self, kind: RequestKind, places: Sequence[str], draft: Outlet
    ) -> tuple[str, Response, list[Link]] | None:
        """Return the first listing with enough links, else the one with the most."""
        best: tuple[str, Response, list[Link]] | None = None
        for place in places:
            answer = await self.fetcher.get(place, kind=kind)
            if isinstance(answer, FetchFailure):
                continue
            found = await self._read(answer, kind, draft)
            if isinstance(found, Problem) or not found:
                continue
            if best is None or len(found) > len(best[2]):
                best = place, answer, found
            if len(found) >= ENOUGH:
                break
        return best

    async def _example(
        self, outlet: Outlet, kind: RequestKind, listing: Response, links: Sequence[Link]
    ) -> OutletExample:
        """Return an example of the first article that can be read, for a person to review."""
        notes: list[str] = []
        if kind is RequestKind.SITEMAP and listing.is_index:  # an example is one file: the sitemap with the links
            inner = await self.fetcher.get(links[0].found_in, kind=kind, delay=outlet.delay)
            read = [] if isinstance(inner, FetchFailure) else await ListingReader(self.pool).read(inner, kind, outlet)
            if isinstance(inner, FetchFailure) or isinstance(read, Problem) or not read:
                return OutletExample({}, (f"{links[0].found_in}: could be read once, but not again",))
            listing, links = inner, read
        golden = {f"listing.{suffix(listing, kind)}": listing.body}
        for link in links[:SAMPLES]:
            answer = await self.fetcher.get(link.address or link.url)
            if isinstance(answer, FetchFailure):
                notes.append(f"{link.url}: {answer.reason}")
                continue
            made = await self.pool.run(read_sample, answer.page(outlet.id, link), outlet, timeout=READING_SECONDS)
            if isinstance(made, Article) and made.lang == "ur":
                golden["page.html"] = answer.body
                golden[EXPECTED] = expected(kind, listing, links, made).encode()
                return OutletExample(golden, tuple(notes))
            notes.append(f"{link.url}: {'not Urdu' if isinstance(made, Article) else made.reason}")
        return OutletExample(
            golden, (*notes, f"no article of {outlet.id!r} could be read as Urdu: correct the block before you keep it")
        )


def listings_of(outlet: Outlet) -> list[tuple[RequestKind, str]]:
    """Return the kind and address of every listing of an outlet, the most informative kind first."""
    kinds = [(RequestKind.FEED, url) for url in outlet.feeds]
    kinds += [(RequestKind.SITEMAP, url) for url in outlet.sitemaps]
    return kinds + [(RequestKind.SECTION, section.url) for section in outlet.sections]


def _failed(outlet: Outlet, kind: RequestKind, url: str, failure: FetchFailure | Problem, robots: str) -> ListingProbe:
    hint = advice(failure.reason, failure.detail)
    return ListingProbe(outlet.id, kind, url, failure.reason, 0, None, robots, hint)


def advice(reason: str, detail: str) -> str:
    """Return what to do about a listing that did not answer well."""
    ways = {
        "robots": "its robots.txt forbids it: ask the outlet, or remove it",
        "no such host": "the name does not resolve: has the outlet moved, or is this machine offline?",
        "connect": "nobody answers: is this machine offline? If not, look at the homepage",
        "tls": "its certificate is not valid: tell the outlet; until then it is not read",
        "http 404": "there is nothing any more: `rabita sources add` with the homepage finds the new address",
        "http 410": "removed for good: `rabita sources add` with the homepage finds the new address",
        "http 403": "it blocks us: write to the outlet; nothing is bypassed",
        "not a feed": "there is no feed: `rabita sources add` with the homepage finds the new address",
        "no links": "no link matches: compare `links` with the addresses of its articles",
    }
    return ways.get(reason, detail)


def _listing_advice(
    answer: Response, found: Sequence[Link], newest: datetime | None, outlet: Outlet, now: datetime
) -> str:
    if answer.moved_to:
        return f"moved for good: write {answer.moved_to}"
    if len(found) < outlet.expect.items:
        return f"{outlet.expect.items} items are expected"
    if newest and newest > now + timedelta(hours=1):
        return f"its newest date is in the future: is its time zone {outlet.timezone}?"
    if newest and now - newest > outlet.expect.silence:
        return f"nothing new since {newest:%Y-%m-%d}: does it still publish here?"
    if not newest and any(link.published_raw for link in found):
        return "none of its dates can be read"
    return ""


# ----------------------------------------------------------------------------------------------- a new outlet


@dataclass(frozen=True, slots=True)
class Homepage:
    """The name of the outlet and the feeds that its homepage declares."""

    name: str
    feeds: tuple[str, ...]


def read_homepage(answer: Response) -> Homepage:
    """Read a homepage. Pure; runs in a child process."""
    text, address = decode(answer.body, answer.header("content-type") or "")[0], answer.final_url
    try:
        tree = parse_whole(text)
    except PARSE_ERRORS:
        return Homepage(host_of(address) or address, ())
    declared = [
        absolute(link.get("href") or "", address)
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "") and _FEED_TYPES.search(link.get("type") or "") and link.get("href")
    ]
    named = tree.find(".//meta[@property='og:site_name']")
    title = named.get("content") if named is not None else tree.findtext(".//title")
    name = re.split(r"\s[|–—-]\s", " ".join((title or "").split()))[0]
    feeds = tuple(dict.fromkeys(place for place in declared if not _COMMENTS.search(unquote(place))))
    return Homepage(name or host_of(address) or address, feeds)


def name_of(url: str) -> str:
    """Return an id for an outlet, made of its host: urdu.example.com.pk → urdu-example."""
    parts = (host_of(url) or "outlet").removeprefix("www.").split(".")
    while len(parts) > 1 and (len(parts[-1]) <= 3 or parts[-1] in {"news", "info"}):  # noqa: PLR2004 com, pk, tv …
        parts.pop()
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-") or "outlet"


COUNTRIES = {"pk": ("PK", DEFAULT_ZONE), "in": ("IN", "Asia/Kolkata"), "ir": ("IR", "Asia/Tehran"),
             "ae": ("AE", "Asia/Dubai"), "sa": ("SA", "Asia/Riyadh"), "tr": ("TR", "Europe/Istanbul"),
             "ru": ("RU", "Europe/Moscow"), "uk": ("GB", "Europe/London"), "de": ("DE", "Europe/Berlin")}  # fmt: skip


def free_name(name: str, taken: Collection[str]) -> str:
    """Return an unused id: the name, or the name with the next free number."""
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(one for one in names if one not in taken)


def draft_of(name: str, said: Homepage, home: str, places: Sequence[str], kind: RequestKind) -> Outlet:
    """Return a draft of an outlet, with country and time zone guessed from its address."""
    country, zone = COUNTRIES.get((host_of(home) or "").rpartition(".")[2], ("PK", DEFAULT_ZONE))
    return Outlet(
        id=name,
        name=said.name,
        homepage=home,
        country=country,
        tier=3,
        timezone=zone,
        feeds=tuple(places) if kind is RequestKind.FEED else (),
        sitemaps=tuple(places) if kind is RequestKind.SITEMAP else (),
    )
