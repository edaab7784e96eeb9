"""Files for their owner alone: what is stored, logged and locked is nobody else's on a machine with several users."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path

OTHERS = 0o077
"""The permissions of group and others."""

log = logging.getLogger(__name__)


def keep_private(folder: Path, *files: Path) -> None:
    """Have this process create files for its owner alone from now on, and take others' permissions from `folder`.

    A folder that was open is mended with all below it, and `files` are. Where the working directory is the folder or in
    it, or it belongs to somebody else, nothing is changed and a warning is logged.
    """
    os.umask(OTHERS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if is_open(folder):
        if folder.resolve() in {Path.cwd(), *Path.cwd().parents} or not _mend(folder):
            log.warning("%s can be read by other users of this machine: chmod go= %s", folder, folder)
        else:
            for found in folder.rglob("*"):
                _mend(found)
            log.warning("%s could be read by other users of this machine; now only by its owner", folder)
    for file in files:
        if file.exists() and is_open(file):
            _mend(file)


def is_open(path: Path) -> bool:
    """Say whether others than the owner may do anything with a file or folder."""
    return bool(path.stat().st_mode & OTHERS)


def _mend(path: Path) -> bool:
    if path.is_symlink():
        return True  # its own permissions mean nothing
    with suppress(OSError):
        path.chmod(path.stat().st_mode & ~OTHERS & 0o7777)
        return True
    return False
