"""Answers as files for other programs: CSV that is safe to open in a spreadsheet, and JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from warehouse.export import without_formula


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as CSV with a header; times are UTC in ISO 8601, lists are JSON. Source of the form: RFC 4180."""
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(columns)
    lines.writerows([without_formula(_flat(value)) for value in row] for row in rows)
    return text.getvalue()


def as_json(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as a JSON list of objects by column; times are UTC in ISO 8601."""
    objects = [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]
    return json.dumps(objects, ensure_ascii=False, indent=1)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a question selects
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case date() | datetime():
            return value.isoformat()
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return str(value)


def _flat(value: Any) -> Any:  # noqa: ANN401 - whatever a question selects
    plain = _plain(value)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, list) else plain
