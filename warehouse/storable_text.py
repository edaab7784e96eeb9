"""Texts of outlets as a database can store them.

Texts of outlets contain letters that cannot be stored: halves of a surrogate pair, where a program has cut an emoji in
two. Every added row goes through `storable`; a batch goes through `all_storable` as a whole, since it is also printed,
reported and written to Parquet.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")

REPLACEMENT = "\ufffd"
"""Replaces a letter that cannot be stored."""


def storable(text: str) -> str:
    """Return a text that DuckDB can store: halves of surrogate pairs are joined or replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def all_storable(value: T) -> T:
    """Return a value with every text in it made storable, or the value itself where nothing changes.

    NUL is replaced too, since PostgreSQL refuses it.
    """
    if isinstance(value, str):
        made: Any = storable(value)
        return made.replace("\0", REPLACEMENT) if "\0" in made else made  # type: ignore[no-any-return]
    if isinstance(value, (list, tuple)):
        made = [all_storable(one) for one in value]
        return value if all(a is b for a, b in zip(made, value, strict=True)) else type(value)(made)
    if isinstance(value, dict):
        return {all_storable(key): all_storable(one) for key, one in value.items()}  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        old = {name: getattr(value, name) for name in (one.name for one in fields(value))}
        new = {name: all_storable(one) for name, one in old.items()}
        changed = {name: one for name, one in new.items() if one is not old[name]}
        return replace(value, **changed) if changed else value
    return value
