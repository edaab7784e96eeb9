"""What outlets changed in their articles: the words before and after, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

import xxhash

from dashboards.cache import ContactFragment
from dashboards.i18n import Localizer
from dashboards.page_data import Edit
from dashboards.templating import filled
from flows.alerts.sanitize import clean
from flows.news.version_diff import Passage, Piece, Version, compare


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence before and after, or, where `same` is not 0, that many sentences in a row that did not change."""

    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()
    same: int = 0


def file_of_edit(edit: Edit) -> str:
    """Return the file name of an edit's page; it never changes."""
    return f"{xxhash.xxh3_64_hexdigest(f'{edit.outlet} {edit.url} {edit.seen_after.isoformat()}'.encode())}.html"


@lru_cache(maxsize=1024)
def compare_versions(edit: Edit) -> tuple[Change, ...]:
    """Compare the two versions sentence by sentence, headline first, and changed sentences word by word."""
    passages = compare(_version(edit.title_before, edit.text_before), _version(edit.title_after, edit.text_after))
    return tuple(_changes(passages))


def words_changed(changes: Sequence[Change]) -> tuple[int, int]:
    """Return how many words were taken out and how many were put in."""
    return _changed(change.before for change in changes), _changed(change.after for change in changes)


def _changed(sides: Iterable[tuple[Piece, ...]]) -> int:
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
    return ContactFragment(title, f"{voice.say('edits.title')}: {title}", filled("article_edit.html", shared | own))


def _version(title: str, text: str) -> Version:
    return Version(clean(title), "\n".join(map(clean, text.split("\n"))))


def _changes(passages: Iterable[Passage]) -> Iterator[Change]:
    for changed, run in groupby(passages, key=lambda passage: passage.changed):
        if changed:
            yield from (Change(passage.before, passage.after) for passage in run)
        else:
            yield Change(same=len(list(run)))
