"""The links of sitemaps and section pages. Pure; runs in a child process."""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from lxml import etree

from flows.news.article import Link
from flows.news.listings.feeds import (
    LARGEST,
    LONGEST_TITLE,
    MOST_ITEMS,
    decoded,
    escaped,
    plain,
    read_feed,
    well_formed,
)
from flows.news.listings.sitemap_order import newest_addresses_first, newest_sitemaps_first
from flows.news.outlets.sources import Outlet
from flows.news.pages.date_parsing import LONGEST_DATE, instant
from flows.news.pages.html_tree import PARSE_ERRORS, parse_whole
from flows.news.sandbox import SandboxFailure
from flows.news.web.canonical import TOO_LONG, absolute, canonical, host_of, link_name, too_long
from flows.news.web.charset import decode
from flows.news.web.inflate import unpack
from flows.news.web.refused_request import Refused
from flows.news.web.response import Response

MOST_ADDRESSES = 50_000
"""Addresses that a sitemap may have (sitemaps.org); later ones are not read."""

LARGEST_SITEMAP = 2 * LARGEST
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(urlset|sitemapindex|rss|feed|rdf)(?=[\s>])", re.IGNORECASE)
_PREFIX = re.compile(r"(</?)[\w.-]{1,40}:(?=[A-Za-z])")
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_OLDEST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Index:
    """A sitemap index: the addresses of its sitemaps, the most recently changed first."""

    sitemaps: tuple[str, ...]


def read_sitemap(
    answer: Response, outlet: Outlet, since: datetime | None = None
) -> list[Link] | Index | SandboxFailure:
    """Return the links of a sitemap, newest first, the sitemaps of an index, or why it is neither.

    The date is that of Google's news extension; `lastmod` only orders, since it says when a page changed. With `since`
    (aware UTC) only what was published or changed from then on is returned. A feed and a plain list of addresses count
    as sitemaps. Fails as `read_feed` does, with "not a sitemap". Standard: sitemaps.org.
    """
    try:
        body = unpack(answer.body, LARGEST_SITEMAP)
    except Refused as refused:
        return SandboxFailure(refused.reason, refused.detail)
    text = decoded(body, answer.header("content-type") or "").lstrip("\ufeff \t\r\n")
    if not text.strip():
        return SandboxFailure("empty", "the sitemap has no bytes")
    root = _ROOT.search(text)  # warnings of PHP may precede it
    if root is None:
        return _not_a_sitemap(text) if text.startswith("<") else _list(text, answer.final_url, outlet)
    if root[1].lower() in {"rss", "feed", "rdf"}:
        return read_feed(replace(answer, body=body), outlet)
    text = text[root.start() :]
    entries = _entries(_readable(text).encode("utf-8", "replace"))
    if entries and not text.rstrip().endswith(">"):
        entries.pop()  # may be cut in the middle of an address
    if root[1].lower() == "sitemapindex":
        return _index(entries, answer.final_url, outlet, since)
    return _links(entries, answer.final_url, outlet, since or _OLDEST)


def _not_a_sitemap(text: str) -> SandboxFailure:
    first = re.search(r"<([A-Za-z]\w{0,40})", text)
    is_page = re.match(r"<!doctype html|<html|<head|<body", text, re.IGNORECASE)
    begins = f"it begins with <{first[1].lower()}>" if first else "it is not XML"
    return SandboxFailure("not a sitemap", "it is an HTML page" if is_page else begins)


def _readable(text: str) -> str:
    """Return XML that a parser accepts: without prefixes, often undeclared, and without bare ampersands."""
    return escaped(_PREFIX.sub(r"\1", well_formed(text)), _BARE)


def _index(
    entries: list[dict[str, str]], address: str, outlet: Outlet, since: datetime | None
) -> Index | SandboxFailure:
    dated = [
        (absolute(one["loc"], address), instant(one.get("lastmod", ""), outlet.timezone))
        for one in entries
        if "loc" in one
    ]
    if not dated:
        return SandboxFailure("empty", "the sitemap index names no sitemap")
    if since:  # a sitemap without a date may have changed
        dated = [(url, changed) for url, changed in dated if changed is None or changed >= since]
    return Index(tuple(newest_sitemaps_first(dated)[:MOST_ITEMS]) if dated else ())


def _entries(body: bytes) -> list[dict[str, str]]:
    """Return the fields of every url or sitemap element by name."""
    found: list[dict[str, str]] = []
    events = etree.iterparse(
        io.BytesIO(body), events=("end",), recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for _, element in events:
            if _local(element.tag) in {"url", "sitemap"}:
                found.append(_fields(element))
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
                if len(found) >= MOST_ADDRESSES:
                    break
    except etree.XMLSyntaxError:
        pass  # the entries before the error count
    return found


def _fields(element: etree._Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in element.iter(etree.Element):
        name = _local(child.tag)
        above = child.getparent()
        inside = "" if above is None else _local(above.tag)
        if name in {"loc", "lastmod", "publication_date", "title"} and inside not in {"image", "video"} and child.text:
            fields.setdefault(name, child.text.strip())
    if host_of(bare := (element.text or "").strip()):
        fields.setdefault("loc", bare)  # <sitemap>https://…</sitemap>
    if "loc" in fields:
        fields["loc"] = fields["loc"].replace("&amp;", "&")
    return fields


def _local(tag: object) -> str:
    """Return the name of an element in lower case, without its namespace."""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _links(entries: list[dict[str, str]], address: str, outlet: Outlet, since: datetime) -> list[Link]:
    changes = {entry.get("lastmod") for entry in entries}
    says_nothing = len(changes) == 1 and len(entries) > 1  # it is the day when the sitemap was generated
    dated: list[tuple[datetime, Link]] = []
    undated: dict[str, Link] = {}
    seen: set[str] = set()
    for entry in entries:
        url = link_name(entry["loc"], address) if "loc" in entry else ""
        long = url.startswith(TOO_LONG)
        if url in seen or not (long or host_of(url)):
            continue
        seen.add(url)
        raw = entry.get("publication_date")
        published = instant(raw, outlet.timezone) if raw else None
        changed = published or instant(entry.get("lastmod", ""), outlet.timezone) or _OLDEST
        if changed < since:
            continue
        title = plain(html.unescape(entry.get("title", "")), markup=False) or None
        asked = None if long else absolute(entry["loc"], address)
        link = Link(outlet.id, url, address, title, published, raw and raw[:LONGEST_DATE], asked)
        if changed == _OLDEST or (says_nothing and not published):
            undated[url] = link
        else:
            dated.append((changed, link))
    dated.sort(key=lambda pair: pair[0], reverse=True)
    newest = [*(link for _, link in dated), *(undated[url] for url in newest_addresses_first(list(undated)))]
    return newest[:MOST_ITEMS]


def _list(text: str, address: str, outlet: Outlet) -> list[Link] | SandboxFailure:
    lines = [line.strip() for line in text.splitlines()[:MOST_ADDRESSES] if line.strip()]
    if not lines or not all(host_of(line) or (line.startswith("http") and too_long(line)) for line in lines):
        return SandboxFailure("not a sitemap", "it is neither XML nor a list of addresses")
    newest = newest_addresses_first(list(dict.fromkeys(map(link_name, lines))))
    return [Link(outlet.id, url, address) for url in newest[:MOST_ITEMS]]


def read_section(answer: Response, outlet: Outlet) -> list[Link] | SandboxFailure:
    """Return the links of a page of headlines that match the pattern of its section, in their order on the page.

    Fails with "empty", "no section" if the outlet has no such section, or "no links" if no link matches.
    """
    pattern = next((section.links for section in outlet.sections if section.url == answer.url), None)
    if pattern is None:
        return SandboxFailure("no section", answer.url)
    text, address = decode(answer.body, answer.header("content-type") or "")[0], answer.final_url
    if not text.strip():
        return SandboxFailure("empty", "the page has no bytes")
    try:
        tree = parse_whole(text)
    except PARSE_ERRORS as error:
        return SandboxFailure("not a page", str(error))
    named = tree.find(".//base[@href]")
    base = absolute(named.get("href") or "", address) if named is not None else address
    titles: dict[str, str] = {}
    places: dict[str, str] = {}
    for anchor in tree.iter("a"):
        place = absolute(anchor.get("href") or "", base)
        url = canonical(place)
        if host_of(url) is None or not re.search(pattern, place):
            continue
        words = " ".join("".join(map(str, anchor.itertext())).split())
        places.setdefault(url, place)
        titles[url] = max(titles.get(url, ""), words, key=len)
        if len(titles) >= MOST_ITEMS:
            break
    if not titles:
        return SandboxFailure("no links", f"no address on it matches {pattern!r}")
    return [
        Link(outlet.id, url, address, words[:LONGEST_TITLE] or None, address=places[url])
        for url, words in titles.items()
    ]
