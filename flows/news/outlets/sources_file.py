"""Blocks of sources.yaml as text: a new one at the end, a value in an old one, and not a letter changed beside it."""

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
    return _with_value(text, outlet, "verified", day.isoformat())


def with_enabled(text: str, outlet: str, *, enabled: bool) -> str:
    """Return the text of sources.yaml in which an outlet's block says whether it is read. Nothing else changes.

    Raises KeyError where there is no such block.
    """
    return _with_value(text, outlet, "enabled", "true" if enabled else "false")


def _with_value(text: str, outlet: str, name: str, value: str) -> str:
    root = compose_yaml(text)
    listed = next((node for key, node in root.value if key.value == "outlets"), None) if root else None
    for block in listed.value if listed else ():
        keys = {key.value: (key, node) for key, node in block.value}
        if "id" not in keys or keys["id"][1].value != outlet:
            continue
        if name in keys:
            old = keys[name][1]
            return text[: old.start_mark.index] + value + text[old.end_mark.index :]
        key, node = keys["id"]
        if block.flow_style:
            return f"{text[: node.end_mark.index]}, {name}: {value}{text[node.end_mark.index :]}"
        end = text.find("\n", node.end_mark.index)
        end = len(text) if end < 0 else end
        return f"{text[:end]}\n{' ' * key.start_mark.column}{name}: {value}{text[end:]}"
    raise KeyError(f"no block of {outlet!r}")
