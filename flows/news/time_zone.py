"""Time zones in settings."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError


def _zone(value: object) -> object:
    try:
        ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PydanticCustomError(
            "zone", "not a time zone of the IANA database: '{value}'", {"value": value}
        ) from error
    return value


Zone = Annotated[str, BeforeValidator(_zone)]
"""A name of the IANA database, such as Asia/Karachi, as a field of a pydantic model."""
