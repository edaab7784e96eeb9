"""Build the page: read the published copy, write every file into a new folder, and swap that in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import warehouse
from dashboards import assets
from dashboards.cache import FragmentCache
from dashboards.contact_confidence import weigh_all
from dashboards.headlines import write_months
from dashboards.i18n import LANGUAGES, Localizer
from dashboards.page_data import load_data
from dashboards.pages import Site
from dashboards.questions import ask_all
from dashboards.share_images import write_cards
from dashboards.templating import keep_templates, root_page
from flows.alerts.alert_feed import write_feeds
from flows.alerts.wording import HOME
from flows.errors import RabitaError

WAIT = 120.0
"""Seconds to wait for another build of the same page."""
COMPILED = ".templates"
"""Ending of the folder beside the page that holds its templates, compiled."""
MADE = ".contacts.json"
"""What a build made of each contact, for the next one."""
KEPT = 2
"""Builds that stay: the one that is shown and the one before, for who is reading it."""


class NotOursError(RabitaError):
    """What stands where the page is to go was not put there by us; the message says what it is."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the page reaches: where it is served, by which clock, and how many headlines *Search* has at most.

    `base` is the address that the page is served at, ending with a slash, where there is one. Times are by the clock of
    `timezone`, an IANA name; a reader may choose another.
    """

    base: str = ""
    timezone: str = HOME
    most: int = 200_000


REACH = Reach()


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: the place that always leads to the latest page, how many pages and bytes it has."""

    site: Path
    pages: int
    bytes: int


def build(copy: Path, site: Path, *, now: datetime, reach: Reach = REACH) -> Built:
    """Build the page from the published copy of the warehouse and swap it in; readers see the old one or the new one.

    `site` becomes a link to a folder beside it, so the page before stays whole for who has it open. `now` is aware UTC.
    Raises warehouse.WarehouseError where nothing is published or another build takes too long, NotOursError where
    `site` is something else than our link.
    """
    if site.exists() and not site.is_symlink():
        raise NotOursError(f"{site} is there already and was not built by Rabita: name another place, or move it away")
    site.parent.mkdir(parents=True, exist_ok=True)
    fresh = site.with_name(f".{site.name}-{now:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}")
    with warehouse.hold(site.with_name(f".{site.name}.lock"), wait=WAIT):
        try:
            zone = ZoneInfo(reach.timezone)
            keep_templates(site.with_name(f".{site.name}{COMPILED}"))
            with warehouse.open_published(copy, threads=1) as con:
                material = load_data(con, now, most=reach.most, timezone=reach.timezone)
                write_feeds(con, fresh, base=reach.base, timezone=reach.timezone, now=now)
            weighed = weigh_all(material)
            if reach.base:  # previews want a whole address
                (fresh / "card.png").write_bytes(assets.card())
                write_cards(material.contacts, weighed, fresh, site)
            write_months(material.months, fresh, site)
            count, size = _write(fresh, site, Site(material, ask_all(copy, zone), reach.base, zone, weighed))
            _swap(fresh, site)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        _sweep(site)
    return Built(site, count, size)


def _write(folder: Path, last: Path, site: Site) -> tuple[int, int]:
    count = size = 0
    for path, page in _files(site, last, folder):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        content = page.encode()
        target.write_bytes(content)
        count, size = count + path.endswith(".html"), size + len(content)
    return count, size


def _files(site: Site, before: Path, now: Path) -> Iterator[tuple[str, str]]:
    """Make all pages, with what the build `before` has of the contacts."""
    yield "index.html", root_page()
    yield from site.files()
    cache = FragmentCache(before / MADE)
    for language in LANGUAGES:
        voice = Localizer(language, site.zone)
        for page in chain(
            site.contact_pages(voice, cache),
            site.edit_pages(voice, cache),
            site.menu_pages(voice, cache),
            site.answer_pages(voice),
        ):
            yield f"{language}/{page.path}", page.html
    cache.save(now / MADE)


def _swap(fresh: Path, site: Path) -> None:
    """Lead `site` to the new folder in one step; the link is relative, so that the whole can be moved or shared."""
    link = fresh.with_name(f"{fresh.name}.link")
    link.symlink_to(fresh.name, target_is_directory=True)
    os.replace(link, site)  # noqa: PTH105 - Path.replace would do the same with less said


def _sweep(site: Path) -> None:
    """Remove builds older than the one before the current one, and what killed builds left."""
    current = site.resolve()
    others = sorted((path for path in site.parent.glob(f".{site.name}-*") if path != current), reverse=True)
    for path in others[KEPT - 1 :]:
        if path.is_symlink():
            path.unlink(missing_ok=True)
        else:
            shutil.rmtree(path, ignore_errors=True)
