"""Which addresses of a sitemap or of an index are the newest, where it says so badly or not at all; pure."""

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
"""Addresses whose order does not matter, since a first run reads them all."""

_MOSTLY = 0.8
"""The part of neighbours that must rise or fall for a list to be in order."""


def newest_addresses_first(addresses: Sequence[str]) -> list[str]:
    """Order addresses that say no date: by what their numbers show, else from both ends, the last before the first.

    Publishing systems count articles upwards, so rising numbers say that the oldest stands first. Where they show
    nothing, either end may be the newest.
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
    """Order the sitemaps of an index, each with the date of its last change (aware UTC) where one is given.

    Dates count unless all are the same, as of an index that is made anew each day; then the date in the name. Those
    called news come first and those of categories, authors and pictures last; where nothing is known, both ends.
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
    """Return the end of the year, the month or the day that a sitemap is named after."""
    match = _NAMED_DATE.search(_name(url))
    if match is None:
        return None
    return datetime(int(match[1]), int(match[2] or 12), min(int(match[3] or 28), 28), tzinfo=UTC)
