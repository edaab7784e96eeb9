"""Edits of sources.yaml as text: add a block or change a value, and leave everything else as it is."""

from __future__ import annotations

from datetime import date

import yaml

from flows.news.outlets.sources import Outlet
from flows.news.yaml_text import compose_yaml


def block_of(outlet: Outlet, kind: str, verified: date | None = None) -> str:
    """Return the block of an outlet for sources.yaml, for a person to review."""
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
    """Return the text of sources.yaml with a block added at the end."""
    return text.rstrip("\n") + "\n\n" + block


def with_verified(text: str, outlet: str, day: date) -> str:
    """Return the text of sources.yaml with the day on which an outlet was verified.

    Raises KeyError if there is no such outlet.
    """
    return _with_value(text, outlet, "verified", day.isoformat())


def with_enabled(text: str, outlet: str, *, enabled: bool) -> str:
    """Return the text of sources.yaml with an outlet enabled or disabled.

    Raises KeyError if there is no such outlet.
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
