"""The addresses of channels: how a list of them is split, and names of channels that do not show the address."""

from __future__ import annotations

import re
from hashlib import blake2s
from pathlib import Path

import yaml

from flows.news.yaml_text import load_yaml

SCHEME = r"[A-Za-z][A-Za-z0-9+.-]{0,40}://"
BETWEEN = re.compile(rf"(?<![\s,])[\s,]+(?={SCHEME})")
"""What separates two addresses: white space or commas before the scheme of the next one."""


def split_addresses(text: str) -> tuple[str, ...]:
    """Return the addresses of a text, separated by white space, by commas, or by both; a comma within one stays."""
    return tuple(part for found in BETWEEN.split(text) if (part := found.strip(", \t\r\n")))


def channel_id(url: str) -> str:
    """Return a name for a channel: its scheme and a short hash, so that tables and logs do not show its address."""
    scheme = "".join(char for char in url.partition("://")[0].lower() if char.isascii() and char.isalnum())[:20]
    return f"{scheme or 'channel'}-{short_hash(url)}"


def short_hash(text: str) -> str:
    """Return eight hexadecimal digits for a text."""
    return blake2s(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


HASHED = re.compile(r"-[0-9a-f]{8}$")
"""The end of a channel name that was made of an address or of one of its targets."""


def target_id(base: str, target: str) -> str:
    """Return the name of the channel for one target of an address; `base` is the name for the whole address."""
    return f"{HASHED.sub('', base)}-{short_hash(target)}"


def server_of(url: str) -> str:
    """Return the part of an address before its path: scheme, user, host and port."""
    scheme, _, rest = url.partition("://")
    return f"{scheme.lower()}://{re.split('[/?#]', rest, maxsplit=1)[0]}"


def secret_names(path: Path) -> set[str]:
    """Return the names of the secrets in an alerts.yaml, none where the file is missing or is not YAML."""
    try:
        data = load_yaml(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return set()
    blocks = data.get("channels") if isinstance(data, dict) else None
    found = blocks.values() if isinstance(blocks, dict) else ()
    return {str(block["address"]).upper() for block in found if isinstance(block, dict) and "address" in block}
