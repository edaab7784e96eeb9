"""The two consoles, errors in one line, and tables."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.printable_text import visible

if TYPE_CHECKING:
    from flows.settings import Settings

OK, FAILED, BAD_CONFIGURATION, BUSY, NO_OUTLET, BUG, STOPPED = 0, 1, 2, 3, 4, 70, 130
"""The exit codes; docs/commands.md lists them."""


@dataclass(slots=True)
class Level:
    """How much a command prints: the options that every command takes."""

    quiet: bool = False
    verbose: bool = False
    debug: bool = False

    def reset(self) -> None:
        """Print as much as by default."""
        self.quiet = self.verbose = self.debug = False


level = Level()


class Screen(Console):
    """A console that prints text as it is: no markup, and no control characters.

    Styled text is passed as rich.text.Text.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, emoji=False)

    def render_str(self, text: str, **options: Any) -> Text:  # noqa: ANN401 - Rich's own
        """Return the text as it is shown; every printed string and every cell of a table passes through here."""
        return super().render_str(visible(text), **options)

    def on_broken_pipe(self) -> None:
        """Let the command handle it."""
        raise BrokenPipeError


out = Screen()
err = Screen(stderr=True)


def complain(message: str) -> None:
    """Print an error on standard error, in one line."""
    err.print(Text.assemble(("rabita:", "bold red"), " ", visible(message)), highlight=False, soft_wrap=True)


def warn(message: str) -> None:
    """Print a warning on standard error, in one line."""
    err.print(
        Text.assemble(("rabita: warning:", "bold yellow"), " ", visible(message)), highlight=False, soft_wrap=True
    )


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show what the command is doing: as a status line on a terminal, as one printed line elsewhere."""
    if level.quiet:
        yield
        return
    if not err.is_terminal:
        err.print(f"{text} …", highlight=False, soft_wrap=True)
        yield
        return
    with err.status(Text(visible(text))):
        yield


def stop(message: str, code: int) -> NoReturn:
    """Print an error and exit with `code`."""
    complain(message)
    raise typer.Exit(code)


def load_settings() -> Settings:
    """Return the settings; an invalid one ends the command with exit code 2."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from flows.settings import Settings

    if not os.environ.get("PREFECT_API_URL", "unset").strip():
        del os.environ["PREFECT_API_URL"]  # blank means unset, as for our own variables
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = "; ".join(f"{_variable(str(item['loc'][0]))}: {item['msg']}" for item in error.errors())
        stop(f"the settings cannot be used: {wrong}", BAD_CONFIGURATION)
    except (SettingsError, UnicodeDecodeError) as error:
        stop(f"the settings cannot be used: .env: {error}", BAD_CONFIGURATION)
    for sentence in misspelt(settings):
        if sentence not in warned:
            warned.add(sentence)
            warn(sentence)
    return settings


warned: set[str] = set()
"""What this command has warned of, since some commands load the settings more than once."""


def misspelt(settings: Settings) -> list[str]:
    """Return a sentence about each variable, of the environment or .env, that looks like a setting and is not one."""
    from dotenv import dotenv_values

    from flows.settings import unknown_variables

    return [
        f"{name} is not a setting" + (f": did you mean {near}?" if near else "; docs/settings.md lists them")
        for name, near in unknown_variables(settings, {*os.environ, *dotenv_values(".env")}).items()
    ]


def _variable(name: str) -> str:
    return name if name.startswith("RABITA_") else f"RABITA_{name.upper()}"


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, wrapped: int | None = None) -> Table:
    """Return a Rich table of the rows; None is shown as a dash, numbers are aligned right.

    Where `wrapped` names a column, the text of the others is not wrapped.
    """
    body = [list(row) for row in rows]
    drawn = Table(title=title, title_justify="left", title_style="bold", header_style="bold cyan")
    for index, column in enumerate(columns):
        numeric = bool(body) and all(isinstance(row[index], int | float | None) for row in body)
        whole = index == 0 if wrapped is None else index != wrapped
        drawn.add_column(column, justify="right" if numeric else "left", overflow="fold", no_wrap=whole)
    for row in body:
        drawn.add_row(*("–" if cell is None else str(cell) for cell in row))
    return drawn
