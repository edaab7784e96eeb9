"""What outlets changed in their articles: the words before and after, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import zip_longest
from typing import Any

import xxhash

from dashboards.cache import ContactFragment
from dashboards.data import Edit
from dashboards.i18n import Localizer
from dashboards.templating import filled
from flows.alerts.sanitize import clean

LONGEST = 600
"""Words of a paragraph that are compared one by one; longer ones are shown as changed as a whole."""
MOST_PARAGRAPHS = 400
"""Paragraphs of a version that are compared."""


@dataclass(frozen=True, slots=True)
class Bit:
    """Words of one side; `changed` where the other side does not have them."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph before and after, or, where `same` is not 0, that many paragraphs in a row that did not change."""

    before: tuple[Bit, ...] = ()
    after: tuple[Bit, ...] = ()
    same: int = 0


def file_of_edit(edit: Edit) -> str:
    """Return the file name of an edit's page; it never changes."""
    return f"{xxhash.xxh3_64_hexdigest(f'{edit.outlet} {edit.url} {edit.seen_after.isoformat()}'.encode())}.html"


@lru_cache(maxsize=1024)
def compare_versions(edit: Edit) -> tuple[Change, ...]:
    """Compare the two versions paragraph by paragraph, headline first, and changed paragraphs word by word."""
    before = _paragraphs(edit.title_before, edit.text_before)
    return tuple(_changes(before, _paragraphs(edit.title_after, edit.text_after)))


def words_changed(changes: Sequence[Change]) -> tuple[int, int]:
    """Return how many words were taken out and how many were put in."""
    return _changed(change.before for change in changes), _changed(change.after for change in changes)


def _changed(sides: Iterable[tuple[Bit, ...]]) -> int:
    return sum(len(bit.text.split()) for side in sides for bit in side if bit.changed)


def edits_values(voice: Localizer, edits: Sequence[Edit]) -> dict[str, Any]:
    """Return what the list of changed articles is filled in with, by outlet, the latest change first."""
    by_outlet: dict[str, list[tuple[Edit, str, int, int]]] = {}
    for edit in edits:
        by_outlet.setdefault(edit.outlet, []).append((edit, file_of_edit(edit), *words_changed(compare_versions(edit))))
    return {
        "title": voice.say("edits.title"),
        "description": voice.say("edits.lead"),
        "by_outlet": list(by_outlet.items()),
    }


def edit_part(edit: Edit, shared: dict[str, Any]) -> ContactFragment:
    """Return what is an edit's own on its page."""
    voice, title = shared["voice"], clean(edit.title_after)
    own = {"edit": edit, "changes": compare_versions(edit), "layout": "main_only.html"}
    return ContactFragment(title, f"{voice.say('edits.title')}: {title}", filled("edit.html", shared | own))


def _paragraphs(title: str, text: str) -> list[str]:
    lines = (title, *text.split("\n", MOST_PARAGRAPHS)[:MOST_PARAGRAPHS])
    return [line for line in map(clean, lines) if line]


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    for kind, one, two, three, four in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Change(same=two - one)
            continue
        for left, right in zip_longest(before[one:two], after[three:four], fillvalue=""):
            yield Change(*_words(left, right))


def _words(before: str, after: str) -> tuple[tuple[Bit, ...], tuple[Bit, ...]]:
    one, two = before.split(), after.split()
    if not one or not two or max(len(one), len(two)) > LONGEST:
        return _whole(before), _whole(after)
    left: list[Bit] = []
    right: list[Bit] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        left += [Bit(" ".join(one[a:b]), kind != "equal")] if b > a else []
        right += [Bit(" ".join(two[c:d]), kind != "equal")] if d > c else []
    return tuple(left), tuple(right)


def _whole(text: str) -> tuple[Bit, ...]:
    return (Bit(text, changed=True),) if text else ()
