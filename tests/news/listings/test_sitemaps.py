"""Sitemaps as servers send them: forgotten prefixes, warnings, bare ampersands, and the oldest first."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from flows.news.article import Link
from flows.news.listings.sitemaps import Index, read_sitemap
from flows.news.sandbox import SandboxFailure

ADDRESS = "https://misaal.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
NEWS = (
    "<url><loc>https://misaal.example/1</loc><news:news><news:publication_date>2026-11-27T15:00:00+05:00</news:publication_date>"
    "<news:title>سکھر میں پیاز کی منڈی</news:title></news:news></url>"
)


def sitemap(body: str | bytes, since: datetime | None = None) -> list[Link] | Index | SandboxFailure:
    raw = body.encode() if isinstance(body, str) else body
    return read_sitemap(raw, content_type="", address=ADDRESS, outlet="misaal", zone="Asia/Karachi", since=since)


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
        (DECLARED, "not a sitemap", "no XML"),
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
