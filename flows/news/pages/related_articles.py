"""Lines of a text that are other articles of its outlet: their headlines, and what stands below those as their lead."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from flows.news.article import OtherArticle
from flows.news.pages.element_lines import CLOSERS, is_headline, stems
from flows.news.urdu import match_key

SHORTEST_LEAD = 40
"""Characters of a lead that can be no accident."""

LONGEST = 500
"""Characters of a line that may be a teaser's."""

_MOST, _COMMON = 0.5, 0.5


@dataclass(frozen=True, slots=True)
class OtherArticles:
    """The match keys of the headlines and of the leads of other articles, made once for all pages of an outlet."""

    titles: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()

    @classmethod
    def of(cls, others: Collection[OtherArticle]) -> Self:
        """Return the keys of articles; what is no headline and what is too short for a lead tells nothing."""
        titles = frozenset(match_key(one.title) for one in others if is_headline(one.title))
        return cls(titles, frozenset(match_key(one.lead) for one in others if len(one.lead) >= SHORTEST_LEAD))


NO_OTHERS = OtherArticles()


def others_in(lines: Sequence[str], title: str, others: OtherArticles) -> frozenset[int]:
    """Return the places of the lines that belong to other articles, none where that would be most of the text.

    A headline of another article is one, the line below it where it is the other's lead or repeats the headline, and
    another's lead wherever it stands behind the first paragraph: a story that is continued begins with its old lead.
    """
    if not (others.titles or others.leads):
        return frozenset()
    found = frozenset(_places(lines, match_key(title), others.titles, others.leads))
    length = sum(len(lines[at]) for at in found)
    return found if length <= _MOST * sum(map(len, lines)) else frozenset()


def _places(lines: Sequence[str], own: str, titles: frozenset[str], leads: frozenset[str]) -> Iterator[int]:
    is_below, has_begun = "", False
    for at, line in enumerate(lines):
        key = match_key(line) if len(line) <= LONGEST else ""
        above, is_below = is_below, ""
        if key in titles and key != own:
            is_below = line
            yield at
        elif key and len(line) >= SHORTEST_LEAD and (above or has_begun) and _is_lead(line, key, above, leads):
            yield at
        else:
            has_begun = has_begun or (len(line) >= SHORTEST_LEAD and key != own)


def _is_lead(line: str, key: str, above: str, leads: frozenset[str]) -> bool:
    if key in leads:
        return True
    if not above:
        return False
    words = stems(above)
    is_cut = line.rstrip(CLOSERS).endswith(("…", ".."))
    return is_cut or any(lead.startswith(key) for lead in leads) or len(words & stems(line)) >= _COMMON * len(words)
