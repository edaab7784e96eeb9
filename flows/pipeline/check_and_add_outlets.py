"""Commands about sources.yaml: check outlets, find new ones, write their blocks and golden files."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.alerts.sanitize import on_this_machine
from flows.news.article import Problem
from flows.news.listings.outlet_probe import ListingProbe, NewOutlet, OutletProbe, free_name, name_of
from flows.news.listings.record_golden_files import OutletExample
from flows.news.outlets.opml import OpmlFeed
from flows.news.outlets.sources import Outlet, SourcesError, load_sources, parse_sources
from flows.news.outlets.sources_file import with_block, with_enabled, with_verified
from flows.news.sandbox import SandboxPool
from flows.news.web.canonical import canonical
from flows.news.web.fetch import PAUSE, Fetcher
from flows.pipeline.collect_all import OUTLETS_AT_ONCE
from flows.settings import Settings

GOLDEN = Path("tests/golden_outlets")
"""The folder of golden files beside the sources.yaml of the repository; elsewhere they go into the data folder."""


@dataclass(frozen=True, slots=True)
class CheckedOutlet:
    """What an outlet's listings answered, and its golden files where they were asked for."""

    outlet: Outlet
    listings: tuple[ListingProbe, ...]
    example: OutletExample | None = None

    @property
    def ways(self) -> dict[str, bool]:
        """Whether each kind of listing that the outlet has answers with items: feed, sitemap, section."""
        kinds = dict.fromkeys(one.kind for one in self.listings)
        return {
            kind: any(one.answered == "ok" and one.items for one in self.listings if one.kind == kind) for kind in kinds
        }

    @property
    def well(self) -> bool:
        """Whether every listing answered with items."""
        return all(one.answered == "ok" and one.items for one in self.listings)


async def check_outlets(
    settings: Settings, outlets: Sequence[Outlet], now: datetime, *, examples: bool = False
) -> list[CheckedOutlet]:
    """Ask every listing of the outlets once; with `examples` also fetch golden files of those that answered well."""
    turns = asyncio.Semaphore(OUTLETS_AT_ONCE)
    origins = [url for outlet in outlets for url in outlet.addresses]
    async with _fetcher(settings, origins) as fetcher, SandboxPool() as pool:
        probe = OutletProbe(fetcher, pool)

        async def one(outlet: Outlet) -> CheckedOutlet:
            async with turns:
                checked = CheckedOutlet(outlet, tuple(await probe.check(outlet, now)))
                return (
                    CheckedOutlet(outlet, checked.listings, await probe.example(outlet))
                    if examples and checked.well
                    else checked
                )

        return await asyncio.gather(*map(one, outlets))


async def find_outlet(settings: Settings, url: str, now: datetime) -> NewOutlet | Problem:
    """Look for the feeds and news sitemaps of a homepage; there is no pause between requests to this machine."""
    taken = [one.id for one in _known(settings)]
    own = settings.allow_private and on_this_machine(url)
    async with _fetcher(settings, None, delay=0.0 if own else PAUSE) as fetcher, SandboxPool(1) as pool:
        return await OutletProbe(fetcher, pool).find(url, now, private=settings.allow_private, taken=taken)


def unknown_feeds(settings: Settings, feeds: Sequence[OpmlFeed]) -> list[OpmlFeed]:
    """Return the feeds that no outlet of sources.yaml has."""
    known = {canonical(url) for outlet in _known(settings) for url in outlet.addresses}
    return [feed for feed in feeds if canonical(feed.url) not in known]


async def find_feeds(settings: Settings, feeds: Sequence[OpmlFeed], now: datetime) -> list[NewOutlet | Problem]:
    """Read each feed and one of its articles, some at a time, and return a block for each that is in Urdu."""
    taken = {one.id for one in _known(settings)}
    turns = asyncio.Semaphore(OUTLETS_AT_ONCE)
    async with _fetcher(settings, None) as fetcher, SandboxPool() as pool:
        probe = OutletProbe(fetcher, pool)

        async def one(feed: OpmlFeed, named: str) -> NewOutlet | Problem:
            async with turns:
                return await probe.adopt(feed, named, now, private=settings.allow_private)

        asked = []
        for feed in feeds:
            named = free_name(name_of(feed.homepage or feed.url), taken)
            taken.add(named)
            asked.append(one(feed, named))
        return await asyncio.gather(*asked)


def _known(settings: Settings) -> Sequence[Outlet]:
    try:
        return load_sources(settings.sources, allow_private=settings.allow_private).outlets
    except SourcesError:  # none yet, or a file whose mistakes are reported when a block is written
        return ()


def _fetcher(settings: Settings, origins: Sequence[str] | None, delay: float = PAUSE) -> Fetcher:
    return Fetcher(settings.contact, allow_private=settings.allow_private, private_origins=origins, delay=delay)


def add_outlet(settings: Settings, found: NewOutlet) -> list[Path]:
    """Write the block of a new outlet into sources.yaml and its golden files beside it; return the golden files.

    Raises SourcesError, and writes nothing, where the file with the block in it is not valid.
    """
    text = settings.sources.read_text("utf-8") if settings.sources.exists() else "outlets:\n"
    _replace(settings, with_block(text, found.block))
    return write_golden(settings, found.outlet.id, found.golden)


def mark_verified(settings: Settings, outlet: str, example: OutletExample, now: datetime) -> list[Path]:
    """Write into sources.yaml that an outlet was verified today, and its golden files; return those."""
    _replace(settings, with_verified(settings.sources.read_text("utf-8"), outlet, now.date()))
    return write_golden(settings, outlet, example.golden)


def pause_outlet(settings: Settings, outlet: str, *, paused: bool) -> None:
    """Write into sources.yaml whether an outlet is read. Raises KeyError, with the nearest id, where there is none."""
    load_sources(settings.sources, allow_private=settings.allow_private).by_id(outlet)
    text = settings.sources.read_text("utf-8")
    _replace(settings, with_enabled(text, outlet, enabled=not paused))


def _replace(settings: Settings, text: str) -> None:
    parse_sources(text, str(settings.sources), allow_private=settings.allow_private)
    draft = settings.sources.with_name(settings.sources.name + ".new")
    draft.write_text(text, "utf-8")
    draft.replace(settings.sources)


def write_golden(settings: Settings, outlet: str, golden: Mapping[str, bytes]) -> list[Path]:
    """Write golden files for a person to review, and replace earlier ones."""
    here = settings.sources.parent / GOLDEN
    folder = (here if here.is_dir() else settings.data / "outlets") / outlet
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("listing.*"), *folder.glob("page.html"), *folder.glob("expected.json")):
        old.unlink()
    for name, body in golden.items():
        (folder / name).write_bytes(body)
    return sorted(folder / name for name in golden)
