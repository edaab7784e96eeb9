"""Sitemaps as servers send them: forgotten prefixes, warnings, bare ampersands, and the oldest first."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from listing_bodies import answer, item, outlet, rss

from flows.news.article import Link
from flows.news.listings.sitemaps import Index, read_section, read_sitemap
from flows.news.outlets.sources import Section
from flows.news.sandbox import SandboxFailure

ADDRESS = "https://misaal.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
NEWS = (
    "<url><loc>https://misaal.example/1</loc><news:news><news:publication_date>2026-11-27T15:00:00+05:00</news:publication_date>"
    "<news:title>سکھر میں پیاز کی منڈی</news:title></news:news></url>"
)


def sitemap(body: str | bytes, since: datetime | None = None) -> list[Link] | Index | SandboxFailure:
    return read_sitemap(answer(body, address=ADDRESS), outlet(), since)


def section(body: str, pattern: str) -> list[Link] | SandboxFailure:
    page = "https://misaal.example/"
    return read_section(answer(body, address=page), outlet(sections=(Section(url=page, links=pattern),)))


def urls(body: str | bytes) -> list[str]:
    found = sitemap(body)
    assert isinstance(found, list), found
    return [link.address or link.url for link in found]


def index(*entries: str) -> tuple[str, ...]:
    found = sitemap(f"{DECLARED}<sitemapindex {NS}>{''.join(entries)}</sitemapindex>")
    assert isinstance(found, Index), found
    return tuple(one.removeprefix("https://misaal.example/") for one in found.sitemaps)


def entry(name: str, changed: str = "") -> str:
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<sitemap><loc>https://misaal.example/{name.replace('&', '&amp;')}</loc>{lastmod}</sitemap>"


def urlset(rows: str = NEWS) -> str:
    return f"{DECLARED}<urlset {NS}>{rows}</urlset>"


def row(place: str, changed: str = "") -> str:
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>https://misaal.example/{place}</loc>{lastmod}</url>"


PICTURE = "<image:image><image:loc>https://misaal.example/a.jpg</image:loc><image:title>x</image:title></image:image>"
FILM = (
    "<video:video><video:title>x</video:title><video:publication_date>2020-01-01</video:publication_date></video:video>"
)
WARNING = "<b>Warning</b>: Undefined variable in <b>/srv/x.php</b> on line <b>3</b><br />"


@pytest.mark.parametrize(
    "body",
    [
        urlset(),
        f"<urlset>{NEWS}</urlset>",
        urlset(NEWS.replace("news:", "n:")),
        f"{DECLARED}<s:urlset xmlns:s='x'>{NEWS.replace('<url', '<s:url').replace('</url', '</s:url')}</s:urlset>",
        f"{DECLARED}<urlset {NS} xsi:schemaLocation='x y'>{NEWS}</urlset>",
        urlset(NEWS.replace("</url>", f"{PICTURE}</url>")),
        urlset(NEWS.replace("<url>", f"<url>{FILM}")),
        f"<br />\n{WARNING}\n{urlset()}",
        f"Warning: Cannot modify header information in x.php on line 3\n\n{urlset()}",
        f"\n\n  {urlset()}",
        f"\ufeff\ufeff\n{urlset()}",
        urlset().replace("<urlset", "<?xml-stylesheet href='x.xsl'?><!-- made by a plug-in --><urlset"),
        urlset(NEWS.replace("<url>", "<URL>").replace("</url>", "</URL>").replace("loc>", "LOC>")).replace(
            "urlset", "URLSET"
        ),
        urlset(NEWS.replace("منڈی", "&nbsp;منڈی")),
        urlset(NEWS.replace("https", "<![CDATA[https").replace("/1<", "/1]]><")),
        f"{urlset()}\n<!-- generated in 0.3 s -->",
        f"{urlset()}{WARNING}",
        gzip.compress(urlset().encode(), mtime=0),
        urlset().encode("utf-16"),
    ],
)
def test_a_news_sitemap_is_read_however_it_is_broken(body: str | bytes) -> None:
    found = sitemap(body)
    assert isinstance(found, list), found
    assert [(link.url, link.title, link.published) for link in found] == [
        ("https://misaal.example/1", "سکھر میں پیاز کی منڈی", datetime(2026, 11, 27, 10, tzinfo=UTC))
    ]


@pytest.mark.parametrize("written", ["?a=1&b=2", "?a=1&amp;b=2", "?a=1&#38;b=2", "?a=1&amp;amp;b=2", "CDATA"])
def test_an_ampersand_costs_no_part_of_an_address(written: str) -> None:
    place = row(f"v{written}")
    if written == "CDATA":
        place = "<url><loc><![CDATA[https://misaal.example/v?a=1&b=2]]></loc></url>"
    found = urls(urlset(place + row("w?x&y&copy=3")))
    assert sorted(found) == ["https://misaal.example/v?a=1&b=2", "https://misaal.example/w?x&y&copy=3"]


@pytest.mark.parametrize(
    ("body", "reason", "detail"),
    [
        ("<!DOCTYPE html><html><head><title>x</title></head><body>404</body></html>", "not a sitemap", "HTML"),
        ("\n<html lang='ur'><body><a href='/sitemap.xml'>x</a></body></html>", "not a sitemap", "HTML"),
        ("<br /><b>Fatal error</b>: Allowed memory size exhausted", "not a sitemap", "<br>"),
        ("Fatal error: out of memory", "not a sitemap", "neither"),
        (f"{DECLARED}<note>x</note>", "not a sitemap", "<note>"),
        (DECLARED, "not a sitemap", "not XML"),
        ("<sitemapindex><sitemap><lastmod>2026-11-01</lastmod></sitemap></sitemapindex>", "empty", "names no"),
        (f"<sitemapindex {NS}></sitemapindex>", "empty", "names no"),
        ("\ufeff \n", "empty", "no bytes"),
    ],
)
def test_what_is_no_sitemap_says_what_it_is(body: str, reason: str, detail: str) -> None:
    found = sitemap(body)
    assert isinstance(found, SandboxFailure)
    assert found.reason == reason
    assert detail in found.detail


def test_an_index_is_read_without_those_that_name_no_address() -> None:
    broken = "<sitemap><lastmod>2026-11-27</lastmod></sitemap>", "<sitemap><loc/></sitemap>", "<sitemap/>"
    assert index(*broken, entry("a.xml")) == ("a.xml",)
    assert index("<sitemap>https://misaal.example/a.xml</sitemap>") == ("a.xml",)
    assert index("<sitemap><loc> /a.xml?x=1&y=2 </loc></sitemap>") == ("a.xml?x=1&y=2",)


POSTS = [f"post-sitemap{number}.xml" for number in range(1, 13)]


@pytest.mark.parametrize(
    ("names", "newest"),
    [
        ([f"k{number}.xml" for number in range(1, 8)], "k7.xml"),
        ([f"k{number}.xml" for number in range(7, 0, -1)], "k7.xml"),
        ([f"sitemap-2026-{month:02}.xml" for month in range(1, 12)], "sitemap-2026-11.xml"),
        ([f"sitemap-{year}.xml" for year in range(2008, 2027)], "sitemap-2026.xml"),
        ([f"map?yyyy=2026&mm={month}" for month in range(1, 12)], "map?yyyy=2026&mm=11"),
        ([*POSTS, "category-sitemap.xml", "author-sitemap.xml"], "post-sitemap12.xml"),
        (["tags-sitemap.xml", *(f"{at}.xml" for at in range(1, 9)), "news-sitemap.xml", "x.xml"], "news-sitemap.xml"),
    ],
)
def test_the_newest_sitemap_of_an_index_without_dates_is_among_the_first_four(names: list[str], newest: str) -> None:
    assert newest in index(*map(entry, names))[:4]
    assert newest in index(*(entry(name, "2026-11-30") for name in names))[:4]  # the day it was made


def test_sitemaps_that_say_when_they_changed_are_ordered_by_that() -> None:
    dated = entry("a.xml", "2026-11-10"), entry("b.xml", "2026-11-12")
    assert index(*dated, entry("c.xml")) == ("b.xml", "a.xml", "c.xml")
    assert index(entry("tag-sitemap.xml", "2026-11-12"), dated[0]) == ("a.xml", "tag-sitemap.xml")


@pytest.mark.parametrize("form", ["news/{}", "{}/khabar", "khabar-{}.html", "?p={}", "2026/11/khabar-{}"])
def test_the_newest_addresses_of_a_sitemap_without_dates_come_first(form: str) -> None:
    rows = [row(form.format(number)) for number in range(1000, 3000)]
    newest = [f"https://misaal.example/{form.format(number)}" for number in (2999, 2998, 2997)]
    assert urls(urlset("".join(rows)))[:3] == newest
    assert urls(urlset("".join(reversed(rows))))[:3] == newest


def test_where_nothing_shows_the_order_both_ends_are_read() -> None:
    names = [f"khabar-{chr(97 + at // 26)}{chr(97 + at % 26)}" for at in range(600)]
    found = urls(urlset("".join(map(row, names))))
    assert len(found) == 500
    assert {found[0].rpartition("/")[2], found[1].rpartition("/")[2]} == {names[-1], names[0]}
    assert urls(urlset("".join(row(name, "2026-11-30") for name in names))) == found  # the day it was made
    assert urls("\n".join(f"https://misaal.example/{number}" for number in range(1000, 2000)))[0].endswith("/1999")


def test_since_leaves_out_what_did_not_change() -> None:
    rows = "".join(row(str(day), f"2026-11-{day}") for day in range(10, 30))
    found = sitemap(urlset(rows), since=datetime(2026, 11, 28, 12, tzinfo=UTC))
    assert isinstance(found, list)
    assert [link.url[-2:] for link in found] == ["29"]


def test_a_news_sitemap_with_pictures() -> None:
    body = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
      <url><loc>https://misaal.example/a/</loc><lastmod>2026-11-25</lastmod>
        <n:news><n:publication_date>2026-11-23T10:00:00+05:00</n:publication_date><n:title>پہلی</n:title></n:news></url>
      <url><image:image><image:loc>https://misaal.example/a.jpg</image:loc></image:image><loc>https://misaal.example/b</loc>
        <n:news><n:publication_date>2026-11-24T10:00:00+05:00</n:publication_date><n:title>دوسری</n:title></n:news></url>
      </urlset>"""
    found = sitemap(gzip.compress(body.encode()))
    assert isinstance(found, list)
    assert [(link.title, link.url[-1]) for link in found] == [("دوسری", "b"), ("پہلی", "a")]
    assert found[0].published == datetime(2026, 11, 24, 5, tzinfo=UTC)


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
    found = section(body, r"/news/\d+")
    assert isinstance(found, list)
    assert [(link.url, link.title) for link in found] == [
        ("https://misaal.example/news/12", "صدر کی گفتگو"),
        ("https://misaal.example/news/7", "دوسری"),
    ]
    none = section(body, "/story/")
    assert isinstance(none, SandboxFailure)
    assert none.reason == "no links"


def test_a_sitemap_with_too_long_an_address_keeps_its_name() -> None:
    long = "https://misaal.example/" + "%" * 1_000_000
    for body in (urlset(row("1")).replace("https://misaal.example/1", long), f"https://misaal.example/1\n{long}\n"):
        found = sitemap(body)
        assert isinstance(found, list)
        assert found[-1].url.startswith("too-long:https://misaal.example/")


def test_prefixes_that_are_not_declared_and_broken_references_cost_no_sitemap() -> None:
    body = (
        "<urlset><url><loc>https://misaal.example/1</loc><news:news><news:title>خبر</news:title></news:news></url>"
        "<url><loc>https://misaal.example/2</loc><a&#xD83D;>&#0;</a&#xD83D;></url></urlset>"
    )
    found = sitemap(body)
    assert isinstance(found, list)
    assert [(link.url[-1], link.title) for link in found] == [("1", "خبر"), ("2", None)]
