"""What outlets changed in their articles: the words before and after, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

import xxhash

from dashboards.cache import ContactFragment
from dashboards.data import Edit
from dashboards.i18n import Localizer
from dashboards.templating import filled
from flows.alerts.sanitize import clean

LONGEST = 4_000
"""Words of a paragraph that are compared one by one; longer ones are shown as changed as a whole."""


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
    before, after = (_paragraphs(*side) for side in
                     ((edit.title_before, edit.text_before), (edit.title_after, edit.text_after)))  # fmt: skip
    return tuple(_changes(before, after))


def words_changed(changes: Sequence[Change]) -> tuple[int, int]:
    """Return how many words were taken out and how many were put in."""
    return tuple(
        sum(len(bit.text.split()) for change in changes for bit in side(change) if bit.changed)
        for side in (lambda change: change.before, lambda change: change.after)
    )  # type: ignore[return-value]


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
    own = {"edit": edit, "changes": compare_versions(edit), "layout": "bare.html"}
    return ContactFragment(title, f"{voice.say('edits.title')}: {title}", filled("edit.html", shared | own))


def _paragraphs(title: str, text: str) -> list[str]:
    return [line for line in map(clean, (title, *text.split("\n"))) if line]


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    for kind, one, two, three, four in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Change(same=two - one)
            continue
        for place in range(max(two - one, four - three)):
            sides = (*before[one + place : min(one + place + 1, two)], ""), (
                *after[three + place : min(three + place + 1, four)], "")  # fmt: skip
            yield Change(*_words(sides[0][0], sides[1][0]))


def _words(before: str, after: str) -> tuple[tuple[Bit, ...], tuple[Bit, ...]]:
    one, two = before.split(), after.split()
    if not one or not two or max(len(one), len(two)) > LONGEST:
        return tuple(tuple([Bit(text, changed=True)] if text else []) for text in (before, after))  # type: ignore[return-value]
    left: list[Bit] = []
    right: list[Bit] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        left += [Bit(" ".join(one[a:b]), kind != "equal")] if b > a else []
        right += [Bit(" ".join(two[c:d]), kind != "equal")] if d > c else []
    return tuple(left), tuple(right)
