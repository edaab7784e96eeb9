"""Rows of an answer as a table, as CSV without formulas, or as JSON lines."""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from flows.cli.console import out, table
from flows.printable_text import escaped, visible

JSON_TYPES = frozenset({str, int, bool, type(None)})
"""Types that JSON has itself; checked first, since most values have one of them."""


class Format(StrEnum):
    """How `rabita sql` prints."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def print_rows(names: Sequence[str], chunks: Iterable[Sequence[tuple[Any, ...]]], shape: Format) -> None:
    """Print rows as they come, each chunk as a table: the widths of a table depend on all its cells."""
    match shape:
        case Format.TABLE:
            _print_tables(names, chunks)
        case Format.JSON:
            _print_json(_unique(names), chunks)
        case Format.CSV:
            _print_csv(names, chunks)


def _print_tables(names: Sequence[str], chunks: Iterable[Sequence[tuple[Any, ...]]]) -> None:
    printed = False
    for chunk in chunks:
        out.print(table("", names, [[_text(cell) for cell in row] for row in chunk]))
        printed = True
    if not printed:
        out.print(table("", names, []))


def _print_json(names: Sequence[str], chunks: Iterable[Sequence[tuple[Any, ...]]]) -> None:
    write, written = sys.stdout.write, json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    for chunk in chunks:
        for row in chunk:
            values = (cell if type(cell) in JSON_TYPES else _plain(cell) for cell in row)
            write(escaped(written(dict(zip(names, values, strict=True)))) + "\n")


def _print_csv(names: Sequence[str], chunks: Iterable[Sequence[tuple[Any, ...]]]) -> None:
    from warehouse.export import without_formula

    lines = csv.writer(_Sink(_writer()), lineterminator="\n")
    lines.writerow(map(without_formula, names))
    for chunk in chunks:
        lines.writerows([cell if type(cell) is int else without_formula(_text(cell)) for cell in row] for row in chunk)


class _Sink:
    """A file for csv.writer."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self.write = write


def _writer() -> Callable[[str], object]:
    """Return a function that writes to standard output, without control characters where that is a terminal."""
    stream = sys.stdout
    return (lambda text: stream.write(visible(text))) if stream.isatty() else stream.write


def _unique(names: Sequence[str]) -> list[str]:
    """Return the names without repetition, numbered as DuckDB does: a, a_1."""
    taken: list[str] = []
    for name in names:
        fresh, number = name, 1
        while fresh in taken:
            fresh, number = f"{name}_{number}", number + 1
        taken.append(fresh)
    return taken


def _plain(value: object) -> object:
    """Return a value as JSON has it; infinity and NaN become null."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case list() | tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {str(_text(key)): _plain(item) for key, item in value.items()}
        case _:
            return str(_text(value))


def _text(value: object) -> object:
    """Return a value as it is printed; for an infinite time DuckDB returns the last one that Python has."""
    match value:
        case datetime() if value.replace(tzinfo=None) in {datetime.max, datetime.min}:  # noqa: DTZ901 - of any zone
            return "infinity" if value.year > 1 else "-infinity"
        case bytes():
            return "".join(chr(byte) if 0x20 <= byte < 0x7F and byte != 0x5C else f"\\x{byte:02X}" for byte in value)  # noqa: PLR2004 - printable ASCII but the backslash
        case _:
            return value
