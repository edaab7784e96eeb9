"""Build the page: read the published copy, write every file into a new folder, and swap it in."""

from __future__ import annotations

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
from dashboards.contact_confidence import assess_all
from dashboards.headlines import write_months
from dashboards.i18n import LANGUAGES, Locale
from dashboards.page_data import load_data
from dashboards.pages import Site
from dashboards.questions import ask_all, compute_shared_views
from dashboards.share_images import write_share_images
from dashboards.site_files import write_file
from dashboards.templating import keep_templates, root_page
from flows.alerts.alert_feed import write_feeds
from flows.alerts.wording import HOME
from flows.errors import RabitaError

WAIT = 120.0
"""Seconds to wait for another build of the same page."""
COMPILED = ".templates"
"""Suffix of the folder beside the page with the compiled templates."""
CACHE = ".contacts.json"
"""File of the fragment cache in each build."""
KEPT_BUILDS = 2
"""Builds that are not removed: the current one, and the one before it for those who still read it."""


class ForeignFolderError(RabitaError):
    """The place of the page holds something that Rabita did not build; the message names it."""


@dataclass(frozen=True, slots=True)
class PageOptions:
    """Options of a build.

    `base` is the address at which the page is served, with a slash at the end, or empty. `timezone` is the IANA name of
    the time zone for all times; readers can switch to their own. *Search* has at most `most` headlines.
    """

    base: str = ""
    timezone: str = HOME
    most: int = 200_000


DEFAULTS = PageOptions()


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """The result of a build: the path that always leads to the latest page, and its number of pages and bytes."""

    site: Path
    pages: int
    bytes: int


def build(copy: Path, site: Path, *, now: datetime, options: PageOptions = DEFAULTS) -> BuiltSite:
    """Build the page from the published copy of the warehouse and swap it in; readers see the old page or the new one.

    `site` becomes a link to a folder beside it, so that the previous page stays complete for those who have it open.
    `now` is aware UTC. Raises warehouse.WarehouseError if nothing is published or another build takes too long,
    ForeignFolderError if `site` is not a link that Rabita made.
    """
    if site.exists() and not site.is_symlink():
        raise ForeignFolderError(f"{site} exists and was not built by Rabita: choose another place, or move it away")
    site.parent.mkdir(parents=True, exist_ok=True)
    fresh = site.with_name(f".{site.name}-{now:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}")
    with warehouse.hold(site.with_name(f".{site.name}.lock"), wait=WAIT):
        try:
            zone = ZoneInfo(options.timezone)
            keep_templates(site.with_name(f".{site.name}{COMPILED}"))
            with warehouse.open_published(copy, threads=1) as con:
                compute_shared_views(con)
                data = load_data(con, now, most=options.most, timezone=options.timezone)
                write_feeds(con, fresh, base=options.base, timezone=options.timezone, now=now)
                with warehouse.public_names(con):
                    answers = ask_all(con, zone)
            trust = assess_all(data)
            if options.base:  # previews need a full address
                (fresh / "card.png").write_bytes(assets.share_image())
                write_share_images(data.contacts, trust, fresh, site)
            write_months(data.months, fresh, site)
            count, size = _write(fresh, site, Site(data, answers, options.base, zone, trust))
            _swap(fresh, site)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        _remove_old_builds(site)
    return BuiltSite(site, count, size)


def _write(folder: Path, last: Path, site: Site) -> tuple[int, int]:
    count = size = 0
    for path, page in _files(site, last, folder):
        content = page.encode()
        write_file(folder, last, path, content)
        count, size = count + path.endswith(".html"), size + len(content)
    return count, size


def _files(site: Site, before: Path, now: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and text of every file; parts that have not changed come from the cache of the build `before`."""
    yield "index.html", root_page()
    yield from site.files()
    cache = FragmentCache(before / CACHE)
    for language in LANGUAGES:
        locale = Locale(language, site.zone)
        for page in chain(
            site.contact_pages(locale, cache),
            site.edit_pages(locale, cache),
            site.menu_pages(locale, cache),
            site.answer_pages(locale),
        ):
            yield f"{language}/{page.path}", page.html
    cache.save(now / CACHE)


def _swap(fresh: Path, site: Path) -> None:
    """Point `site` to the new folder in one step; the link is relative, so that the parent folder can be moved."""
    link = fresh.with_name(f"{fresh.name}.link")
    link.symlink_to(fresh.name, target_is_directory=True)
    link.replace(site)


def _remove_old_builds(site: Path) -> None:
    """Remove all but the newest builds, and what killed builds left behind."""
    current = site.resolve()
    others = sorted((path for path in site.parent.glob(f".{site.name}-*") if path != current), reverse=True)
    for path in others[KEPT_BUILDS - 1 :]:
        if path.is_symlink():
            path.unlink(missing_ok=True)
        else:
            shutil.rmtree(path, ignore_errors=True)
