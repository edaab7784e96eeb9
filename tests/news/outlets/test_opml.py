"""OPML: what is exported can be imported again, and hostile files are refused."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.demo.server import DemoSite, serve
from flows.news.article import Problem
from flows.news.outlets.opml import LARGEST_OPML, OpmlError, OpmlFeed, read_opml, write_opml
from flows.news.outlets.sources import load_sources
from flows.pipeline.check_and_add_outlets import find_feeds, unknown_feeds
from flows.settings import Settings

HERE = Path(__file__)
BOMB = """<!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<opml><body><outline text="&d;" xmlUrl="https://a.example/feed"/></body></opml>"""
FILE = '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;"/></body></opml>'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    with serve(datetime.now(UTC), tmp_path_factory.mktemp("demo")) as site:
        yield site


def test_what_is_exported_is_what_is_read_again() -> None:
    outlets = load_sources(HERE.parents[3] / "sources.yaml").outlets
    text = write_opml(outlets)
    assert ET.fromstring(text).find("body") is not None  # noqa: S314 - our own
    feeds = {feed.url: feed for feed in read_opml(text.encode())}
    assert set(feeds) == {url for outlet in outlets for url in outlet.feeds}
    assert feeds[outlets[0].feeds[0]].name == outlets[0].name


def test_folders_and_odd_outlines_are_read_for_their_feeds() -> None:
    body = """<?xml version="1.0"?><OPML version="1.1"><body>
      <outline text="خبریں"><outline text="ایک&#10;نام" XMLURL="https://a.example/feed" htmlUrl="javascript:alert(1)"/>
        <outline text="again" xmlUrl="https://a.example/feed"/></outline>
      <outline text="a folder"/><outline xmlUrl="file:///etc/passwd"/><outline xmlUrl="gopher://a.example/"/></body></OPML>"""
    assert read_opml(body.encode()) == [OpmlFeed("https://a.example/feed", "ایک نام", "")]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (BOMB.encode(), "DOCTYPE|not XML"),
        (FILE.encode(), "DOCTYPE|not XML"),
        (FILE.encode("utf-16"), "DOCTYPE|not XML"),
        (b"<opml>" + b" " * LARGEST_OPML, "more than 1,048,576 bytes"),
        (b"<opml>" * 5_000, "not XML"),
        (b"<html><body>sign in</body></html>", "not OPML: it begins with <html>"),
        (b"\x00\xff\xfe", "not XML"),
        (b"", "not XML"),
        (
            b"<opml>" + b"".join(b'<outline xmlUrl="http://a.example/%d"/>' % n for n in range(1_001)) + b"</opml>",
            "1,001 feeds, more than 1,000",
        ),
    ],
)
def test_hostile_opml_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(OpmlError, match=said):
        read_opml(body)


def test_feeds_are_adopted_where_they_have_urdu_articles(site: DemoSite, tmp_path: Path) -> None:
    sources = tmp_path / "sources.yaml"
    sources.write_text("outlets:\n", "utf-8")
    origins, known = site.origins, load_sources(site.sources, allow_private=True)
    feeds = [
        OpmlFeed(known.by_id("namuna").feeds[0], "نمونہ", origins["namuna"] + "/"),
        OpmlFeed(origins["deewar"] + "/", "a page"),
        OpmlFeed(origins["band"] + "/feed", "silent"),
        OpmlFeed("http://10.0.0.1/feed", "private"),
        OpmlFeed("http://169.254.169.254/latest/meta-data", "a cloud's secrets", "http://10.0.0.1/"),
    ]
    settings = Settings(sources=sources, data=tmp_path / "data", allow_private=True)
    found = asyncio.run(find_feeds(settings, feeds, datetime.now(UTC)))
    adopted = found[0]
    assert not isinstance(adopted, Problem), adopted
    assert (adopted.outlet.name, adopted.outlet.feeds) == ("نمونہ", (feeds[0].url,))
    assert [one.reason for one in found[1:] if isinstance(one, Problem)] == [
        "not a feed", "connect", "private address", "private address",
    ]  # fmt: skip
    assert unknown_feeds(Settings(sources=site.sources, allow_private=True), feeds) == feeds[3:]
    strict = Settings(sources=sources, data=tmp_path / "data")
    (refused,) = asyncio.run(find_feeds(strict, feeds[:1], datetime.now(UTC)))
    assert isinstance(refused, Problem)
    assert refused.reason == "cannot be an outlet"


def test_the_command_writes_blocks_that_can_be_read_and_asks_no_feed_twice(
    site: DemoSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = load_sources(site.sources, allow_private=True)
    (tmp_path / "reader.opml").write_text(write_opml([known.by_id("namuna"), known.by_id("band")]), "utf-8")
    (tmp_path / "sources.yaml").write_text("# mine\noutlets:\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RABITA_ALLOW_PRIVATE", "true")
    done = CliRunner().invoke(app, ["sources", "import-opml", "reader.opml"])
    assert done.exit_code == 0, done.output
    assert "2 feeds: 1 added, 0 known already, 1 left out." in done.stdout
    (outlet,) = load_sources(tmp_path / "sources.yaml", allow_private=True).outlets
    assert outlet.feeds == known.by_id("namuna").feeds
    assert (tmp_path / "data" / "outlets" / outlet.id / "expected.json").exists()
    again = CliRunner().invoke(app, ["sources", "import-opml", "reader.opml"])
    assert (again.exit_code, "0 added, 1 known already, 1 left out" in again.stdout) == (1, True)
    shown = CliRunner().invoke(app, ["sources", "export-opml"])
    assert [feed.url for feed in read_opml(shown.stdout.encode())] == list(outlet.feeds)
