"""What a build makes of each contact, kept for the next one: most runs change no contact, and theirs are most pages."""

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
    """What is a contact's own on its page: title and description, and the HTML between header and footer."""

    title: str
    description: str
    main: str


class FragmentCache:
    """The parts of the last build by what they show; those of this one are remembered for the next."""

    def __init__(self, before: Path) -> None:
        try:
            self._before: dict[str, dict[str, str]] = json.loads(before.read_text("utf-8"))
        except (OSError, ValueError):  # none yet, or cut short with the power
            self._before = {}
        self._now: dict[str, ContactFragment] = {}

    def part(self, facts: object, make: Callable[[], ContactFragment]) -> ContactFragment:
        """Return the part that shows `facts`, made anew where the last build had none; equal facts have one repr."""
        key = xxhash.xxh3_128_hexdigest(f"{_program()}{facts!r}".encode())
        if key not in self._now:
            self._now[key] = ContactFragment(**self._before[key]) if key in self._before else make()
        return self._now[key]

    def text(self, facts: object, make: Callable[[], str]) -> str:
        """Return a text that follows from `facts`, made anew where the last build had none."""
        return self.part(facts, lambda: ContactFragment("", "", make())).main

    def save(self, now: Path) -> None:
        """Write the parts of this build."""
        now.write_text(json.dumps({key: asdict(part) for key, part in self._now.items()}), "utf-8")


@cache
def _program() -> str:
    """Name what makes the parts by its content: templates, words and code of the page and of the alerts' words."""
    rooms = [resources.files(room) for room in ("dashboards", "dashboards.templates", "flows.alerts")]
    files = sorted((file for room in rooms for file in room.iterdir() if file.is_file()), key=lambda file: file.name)
    return xxhash.xxh3_128_hexdigest(b"".join(file.read_bytes() for file in files))
