"""Names of time zones, where somebody types them."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError


def _zone(value: object) -> object:
    try:
        ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PydanticCustomError("zone", "no time zone of the IANA data base: '{value}'", {"value": value}) from error
    return value


Zone = Annotated[str, BeforeValidator(_zone)]
"""A name of the IANA data base, such as Asia/Karachi."""
