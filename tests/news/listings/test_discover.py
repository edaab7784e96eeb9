# ruff: noqa: E501 - markup keeps its lines
"""Listings of every kind, sound and broken, become links or a reason."""

from __future__ import annotations

import ast
import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.news.article import Link
from flows.news.listings.feeds import MOST_ITEMS, Item, plain, read_feed, read_items
from flows.news.listings.sitemaps import Index, read_section, read_sitemap
from flows.news.sandbox import SandboxFailure

SUITES = Path(__file__).parents[4] / "shared/suites"
absent = pytest.mark.skipif(not SUITES.exists(), reason="the public feed suites lie in ../shared, which is absent")
ADDRESS = "https://misaal.example/feed/"


def feed(
    body: str | bytes, content_type: str = "application/rss+xml", zone: str = "Asia/Karachi"
) -> list[Link] | SandboxFailure:
    raw = body.encode() if isinstance(body, str) else body
    return read_feed(raw, content_type=content_type, address=ADDRESS, outlet="misaal", zone=zone)


def links(body: str | bytes, content_type: str = "application/rss+xml", zone: str = "Asia/Karachi") -> list[Link]:
    found = feed(body, content_type, zone)
    assert isinstance(found, list), found
    return found


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{head}<rss version="2.0"><channel><title>مثال</title>{"".join(items)}</channel></rss>'


def item(number: int, date: str = "", title: str = "خبر") -> str:
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><title>{title} {number}</title><link>https://misaal.example/n/{number}/?utm_source=rss</link>{dated}</item>"


def test_an_rss_item_is_a_link() -> None:
    (link,) = links(rss(item(1, "Tue, 24 Nov 2026 05:00:00 +0500")))
    assert link == Link(
        outlet="misaal",
        url="https://misaal.example/n/1",
        found_in=ADDRESS,
        title="خبر 1",
        published=datetime(2026, 11, 24, tzinfo=UTC),
        published_raw="Tue, 24 Nov 2026 05:00:00 +0500",
        address="https://misaal.example/n/1/?utm_source=rss",
    )


@pytest.mark.parametrize(
    ("raw", "zone", "hour"),
    [
        ("Tue, 24 Nov 2026 12:00:00 PKT", "Asia/Karachi", 7),
        ("Tue, 24 Nov 2026 12:00:00 GMT", "Asia/Karachi", 12),
        ("Tue, 24 Nov 2026 12:00:00", "Asia/Kolkata", 6.5),
        ("2026-11-24 12:00:00", "Asia/Karachi", 7),
        ("2026-11-24T12:00:00+03:30", "Asia/Tehran", 8.5),
        ("24 نومبر 2026 12:00", "Asia/Karachi", 7),
    ],
)
def test_dates_are_read_in_their_own_zone(raw: str, zone: str, hour: float) -> None:
    (link,) = links(rss(item(1, raw)), zone=zone)
    assert link.published_raw == raw
    assert link.published == datetime(2026, 11, 24, int(hour), int(hour % 1 * 60), tzinfo=UTC)


def test_a_date_nobody_can_read_is_kept_as_it_stands() -> None:
    (link,) = links(rss(item(1, "کل شام")))
    assert (link.published, link.published_raw) == (None, "کل شام")


def test_newest_first_and_each_address_once() -> None:
    days = [item(day, f"{day} Nov 2026 05:00:00 +0500") for day in (20, 23, 21)]
    found = links(rss(*days, item(23), item(99)))
    assert [link.url.rpartition("/")[2] for link in found] == ["23", "21", "20", "99"]


@pytest.mark.parametrize(
    "body",
    [
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            "<item><title>خبر 1</title><link>/n/1</link></item></rdf:RDF>"
        ),
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">&lt;b&gt;خبر&lt;/b&gt; 1</title>'
            '<link rel="replies" href="/c"/><link rel="alternate" href="https://misaal.example/n/1"/></entry></feed>'
        ),
        '<rss version="0.91"><channel><item><title>خبر 1</title><link>https://misaal.example/n/1</link></item></channel></rss>',
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"title": "خبر 1", "url": "/n/1"}]}),
        "\n\n" + rss(item(1)),
        rss(item(1)).replace("</channel></rss>", ""),
        rss(item(1), "<item><title>& < torn"),
        rss(item(1, title="\x0bخبر")),
        gzip.compress(rss(item(1)).encode(), mtime=0),
        rss(item(1)).encode("utf-16"),
        b"\xef\xbb\xbf" + rss(item(1)).encode(),
        rss(item(1, title="خبر")).replace("utf-8", "windows-1256").encode("cp1256"),
        rss(item(1), item(2), item(3)).encode("cp1256"),
        rss(item(1)).replace("utf-8", "iso-8859-1").encode(),
        rss("<item><title>خبر 1</title><guid>https://misaal.example/n/1</guid></item>"),
        rss(item(1), head="").encode("utf-16-le"),
        ("\n" + rss(item(1), head="")).encode("utf-16-be"),
        b"\xef\xbb\xbf\xef\xbb\xbf" + rss(item(1)).encode(),
        rss(item(1)).replace("utf-8", "utf-16").encode(),
        rss(item(1), item(2, title="خبروں کا گوشہ")).encode().replace("گ".encode(), b"\xda"),
        rss(item(1), item(2, title="گوشہ")).replace("utf-8", "windows-1256").encode().replace("گ".encode(), b"\xda"),
        "<br />\n<b>Warning</b>: in x.php on line 3<br />" + rss(item(1)),
        rss("<item><title>خبر 1<link>https://misaal.example/n/1</link></item>"),
        rss("<item><title>خبر 1</title><link>https://misaal.example/n/1<description>x</description></item>"),
        rss(
            "<item><title>&nbsp;خبر&nbsp;1&#8;&#xD800;&#99999999;</title><link>https://misaal.example/n/1</link></item>"
        ),
        rss("<item><title><![CDATA[خبر <b>1</b>]]></title><link><![CDATA[https://misaal.example/n/1]]></link></item>"),
        rss("<item><title>خبر 1</title><link/><guid isPermaLink='false'>https://misaal.example/n/1</guid></item>"),
        rss(item(1).replace("</item>", "<image><title>x</title><link>https://misaal.example/x</link></image></item>")),
        rss(item(1))
        .replace("<rss", "<rss xml:base='https://misaal.example/n/'")
        .replace("https://misaal.example/n/1", "1"),
        (
            "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:base='https://misaal.example/x/'>"
            "<a:entry xml:base='/n/'><a:title>خبر 1</a:title><a:link rel='self' href='/s'/><a:link rel='enclosure'"
            " href='/e.mp3'/><a:link href='1'/></a:entry></a:feed>"
        ),
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>خبر 1</title><id>https://misaal.example/n/1</id></entry></feed>",
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            "<item rdf:about='https://misaal.example/n/1'><title>خبر 1</title></item></rdf:RDF>"
        ),
        json.dumps({"items": [None, {"title": "خبر 1", "id": "https://misaal.example/n/1"}]}),
    ],
)
def test_every_kind_and_every_ailment_gives_the_same_link(body: str | bytes) -> None:
    (link, *_) = links(body, content_type="text/xml; charset=iso-8859-1")
    assert (link.url, link.title) == ("https://misaal.example/n/1", "خبر 1")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("\ufeff \n", "empty"),
        ("<!DOCTYPE html><html><body>x</body></html>", "not a feed"),
        ('{"error": 1}', "not a feed"),
        ("{", "not a feed"),
        ("[1]", "not a feed"),
        ("plain words", "not a feed"),
        ("\x00\x01\x02", "not a feed"),
        (gzip.compress(b"x" * 100, mtime=0)[:-9], "truncated"),
        (gzip.compress(b"\x00" * (9 << 20), mtime=0), "too large"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(body: str | bytes, reason: str) -> None:
    found = feed(body)
    assert isinstance(found, SandboxFailure)
    assert found.reason == reason


ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>خبر</title><id>tag:x,1</id>{}</entry></feed>"
ARTICLE, PICTURE = "https://misaal.example/n/1", "https://misaal.example/a.jpg"


@pytest.mark.parametrize(
    "body",
    [
        ATOM.format(f"<link href='{ARTICLE}'/><link rel='alternate' type='application/nostr+json' href='nostr:naddr1'/>"),
        ATOM.format(f"<link rel='alternate' href='nostr:naddr1'/><link href='{ARTICLE}'/>"),
        ATOM.format(f"<link href='{ARTICLE}'/><link rel='enclosure' type='image/jpeg'>{PICTURE}</link>"),
        ATOM.format(f"<link rel='enclosure' href='{PICTURE}'/><link href='{ARTICLE}'/>"),
        ATOM.format(f"<link rel='alternate' type='application/json' href='/j'/><link type='text/html' href='{ARTICLE}'/>"),
        ATOM.format(f"<link rel='alternate' hreflang='en' href='/en/1'/><link rel='alternate' hreflang='ur' href='{ARTICLE}'/>"),
        ATOM.format(f"<link rel='replies' href='/c'/><link rel='self' href='/s'/><link rel='related' href='/r'/><link href='{ARTICLE}'/>"),
        ATOM.format(f"<link rel='self' href='{ARTICLE}'/><link rel='enclosure' href='{PICTURE}'/>"),
        ATOM.format(f"<link href='{PICTURE}'/>").replace("tag:x,1", ARTICLE),
        rss(f"<item><title>خبر</title><enclosure url='{PICTURE}' type='image/jpeg'/><link>{ARTICLE}</link></item>"),
        rss(f"<item><title>خبر</title><enclosure url='{PICTURE}' type='image/jpeg'/><guid>{ARTICLE}</guid></item>"),
        rss(f"<item><title>خبر</title><link>{PICTURE}</link><guid isPermaLink='true'>{ARTICLE}</guid></item>"),
        rss(f"<item><title>خبر</title><link>mailto:a@b.example</link><guid>{ARTICLE}</guid></item>"),
    ],
)  # fmt: skip
def test_the_link_of_an_item_is_its_article_and_nothing_enclosed(body: str) -> None:
    assert [link.url for link in links(body)] == [ARTICLE]


@pytest.mark.parametrize("written", ["?a=1&b=2&copy=3", "?a=1&amp;b=2&amp;copy=3", "?a=1&#38;b=2&#38;copy=3"])
def test_an_ampersand_costs_no_part_of_an_items_address(written: str) -> None:
    place = f"https://misaal.example/v{written}"
    (link,) = links(rss(f"<item><title>خبر & تبصرہ</title><link>{place}</link></item>"))
    assert (link.address, link.title) == ("https://misaal.example/v?a=1&b=2&copy=3", "خبر & تبصرہ")
    (link,) = links(rss("<item><title>خبر</title><link><![CDATA[https://misaal.example/v?a=1&b=2]]></link></item>"))
    assert link.address == "https://misaal.example/v?a=1&b=2"


def test_an_item_that_is_only_an_enclosure_is_no_article() -> None:
    enclosed = f"<item><title>خبر</title><enclosure url='{PICTURE}' type='image/jpeg'/><guid isPermaLink='false'>7</guid></item>"
    assert links(rss(enclosed)) == []


def test_numbers_of_days_and_months_are_told_apart_by_the_whole_feed() -> None:
    dates = ("11/05/2026 10:00", "11/27/2026 09:00")
    assert [f"{link.published:%m-%d}" for link in links(rss(*map(item, (1, 2), dates)))] == ["11-27", "11-05"]
    dates = ("11/05/2026 10:00", "27/11/2026 09:00")
    assert [f"{link.published:%m-%d}" for link in links(rss(*map(item, (1, 2), dates)))] == ["11-27", "05-11"]


def test_a_feed_without_items_is_a_feed() -> None:
    assert links(rss()) == []


def test_entities_do_not_grow_and_files_are_not_read() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (link,) = links(rss(item(1, title="خبر &b;&x;"), head=bomb))
    assert "root:" not in (link.title or "")
    assert len(link.title or "") < 40


def test_a_feed_without_end_costs_no_more_than_a_long_one() -> None:
    assert len(links(rss(*(item(number) for number in range(100_000))))) == MOST_ITEMS


def test_a_news_sitemap() -> None:
    body = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
      <url><loc>https://misaal.example/a/</loc><lastmod>2026-11-25</lastmod>
        <n:news><n:publication_date>2026-11-23T10:00:00+05:00</n:publication_date><n:title>پہلی</n:title></n:news></url>
      <url><image:image><image:loc>https://misaal.example/a.jpg</image:loc></image:image><loc>https://misaal.example/b</loc>
        <n:news><n:publication_date>2026-11-24T10:00:00+05:00</n:publication_date><n:title>دوسری</n:title></n:news></url>
      </urlset>"""
    found = read_sitemap(
        gzip.compress(body.encode()), content_type="", address=ADDRESS, outlet="m", zone="Asia/Karachi"
    )
    assert isinstance(found, list)
    assert [(link.title, link.url[-1]) for link in found] == [("دوسری", "b"), ("پہلی", "a")]
    assert found[0].published == datetime(2026, 11, 24, 5, tzinfo=UTC)


def sitemap(body: str) -> list[Link] | Index | SandboxFailure:
    return read_sitemap(body.encode(), content_type="", address=ADDRESS, outlet="m", zone="UTC")


def test_a_plain_sitemap_is_ordered_by_change_and_dates_nothing() -> None:
    rows = "".join(
        f"<url><loc>https://m.example/{day}</loc><lastmod>2026-11-{day}</lastmod></url>" for day in (20, 22, 21)
    )
    found = sitemap(f"<urlset>{rows}<url><lastmod>2026-11-09</lastmod></url><url><loc>https://m.example/torn")
    assert isinstance(found, list)
    assert [link.url[-2:] for link in found] == ["22", "21", "20"]
    assert found[0].published is None


def test_an_index_names_the_sitemaps_changed_last_first() -> None:
    rows = "".join(f"<sitemap><loc>/s{n}.xml</loc><lastmod>2026-11-{n}</lastmod></sitemap>" for n in (10, 12, 11))
    found = sitemap(f"<sitemapindex>{rows}</sitemapindex>")
    assert isinstance(found, Index)
    assert found.sitemaps == tuple(f"https://misaal.example/s{n}.xml" for n in (12, 11, 10))


def test_other_things_at_a_sitemap_address() -> None:
    assert isinstance(sitemap(rss(item(1))), list)
    assert isinstance(sitemap("https://m.example/1\nhttps://m.example/2"), list)
    for body, reason in (("<html><body>x", "not a sitemap"), ("", "empty"), ("words", "not a sitemap")):
        found = sitemap(body)
        assert isinstance(found, SandboxFailure)
        assert found.reason == reason


def test_a_section_page() -> None:
    body = """<html><body><a href="/about">About</a><a href="/news/12/"><img></a><a href="/news/12/">صدر کی گفتگو</a>
      <a href="news/7#top">دوسری</a><a>no</a><a href="javascript:x()">x</a></body></html>"""
    found = read_section(body.encode(), content_type="", address="https://m.example/", outlet="m", pattern=r"/news/\d+")
    assert isinstance(found, list)
    assert [(link.url, link.title) for link in found] == [
        ("https://m.example/news/12", "صدر کی گفتگو"),
        ("https://m.example/news/7", "دوسری"),
    ]
    none = read_section(body.encode(), content_type="", address="https://m.example/", outlet="m", pattern="/story/")
    assert isinstance(none, SandboxFailure)
    assert none.reason == "no links"


# ------------------------------------------------------------------------------------------------- the public suites

STATED = re.compile(
    r"entries\[(\d+)\](?:\.|\[u?')(title|link)(?:'\])?\s*==\s*((?:u?'(?:[^'\\]|\\.)*'(?:\s*\+\s*)?)+|\"[^\"]*\")"
)
"""What the suite states of an item: expressions in the comment at the head of each file."""


def stated(head: str) -> list[tuple[int, str, str]]:
    found = []
    for number, field, value in STATED.findall(head):
        literal = ast.literal_eval(re.sub(r"'\s*\+\s*'", "", value))
        found.append((int(number), "title" if field == "title" else "link", literal))
    return found


def read_suite_file(path: Path) -> list[Item] | SandboxFailure:
    raw = path.read_bytes()
    head = raw[:2000]
    place = re.search(rb"(?i)Content-Location:\s*(http\S+)", head)
    kind = re.search(rb"(?i)Content-type:\s*(.+)", head)
    address = place[1].decode() if place else f"http://127.0.0.1:8097/{path.relative_to(SUITES / 'feedparser')}"
    return read_items(raw, content_type=kind[1].decode().strip() if kind else "application/xml", address=address)


@absent
def test_titles_and_links_of_the_feedparser_suite() -> None:
    """CDF, a format of 1997 that no outlet sends, is left out: it is not among the kinds we read."""
    files = [path for path in sorted((SUITES / "feedparser/tests").rglob("*.xml")) if "cdf" not in path.parts]
    wrong, count = [], 0
    for path in files:
        items = read_suite_file(path)
        for number, field, value in stated(path.read_text("utf-8", "replace").partition("-->")[0]):
            count += 1
            got = None
            if not isinstance(items, SandboxFailure) and number < len(items):
                got = items[number].title if field == "title" else items[number].address
            same = {plain(value, markup=True), " ".join(value.split())} if field == "title" else {value}
            if (got or "") not in same:
                wrong.append((path.name, field, value, got))
    assert count >= 90
    assert wrong == []


@absent
def test_every_file_of_the_suites_is_parsed_or_refused() -> None:
    files = [path for path in SUITES.rglob("*") if path.suffix in {".xml", ".rss", ".atom", ".json", ".html"}]
    files = [path for path in files if path.parts[len(SUITES.parts)] in {"feedparser", "miniflux-data", "reader-data"}]
    assert len(files) > 2000
    for path in files:
        found = feed(path.read_bytes(), "")
        assert isinstance(found, list) or found.reason in {"not a feed", "empty"}


@absent
@pytest.mark.parametrize(
    ("name", "count", "title"),
    [
        ("urdu_UTF8.xml", 26, "امریکہ کے ساتھ خفیہ معلومات کا تبادلہ اور فوجی تعاون معطل کر دیا: وزیر دفاع"),
        ("encoding_WINDOWS-1251.xml", 50, "Цитата #17703"),
        ("rdf_UTF8.xml", 60, "OLED-TVs: Vorsichtsmaßnahmen gegen Einbrennen"),
        ("no_encoding_ISO-8859-1.xml", 9, "Perturbateurs endocriniens : quels effets sur le cerveau ?"),
    ],
)
def test_encodings_of_the_miniflux_suite(name: str, count: int, title: str) -> None:
    found = links((SUITES / "miniflux-data/internal/reader/parser/testdata" / name).read_bytes(), "")
    assert (len(found), found[0].title) == (count, title)


def test_a_feed_that_is_the_name_of_a_file_is_no_feed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text(rss(item(1)), "utf-8")
    for body in (
        str(secret),
        f"  {secret}\n",
        secret.as_uri(),
        "/dev/zero",
        "/dev/stdin",
        "https://misaal.example/feed",
    ):
        found = feed(body)
        assert isinstance(found, SandboxFailure), body
        assert found.reason == "not a feed"


def test_a_link_with_too_long_an_address_is_a_link_nobody_asks_for() -> None:
    long = "https://misaal.example/" + "%" * 1_000_000
    (first, second) = links(rss(item(1), f"<item><title>خبر</title><link>{long}</link></item>"))
    assert first.url == "https://misaal.example/n/1"
    assert (second.url[:32], second.address) == ("too-long:https://misaal.example/", None)
    for body in (f"<urlset><url><loc>{long}</loc></url></urlset>", f"https://misaal.example/1\n{long}\n"):
        found = read_sitemap(body.encode(), content_type="", address=ADDRESS, outlet="misaal", zone="UTC")
        assert isinstance(found, list)
        assert found[-1].url == second.url


@pytest.mark.parametrize(
    "charset",
    ["idna", "punycode", "undefined", "unicode_escape", "utf-7", "zip", "hex", "rot13", "no-such", "a" * 9000],
)
def test_what_is_no_charset_is_not_read_as_one(charset: str) -> None:
    body = rss(item(1, title="روس"), head="").encode("cp1256")
    (link,) = links(body, content_type=f"application/xml; charset={charset}")
    assert link.title == "روس 1"


def test_prefixes_that_are_not_declared_and_broken_references_cost_no_sitemap() -> None:
    body = (
        "<urlset><url><loc>https://misaal.example/1</loc><news:news><news:title>خبر</news:title></news:news></url>"
        "<url><loc>https://misaal.example/2</loc><a&#xD83D;>&#0;</a&#xD83D;></url></urlset>"
    )
    found = read_sitemap(body.encode(), content_type="", address=ADDRESS, outlet="misaal", zone="UTC")
    assert isinstance(found, list)
    assert [(link.url[-1], link.title) for link in found] == [("1", "خبر"), ("2", None)]


def test_elements_that_nobody_reads_go_with_their_end_tags_only() -> None:
    body = "<content:encoded>a</content:encoded><description>b</description><author>c"
    (link,) = links(rss(f"<item>{body}<title>خبر</title><link>https://misaal.example/1</link></item>"))
    assert (link.url, link.title) == ("https://misaal.example/1", "خبر")
