"""What hosts answer for addresses that cannot exist, asked once a day, so that a soft 404 is known when one comes."""

from __future__ import annotations

import asyncio
import json
import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from flows.news.pages.walls import Shape, Soft404Page


class Soft404Cache:
    """The answers of a day by origin, in memory and, where a path is given, in a file between runs."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: dict[tuple[str, str], Soft404Page] = _load(path) if path else {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def asking(self, origin: str) -> asyncio.Lock:
        """Return what is to be held while an origin is asked, so that nobody asks it twice."""
        return self._asking[origin]

    def get(self, origin: str, day: date) -> Soft404Page | None:
        """Return what an origin answered that day, or None where it was not asked."""
        return self._known.get((origin, day.isoformat()))

    def put(self, origin: str, day: date, absent: Soft404Page) -> None:
        """Keep an answer."""
        self._known[origin, day.isoformat()] = absent

    def save(self, day: date) -> None:
        """Write the answers of that day to the file, all or nothing."""
        if self._path is None:
            return
        today = {origin: asdict(absent) for (origin, kept), absent in self._known.items() if kept == day.isoformat()}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        draft.write_text(json.dumps({"day": day.isoformat(), "origins": today}, default=sorted), "utf-8")
        draft.replace(self._path)


def _load(path: Path) -> dict[tuple[str, str], Soft404Page]:
    """Read the file; a broken one is as good as none, since every answer can be had again."""
    try:
        said = json.loads(path.read_text("utf-8"))
        return {(origin, str(said["day"])): _absent(row) for origin, row in said["origins"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _absent(row: Mapping[str, Any]) -> Soft404Page:
    shape = row["shape"]
    return Soft404Page(shape and Shape(shape["title"], frozenset(shape["lines"]), frozenset(shape["sentences"])))
