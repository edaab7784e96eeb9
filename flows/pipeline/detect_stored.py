"""Read stored articles with the current rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import warehouse
from flows.contacts.contact import Reading
from flows.news.article import DEFAULT_ZONE, LONGEST_DETAIL, Article, hash_body, hash_id
from flows.run_statistics import ProblemRow, Run

DECIDES = frozenset({".py", ".yaml", ".json", ".npz"})
"""Suffixes of the files that decide how an article is read."""

ARTICLES_PER_TRANSACTION = 500
"""Articles read and resolved in one transaction."""

ZONE = ZoneInfo(DEFAULT_ZONE)
"""The time zone of an outlet that sources.yaml does not have."""


@dataclass(frozen=True, slots=True)
class UnreadArticle:
    """An article that the current rules have not read yet, and when it was published, aware UTC."""

    id: UUID
    published: datetime | None
    first_seen: datetime


def detect_all(
    articles: Iterable[Article], zones: Mapping[str, ZoneInfo], run: Run, confidence: float
) -> tuple[list[Reading], list[ProblemRow]]:
    """Read articles; one at which the rules raise an exception has no mention and becomes a problem of its outlet."""
    from flows.contacts import lexicon  # loads only where there is something to read
    from flows.contacts.detection.detect import detect

    words, readings, problems = lexicon.load(), [], []
    for item in articles:
        try:
            readings.append(detect(item, words, zone=zones.get(item.outlet, ZONE), confidence=confidence))
        except Exception as error:  # noqa: BLE001 a bug, and other articles wait
            detail = f"{type(error).__name__}: {error}"[:LONGEST_DETAIL]
            key = hash_id("problem", str(run.id), str(item.id), "detect")
            problems.append(ProblemRow(key, item.outlet, item.url, "detect", "crashed", detail, run.started_at))
            readings.append(Reading(item.id, "none", why=(f"crashed: {detail}",)))
    return readings, problems


def count_unread(con: warehouse.Connection) -> int:
    """Return how many articles were never read: a replay, which sends no alerts, must not read them first."""
    return int(warehouse.column(con, "undetected_count")[0])


@cache
def rules_version() -> str:
    """Return the version of the rules: a hash of the code and data of detection and of the match keys.

    Stored articles are read again when it changes. Resolution and the scoring of readings are not part of it.
    """
    contacts = Path(str(resources.files("flows.contacts")))
    files = [path for path in contacts.rglob("*") if path.suffix in DECIDES and "resolve" not in path.parts[-2:]]
    files.append(Path(str(resources.files("flows.news"))) / "urdu.py")
    return hash_body(b"".join(path.read_bytes() for path in sorted(files))).hex[:12]
