"""Articles that outlets changed: the text before and after, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

import xxhash

from dashboards.cache import ContactFragment
from dashboards.i18n import Locale
from dashboards.page_data import Edit
from dashboards.templating import filled
from flows.alerts.sanitize import clean
from flows.news.version_diff import DiffPiece, Passage, Version, compare


@dataclass(frozen=True, slots=True)
class EditRow:
    """A changed sentence before and after; or, if `same` is not 0, that many unchanged sentences in a row."""

    before: tuple[DiffPiece, ...] = ()
    after: tuple[DiffPiece, ...] = ()
    same: int = 0


def file_of_edit(edit: Edit) -> str:
    """Return the file name of an edit's page, which never changes."""
    return f"{xxhash.xxh3_64_hexdigest(f'{edit.outlet} {edit.url} {edit.seen_after.isoformat()}'.encode())}.html"


@lru_cache(maxsize=1024)
def compare_versions(edit: Edit) -> tuple[EditRow, ...]:
    """Compare the two versions sentence by sentence, headline first, and changed sentences word by word."""
    passages = compare(_version(edit.title_before, edit.text_before), _version(edit.title_after, edit.text_after))
    return tuple(_rows(passages))


def words_changed(rows: Sequence[EditRow]) -> tuple[int, int]:
    """Return how many words were removed and how many were added."""
    return _changed(row.before for row in rows), _changed(row.after for row in rows)


def _changed(sides: Iterable[tuple[DiffPiece, ...]]) -> int:
    return sum(len(bit.text.split()) for side in sides for bit in side if bit.changed)


def edits_values(locale: Locale, edits: Sequence[Edit]) -> dict[str, Any]:
    """Return the values for the list of changed articles: by outlet, the latest change first."""
    by_outlet: dict[str, list[tuple[Edit, str, int, int]]] = {}
    for edit in edits:
        by_outlet.setdefault(edit.outlet, []).append((edit, file_of_edit(edit), *words_changed(compare_versions(edit))))
    return {
        "title": locale.say("edits.title"),
        "description": locale.say("edits.lead"),
        "by_outlet": list(by_outlet.items()),
    }


def edit_part(edit: Edit, shared: dict[str, Any]) -> ContactFragment:
    """Return the part of an edit's page that is its own."""
    locale, title = shared["locale"], clean(edit.title_after)
    own = {"edit": edit, "changes": compare_versions(edit), "layout": "main_only.html"}
    return ContactFragment(title, f"{locale.say('edits.title')}: {title}", filled("article_edit.html", shared | own))


def _version(title: str, text: str) -> Version:
    return Version(clean(title), "\n".join(map(clean, text.split("\n"))))


def _rows(passages: Iterable[Passage]) -> Iterator[EditRow]:
    for changed, run in groupby(passages, key=lambda passage: passage.changed):
        if changed:
            yield from (EditRow(passage.before, passage.after) for passage in run)
        else:
            yield EditRow(same=len(list(run)))
