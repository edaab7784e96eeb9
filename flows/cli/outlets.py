"""Commands about outlets: list, boilerplate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.cli.asks import published
from flows.cli.screen import BUSY, load_settings, out, stop, table

sources = typer.Typer(help="The outlets: list, boilerplate.", invoke_without_command=True)


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """An outlet as its requests and articles show it."""

    outlet: str
    name: str
    tier: int
    last_success: datetime | None
    last_problem: str | None
    newest_article: datetime | None
    articles: int
    articles_last_day: int
    failing_runs: int


@sources.callback()
def default(context: typer.Context) -> None:
    """Do what `list` does, where no command is named."""
    if context.invoked_subcommand is None:
        list_sources()


@sources.command("list")
def list_sources() -> None:
    """List the outlets: when each last answered, its newest article, its last problem."""
    from warehouse import read

    with published() as con:
        rows = read(con, "source_health", SourceHealth)
    columns = ("outlet", "name", "tier", "last success", "newest article", "articles", "last day", "last problem")
    out.print(table("Outlets", columns, [
        (row.outlet, row.name, row.tier, *(f"{when:%Y-%m-%d %H:%M}" if when else None
         for when in (row.last_success, row.newest_article)), row.articles, row.articles_last_day, row.last_problem)
        for row in rows
    ]))  # fmt: skip


@sources.command()
def boilerplate(
    outlet: Annotated[str, typer.Argument(metavar="ID")],
    remove: Annotated[str | None, typer.Option(metavar="LINE", help="Remove this line from now on.")] = None,
    keep: Annotated[str | None, typer.Option(metavar="LINE", help="Keep this line from now on.")] = None,
) -> None:
    """Print the lines that an outlet repeats and which of them are taken out as boilerplate; overrule the numbers."""
    from flows.steps.learn import Said, decide_line, repeated
    from warehouse import BusyError, open_warehouse, publish

    settings, now = load_settings(), datetime.now(UTC)
    try:
        if line := remove or keep:
            with open_warehouse(settings.warehouse) as con:
                decide_line(con, Said(outlet, line, now, removes=remove is not None))
            publish(settings.warehouse, settings.published)
    except BusyError as error:
        stop(str(error), BUSY)
    with published() as con:
        rows = repeated(con, outlet, now)
    columns = ("line", "articles", "stories", "days", "share", "agency sentence", "decided", "removed")
    out.print(table(f"What {outlet} repeats", columns, [
        (row.line, row.articles, row.stories, row.days, round(row.share, 3), "yes" if row.agency else None,
         {True: "remove", False: "keep", None: None}[row.decided], "yes" if row.boilerplate else "no")
        for row in rows
    ]))  # fmt: skip
