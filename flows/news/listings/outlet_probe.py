"""Looking at outlets by hand: does each answer well (`sources check`), where does a new one list its news (`add`)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, count
from urllib.parse import unquote

from flows.news.article import DEFAULT_ZONE, Article, Link, Problem
from flows.news.listings.discover import read_listing
from flows.news.listings.golden_files import EXPECTED, OutletExample, expected, read_sample, suffix
from flows.news.outlets.opml import OpmlFeed
from flows.news.outlets.sources import Outlet, SourcesError, parse_sources
from flows.news.outlets.sources_file import block_of
from flows.news.pages.markup import PARSE_ERRORS, parse_whole
from flows.news.sandbox import SandboxFailure, SandboxPool
from flows.news.web.canonical import absolute, host_of
from flows.news.web.charset import decode
from flows.news.web.fetch import Fetcher, RequestKind
from flows.news.web.response import FetchFailure, Response

PLACES = ("/feed/", "/rss.xml", "/rss", "/feed.xml", "/index.rdf", "/atom.xml", "/feed.json")
MAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml")
"""Where feeds and news sitemaps stand as a rule: WordPress, Drupal, Joomla, Hugo, Google's own examples."""

_FEED_TYPES = re.compile(r"application/(?:rss|atom|rdf)\+xml|application/feed\+json|text/xml", re.IGNORECASE)
_COMMENTS = re.compile(r"/comments/|comments=|/comment", re.IGNORECASE)
ENOUGH = 3
SAMPLES = 3
READING = 15.0


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What one listing of an outlet answered; `newest` is the date of its newest item, `advice` is for the operator."""

    outlet: str
    kind: str
    url: str
    answered: str
    items: int
    newest: datetime | None
    robots: str
    advice: str


@dataclass(frozen=True, slots=True)
class Found:
    """A new outlet: its block for sources.yaml, and the golden files of tests/golden_outlets/<id>/ by name."""

    outlet: Outlet
    block: str
    golden: dict[str, bytes]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surveyor:
    """Asks outlets and reads their answers in child processes; stores nothing."""

    fetcher: Fetcher
    pool: SandboxPool

    async def survey(self, outlet: Outlet, now: datetime) -> list[Surveyed]:
        """Ask every listing of an outlet once, whole, and say how it did."""
        return [await self._listing(outlet, kind, url, now) for kind, url in listings_of(outlet)]

    async def example(self, outlet: Outlet) -> OutletExample:
        """Return golden files of an outlet, from the first of its listings that can be read and an article in it."""
        notes: list[str] = []
        for kind, url in listings_of(outlet):
            answer = await self.fetcher.get(url, kind=kind, delay=outlet.delay)
            if isinstance(answer, FetchFailure):
                notes.append(f"{url}: {answer.reason}")
                continue
            found = await read_listing(self.pool, answer, kind, outlet, self.fetcher)
            if isinstance(found, Problem) or not found:
                notes.append(f"{url}: {found.reason if isinstance(found, Problem) else 'no items'}")
                continue
            made = await self._example(outlet, kind, answer, found)
            return OutletExample(made.golden, (*notes, *made.notes))
        return OutletExample({}, tuple(notes))

    async def find(
        self, url: str, now: datetime, *, private: bool = False, taken: Collection[str] = ()
    ) -> Found | Problem:
        """Look for the feeds and news sitemaps of a homepage and return a block to review, with golden files.

        Looked at are what the page declares, what robots.txt names and where publishing systems put them; sitemaps
        only where there is no feed. A Problem says that the page or every listing failed; `private` permits loopback;
        `taken` are ids that other outlets have.
        """
        home = await self.fetcher.get(url, kind="page")
        if isinstance(home, FetchFailure):
            return home.problem(name_of(url))
        said = await self.pool.run(read_homepage, home.body, home.header("content-type") or "", home.final_url)
        if isinstance(said, SandboxFailure):
            return Problem(name_of(url), home.url, "discover", said.reason, said.detail, now)
        origin = "/".join(home.final_url.split("/", 3)[:3])
        robots = await self.fetcher.robots(home.final_url)
        feeds = list(dict.fromkeys([*said.feeds, *(origin + place for place in PLACES)]))
        maps = list(dict.fromkeys([*robots.sitemaps(), *(origin + place for place in MAPS)]))
        kinds: list[tuple[RequestKind, list[str]]] = [("feed", feeds), ("sitemap", maps)]
        for kind, places in kinds:
            named = free_name(name_of(home.final_url), taken)
            best = await self._best(kind, places, draft_of(named, said, home.final_url, places[:1], kind))
            if best:
                draft = draft_of(named, said, home.final_url, [best[0]], kind)
                made = await self._example(draft, kind, best[1], best[2])
                block = block_of(draft, kind, now.date() if made.whole else None)
                outlet = parse_sources("outlets:\n" + block, allow_private=private).outlets[0]
                guessed = f"review tier, country and timezone of {outlet.id!r}: they are guessed from its address"
                return Found(outlet, block, made.golden, (guessed, *made.notes))
        return Problem(
            name_of(url), home.url, "discover", "no listing", "neither a feed nor a news sitemap was found", now
        )

    async def adopt(self, feed: OpmlFeed, named: str, now: datetime, *, private: bool = False) -> Found | Problem:
        """Return the block of an outlet known by its feed alone; a Problem where that has no article in Urdu.

        `named` is the id that it gets; `private` permits loopback.
        """
        home = feed.homepage or "/".join(feed.url.split("/", 3)[:3]) + "/"
        name = Homepage(feed.name or host_of(feed.url) or named, ())
        draft = draft_of(named, name, home, [feed.url], "feed")
        try:
            parse_sources("outlets:\n" + block_of(draft, "feed"), allow_private=private)
        except SourcesError as error:
            return Problem(named, feed.url, "discover", "cannot be an outlet", error.issues[0].partition(": ")[2], now)
        answer = await self.fetcher.get(feed.url, kind="feed")
        if isinstance(answer, FetchFailure):
            return answer.problem(named)
        found = await read_listing(self.pool, answer, "feed", draft, self.fetcher)
        if isinstance(found, Problem):
            return found
        made = await self._example(draft, "feed", answer, found)
        if not made.whole:
            return Problem(named, feed.url, "discover", "no article in Urdu", "; ".join(made.notes[:-1]), now)
        return Found(draft, block_of(draft, "feed", now.date()), made.golden, made.notes)

    async def _listing(self, outlet: Outlet, kind: RequestKind, url: str, now: datetime) -> Surveyed:
        rules = await self.fetcher.robots(url, outlet.delay)
        verdict = "no answer" if rules.shut else "allowed" if rules.allows(url) else "forbidden"
        answer = await self.fetcher.get(url, kind=kind, delay=outlet.delay)
        if isinstance(answer, FetchFailure):
            return Surveyed(outlet.id, kind, url, answer.reason, 0, None, verdict, advice(answer.reason, answer.detail))
        found = await read_listing(self.pool, answer, kind, outlet, self.fetcher)
        if isinstance(found, Problem):
            return Surveyed(outlet.id, kind, url, found.reason, 0, None, verdict, advice(found.reason, found.detail))
        newest = max((link.published for link in found if link.published), default=None)
        hint = _listing_advice(answer, found, newest, outlet, now)
        return Surveyed(outlet.id, kind, url, "ok", len(found), newest, verdict, hint)

    async def _best(
        self, kind: RequestKind, places: Sequence[str], draft: Outlet
    ) -> tuple[str, Response, list[Link]] | None:
        """Return the listing with the most items; the first with enough of them ends the search."""
        best: tuple[str, Response, list[Link]] | None = None
        for place in places:
            answer = await self.fetcher.get(place, kind=kind)
            if isinstance(answer, FetchFailure):
                continue
            found = await read_listing(self.pool, answer, kind, draft, self.fetcher)
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
        """Fetch the first article that reads well and write down what was read, for a person to review."""
        notes: list[str] = []
        if kind == "sitemap" and listing.is_index:  # an example is one file, so it is the sitemap that was named
            inner = await self.fetcher.get(links[0].found_in, kind=kind, delay=outlet.delay)
            read = [] if isinstance(inner, FetchFailure) else await read_listing(self.pool, inner, kind, outlet)
            if isinstance(inner, FetchFailure) or isinstance(read, Problem) or not read:
                return OutletExample({}, (f"{links[0].found_in}: was read once and not again",))
            listing, links = inner, read
        golden = {f"listing.{suffix(listing, kind)}": listing.body}
        for link in links[:SAMPLES]:
            answer = await self.fetcher.get(link.address or link.url, kind="page")
            if isinstance(answer, FetchFailure):
                notes.append(f"{link.url}: {answer.reason}")
                continue
            made = await self.pool.run(read_sample, answer.page(outlet.id, link), outlet, timeout=READING)
            if isinstance(made, Article) and made.lang == "ur":
                golden["page.html"] = answer.body
                golden[EXPECTED] = expected(kind, listing, links, made).encode()
                return OutletExample(golden, tuple(notes))
            notes.append(f"{link.url}: {'not Urdu' if isinstance(made, Article) else made.reason}")
        return OutletExample(
            golden, (*notes, f"no article of {outlet.id!r} could be read as Urdu: mend the block before you keep it")
        )


def listings_of(outlet: Outlet) -> list[tuple[RequestKind, str]]:
    """Return the kind and address of every listing of an outlet, those that say most first."""
    kinds: list[tuple[RequestKind, str]] = [("feed", url) for url in outlet.feeds]
    kinds += [("sitemap", url) for url in outlet.sitemaps]
    return kinds + [("section", section.url) for section in outlet.sections]


def advice(reason: str, detail: str) -> str:
    """Return what to do about a listing that did not answer well."""
    ways = {
        "robots": "its robots.txt forbids it: ask the outlet, or take it out",
        "no such host": "the name does not resolve: has the outlet moved, or is this machine offline?",
        "connect": "nobody answers: is this machine offline? Else look at the homepage",
        "tls": "its certificate is not valid: tell the outlet; it is not read meanwhile",
        "http 404": "nothing there any more: `rabita sources add` with the homepage finds the new place",
        "http 410": "gone for good: `rabita sources add` with the homepage finds the new place",
        "http 403": "it shuts us out: write to the outlet; nothing is bypassed",
        "not a feed": "no feed there: `rabita sources add` with the homepage finds the new place",
        "no links": "no link on it matches: compare `links` with the addresses of its articles",
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
        return f"its newest date lies in the future: is its time zone {outlet.timezone}?"
    if newest and now - newest > outlet.expect.silence:
        return f"nothing new since {newest:%Y-%m-%d}: does it still publish here?"
    if not newest and any(link.published_raw for link in found):
        return "none of its dates can be read"
    return ""


# ----------------------------------------------------------------------------------------------- a new outlet


@dataclass(frozen=True, slots=True)
class Homepage:
    """What a homepage says: the outlet's name and the feeds it declares."""

    name: str
    feeds: tuple[str, ...]


def read_homepage(body: bytes, content_type: str, address: str) -> Homepage:
    """Read a homepage; pure, and run in a child process."""
    text = decode(body, content_type)[0]
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
    """Return an id for an outlet from its host: urdu.example.com.pk → urdu-example."""
    parts = (host_of(url) or "outlet").removeprefix("www.").split(".")
    while len(parts) > 1 and (len(parts[-1]) <= 3 or parts[-1] in {"news", "info"}):  # noqa: PLR2004 com, pk, tv …
        parts.pop()
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-") or "outlet"


COUNTRIES = {"pk": ("PK", DEFAULT_ZONE), "in": ("IN", "Asia/Kolkata"), "ir": ("IR", "Asia/Tehran"),
             "ae": ("AE", "Asia/Dubai"), "sa": ("SA", "Asia/Riyadh"), "tr": ("TR", "Europe/Istanbul"),
             "ru": ("RU", "Europe/Moscow"), "uk": ("GB", "Europe/London"), "de": ("DE", "Europe/Berlin")}  # fmt: skip


def free_name(name: str, taken: Collection[str]) -> str:
    """Return an id that no other outlet has: the name, or the name with the next free number."""
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(one for one in names if one not in taken)


def draft_of(name: str, said: Homepage, home: str, places: Sequence[str], kind: str) -> Outlet:
    """Return a first idea of an outlet: country and time zone from its address."""
    country, zone = COUNTRIES.get((host_of(home) or "").rpartition(".")[2], ("PK", DEFAULT_ZONE))
    return Outlet(
        id=name,
        name=said.name,
        homepage=home,
        country=country,
        tier=3,
        timezone=zone,
        feeds=tuple(places) if kind == "feed" else (),
        sitemaps=tuple(places) if kind == "sitemap" else (),
    )
