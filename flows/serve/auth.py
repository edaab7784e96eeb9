"""The auth string of Prefect's server: made once for each installation, in a file that only its owner can read."""

from __future__ import annotations

import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path

from flows.errors import RabitaError

USER = "rabita"
LEAST_CHARACTERS = 16
"""The shortest auth string."""

log = logging.getLogger(__name__)


class AuthError(RabitaError, RuntimeError):
    """The auth string cannot be read or made; the message names the file and never what is in it."""


def auth_string(file: Path) -> str:
    """Return the auth string in a file, which is created where it is missing. Raises AuthError.

    The permissions of a file that others can read are corrected. It is not replaced, since another machine may use it.
    """
    try:
        if not file.exists():
            _make(file)
        if file.stat().st_mode & 0o077:
            file.chmod(0o600)
            log.warning("%s could be read by others; to be safe, delete it and start the service again", file)
        text = file.read_text("ascii").strip()
    except (OSError, UnicodeError) as error:
        raise AuthError(
            f"the auth string of Prefect's server cannot be read from {file}: {type(error).__name__}"
        ) from None
    if len(text) < LEAST_CHARACTERS or not text.isprintable():
        raise AuthError(
            f"{file} holds no auth string of {LEAST_CHARACTERS} characters or more: delete it, and a new one is made"
        )
    return text


def _make(file: Path) -> None:
    """Write a new auth string in one step; if two processes do so, the first one wins."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        os.write(descriptor, f"{USER}:{secrets.token_urlsafe(32)}\n".encode())
        os.fsync(descriptor)
        with suppress(FileExistsError):
            file.hardlink_to(draft)
    finally:
        os.close(descriptor)
        draft.unlink()
