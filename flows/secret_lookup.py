"""Secrets by name: from the environment, .env, and Prefect's Secret blocks."""

from __future__ import annotations

import os

from dotenv import dotenv_values


def from_environment(name: str) -> str | None:
    """Return the variable `name` of the environment or of `.env` in the working directory, None where it is empty."""
    return os.environ.get(name) or dotenv_values(".env").get(name) or None


def from_environment_or_block(name: str) -> str | None:
    """Return what `from_environment` finds, else the value of the Prefect Secret block of that name.

    Block names have lower case and hyphens: RABITA_DUTY_URL is the block `rabita-duty-url`. Without a flow run or
    PREFECT_API_URL Prefect starts a server for the look-up.
    """
    return from_environment(name) or _from_block(name.lower().replace("_", "-"))


def _from_block(name: str) -> str | None:
    from prefect.blocks.system import Secret

    try:
        value = Secret.load(name, _sync=True).get()  # type: ignore[call-arg,union-attr]  # _sync is prefect's own
    except ValueError:  # there is no such block
        return None
    return value if isinstance(value, str) else None
