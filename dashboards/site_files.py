"""Writing the files of a build; what the last build has too becomes a hard link to it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_file(fresh: Path, last: Path, path: str, content: bytes) -> None:
    """Write a file at a path below `fresh`, the folder of this build; `last` is that of the last one."""
    target, before = fresh / path, last / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if before.is_file() and before.stat().st_size == len(content) and before.read_bytes() == content:
        with suppress(OSError):  # a file system without hard links
            os.link(before, target)
            return
    target.write_bytes(content)
