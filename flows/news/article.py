"""The types of the news package: Link, Page, Article, and the Problem that a bad item becomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import xxhash

LONGEST_PLACE, LONGEST_DETAIL = 4096, 2000
"""Characters of a problem's address and of what is said of it."""

DEFAULT_ZONE = "Asia/Karachi"
"""Where an outlet is taken to be that nobody knows, and the clock of an operator who sets none."""


FROM_FEED = "x-rabita-from-feed"
"""Header of a page that was made of a feed's item, with the address of the feed."""

GIVEN = "x-rabita-published"
"""Header of an imported page that carries the date of publication given with the import, in ISO 8601."""


@dataclass(frozen=True, slots=True)
class Link:
    """One item of a feed, sitemap or section page, not yet fetched.

    `url` is canonical; `address` is what to fetch, as the feed wrote it, since a slash too few costs a redirect.
    `published` is aware UTC, or None where the feed gave no date that could be read, and `published_raw` keeps the
    feed's own words either way. `found_in` is the address of the feed.
    """

    outlet: str
    url: str
    found_in: str
    title: str | None = None
    published: datetime | None = None
    published_raw: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a server, or one imported file, as it goes into the archive.

    `url` is the canonical address asked for, `final_url` the one that answered; `fetched_at` is aware UTC; `body` holds
    the decoded bytes (content coding removed, characters not). `link` is the feed item that led here, if one did.
    `asked` are the request's headers and `peer` the IP address that answered; both empty for an import. `place` says
    where an imported page stands, as file:number; it is for people and is not archived.
    """

    outlet: str
    url: str
    final_url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    link: Link | None = None
    asked: tuple[tuple[str, str], ...] = ()
    peer: str | None = None
    place: str | None = field(default=None, compare=False)

    @property
    def is_from_feed(self) -> bool:
        """Whether it was made of a feed's item, for want of an article in the page itself."""
        return any(name.lower() == FROM_FEED for name, _ in self.headers)


@dataclass(frozen=True, slots=True)
class Removed:
    """A piece of boilerplate that cleaning took out, and the rule that did it."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one article: clean NFC text with where and when it came from.

    `id` names the pair (canonical URL, text); `content` is the 128-bit hash of the match key of the text, equal for
    copies that differ in spacing, harakat or letter forms only. Times are aware UTC. `published_source` says where the
    date stood: jsonld, meta, feed, byline, url, given, seen or none.
    """

    id: UUID
    outlet: str
    url: str
    title: str
    text: str
    published: datetime | None
    published_source: str
    first_seen: datetime
    lang: str
    content: UUID
    extracted_by: str = "given"
    author: str | None = None
    agency: str | None = None
    published_raw: str | None = None
    removed: tuple[Removed, ...] = field(default=())
    characters: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "characters", len(self.text))


@dataclass(frozen=True, slots=True)
class OtherArticle:
    """Another article of an outlet: its headline, and its first paragraph, empty where only a listing names it."""

    title: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """An item that did not make it, with the step that refused it and why; `noted_at` is aware UTC.

    `url` and `detail` are cut after some thousand characters: what an outlet sent may stand in them.
    """

    outlet: str
    url: str
    step: str
    reason: str
    detail: str
    noted_at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", self.url[:LONGEST_PLACE])
        object.__setattr__(self, "detail", self.detail[:LONGEST_DETAIL])


@dataclass(frozen=True, slots=True)
class ExtractionRules:
    """How one outlet's pages are read, where they need more than the general way.

    `body` are XPaths of the article body, the first that finds text wins; `remove` are CSS selectors or, where they
    begin with a slash, XPaths of what goes before extraction; `lines` are patterns of lines that go after it, written
    as in boilerplate/ur.yaml. `timezone` holds for dates that name none.
    """

    body: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    timezone: str = DEFAULT_ZONE


def hash_id(*parts: str) -> UUID:
    """Return the 128-bit XXH3 hash of the parts as a UUID, the key type of the warehouse.

    Parts are joined by a unit separator, so ("ab", "c") and ("a", "bc") differ. Source of the method: xxHash, XXH3_128.
    """
    return UUID(int=xxhash.xxh3_128_intdigest("\x1f".join(parts).encode("utf-8", "surrogatepass")))


def hash_body(body: bytes) -> UUID:
    """Return the 128-bit XXH3 hash of a body, by which an unchanged listing is known."""
    return UUID(int=xxhash.xxh3_128_intdigest(body))
