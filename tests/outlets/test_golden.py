"""An outlet that somebody has verified has an example, and every example is read as it was when it was reviewed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.news.article import Article, Link, Page
from flows.news.feeds import read_feed
from flows.news.outlets import load_sources
from flows.news.sitemaps import read_sitemap
from flows.news.survey import read_sample

HERE = Path(__file__).parent
OUTLETS = load_sources(HERE.parents[1] / "sources.yaml")
EXAMPLES = sorted(path.parent for path in HERE.glob("*/expected.json"))


def test_an_outlet_that_was_verified_has_an_example() -> None:
    verified = {outlet.id for outlet in OUTLETS.outlets if outlet.verified != "never"}
    missing = verified - {folder.name for folder in EXAMPLES}
    assert not missing, f"run `rabita sources add` with their homepages and review the files: {sorted(missing)}"


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: str(folder.name))
def test_an_example_is_read_as_it_was_reviewed(folder: Path) -> None:
    outlet = OUTLETS.by_id(folder.name)
    said = json.loads((folder / "expected.json").read_text("utf-8"))
    (listing,) = folder.glob("listing.*")
    read = read_sitemap if outlet.sitemaps and not outlet.feeds else read_feed
    links = read(
        listing.read_bytes(),
        content_type=said["listing"]["content_type"] or "",
        address=said["listing"]["address"],
        outlet=outlet.id,
        zone=outlet.timezone,
    )
    assert isinstance(links, list)
    assert (len(links), links[0].url) == (said["listing"]["items"], said["first"]["url"])
    url = said["article"]["url"]
    link = next((link for link in links if link.url == url), Link(outlet.id, url, said["listing"]["address"]))
    headers = (("Content-Type", "text/html"),)
    page = Page(outlet.id, url, url, datetime.now(UTC), 200, headers, (folder / "page.html").read_bytes(), link)
    made = read_sample(page, outlet)
    assert isinstance(made, Article)
    assert (made.title, made.text) == (said["article"]["title"], said["article"]["text"])
