"""The order of the addresses in a sitemap or an index, newest first, if it gives no usable dates. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain, pairwise, zip_longest

_NUMBER = re.compile(r"\d{1,18}")
_NAMED_DATE = re.compile(
    r"(?<!\d)(20\d\d)(?:\D{0,6}(0[1-9]|1[0-2]|[1-9])(?:\D{0,6}(0[1-9]|[12]\d|3[01]|[1-9]))?)?(?!\d)"
)
_NEWS = re.compile(r"news|latest|recent|today|current|breaking", re.IGNORECASE)
_NO_ARTICLES = re.compile(r"categor|taxonom|tags?[-_.]|author|image|video|static|misc", re.IGNORECASE)
FEW = 10
"""Addresses up to which the order does not matter, since a first run reads all of them."""

_MOSTLY = 0.8
"""Share of neighbours that must rise or fall for a list to count as ordered."""


def newest_addresses_first(addresses: Sequence[str]) -> list[str]:
    """Return addresses without dates, the newest first: by the numbers in them, else alternately from both ends.

    Publishing systems number articles upwards, so rising numbers mean that the oldest comes first. Without numbers,
    either end may be the newest.
    """
    if len(addresses) <= FEW:
        return list(addresses)
    numbers = [int(found[-1]) if (found := _NUMBER.findall(one.partition("//")[2])) else None for one in addresses]
    pairs = [(a, b) for a, b in pairwise(numbers) if a is not None and b is not None and a != b]
    rising = sum(b > a for a, b in pairs)
    if len(pairs) >= _MOSTLY * (len(addresses) - 1) and pairs:
        if rising >= _MOSTLY * len(pairs):
            return list(reversed(addresses))
        if rising <= (1 - _MOSTLY) * len(pairs):
            return list(addresses)
    return _from_both_ends(addresses)


def _from_both_ends(addresses: Sequence[str]) -> list[str]:
    half = len(addresses) // 2
    first, last = addresses[:half], list(reversed(addresses[half:]))
    return [one for one in chain.from_iterable(zip_longest(last, first)) if one is not None]


def newest_sitemaps_first(sitemaps: Sequence[tuple[str, datetime | None]]) -> list[str]:
    """Return the sitemaps of an index, the most recently changed first; each comes with that date (aware UTC) or None.

    Dates that are all the same are ignored, since such an index is generated every day; then the date in the name
    counts. Sitemaps called news come first, those of categories, authors and pictures last; those without any date
    are taken alternately from both ends.
    """
    says_nothing = len({changed for _, changed in sitemaps}) == 1
    dated = [(url, _named_date(url) if says_nothing else changed or _named_date(url)) for url, changed in sitemaps]
    undated = _from_both_ends([url for url, changed in dated if changed is None])
    known = sorted(((changed, url) for url, changed in dated if changed), key=lambda pair: pair[0], reverse=True)
    ordered = [*(url for url in undated if _NEWS.search(_name(url))), *(url for _, url in known), *undated]
    return sorted(dict.fromkeys(ordered), key=lambda url: bool(_NO_ARTICLES.search(_name(url))))


def _name(url: str) -> str:
    return url.partition("//")[2].partition("/")[2]


def _named_date(url: str) -> datetime | None:
    """Return the last day of the year, month or day in the name of a sitemap, or None."""
    match = _NAMED_DATE.search(_name(url))
    if match is None:
        return None
    return datetime(int(match[1]), int(match[2] or 12), min(int(match[3] or 28), 28), tzinfo=UTC)
