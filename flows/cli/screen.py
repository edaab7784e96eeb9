"""What every command shares: the two consoles, an error in one line, tables."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from typer.core import TyperGroup

if TYPE_CHECKING:
    from flows.settings import Settings

OK, ALL_FAILED, BAD_CONFIGURATION, BUSY = 0, 1, 2, 3

out = Console()
err = Console(stderr=True)


def stop(message: str, code: int) -> NoReturn:
    """Say in one line on standard error why the command ends, and end it with `code`."""
    err.print(f"[bold red]rabita:[/] {escape(message)}", highlight=False, soft_wrap=True)
    raise typer.Exit(code)


class Refusing(TyperGroup):
    """Ends a command in one line where the warehouse refuses: exit code 3 where a run is going, 1 otherwise.

    Where the auth string of Prefect's server cannot be had it is 2.

    What a command and its children write is their owner's alone.
    """

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - Typer has Click's classes under a private name
        """Run the command."""
        before = os.umask(0o077)
        try:
            return super().invoke(ctx)
        except Exception as error:
            from flows.serve.auth import AuthError
            from warehouse import BusyError, WarehouseError

            if isinstance(error, AuthError):
                stop(str(error), BAD_CONFIGURATION)
            if not isinstance(error, WarehouseError):
                raise
            stop(str(error), BUSY if isinstance(error, BusyError) else 1)
        finally:
            os.umask(before)


def load_settings() -> Settings:
    """Return the settings; one that cannot be used ends the command with exit code 2."""
    from pydantic import ValidationError

    from flows.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"RABITA_{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors())
        stop(f"the settings cannot be used: {wrong}", BAD_CONFIGURATION)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Return a Rich table of the rows; None shows as a dash, numbers stand to the right."""
    body = [list(row) for row in rows]
    drawn = Table(title=title, title_justify="left", title_style="bold", header_style="bold cyan")
    for index, column in enumerate(columns):
        numeric = bool(body) and all(isinstance(row[index], int | float | None) for row in body)
        drawn.add_column(column, justify="right" if numeric else "left", overflow="fold", no_wrap=index == 0)
    for row in body:
        drawn.add_row(*("–" if cell is None else escape(str(cell)) for cell in row))
    return drawn
