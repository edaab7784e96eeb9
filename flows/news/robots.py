"""What a host's robots.txt permits, kept for a day.

Reading is Protego's; two habits of Google's parser are added (see `prepared`). RFC 9309: 4xx means there are no rules,
5xx and silence mean no.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from protego import Protego

AGENT = "Rabita"
"""The name rules are looked up under."""

KEPT = timedelta(hours=24)
"""How long an answer holds (RFC 9309, 2.4)."""

RETRY = timedelta(minutes=10)
"""How long the absence of one holds, so that a short outage does not cost a day."""

LIMIT = 500 * 1024
"""Bytes of a robots.txt that are read (RFC 9309, 2.5)."""

_AGENT_LINE = re.compile(r"(?im)^(\s*user[ -]?agent\s*:\s*[^\s#]+)[^\n#]*")
_UNKNOWN_LINE = re.compile(r"(?im)^\s*(?!user|dis|diasl|allow|crawl|site|request|visit|host)[\w-]+\s*:.*$")


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's answer to /robots.txt: its HTTP status (None for no answer), its words, or why there are none."""

    fetched_at: datetime
    status: int | None
    text: str = ""
    reason: str | None = None
    detail: str | None = None

    @property
    def shut(self) -> bool:
        """Whether nothing may be asked: the server failed or did not answer."""
        return self.status is None or self.status == 429 or self.status >= 500  # noqa: PLR2004

    def allows(self, url: str, agent: str = AGENT) -> bool:
        """Say whether `agent` may ask for `url`."""
        return not self.shut and _parsed(self.text).can_fetch(url, agent)

    def delay(self, agent: str = AGENT) -> float:
        """Return the seconds its Crawl-delay asks for between two requests; 0 where it asks for none."""
        wanted = _parsed(self.text).crawl_delay(agent)
        return max(0.0, float(wanted)) if wanted else 0.0

    def sitemaps(self) -> list[str]:
        """Return the sitemaps it names."""
        return list(_parsed(self.text).sitemaps)

    def fresh(self, now: datetime) -> bool:
        """Say whether it still holds at `now`."""
        return timedelta(0) <= now - self.fetched_at < (RETRY if self.shut else KEPT)


def prepared(text: str) -> str:
    """Return a robots.txt as Google's parser reads it.

    A user agent ends at its first space, and a line of a kind nobody knows does not end a group.
    """
    return _UNKNOWN_LINE.sub("", _AGENT_LINE.sub(r"\1", text.lstrip("\ufeff")))


@lru_cache(maxsize=512)
def _parsed(text: str) -> Protego:
    return Protego.parse(prepared(text))


class RobotsBook:
    """The answers of all hosts by origin, in memory and, where a path is given, in a file between runs."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: dict[str, Robots] = _load(path) if path else {}

    def get(self, origin: str, now: datetime) -> Robots | None:
        """Return what is known of an origin and still holds."""
        known = self._known.get(origin)
        return known if known and known.fresh(now) else None

    def put(self, origin: str, robots: Robots) -> None:
        """Keep an answer."""
        self._known[origin] = robots

    def save(self, now: datetime) -> None:
        """Write what still holds to the file, all or nothing."""
        if self._path is None:
            return
        rows = {origin: asdict(robots) for origin, robots in self._known.items() if robots.fresh(now)}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        draft.write_text(json.dumps(rows, default=datetime.isoformat, ensure_ascii=False), "utf-8")
        draft.replace(self._path)


def _load(path: Path) -> dict[str, Robots]:
    """Read the file; a broken one is as good as none, since every answer can be had again."""
    try:
        rows = json.loads(path.read_text("utf-8"))
        return {
            origin: Robots(**{**row, "fetched_at": datetime.fromisoformat(row["fetched_at"])})
            for origin, row in rows.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
