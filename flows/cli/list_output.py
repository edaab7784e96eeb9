"""Lists for people and for programs: tables that fit a terminal, plain lines in a pipe, CSV, or JSON lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated

import typer
from rich.cells import cell_len

from flows.cli.console import BAD_CONFIGURATION, out, stop, table
from flows.cli.row_output import Format, print_rows
from flows.printable_text import visible

Json = Annotated[bool, typer.Option("--json", help="Print JSON lines, times in UTC.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV, times in UTC.")]

Rows = Iterable[Sequence[object]]


def shape_of(*, json: bool, csv: bool) -> Format | None:
    """Return the format that was asked for, None where it depends on whether a terminal shows the list."""
    if json and csv:
        stop("one of --json and --csv expected", BAD_CONFIGURATION)
    return Format.JSON if json else Format.CSV if csv else None


def show(
    title: str, columns: Sequence[str], rows: Rows, shape: Format | None = None, *, spare: Sequence[str] = ()
) -> None:
    """Print rows as `shape` says or, without one, as a table on a terminal and as plain lines elsewhere.

    `spare` are columns that are left out on a narrow terminal, the first ones first. Where the rest is still too wide,
    each row becomes a block of lines.
    """
    body = [list(row) for row in rows]
    if shape is not None:
        names = [re.sub(r"\W+", "_", name).strip("_").lower() for name in columns]
        print_rows(names, [[tuple(row) for row in body]], shape)
    elif out.is_terminal:
        _show_to_people(title, list(columns), body, list(spare))
    else:
        _show_plain(columns, body)


def _show_to_people(title: str, columns: list[str], body: list[list[object]], spare: list[str]) -> None:
    if not body:
        out.print(f"{title}: none.")
        return
    while spare and _least_width(columns, body) > out.width:
        index = columns.index(spare.pop(0))
        del columns[index]
        for row in body:
            del row[index]
    if _least_width(columns, body) <= out.width:
        cells = [[cell if isinstance(cell, int | float) else _text(cell) for cell in row] for row in body]
        widths = _widths(columns, body)
        out.print(table(title, columns, cells, wrapped=widths.index(max(widths))))
        return
    out.print(title, style="bold")
    left = max(map(cell_len, columns))
    for row in body:
        for name, cell in zip(columns, row, strict=True):
            out.print(f"{name:<{left}}  {_text(cell)}", highlight=False, soft_wrap=True)
        out.print()


def _show_plain(columns: Sequence[str], body: list[list[object]]) -> None:
    """Print aligned columns in lines of any length, for grep, awk and files."""
    lines = [[visible(str(name)) for name in columns], *([visible(_text(cell)) for cell in row] for row in body)]
    lines = [[" ".join(cell.split()) for cell in line] for line in lines]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())


LEAST_WRAPPED = 30
"""The least width of the widest column of a table; only the text of that column is wrapped."""


def _widths(columns: Sequence[str], body: Sequence[Sequence[object]]) -> list[int]:
    cells = zip(columns, *([_text(cell) for cell in row] for row in body), strict=True)
    return [max(cell_len(line) for cell in column for line in cell.splitlines() or [""]) for column in cells]


def _least_width(columns: Sequence[str], body: Sequence[Sequence[object]]) -> int:
    """Return the least width of a table, with its lines and spaces."""
    widths = _widths(columns, body)
    return sum(widths) - max(widths) + min(max(widths), LEAST_WRAPPED) + 3 * len(widths) + 1


def _text(cell: object) -> str:
    match cell:
        case None:
            return "–"
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}"
        case bool():
            return "yes" if cell else "no"
        case tuple() | list():
            return ", ".join(map(str, cell))
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
