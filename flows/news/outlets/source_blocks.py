"""Blocks of sources.yaml as text: a new one at the end, a date in an old one, and not a letter changed beside it."""

from __future__ import annotations

from datetime import date

import yaml

from flows.news.outlets.sources import Outlet
from flows.news.yaml_text import compose_yaml


def block_of(outlet: Outlet, kind: str, verified: date | None = None) -> str:
    """Return the block of an outlet as it stands in sources.yaml, for a person to review."""
    row = {
        "id": outlet.id,
        "name": outlet.name,
        "homepage": outlet.homepage,
        "country": outlet.country,
        "tier": outlet.tier,
        "timezone": outlet.timezone,
        f"{kind}s": list(outlet.feeds or outlet.sitemaps),
        "verified": verified or "never",
    }
    text = yaml.safe_dump([row], allow_unicode=True, sort_keys=False, width=200)
    return "".join(f"  {line}\n" for line in text.splitlines())


def with_block(text: str, block: str) -> str:
    """Return the text of sources.yaml with one more block at its end. Nothing else of it changes."""
    return text.rstrip("\n") + "\n\n" + block


def with_verified(text: str, outlet: str, day: date) -> str:
    """Return the text of sources.yaml in which an outlet's block says when it was verified. Nothing else changes.

    Raises KeyError where there is no such block.
    """
    root = compose_yaml(text)
    listed = next((value for key, value in root.value if key.value == "outlets"), None) if root else None
    for block in listed.value if listed else ():
        keys = {key.value: (key, value) for key, value in block.value}
        if "id" not in keys or keys["id"][1].value != outlet:
            continue
        if "verified" in keys:
            old = keys["verified"][1]
            return text[: old.start_mark.index] + day.isoformat() + text[old.end_mark.index :]
        key, value = keys["id"]
        end = text.find("\n", value.end_mark.index)
        return f"{text[:end]}\n{' ' * key.start_mark.column}verified: {day.isoformat()}{text[end:]}"
    raise KeyError(f"no block of {outlet!r}")
