# ruff: noqa: E501 - markup keeps its lines
"""Feeds of every kind, valid and broken, become links or a reason."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from listing_bodies import ADDRESS, answer, item, outlet, rss

from flows.news.article import Link
from flows.news.listings.feeds import MOST_ITEMS, read_feed
from flows.news.sandbox import SandboxFailure

LONG = "https://misaal.example/" + "%" * 1_000_000


def feed(
    body: str | bytes, content_type: str = "application/rss+xml", zone: str = "Asia/Karachi"
) -> list[Link] | SandboxFailure:
    return read_feed(answer(body, content_type), outlet(zone))


def links(body: str | bytes, content_type: str = "application/rss+xml", zone: str = "Asia/Karachi") -> list[Link]:
    found = feed(body, content_type, zone)
    assert isinstance(found, list), found
    return found


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


def test_a_link_with_too_long_an_address_is_not_fetched() -> None:
    (first, second) = links(rss(item(1), f"<item><title>خبر</title><link>{LONG}</link></item>"))
    assert first.url == "https://misaal.example/n/1"
    assert (second.url[:32], second.address) == ("too-long:https://misaal.example/", None)


@pytest.mark.parametrize(
    "charset",
    ["idna", "punycode", "undefined", "unicode_escape", "utf-7", "zip", "hex", "rot13", "no-such", "a" * 9000],
)
def test_what_is_no_charset_is_not_read_as_one(charset: str) -> None:
    body = rss(item(1, title="روس"), head="").encode("cp1256")
    (link,) = links(body, content_type=f"application/xml; charset={charset}")
    assert link.title == "روس 1"


def test_elements_that_nobody_reads_go_with_their_end_tags_only() -> None:
    body = "<content:encoded>a</content:encoded><description>b</description><author>c"
    (link,) = links(rss(f"<item>{body}<title>خبر</title><link>https://misaal.example/1</link></item>"))
    assert (link.url, link.title) == ("https://misaal.example/1", "خبر")
