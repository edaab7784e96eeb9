"""HTML of the last build that the next one can use again: most pages are of contacts, and most runs change none."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import xxhash


@dataclass(frozen=True, slots=True)
class ContactFragment:
    """The part of a page that is its own: title and description, and the HTML between header and footer."""

    title: str
    description: str
    main: str


class FragmentCache:
    """Fragments by the data that they show: those of the last build are read, those of this one are saved."""

    def __init__(self, before: Path) -> None:
        try:
            self._before: dict[str, dict[str, str]] = json.loads(before.read_text("utf-8"))
        except (OSError, ValueError):  # there is none yet, or a power cut left half of it
            self._before = {}
        self._now: dict[str, ContactFragment] = {}

    def part(self, facts: object, make: Callable[[], ContactFragment]) -> ContactFragment:
        """Return the fragment that shows `facts`, from the last build if it has it; facts are compared by repr."""
        key = xxhash.xxh3_128_hexdigest(f"{_program()}{facts!r}".encode())
        if key not in self._now:
            self._now[key] = ContactFragment(**self._before[key]) if key in self._before else make()
        return self._now[key]

    def text(self, facts: object, make: Callable[[], str]) -> str:
        """Return the text that is made from `facts`, from the last build if it has one."""
        return self.part(facts, lambda: ContactFragment("", "", make())).main

    def save(self, now: Path) -> None:
        """Write the fragments of this build."""
        now.write_text(json.dumps({key: asdict(part) for key, part in self._now.items()}), "utf-8")


@cache
def _program() -> str:
    """Return a hash of all that fragments are made with: templates, words and code of the page and of the alerts."""
    packages = [resources.files(name) for name in ("dashboards", "dashboards.templates", "flows.alerts")]
    files = sorted((file for one in packages for file in one.iterdir() if file.is_file()), key=lambda file: file.name)
    return xxhash.xxh3_128_hexdigest(b"".join(file.read_bytes() for file in files))
