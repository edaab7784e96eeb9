"""Feeds to links: RSS 0.9x to 2.0, RDF and Atom by feedparser, JSON Feed by ourselves. Pure; runs in a child."""

from __future__ import annotations

import html
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml.html import fromstring

from flows.news.article import Link
from flows.news.pages.dates import LONGEST_DATE, readings, writes_months_first
from flows.news.sandbox import SandboxFailure
from flows.news.web.canonical import TOO_LONG, absolute, host_of, link_name
from flows.news.web.charset import MARKS, decode, nearly_utf8, standard_name, strictly, wide
from flows.news.web.inflate import unpack
from flows.news.web.refused import Refused

MOST_ITEMS = 500
"""Items of one listing that are read; a feed puts its newest first."""

LONGEST_TITLE = 1_000
"""Characters of a title that are stored."""

LARGEST = 8 << 20

WESTERN = "windows-1252"
"""Decodes anything, and servers name it without looking; not believed where words are all high bytes."""

_WORDS = re.compile(rb"[\x80-\xff]{3,}")
_FEW = 2
JSON_FEED = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.\d)?/?")
_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"""^[^<]{0,8}<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""")
_CHARSET = re.compile(r"""charset\s{0,20}=[\s"']{0,20}([\w.:-]{1,40})""", re.IGNORECASE)
_CHARREF = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,12})|([0-9]{1,12}));")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPEN = re.compile(
    r"<(title|link|guid|pubDate|id|updated|published)(\s[^<>]*)?(?<!/)>([^<]*)"
    r"(?=<(?:title|link|guid|pubDate|id|updated|published|description|author|category|item|entry|/item|/entry|/channel)\b)"
)
"""A field of plain text that runs into the next field: its end tag is missing."""

_IMAGE = re.compile(r"<(image|textInput)\b[^<>]*(?<!/)>", re.IGNORECASE)
"""Has a title and a link of its own, which are nobody's article."""

_OTHER_SCHEME = re.compile(r"\s*(?!https?:)[A-Za-z][\w+.-]{1,40}:", re.IGNORECASE)
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|mp[34]|m4[av]|m3u8|ogg|wav|avi|mov|webm|pdf|zip)(?:[?#]|\s*$)", re.IGNORECASE
)
"""What is no page, whatever a feed calls its link."""

_CDATA = re.compile(r"(<!\[CDATA\[|\]\]>)")
_PARAMETER = re.compile(r"&(?=\w{1,40}=)")
"""A bare ampersand in an address: browsers would read the name after it as an entity, such as &copy=."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UNREAD = re.compile(
    r"<((?:(?:content|media|itunes|dc|atom):)?(?:encoded|content|description|summary|author|creator|managingEditor"
    r"|webMaster|contributor))\b[^<>]*(?<!/)>"
)
_AUTHORS = re.compile(
    r"<((?:(?:itunes|dc|atom):)?(?:author|creator|managingEditor|webMaster|contributor))\b[^<>]*(?<!/)>"
)


LONGEST_EMPTY = 20_000
"""Bytes; a feed may have no items for a while, but then it is short."""


def read_feed(body: bytes, *, content_type: str, address: str, outlet: str, zone: str) -> list[Link] | SandboxFailure:
    """Return the links of a feed, newest first, or why it is none.

    `body` is what the server sent at `address`, packed or not; `zone` holds for dates that name none. Refuses with
    "empty", "not a feed" (HTML and other things answer at feed addresses), "too large" or "encoding".
    """
    try:
        body = unpack(body, LARGEST)
    except Refused as refused:
        return SandboxFailure(refused.reason, refused.detail)
    if not body.strip():
        return SandboxFailure("empty", "the feed has no bytes")
    items = read_items(body, content_type=content_type, address=address)
    if isinstance(items, SandboxFailure):
        return items
    if not items and len(body) > LONGEST_EMPTY:
        return SandboxFailure("empty", f"{len(body)} bytes without an item")
    return newest_first(links(items, address=address, outlet=outlet, zone=zone))


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed: its title in one line, its address, its date as it stands."""

    title: str | None
    address: str | None
    date: str | None


def read_items(body: bytes, *, content_type: str, address: str) -> list[Item] | SandboxFailure:
    """Return the items of an unpacked feed in its own order, those without an address too, or why it is none."""
    text = decoded(body, content_type).lstrip("\ufeff \t\r\n")
    if not text:
        return SandboxFailure("empty", "the feed has nothing but white space")
    return _json_items(text) if text.startswith("{") else _xml_items(text, address)


def decoded(body: bytes, content_type: str) -> str:
    """Return the text of an XML or JSON document: by its first bytes, as UTF-8, as declared, or as Urdu is written."""
    for mark, charset in MARKS:
        if body.startswith(mark):
            return body.decode(charset, "replace")
    if two_bytes := wide(body[:512]):
        return body.decode(two_bytes, "replace")
    declared = _ENCODING.search(body[:400])
    header = _CHARSET.search(content_type)
    names = ["utf-8", declared[1].decode("ascii", "ignore") if declared else "", header[1] if header else ""]
    if nearly_utf8(body):
        return body.decode("utf-8", "replace")
    for name in filter(None, map(standard_name, names)):
        if name == WESTERN and len(_WORDS.findall(body)) > _FEW:
            continue
        if (text := strictly(body, name)) is not None:
            return text
    return decode(body, content_type)[0]


def _xml_items(text: str, address: str) -> list[Item] | SandboxFailure:
    parsed = parse_feed(text, address)
    if not parsed.get("version") and not parsed.entries:
        page = re.match(r"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body)", text, re.IGNORECASE | re.DOTALL)
        return SandboxFailure("not a feed", "an HTML page answers here" if page else "no feed of a known kind")
    return [_entry(entry) for entry in parsed.entries[:MOST_ITEMS]]


def parse_feed(text: str, address: str, *, with_content: bool = False) -> Any:  # noqa: ANN401 feedparser has no types
    """Return what feedparser reads in a feed; its content is left out unless it is asked for, and then as it stands."""
    # an author pattern of feedparser is quadratic, and nobody reads authors
    text = _without(_IMAGE, _without(_AUTHORS if with_content else _UNREAD, well_formed(text)))
    text = escaped(_first_items(_OPEN.sub(r"<\1\2>\3</\1>", text)), _PARAMETER)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": address}
    import feedparser  # here, since only children parse and it takes a fifth of a second

    # a stream: bytes that are the name of a file or an address would be opened
    stream = io.BytesIO(text.encode("utf-8", "replace"))
    return feedparser.parse(
        stream, response_headers=headers, sanitize_html=not with_content, resolve_relative_uris=False
    )


def escaped(text: str, bare: re.Pattern[str]) -> str:
    """Return XML in which the ampersands that a pattern finds are written as such, outside CDATA."""
    if "&" not in text:
        return text
    parts, in_cdata = [], False
    for part in _CDATA.split(text):
        parts.append(part if in_cdata else bare.sub("&amp;", part))
        in_cdata = part == "<![CDATA[" or (in_cdata and part != "]]>")
    return "".join(parts)


def well_formed(text: str) -> str:
    """Return an XML document without its declaration and without what XML has no letters for, which parsers stop at."""
    return _CHARREF.sub(_character, _CONTROL.sub("", _DECLARATION.sub("", text)))


def _without(opening: re.Pattern[str], text: str) -> str:
    """Return a text without the elements that an opening tag begins, up to the end tag of the same name.

    Where no end tag of a name follows, none is looked for again: a text of opening tags takes no longer than another.
    """
    kept, done, endless = [], 0, set()
    for match in opening.finditer(text):
        if match.start() < done or (name := match[1]) in endless:
            continue
        local = re.escape(name.rpartition(":")[2])
        end = re.compile(rf"</(?:{re.escape(name)}|{local})\s*>", opening.flags).search(text, match.end())
        if end is None:
            endless.add(name)
            continue
        kept.append(text[done : match.start()])
        done = end.end()
    return "".join((*kept, text[done:]))


def _character(match: re.Match[str]) -> str:
    """Return a numeric reference as it stands, or nothing where XML has no such character."""
    number = int(match[1], 16) if match[1] else int(match[2])
    known = number <= sys.maxunicode and not _CONTROL.match(chr(number)) and not _SURROGATE.match(chr(number))
    return match[0] if known else ""


def _first_items(text: str) -> str:
    """Cut a feed after its first items, so that an endless one costs no more than a long one."""
    for number, match in enumerate(_ITEM.finditer(text)):
        if number == MOST_ITEMS:
            return text[: match.start()]
    return text


def _entry(entry: Any) -> Item:  # noqa: ANN401 feedparser has no types
    address = item_address(entry)
    detail = entry.get("title_detail") or {}
    title = plain(detail.get("value") or "", markup="html" in (detail.get("type") or ""))
    raw = next((str(entry[key]) for key in ("published", "created", "updated") if entry.get(key)), None)
    return Item(title or None, address, raw)


def item_address(entry: Any) -> str | None:  # noqa: ANN401
    """Return the address of an item's article, or None where it has none; pictures and sounds only for want of one."""
    places = [place for place in _addresses(entry) if place and not _OTHER_SCHEME.match(place)]
    return next((place for place in places if not _MEDIA.search(place)), places[0] if places else None)


def _addresses(entry: Any) -> Iterator[str | None]:  # noqa: ANN401
    """Yield the addresses that may be an item's article, best first; what is enclosed, or a reply to it, is none.

    Of several alternates that in HTML comes first, and that in Urdu before those in other languages.
    """
    links = [link for link in entry.get("links") or () if link.get("href")]
    others = {link["href"] for link in links if link.get("rel") not in {"alternate", "self", "canonical"}}
    alternates = [link for link in links if link.get("rel") == "alternate" and link["href"] not in others]
    yield entry.get("feedburner_origlink")
    yield from (link["href"] for link in sorted(alternates, key=_unlikeness))
    yield entry.get("link") if entry.get("link") not in others else None
    yield entry.get("id") if host_of(entry.get("id") or "") else None
    yield from (link["href"] for link in links if link.get("rel") in {"self", "canonical"} and host_of(link["href"]))


def _unlikeness(link: Any) -> tuple[bool, bool]:  # noqa: ANN401
    """Order alternates: pages before feeds and applications, Urdu or no language before others."""
    kind, language = link.get("type") or "html", link.get("hreflang") or "ur"
    return "html" not in kind, not language.lower().startswith("ur")


def plain(text: str, *, markup: bool) -> str:
    """Return a title in one line, without tags where it has any."""
    if markup and ("<" in text or "&" in text):
        try:
            tree = fromstring(f"<div>{text}</div>")
            etree.strip_elements(tree, "script", "style", etree.Comment, with_tail=False)
            text = "".join(map(str, tree.itertext()))
        except (etree.ParserError, ValueError):
            text = html.unescape(re.sub(r"<[^<>]*>", "", text))
    return " ".join(_SURROGATE.sub("", text).split())[:LONGEST_TITLE]


def _json_items(text: str) -> list[Item] | SandboxFailure:
    """Return the items of a JSON Feed. Standard: jsonfeed.org/version/1.1."""
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        return SandboxFailure("not a feed", f"no JSON: {error}"[:200])
    items = feed.get("items") if isinstance(feed, dict) else None
    rows = [_row(row) for row in items[:MOST_ITEMS] if isinstance(row, dict)] if isinstance(items, list) else []
    named = isinstance(feed, dict) and JSON_FEED.fullmatch(str(feed.get("version"))[:100].strip())
    if not named and not any(row.title and row.address for row in rows):  # some forget the version
        return SandboxFailure("not a feed", "JSON, and no JSON Feed")
    if not isinstance(items, list):
        return SandboxFailure("not a feed", "a JSON Feed without items")
    return rows


def _row(row: dict[str, Any]) -> Item:
    address = next((row[key] for key in ("url", "id", "external_url") if _is_address(row.get(key))), None)
    raw = next((row[key] for key in ("date_published", "date_modified") if isinstance(row.get(key), str)), None)
    title = row.get("title")
    return Item(plain(title, markup=False) or None if isinstance(title, str) else None, address, raw)


def _is_address(value: object) -> bool:
    return isinstance(value, str) and (host_of(value) is not None or value.startswith("/"))


def links(items: list[Item], *, address: str, outlet: str, zone: str) -> Iterator[Link]:
    """Yield a link for every item that has a web address, the first time it comes.

    One whose address is too long to be asked has none, and a name that says so.
    """
    seen: set[str] = set()
    months_first = writes_months_first(item.date for item in items if item.date)
    for item in items:
        url = link_name(item.address, address) if item.address else ""
        long = url.startswith(TOO_LONG)
        if url in seen or not (long or host_of(url)):
            continue
        seen.add(url)
        may_mean = readings(item.date, zone) if item.date else ()
        published = next(reversed(may_mean) if months_first else iter(may_mean), None)
        asked = None if long else absolute(item.address or "", address)
        yield Link(outlet, url, address, item.title, published, item.date and item.date[:LONGEST_DATE], asked)


def newest_first(found: Iterator[Link]) -> list[Link]:
    """Order links by date, newest first; those without one keep their order, after the others."""
    return sorted(found, key=lambda link: -link.published.timestamp() if link.published else 0.0)
