"""The two consoles, errors in one line, and tables, for all commands."""

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
"""The exit codes, which docs/commands.md lists."""


@dataclass(slots=True)
class Level:
    """How much this command says: the options that every command takes."""

    quiet: bool = False
    verbose: bool = False
    debug: bool = False

    def reset(self) -> None:
        """Say as much as by default."""
        self.quiet = self.verbose = self.debug = False


level = Level()


class Screen(Console):
    """A console that takes no text for markup and lets no control character through, whoever wrote the text.

    What has a style of its own is made as rich.text.Text.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, emoji=False)

    def render_str(self, text: str, **options: Any) -> Text:  # noqa: ANN401 - Rich's own
        """Return the text as it is shown; all strings that are printed and all cells of tables come by here."""
        return super().render_str(visible(text), **options)

    def on_broken_pipe(self) -> None:
        """Leave it to whoever ends the command."""
        raise BrokenPipeError


out = Screen()
err = Screen(stderr=True)


def complain(message: str) -> None:
    """Print on standard error, in one line, what went wrong."""
    err.print(Text.assemble(("rabita:", "bold red"), " ", visible(message)), highlight=False, soft_wrap=True)


def warn(message: str) -> None:
    """Print on standard error, in one line, what looks wrong; the command goes on."""
    err.print(
        Text.assemble(("rabita: warning:", "bold yellow"), " ", visible(message)), highlight=False, soft_wrap=True
    )


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show that something takes a while, and what: as long as it does on a terminal, in a line elsewhere."""
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
    """Print on standard error why the command ends, and exit with `code`."""
    complain(message)
    raise typer.Exit(code)


def load_settings() -> Settings:
    """Return the settings; one that cannot be used ends the command with exit code 2."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from flows.settings import Settings

    if not os.environ.get("PREFECT_API_URL", "unset").strip():
        del os.environ["PREFECT_API_URL"]  # blank means unset, as for our own
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
"""What this command has warned of, since some ask for the settings more than once."""


def misspelt(settings: Settings) -> list[str]:
    """Return a sentence about each variable, of the environment or .env, that looks like a setting and is none."""
    from dotenv import dotenv_values

    from flows.settings import unknown_variables

    return [
        f"{name} is no setting" + (f": did you mean {near}?" if near else "; docs/settings.md lists them")
        for name, near in unknown_variables(settings, {*os.environ, *dotenv_values(".env")}).items()
    ]


def _variable(name: str) -> str:
    return name if name.startswith("RABITA_") else f"RABITA_{name.upper()}"


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, wrapped: int | None = None) -> Table:
    """Return a Rich table of the rows; None shows as a dash, numbers are on the right.

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
