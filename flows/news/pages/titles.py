"""The headline of an article among all that its page and its listing call it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.news.pages.element_lines import is_headline, stems

LONGEST_TITLE = 400
"""Characters of a title that are looked at."""

LONG_TITLE, SHORT_TITLE = 30, 15
"""Characters from which a title that was cut, and a heading inside a title, can be no accident."""

_SEPARATOR = re.compile(r"\s(?:\||–|—|-|»|«|::|•|·)\s|\s?[|»«]\s?|:\s")
"""What parts a title from a site's name; white space is single by then."""

_ALIKE, _MOSTLY = 0.6, 0.5


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page: its level, its words, and whether they lead to another page."""

    level: int
    words: str
    is_linked: bool


Headings = Sequence[Heading]


def choose_title(
    claims: Sequence[str | None], headings: Headings, announced: str | None, site: str | None
) -> str | None:
    """Return the headline, or None where nothing is one.

    `claims` are the headline in JSON-LD, the shared title and the window's, `announced` the one in the listing, any of
    them None. A heading that a claim confirms comes first, then what is like the announced headline. A claim that has
    no word in common with a heading or with the announced headline is the site's and not the article's.
    """
    given = [claim[:LONGEST_TITLE] for claim in claims if claim and claim != site]
    words_of = [heading.words for heading in headings if heading.words != site]
    confirmed = [words for words in words_of if any(_holds(claim, words) for claim in given)]
    if confirmed:
        return max(confirmed, key=lambda words: (_likeness(words, announced), _support(words, given), len(words)))
    like = [words for words in (*unlinked(headings), *given) if _likeness(words, announced) >= _ALIKE]
    if like:
        return without_site(like[0], site)
    return _unconfirmed(claims[0], given, headings, announced, site)


def _unconfirmed(
    headline: str | None, given: Sequence[str], headings: Headings, announced: str | None, site: str | None
) -> str | None:
    """Return the headline where no two of the names agree."""
    first = next((one.words for one in headings if one.level == 1 and one.words != site), None)
    if headline and headline in given:
        return without_site(headline, site)
    if first and (not given or (is_headline(first) and not any(stems(first) & stems(claim) for claim in given))):
        return announced if announced and not stems(first) & stems(announced) and given else first
    if announced and not (given and stems(announced) & stems(given[0])):
        return announced
    return without_site(given[0], site) if given else None


def unlinked(headings: Headings) -> list[str]:
    """Return the words of the headings that are no links, and so no teaser's, those of the first level first."""
    return [one.words for one in sorted(headings, key=lambda one: one.level > 1) if not one.is_linked]


def is_announced(names: Sequence[str], announced: str | None) -> bool:
    """Say whether one of the names that a page has for itself has most words of the headline in the listing."""
    wanted = stems(announced or "")
    return bool(wanted) and any(len(wanted & stems(name)) >= _MOSTLY * len(wanted) for name in names)


def _likeness(words: str, announced: str | None) -> float:
    """Return the share of words, of the longer of two headlines, that both have."""
    if not announced:
        return 0.0
    one, other = stems(words), stems(announced)
    return len(one & other) / max(len(one), len(other), 1)


def _support(words: str, claims: Sequence[str]) -> int:
    return sum(_holds(claim, words) for claim in claims)


def _holds(claim: str, heading: str) -> bool:
    """Say whether a page title is this heading, cut short, or with the site's name around it."""
    if claim == heading:
        return True
    cut = claim.rstrip(" .…")
    if len(cut) > LONG_TITLE and heading.startswith(cut):
        return True
    return len(heading) > SHORT_TITLE and any(part.strip() == heading for part in _split(claim))


def _split(title: str) -> list[str]:
    """Return the title with every number of its outer segments taken off, longest first."""
    cuts = [(0, 0), *(m.span() for m in _SEPARATOR.finditer(title)), (len(title), len(title))]
    return [title[a[1] : b[0]] for i, a in enumerate(cuts) for b in cuts[:i:-1]]


def without_site(title: str, site: str | None) -> str:
    """Return a page title without the name of the site before or after it."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:  # noqa: PLR2004
        return title
    if site:
        for cut in (title.removesuffix(parts[-1]), title.removeprefix(parts[0])):
            rest = title.replace(cut, "").strip()
            if rest and (rest in site or site in rest):
                return re.sub(r"^\W+(?<![’'\"“‘(])|[\s|–—»«:•·-]+$", "", cut).strip()
    return title
