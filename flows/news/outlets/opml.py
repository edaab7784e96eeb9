"""OPML, the format in which feed readers exchange lists of feeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from flows.errors import RabitaError
from flows.news.outlets.sources import Outlet
from flows.news.web.canonical import absolute, host_of
from flows.printable_text import visible

LARGEST_OPML = 1 << 20
"""Bytes of a list; lists of thousands of feeds are smaller."""

MOST_FEEDS = 1_000
"""Feeds of a list."""

LONGEST_NAME = 120


class OpmlError(RabitaError, ValueError):
    """A file cannot be read as OPML; the message says why."""


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """A feed of a list: its address, and its name and homepage, which may be empty."""

    url: str
    name: str = ""
    homepage: str = ""


def write_opml(outlets: Iterable[Outlet]) -> str:
    """Return the feeds of outlets as OPML 2.0, which has no place for sitemaps and sections.

    Standard: opml.org/spec2.opml.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Rabita"
    body = etree.SubElement(root, "body")
    for outlet in outlets:
        for feed in outlet.feeds:
            shown = {"type": "rss", "text": outlet.name, "title": outlet.name, "xmlUrl": feed}
            etree.SubElement(body, "outline", shown | {"htmlUrl": outlet.homepage})
    text = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def read_opml(body: bytes) -> list[OpmlFeed]:
    """Return the feeds of a list, each once, from all its folders.

    A file with a DOCTYPE is rejected, so that no entity is expanded and nothing else is read. Only http and https
    addresses are returned. Raises OpmlError for a file that is too large, not XML or not OPML, or has too many feeds.
    """
    if len(body) > LARGEST_OPML:
        raise OpmlError(f"more than {LARGEST_OPML:,} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise OpmlError(f"not XML: {visible(str(error))}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise OpmlError("it has a DOCTYPE, which OPML has no use for")
    if etree.QName(root).localname.lower() != "opml":
        raise OpmlError(f"not OPML: it begins with <{etree.QName(root).localname}>")
    found: dict[str, OpmlFeed] = {}
    for outline in root.iter("outline"):
        fields = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        if url := _web(fields.get("xmlurl", "")):
            name = " ".join(visible(fields.get("title") or fields.get("text") or "").split())[:LONGEST_NAME]
            found.setdefault(url, OpmlFeed(url, name, _web(fields.get("htmlurl", ""))))
    if len(found) > MOST_FEEDS:
        raise OpmlError(f"{len(found):,} feeds, more than {MOST_FEEDS:,}")
    return list(found.values())


def _web(text: str) -> str:
    """Return a web address in the form of sources.yaml, or an empty string."""
    text = text.strip()
    return absolute(text) if text.lower().startswith(("http://", "https://")) and host_of(text) else ""
