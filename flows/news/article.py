"""The types of the news package: Link, Page, Article, and Problem for items that fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import xxhash

LONGEST_PLACE, LONGEST_DETAIL = 4096, 2000
"""Characters of a problem's address and of its detail."""

DEFAULT_ZONE = "Asia/Karachi"
"""The time zone of outlets and operators that set none."""

FROM_FEED = "x-rabita-from-feed"
"""Header of a page that was made of a feed item; its value is the address of the feed."""

GIVEN = "x-rabita-published"
"""Header of an imported page that carries the date of publication given with the import, in ISO 8601."""


@dataclass(frozen=True, slots=True)
class Link:
    """One item of a feed, sitemap or section page, not yet fetched.

    `url` is canonical; `address` is what to fetch, as written in the listing, since a missing slash costs a redirect.
    `published` is aware UTC, or None if the listing has no readable date; `published_raw` is the date as written.
    `found_in` is the address of the listing.
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
    """One response of a server, or one imported file, as it goes into the archive.

    `url` is the canonical address that was requested, `final_url` the one that answered; `fetched_at` is aware UTC.
    `body` has its content coding removed, but its characters are not decoded. `link` is the item that led here, if any.
    `asked` holds the headers of the request and `peer` the IP address of the server; both are empty for an import.
    `place` is the position of an imported page as file:number; it is for people and is not archived.
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
        """Whether it was made of a feed item, because the page itself had no article."""
        return any(name.lower() == FROM_FEED for name, _ in self.headers)


@dataclass(frozen=True, slots=True)
class Removed:
    """A piece of boilerplate that cleaning removed, and the rule that did it."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Article:
    """One version of an article: clean NFC text, and where and when it came from.

    `id` is a hash of canonical URL and text; `content` is the 128-bit hash of the match key of the text, equal for
    copies that differ only in spacing, harakat or letter forms. Times are aware UTC. `published_source` says where the
    date was found: jsonld, meta, feed, byline, url, given, seen or none.
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
    """Another article of the same outlet: its headline, and its first paragraph if it was read."""

    title: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """An item that failed, with the step at which it did and why; `noted_at` is aware UTC.

    `url` and `detail` are cut to some thousand characters, since they can contain what an outlet sent.
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
    """How to read the pages of one outlet, beyond the general rules.

    `body` has XPaths of the article body; the first that finds text is used. `remove` has CSS selectors or
    XPaths, which begin with a slash, of elements to remove before extraction; `lines` has patterns of lines to remove
    after it, as in boilerplate/ur.yaml. `timezone` applies to dates that name none.
    """

    body: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    timezone: str = DEFAULT_ZONE


def hash_id(*parts: str) -> UUID:
    """Return the 128-bit XXH3 hash of the parts as a UUID, the key type of the warehouse.

    Parts are joined by a unit separator, so that ("ab", "c") and ("a", "bc") differ. Source of the method: xxHash.
    """
    return UUID(int=xxhash.xxh3_128_intdigest("\x1f".join(parts).encode("utf-8", "surrogatepass")))


def hash_body(body: bytes) -> UUID:
    """Return the 128-bit XXH3 hash of a body, which shows whether a listing has changed."""
    return UUID(int=xxhash.xxh3_128_intdigest(body))
