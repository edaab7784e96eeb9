"""The links of a feed: RSS 0.9x to 2.0, RDF and Atom by feedparser, JSON Feed here. Pure; runs in a child process."""

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
from flows.news.outlets.sources import Outlet
from flows.news.pages.date_parsing import LONGEST_DATE, readings, writes_months_first
from flows.news.sandbox import SandboxFailure
from flows.news.web.canonical import TOO_LONG, absolute, host_of, link_name
from flows.news.web.charset import MARKS, decode, nearly_utf8, standard_name, strictly, wide
from flows.news.web.inflate import unpack
from flows.news.web.refused_request import Refused
from flows.news.web.response import Response

MOST_ITEMS = 500
"""Items of one listing that are read; feeds list the newest first."""

LONGEST_TITLE = 1_000
"""Characters of a title that are stored."""

LARGEST = 8 << 20
"""Bytes of a feed, unpacked."""

LONGEST_EMPTY = 20_000
"""Bytes up to which a feed may have no items: that is possible for a while, but then it is short."""

WESTERN = "windows-1252"
"""Decodes anything, and servers often declare it wrongly; ignored if words consist of high bytes."""

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
"""A plain text field without an end tag before the next field."""

_IMAGE = re.compile(r"<(image|textInput)\b[^<>]*(?<!/)>", re.IGNORECASE)
"""Elements with a title and a link of their own that belong to no article."""

_OTHER_SCHEME = re.compile(r"\s*(?!https?:)[A-Za-z][\w+.-]{1,40}:", re.IGNORECASE)
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|mp[34]|m4[av]|m3u8|ogg|wav|avi|mov|webm|pdf|zip)(?:[?#]|\s*$)", re.IGNORECASE
)
"""Files that are not pages, whatever the feed calls the link."""

_CDATA = re.compile(r"(<!\[CDATA\[|\]\]>)")
_PARAMETER = re.compile(r"&(?=\w{1,40}=)")
"""A bare ampersand in an address; parsers would read the name after it as an entity, such as &copy=."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UNREAD = re.compile(
    r"<((?:(?:content|media|itunes|dc|atom):)?(?:encoded|content|description|summary|author|creator|managingEditor"
    r"|webMaster|contributor))\b[^<>]*(?<!/)>"
)
_AUTHORS = re.compile(
    r"<((?:(?:itunes|dc|atom):)?(?:author|creator|managingEditor|webMaster|contributor))\b[^<>]*(?<!/)>"
)


def read_feed(answer: Response, outlet: Outlet) -> list[Link] | SandboxFailure:
    """Return the links of a feed, newest first, or why it is not a feed.

    The body may be gzipped; dates without a zone are local to the outlet. Fails with "empty", "not a feed", "too large"
    or "encoding".
    """
    try:
        body = unpack(answer.body, LARGEST)
    except Refused as refused:
        return SandboxFailure(refused.reason, refused.detail)
    if not body.strip():
        return SandboxFailure("empty", "the feed has no bytes")
    items = read_items(body, content_type=answer.header("content-type") or "", address=answer.final_url)
    if isinstance(items, SandboxFailure):
        return items
    if not items and len(body) > LONGEST_EMPTY:
        return SandboxFailure("empty", f"{len(body)} bytes without an item")
    return newest_first(links(items, answer.final_url, outlet))


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed: its title in one line, its address, and its date as written."""

    title: str | None
    address: str | None
    date: str | None


def read_items(body: bytes, *, content_type: str, address: str) -> list[Item] | SandboxFailure:
    """Return all items of an unpacked feed in their order, or why it is not a feed."""
    text = decoded(body, content_type).lstrip("\ufeff \t\r\n")
    if not text:
        return SandboxFailure("empty", "the feed has nothing but white space")
    return _json_items(text) if text.startswith("{") else _xml_items(text, address)


def decoded(body: bytes, content_type: str) -> str:
    """Return the text of an XML or JSON document: by its first bytes, as UTF-8, as declared, or by its words."""
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
        return SandboxFailure("not a feed", "it is an HTML page" if page else "it is no known kind of feed")
    return [_entry(entry) for entry in parsed.entries[:MOST_ITEMS]]


def parse_feed(text: str, address: str, *, with_content: bool = False) -> Any:  # noqa: ANN401 feedparser has no types
    """Return the result of feedparser; the content of items is left out unless asked for, and is then not sanitised."""
    # without authors: feedparser's pattern for them is quadratic, and they are not used
    text = _without(_IMAGE, _without(_AUTHORS if with_content else _UNREAD, well_formed(text)))
    text = escaped(_first_items(_OPEN.sub(r"<\1\2>\3</\1>", text)), _PARAMETER)
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": address}
    import feedparser  # only child processes need it, and it takes a fifth of a second

    # as a stream: feedparser would open bytes that are a file name or an address
    stream = io.BytesIO(text.encode("utf-8", "replace"))
    return feedparser.parse(
        stream, response_headers=headers, sanitize_html=not with_content, resolve_relative_uris=False
    )


def escaped(text: str, bare: re.Pattern[str]) -> str:
    """Return XML with the ampersands that a pattern matches escaped, outside CDATA."""
    if "&" not in text:
        return text
    parts, in_cdata = [], False
    for part in _CDATA.split(text):
        parts.append(part if in_cdata else bare.sub("&amp;", part))
        in_cdata = part == "<![CDATA[" or (in_cdata and part != "]]>")
    return "".join(parts)


def well_formed(text: str) -> str:
    """Return an XML document without its declaration and without characters that are invalid in XML."""
    return _CHARREF.sub(_character, _CONTROL.sub("", _DECLARATION.sub("", text)))


def _without(opening: re.Pattern[str], text: str) -> str:
    """Return a text without the elements whose opening tag matches, up to the end tag of the same name.

    After a missing end tag, its name is not searched for again, so that a text of opening tags takes linear time.
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
    """Return a numeric reference unchanged, or an empty string if XML has no such character."""
    number = int(match[1], 16) if match[1] else int(match[2])
    known = number <= sys.maxunicode and not _CONTROL.match(chr(number)) and not _SURROGATE.match(chr(number))
    return match[0] if known else ""


def _first_items(text: str) -> str:
    """Cut a feed after its first items."""
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
    """Return the address of an item's article, or None; one of a media file only if there is no other."""
    places = [place for place in _addresses(entry) if place and not _OTHER_SCHEME.match(place)]
    return next((place for place in places if not _MEDIA.search(place)), places[0] if places else None)


def _addresses(entry: Any) -> Iterator[str | None]:  # noqa: ANN401
    """Yield the possible addresses of an item's article, best first, without enclosures and replies.

    Among alternates, HTML comes first, then Urdu before other languages.
    """
    links = [link for link in entry.get("links") or () if link.get("href")]
    others = {link["href"] for link in links if link.get("rel") not in {"alternate", "self", "canonical"}}
    alternates = [link for link in links if link.get("rel") == "alternate" and link["href"] not in others]
    yield entry.get("feedburner_origlink")
    yield from (link["href"] for link in sorted(alternates, key=_alternate_order))
    yield entry.get("link") if entry.get("link") not in others else None
    yield entry.get("id") if host_of(entry.get("id") or "") else None
    yield from (link["href"] for link in links if link.get("rel") in {"self", "canonical"} and host_of(link["href"]))


def _alternate_order(link: Any) -> tuple[bool, bool]:  # noqa: ANN401
    """Return a sort key: pages before feeds and applications, Urdu or no language before others."""
    kind, language = link.get("type") or "html", link.get("hreflang") or "ur"
    return "html" not in kind, not language.lower().startswith("ur")


def plain(text: str, *, markup: bool) -> str:
    """Return a title in one line, without tags if it is `markup`."""
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
    if not named and not any(row.title and row.address for row in rows):  # some feeds have no version
        return SandboxFailure("not a feed", "it is JSON, but not a JSON Feed")
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


def links(items: list[Item], address: str, outlet: Outlet) -> Iterator[Link]:
    """Yield a link for every item with a web address, once for each address.

    A link whose address is too long to be fetched has no address, and a name that says so.
    """
    seen: set[str] = set()
    months_first = writes_months_first(item.date for item in items if item.date)
    for item in items:
        url = link_name(item.address, address) if item.address else ""
        long = url.startswith(TOO_LONG)
        if url in seen or not (long or host_of(url)):
            continue
        seen.add(url)
        may_mean = readings(item.date, outlet.timezone) if item.date else ()
        published = next(reversed(may_mean) if months_first else iter(may_mean), None)
        asked = None if long else absolute(item.address or "", address)
        yield Link(outlet.id, url, address, item.title, published, item.date and item.date[:LONGEST_DATE], asked)


def newest_first(found: Iterator[Link]) -> list[Link]:
    """Return links ordered by date, newest first; those without a date come last, in their own order."""
    return sorted(found, key=lambda link: -link.published.timestamp() if link.published else 0.0)
