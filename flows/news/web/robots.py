"""robots.txt: what a host permits, cached for a day.

Protego parses it; two rules of Google's parser are added (see `prepared`). By RFC 9309, 4xx means that there are no
rules; 5xx or no answer means that nothing is permitted.

Parsing and matching take time linear in the length of the file: Protego gets only the rules for one agent, since it
would copy each rule of a group to every agent of the group, and it matches patterns with `str.find` from left to right.
A long file still takes some tenths of a second, so the fetcher parses it in a thread.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path

from protego import Protego

AGENT = "Rabita"
"""The agent whose rules apply to us."""

KEPT = timedelta(hours=24)
"""How long an answer is valid (RFC 9309, 2.4)."""

RETRY = timedelta(minutes=10)
"""How long a failure is valid, so that a short outage does not cost a day."""

LIMIT = 500 * 1024
"""Bytes of a robots.txt that are read (RFC 9309, 2.5)."""

SHORT = 16 * 1024
"""Characters up to which a file is parsed in a few milliseconds; longer ones must not be parsed in an event loop."""

MOST_SITEMAPS = 100
"""Sitemaps of one file that are used."""

_KNOWN = ("user", "dis", "diasl", "allow", "crawl", "site", "request", "visit", "host")
"""Beginnings of the lines that Protego understands."""

_NOBODY = "-"
"""Stands for other agents: it matches nobody, but its line begins a group."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The answer of a host to /robots.txt: HTTP status (None without an answer) and text, or why there is none."""

    fetched_at: datetime
    status: int | None
    text: str = ""
    reason: str | None = None
    detail: str | None = None

    @property
    def shut(self) -> bool:
        """Whether nothing is permitted, because the server failed or did not answer."""
        return self.status is None or self.status == 429 or self.status >= 500  # noqa: PLR2004

    def allows(self, url: str, agent: str = AGENT) -> bool:
        """Return whether `agent` may request `url`."""
        return not self.shut and _rules(self.text, agent).can_fetch(url, agent)

    def delay(self, agent: str = AGENT) -> float:
        """Return its Crawl-delay in seconds, 0 if it has none."""
        wanted = _rules(self.text, agent).crawl_delay(agent)
        return max(0.0, float(wanted)) if wanted else 0.0

    def sitemaps(self) -> list[str]:
        """Return the sitemaps that it names, at most MOST_SITEMAPS."""
        return list(islice(_rules(self.text, AGENT).sitemaps, MOST_SITEMAPS))

    def fresh(self, now: datetime) -> bool:
        """Return whether it is still valid at `now`."""
        return timedelta(0) <= now - self.fetched_at < (RETRY if self.shut else KEPT)


def prepared(text: str, agent: str = AGENT) -> str:
    """Return the part of a robots.txt that applies to `agent`, as Google's parser reads it.

    A user agent ends at its first space, and an unknown line does not end a group. Rules for other agents are left out.
    """
    kept: list[str] = []
    name, ours, naming = agent.lower(), False, False
    for raw in text.lstrip("\ufeff").splitlines():
        line = raw.partition("#")[0].strip()
        kind = _kind(line)
        if kind == "agent":
            named = _agent_of(line)
            mine = named == "*" or (bool(named) and named in name)  # part of the name; Protego makes the final decision
            ours = mine or (ours and naming)
            if mine or not naming:
                kept.append(f"user-agent: {named if mine else _NOBODY}")
        elif kind == "site" or (kind == "rule" and ours):
            kept.append(line)
        naming = kind == "agent" or (naming and kind != "rule")
    return "\n".join(kept)


def _kind(line: str) -> str:
    """Return the kind of a line: agent, rule, site (sitemaps and host, for all agents), or empty."""
    start = " ".join(line[:40].lower().replace(":", " : ").split())
    words = start.split(" ")
    if words[0] in {"user-agent", "useragent"} or words[:2] == ["user", "agent"]:
        return "agent"
    if words[0].startswith(("site", "host")):
        return "site"
    return "rule" if start.startswith(_KNOWN) else ""


def _agent_of(line: str) -> str:
    """Return the agent that a line names, without wildcards, or an empty string."""
    start, colon, said = line.partition(":")
    if not colon:
        said = start.split("gent", 1)[-1]
    first = next(iter(said.split(None, 1)), "").lower()
    return first if first == "*" else first.replace("*", "")


@lru_cache(maxsize=128)
def _short(text: str, agent: str) -> Protego:
    return Protego.parse(prepared(text, agent))


@lru_cache(maxsize=8)  # each can take dozens of megabytes
def _long(text: str, agent: str) -> Protego:
    return Protego.parse(prepared(text, agent))


def _rules(text: str, agent: str) -> Protego:
    return _short(text, agent) if len(text) <= SHORT else _long(text, agent)


class RobotsCache:
    """The answers of all hosts by origin, in memory and, with a path, in a file between runs."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: dict[str, Robots] = _load(path) if path else {}

    def get(self, origin: str, now: datetime) -> Robots | None:
        """Return the valid answer of an origin, or None."""
        known = self._known.get(origin)
        return known if known and known.fresh(now) else None

    def put(self, origin: str, robots: Robots) -> None:
        """Store an answer."""
        self._known[origin] = robots

    def save(self, now: datetime) -> None:
        """Write all valid answers to the file, atomically."""
        if self._path is None:
            return
        rows = {origin: asdict(robots) for origin, robots in self._known.items() if robots.fresh(now)}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        draft.write_text(json.dumps(rows, default=datetime.isoformat, ensure_ascii=False), "utf-8", "replace")
        draft.replace(self._path)


def _load(path: Path) -> dict[str, Robots]:
    """Return the answers in the file; none if it is broken, since they can be fetched again."""
    try:
        rows = json.loads(path.read_text("utf-8"))
        return {
            origin: Robots(**{**row, "fetched_at": datetime.fromisoformat(row["fetched_at"])})
            for origin, row in rows.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
