"""Every verified outlet has an example, and every example is read as it was when it was reviewed."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.demo import DemoSite
from flows.news.article import Article, Link, Page
from flows.news.listings.feeds import read_feed
from flows.news.listings.record_golden_files import EXPECTED, read_sample
from flows.news.listings.sitemaps import read_section, read_sitemap
from flows.news.outlets.sources import Outlet, load_sources, parse_sources
from flows.news.outlets.sources_file import with_verified
from flows.news.web.response import Response
from flows.pipeline.check_and_add_outlets import GOLDEN, check_outlets, mark_verified
from flows.settings import Settings

HERE = Path(__file__).parent
RABITA = Path(sys.executable).with_name("rabita")
NOW = datetime(2026, 11, 24, tzinfo=UTC)
READERS = {"feed": read_feed, "sitemap": read_sitemap, "section": read_section}


def examples(folder: Path) -> dict[str, dict[str, bytes]]:
    """The golden files of every outlet under a folder, by outlet and name."""
    return {
        one.parent.name: {file.name: file.read_bytes() for file in one.parent.iterdir()}
        for one in sorted(folder.glob(f"*/{EXPECTED}"))
    }


def read_example(outlet: Outlet, golden: Mapping[str, bytes]) -> list[str]:
    """Return the differences between an example as it is read now and its expected result."""
    if EXPECTED not in golden:
        return [f"{outlet.id}: no {EXPECTED}"]
    said = json.loads(golden[EXPECTED])
    seen, address = datetime.fromisoformat(said["seen"]), said["listing"]["address"]
    listing = next(body for name, body in golden.items() if name.startswith("listing."))
    headers = (("Content-Type", said["listing"]["content_type"] or ""),)
    found = READERS[said["listing"]["kind"]](Response(address, address, 200, headers, listing, seen), outlet)
    if not isinstance(found, list) or not found:
        return [f"{outlet.id}: the listing gives {found!r}"]
    wrong = []
    if (len(found), found[0].url) != (said["listing"]["items"], said["first"]["url"]):
        wrong.append(f"{outlet.id}: the listing gives {len(found)} items, the first {found[0].url}")
    url = said["article"]["url"]
    link = next((one for one in found if one.url == url), Link(outlet.id, url, address))
    page = Page(outlet.id, url, url, seen, 200, (("Content-Type", "text/html"),), golden["page.html"], link)
    made = read_sample(page, outlet)
    if not isinstance(made, Article):
        return [*wrong, f"{outlet.id}: the page gives {made.reason}"]
    published = made.published and made.published.astimezone(UTC).isoformat()
    got = {"title": made.title, "text": made.text, "published": published}
    wrong += [f"{outlet.id}: another {key}: {value!r}" for key, value in got.items() if value != said["article"][key]]
    return wrong


def without_example(outlets: Sequence[Outlet], examples: Collection[str]) -> list[str]:
    """Return the outlets that need an example and have none: those of tier 1, and those that are verified."""
    needing = (outlet for outlet in outlets if outlet.tier == 1 or outlet.verified != "never")
    return sorted(outlet.id for outlet in needing if outlet.id not in examples)


def test_outlets_that_were_verified_have_examples_which_are_read_as_reviewed() -> None:
    """Outlets of tier 1 need an example; those that are not verified have a built one."""
    sources, found = load_sources(HERE.parents[1] / "sources.yaml"), examples(HERE)
    missing = without_example(sources.outlets, found)
    assert not missing, f"`rabita sources check --write {' '.join(missing)}` fetches them for you to review"
    assert len(found) >= 12
    assert [line for name, golden in found.items() for line in read_example(sources.by_id(name), golden)] == []
    built = {name for name, golden in found.items() if "made" in json.loads(golden[EXPECTED])}
    assert {one.id for one in sources.outlets if one.id in found and one.verified == "never"} == built


def test_the_sections_of_an_outlet_know_the_addresses_of_its_articles() -> None:
    """Sections are asked only if all feeds fail, so that a wrong pattern would go unnoticed."""
    sources, found = load_sources(HERE.parents[1] / "sources.yaml"), examples(HERE)
    with_sections = [one for one in sources.outlets if one.sections and one.id in found]
    assert len(with_sections) >= 7
    for outlet in with_sections:
        url = json.loads(found[outlet.id][EXPECTED])["article"]["url"]
        assert all(re.search(section.links, url) for section in outlet.sections), outlet.id
        assert not any(re.search(section.links, outlet.homepage) for section in outlet.sections), outlet.id


def test_an_outlet_of_tier_one_or_a_verified_one_without_an_example_is_missed() -> None:
    text = BLOCKS.replace("tier: 1\n    feeds: [https://b", "tier: 3\n    feeds: [https://b")
    outlets = parse_sources(text).outlets
    assert without_example(outlets, set()) == ["first"]
    assert without_example(outlets, {"first"}) == []
    verified = parse_sources(with_verified(text, "second", date(2026, 11, 24))).outlets
    assert without_example(verified, {"first"}) == ["second"]


def test_what_an_example_says_is_what_is_compared() -> None:
    sources, found = load_sources(HERE.parents[1] / "sources.yaml"), examples(HERE)
    golden, outlet = found["jang"], sources.by_id("jang")
    for key, other in (
        ("title", "کوئی اور سرخی"),
        ("text", "کوئی اور متن"),
        ("published", "2026-11-01T00:00:00+00:00"),
    ):
        said = json.loads(golden[EXPECTED])
        said["article"][key] = other
        (line,) = read_example(outlet, golden | {EXPECTED: json.dumps(said).encode()})
        assert f"another {key}" in line


@pytest.fixture
def added(press: DemoSite, tmp_path: Path) -> Path:
    """A sources.yaml that `rabita sources add` has written two outlets into."""
    path = tmp_path / "mine" / "sources.yaml"
    (path.parent / GOLDEN).mkdir(parents=True)
    path.write_text("# mine\noutlets:\n", "utf-8")
    for name in ("namuna", "misaal"):
        done = rabita(path, "sources", "add", press.origins[name] + "/")
        assert done.returncode == 0, done.stderr
    return path


def rabita(sources: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "RABITA_SOURCES": str(sources),
        "RABITA_DATA": str(sources.parent / "data"),
        "RABITA_ALLOW_PRIVATE": "true",
        "COLUMNS": "250",
    }
    return subprocess.run([RABITA, *words], env=environment, capture_output=True, text=True, check=False)


def test_an_outlet_that_was_added_has_an_example_and_loses_it_not_unnoticed(added: Path, press: DemoSite) -> None:
    text = added.read_text("utf-8")
    assert text.startswith("# mine\n")
    outlets = load_sources(added, allow_private=True).outlets
    assert len(outlets) == 2
    found = examples(added.parent / GOLDEN)
    assert set(found) == {outlet.id for outlet in outlets}
    assert without_example(outlets, found) == []
    assert without_example(outlets, set()) == sorted(found)
    for outlet in outlets:
        golden = found[outlet.id]
        assert read_example(outlet, golden) == []
        said = json.loads(golden[EXPECTED])
        said["article"]["text"] = said["article"]["text"][1:]
        assert "another text" in read_example(outlet, golden | {EXPECTED: json.dumps(said).encode()})[0]
        assert "the listing gives" in read_example(outlet, golden | {"listing.xml": b"<html></html>"})[0]
        assert read_example(outlet, {}) == [f"{outlet.id}: no {EXPECTED}"]
    again = rabita(added, "sources", "add", press.origins["namuna"] + "/")
    assert again.returncode == 2
    assert "already" in again.stderr
    assert added.read_text("utf-8") == text


def test_a_homepage_without_a_listing_adds_nothing(press: DemoSite, tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("outlets:\n", "utf-8")
    done = rabita(path, "sources", "add", press.origins["deewar"] + "/")
    assert done.returncode == 1
    assert "neither a feed nor a news sitemap" in done.stderr
    assert path.read_text("utf-8") == "outlets:\n"


def test_a_check_says_how_every_listing_did_and_marks_who_answered(press: DemoSite) -> None:
    done = rabita(press.sources, "sources", "check", "--write")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    header = next(place for place, line in enumerate(lines) if line.split()[:2] == ["outlet", "feed"])
    rows = {line.split()[0]: line for line in lines[:header] if line}
    answers = {line.split()[0]: re.split(r"\s{2,}", line)[1] for line in lines[header + 1 : -1] if "  " in line}
    assert (answers["namuna"], answers["band"]) == ("answers", "does not answer")
    assert rows["band"].count("connect") == 1
    assert "sources add" in rows["deewar"]
    assert "allowed" in rows["namuna"]
    outlets = load_sources(press.sources, allow_private=True).outlets
    verified = {outlet.id for outlet in outlets if isinstance(outlet.verified, date)}
    assert "namuna" in verified
    assert not verified & {"band", "deewar"}
    found = examples(press.sources.parent / "data" / "outlets")
    assert set(found) == verified
    assert [line for one in outlets if one.id in found for line in read_example(one, found[one.id])] == []


def test_a_section_is_an_example_too(press: DemoSite, tmp_path: Path) -> None:
    origin = press.origins["namuna"]
    block = f"""outlets:
  - id: fasl
    name: فصل
    homepage: {origin}/
    country: PK
    tier: 3
    delay: 0
    sections: [{{url: {origin}/, links: '/[a-z0-9-]+/'}}]
"""
    sources = tmp_path / "sources.yaml"
    sources.write_text(block, "utf-8")
    settings = Settings(data=tmp_path / "data", sources=sources, allow_private=True)
    (done,) = asyncio.run(
        check_outlets(settings, load_sources(sources, allow_private=True).outlets, NOW, examples=True)
    )
    assert done.example is not None
    assert done.example.complete, done
    mark_verified(settings, "fasl", done.example, NOW)
    (outlet,) = load_sources(sources, allow_private=True).outlets
    assert outlet.verified == date(2026, 11, 24)
    assert read_example(outlet, examples(tmp_path / "data" / "outlets")["fasl"]) == []


BLOCKS = """# outlets
outlets:
  - id: first   # old
    name: a
    homepage: https://a.example/
    country: PK
    tier: 1
    feeds: [https://a.example/feed]
    verified: never

  # a word on the second
  - id: second
    name: b
    homepage: https://b.example/
    country: PK
    tier: 1
    feeds: [https://b.example/feed]
"""


@pytest.mark.parametrize("outlet", ["first", "second"])
def test_a_date_is_written_and_nothing_else_changes(outlet: str) -> None:
    changed = with_verified(BLOCKS, outlet, date(2026, 11, 24))
    assert {one.id: one.verified for one in parse_sources(changed).outlets}[outlet] == date(2026, 11, 24)
    assert set(changed.splitlines()) - set(BLOCKS.splitlines()) == {"    verified: 2026-11-24"}
    assert len(set(BLOCKS.splitlines()) - set(changed.splitlines())) == (outlet == "first")
    with pytest.raises(KeyError):
        with_verified(BLOCKS, "third", date(2026, 11, 24))
