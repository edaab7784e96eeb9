"""The addresses of channels as text: where one ends, and how a channel is named without showing its address."""

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
    """Name a channel by its scheme and a short hash, so that tables and logs name it without its address."""
    scheme = "".join(char for char in url.partition("://")[0].lower() if char.isascii() and char.isalnum())[:20]
    return f"{scheme or 'channel'}-{short_hash(url)}"


def short_hash(text: str) -> str:
    """Return eight hexadecimal digits for a text."""
    return blake2s(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


HASHED = re.compile(r"-[0-9a-f]{8}$")
"""How the name of a channel ends that is a hash of its address or of one of its targets."""


def target_id(base: str, target: str) -> str:
    """Name the channel of one target of several; `base` names the whole address."""
    return f"{HASHED.sub('', base)}-{short_hash(target)}"


def server_of(url: str) -> str:
    """Return what an address has before its path: the scheme, a user, a host and a port."""
    scheme, _, rest = url.partition("://")
    return f"{scheme.lower()}://{re.split('[/?#]', rest, maxsplit=1)[0]}"


def secret_names(path: Path) -> set[str]:
    """Return the names that an alerts.yaml gives to its addresses; none where there is no such file or no YAML."""
    try:
        data = load_yaml(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return set()
    blocks = data.get("channels") if isinstance(data, dict) else None
    found = blocks.values() if isinstance(blocks, dict) else ()
    return {str(block["address"]).upper() for block in found if isinstance(block, dict) and "address" in block}
