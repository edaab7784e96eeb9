"""The lines of a block as a reader sees them, with the other articles that they lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from urllib.parse import urljoin

from lxml import etree

from flows.news.pages.boilerplate_rules import boilerplate, kind_of
from flows.news.urdu import fold, match_key
from flows.news.web.canonical import host_of

HEADLINE = 200
"""Characters; a longer line is no headline."""

LABEL = 40
"""Characters of a label, a date or a category."""

_FEWEST_WORDS, _SHORTEST = 4, 15
_STEM = 5

_BLOCKS = """
    address article blockquote body center dd div dl dt fieldset figcaption footer form h1 h2 h3 h4 h5 h6 header
    hr li main ol p pre section table tbody td tfoot th thead tr ul br
"""
BLOCKS = frozenset(_BLOCKS.split())
BOXES = frozenset({"div", "section", "article", "table", "ul", "ol", "dl", "blockquote", "center", "fieldset"})
"""Elements that a page puts around what belongs together."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})
_STRONG = HEADINGS | {"strong", "b", "th"}
_SILENT = frozenset({"script", "style", "noscript", "template"})
_PICTURES = frozenset({"img", "picture", "video", "amp-img", "svg"})
CLOSERS = "\"'”’‘»)] "
"""What may stand behind the end of a sentence."""
_ENDS = ("۔", ".", "!", "؟", "?", "…")
_CONTINUES = re.compile(r"[\s)\]\"'”’]*[،,؛;۔.؟?!]")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|docx?)$", re.IGNORECASE)
_LISTING = re.compile(
    r"/(?:tags?|categor(?:y|ies)|topics?|authors?|writers?|profile|search|user)(?:/|$)", re.IGNORECASE
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SHORT_DOMAIN = 3


@dataclass(frozen=True)
class PageIdentity:
    """What a page is called and where it stands, by which links to itself are known from links to others."""

    url: str = ""
    title: str = ""

    @cached_property
    def site(self) -> str:
        """The part of the host that all hosts of an outlet share."""
        return _site(self.url)

    @cached_property
    def path(self) -> str:
        """The page's address on its host, without query and fragment."""
        return _path(_on_host(self.url))

    @cached_property
    def key(self) -> str:
        """The match key of the title."""
        return match_key(self.title)

    def is_address(self, address: str) -> bool:
        """Say whether an address is the page's, whatever its scheme and its query."""
        there = urljoin(self.url, address)
        if _site(there) != self.site:
            return False
        path = _path(_on_host(there))
        return path == self.path and (path != "" or _on_host(there) == _on_host(self.url))

    def is_own(self, line: str) -> bool:
        """Say whether a line is the page's own headline."""
        return bool(self.key) and len(line) < 2 * len(self.title) + LABEL and match_key(line) == self.key

    def leads_to(self, href: str) -> str | None:
        """Return where on this site a link leads to another article; None where it leads to no such thing."""
        href = href.strip().partition("#")[0]
        if not href:
            return None
        if href[0] != "/" or href.startswith("//"):
            if href[0] != "/" and _SCHEME.match(href) and not href.lower().startswith(("http:", "https:")):
                return None
            href = urljoin(self.url, href)
            if href.startswith("http"):
                if _site(href) != self.site:
                    return None
                href = _on_host(href)
        path = _path(href)
        return None if path in {"", self.path} or _FILE.search(path) or _LISTING.search(path) else href


def _path(url: str) -> str:
    return url.partition("?")[0].rstrip("/")


def _on_host(url: str) -> str:
    """Return an address without scheme and host."""
    return "/" + url.partition("#")[0].partition("://")[2].partition("/")[2]


@lru_cache(maxsize=256)
def _site(url: str) -> str:
    """Return the registered part of a host, near enough: x.com of urdu.x.com, x.com.pk of www.x.com.pk."""
    host = host_of(url) or ""
    parts = host.split(".")
    if parts[-1].isdigit() or host.startswith("["):
        return host
    count = 3 if len(parts) > 2 and len(parts[-2]) <= _SHORT_DOMAIN else 2  # noqa: PLR2004 com.pk, co.uk
    return ".".join(parts[-count:])


@dataclass(slots=True)
class Line:
    """A line of a block: its words, white space folded, and its pieces with where each leads to."""

    text: str
    pieces: list[tuple[str, str | None]]
    is_strong: bool
    has_picture: bool

    @property
    def targets(self) -> set[str]:
        """The other articles that words of the line lead to."""
        return {target for words, target in self.pieces if target and words.strip()}

    @property
    def is_link(self) -> bool:
        """Whether all words of the line lead to another article."""
        return all(target for words, target in self.pieces if words.strip(" \t\n|»«›‹·•-–—[]()"))

    @property
    def words(self) -> int:
        """The number of its words."""
        return len(_WORD.findall(self.text))

    @property
    def may_be_headline(self) -> bool:
        """Whether it is no sentence and not too long."""
        return len(self.text) <= HEADLINE and not ends_a_sentence(self.text)

    @property
    def is_headline(self) -> bool:
        """Whether all of it is a link with the words of a headline."""
        return self.is_link and is_headline(self.text)

    @property
    def is_aside(self) -> bool:
        """Whether it may be a date, a category or the name of a box: short and no sentence."""
        return len(self.text) <= LABEL and not ends_a_sentence(self.text)

    @property
    def leads_with_headline(self) -> bool:
        """Whether it begins with a headline that is a link, and what follows is no part of the same sentence."""
        first, target, rest = "", None, ""
        for words, leads_to in self.pieces:
            if rest or (first and leads_to != target):
                rest += words
            elif words.strip() or first:
                first, target = first + words, leads_to or target
                if leads_to is None and not target:
                    return False
        return bool(target) and is_headline(first) and not _continues(rest)


def is_headline(words: str) -> bool:
    """Say whether words may be a headline: some, not too many, and no sentence that ends."""
    words = " ".join(words.split())
    long_enough = len(words) >= _SHORTEST and len(_WORD.findall(words)) >= _FEWEST_WORDS
    return long_enough and len(words) <= HEADLINE and not words.endswith(("۔", "."))


def _continues(rest: str) -> bool:
    """Say whether words after a link go on with the sentence in which it stands."""
    if _CONTINUES.match(rest):
        return True
    first = _WORD.search(fold(rest))
    return first is not None and first[0] in _continuations()


@cache
def _continuations() -> frozenset[str]:
    return frozenset(match_key(word) for word in boilerplate("line_continuation_words.yaml"))


def ends_a_sentence(text: str) -> bool:
    """Say whether a text ends as a sentence does."""
    return text.rstrip(CLOSERS).endswith(_ENDS)


@lru_cache(maxsize=2048)
def is_label(text: str) -> bool:
    """Say whether a short text is the name of a box of other articles, such as "also read"."""
    found = kind_of(text) if text and len(text) <= LABEL else None
    return found is not None and found.name in {"related", "box-name"}


def stems(text: str) -> frozenset[str]:
    """Return the stems, cut to five letters, of the words of a text that carry its subject."""
    return frozenset(word[:_STEM] for word in _WORD.findall(fold(text)) if len(word) > _FEWEST_WORDS - 1)


def lines_of(element: etree._Element, page: PageIdentity, most: int, *, of_one: bool = False) -> list[Line] | None:
    """Return the lines of a block, empty ones with pictures too; None where it has more than `most` characters.

    With `of_one` it is also None where the block has headlines of more than one other article.
    """
    reader = _LineReader()
    strong = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag, begins = node.tag, event == "start"
        if tag in BLOCKS:
            reader.end_line()
        if tag in _STRONG:
            strong += 1 if begins else -1
        elif tag == "a":
            reader.target = page.leads_to(node.get("href") or "") if begins else None
        elif tag in _PICTURES and begins:
            reader.has_picture = True
        words = (node.text if tag not in _SILENT else None) if begins else node.tail if node is not element else None
        if words:
            reader.put(words, is_strong=strong > 0)
            if reader.length > most or (of_one and len(reader.headlines) > 1):
                return None
    reader.end_line()
    return reader.lines


class _LineReader:
    """Puts the lines of a block together as its elements begin and end."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.length = 0
        self.headlines: set[str] = set()
        self.target: str | None = None
        self.has_picture = False
        self._pieces: list[tuple[str, str | None]] = []
        self._is_strong = True

    def put(self, words: str, *, is_strong: bool) -> None:
        """Take words that stand in the line, and lead to `target`."""
        self._pieces.append((words, self.target))
        count = len(words.strip())
        if count:
            self.length += count
            self._is_strong &= is_strong
            if self.target and is_headline(words):
                self.headlines.add(self.target)

    def end_line(self) -> None:
        """End the line that was begun, where anything stands in it."""
        if self._pieces or self.has_picture:
            text = " ".join("".join([words for words, _ in self._pieces]).split())
            if text or self.has_picture:
                self.lines.append(Line(text, self._pieces, self._is_strong, self.has_picture))
            self._pieces = []
            self._is_strong, self.has_picture = True, False
