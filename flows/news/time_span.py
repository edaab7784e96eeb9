"""Lengths of time in settings and commands: 90s, 15m, 2h, 3d."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"([0-9]{1,9})\s*([smhd])")


def read_span(text: str) -> timedelta:
    """Return the length of time in "90s", "15m", "2h" or "3d". Raises ValueError for anything else."""
    match = _SPAN.fullmatch(text.strip())
    if not match:
        raise ValueError(f"a length of time such as 15m, 2h or 3d expected, not {text!r}")
    try:
        return timedelta(seconds=int(match[1]) * _UNITS[match[2]])
    except OverflowError:
        raise ValueError(f"{text} is too long") from None


def _span(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    try:
        return read_span(str(value))
    except ValueError as error:
        raise PydanticCustomError("span", "{why}", {"why": str(error)}) from None


Span = Annotated[timedelta, BeforeValidator(_span)]
"""A length of time as a field of a pydantic model."""
