"""File permissions: on a machine with several users only the owner can read what is stored."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path

OTHERS = 0o077
"""The permissions of group and others."""

log = logging.getLogger(__name__)


def keep_private(folder: Path, *files: Path) -> None:
    """Have this process create files for its owner only, and remove others' permissions from `folder` and `files`.

    The permissions of an open folder are changed with everything in it. Where the working directory is in the folder,
    or the folder belongs to another user, a warning is logged instead.
    """
    os.umask(OTHERS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if is_open(folder):
        if folder.resolve() in {Path.cwd(), *Path.cwd().parents} or not _restrict(folder):
            log.warning("%s can be read by other users of this machine: chmod go= %s", folder, folder)
        else:
            for found in folder.rglob("*"):
                _restrict(found)
            log.warning("%s could be read by other users of this machine; now only its owner can read it", folder)
    for file in files:
        if file.exists() and is_open(file):
            _restrict(file)


def is_open(path: Path) -> bool:
    """Return whether anyone but the owner has permissions for a file or folder."""
    return bool(path.stat().st_mode & OTHERS)


def _restrict(path: Path) -> bool:
    if path.is_symlink():
        return True  # its own permissions have no effect
    with suppress(OSError):
        path.chmod(path.stat().st_mode & ~OTHERS & 0o7777)
        return True
    return False
