"""Commands about outlets: list, check, add, pause, resume, boilerplate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.console import BAD_CONFIGURATION, FAILED, NO_OUTLET, load_settings, out, stop, working
from flows.cli.list_output import Csv, Json, shape_of, show
from flows.cli.query import published

if TYPE_CHECKING:
    from flows.pipeline.outlet_health import OutletHealthRow

LISTING_KINDS = ("feed", "sitemap", "section")
"""The kinds of listings."""

sources = typer.Typer(invoke_without_command=True)


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """The state of an outlet, from its requests and articles."""

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
def default(context: typer.Context, json: Json = False, csv: Csv = False) -> None:
    """List the outlets, or: check, add, pause, resume, boilerplate, export-opml, import-opml."""
    if context.invoked_subcommand is None:
        list_sources(json=json, csv=csv)


@sources.command("list")
def list_sources(json: Json = False, csv: Csv = False) -> None:
    """List the outlets: the state of each, when it last answered, its newest article, what to do."""
    from flows.pipeline.outlet_health import OutletHealthRow
    from warehouse import read

    paused = _paused()
    with published() as con:
        rows = read(con, "source_health", SourceHealth)
        states = {row.outlet: row for row in read(con, "current_outlet_state", OutletHealthRow)}
    columns = ("outlet", "name", "tier", "state", "last success", "newest article", "articles", "last day", "advice")
    show("Outlets", columns, [
        (row.outlet, row.name, row.tier, *_doing(row, states.get(row.outlet), paused=row.outlet in paused))
        for row in rows
    ], shape_of(json=json, csv=csv), spare=("last success", "articles", "tier", "name", "last day"))  # fmt: skip


def _doing(row: SourceHealth, state: OutletHealthRow | None, *, paused: bool) -> tuple[object, ...]:
    """Return the columns about the state of an outlet."""
    advice = f"rabita sources resume {row.outlet}" if paused else (state and state.advice) or row.last_problem
    word = "paused" if paused else state and state.state
    return (word, row.last_success, row.newest_article, row.articles, row.articles_last_day, advice)


def _paused() -> set[str]:
    """Return the outlets that sources.yaml pauses, none where it cannot be read."""
    from flows.news.outlets.sources import SourcesError, load_sources

    settings = load_settings()
    try:
        outlets = load_sources(settings.sources, allow_private=settings.allow_private).outlets
    except SourcesError:
        return set()
    return {one.id for one in outlets if not one.enabled}


@sources.command()
def pause(outlet: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Stop reading an outlet, in sources.yaml; what it publishes in between is read once it is resumed."""
    _pause(outlet, paused=True)


@sources.command()
def resume(outlet: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Read a paused outlet again."""
    _pause(outlet, paused=False)


def _pause(outlet: str, *, paused: bool) -> None:
    from flows.pipeline.check_and_add_outlets import pause_outlet

    try:
        pause_outlet(load_settings(), outlet, paused=paused)
    except KeyError as error:
        stop(str(error.args[0]), BAD_CONFIGURATION)
    out.print(
        f"{outlet} is {'paused: `rabita sources resume ' + outlet + '` reads it again' if paused else 'read again'}."
    )


@sources.command()
def boilerplate(
    outlet: Annotated[str, typer.Argument(metavar="ID")],
    remove: Annotated[str | None, typer.Option(metavar="LINE", help="Remove this line from now on.")] = None,
    keep: Annotated[str | None, typer.Option(metavar="LINE", help="Keep this line from now on.")] = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Print the lines that an outlet repeats and which are removed as boilerplate, or decide about one line."""
    from flows.pipeline.learn_boilerplate import LineDecision, decide_line, repeated
    from warehouse import open_warehouse, publish, read

    settings, now = load_settings(), datetime.now(UTC)
    if line := remove or keep:
        with open_warehouse(settings.warehouse, published=settings.published) as con:
            if line not in {row.line for row in repeated(con, outlet, now)}:
                stop(f"{outlet} repeats no line {line!r}: `rabita sources boilerplate {outlet}` lists them", FAILED)
            decide_line(con, LineDecision(outlet, line, now, removes=remove is not None))
        publish(settings.warehouse, settings.published)
    with published() as con:
        rows = repeated(con, outlet, now)
        known = {row.outlet for row in read(con, "source_health", SourceHealth)}
    if outlet not in known:
        close = get_close_matches(outlet, known, n=1)
        stop(f"no outlet {outlet} is stored{f': did you mean {close[0]}?' if close else ''}", FAILED)
    columns = ("line", "articles", "stories", "days", "share", "agency sentence", "decided", "removed")
    show(f"What {outlet} repeats", columns, [
        (row.line, row.articles, row.stories, row.days, round(row.share, 3), "yes" if row.agency else None,
         {True: "remove", False: "keep", None: None}[row.decided], "yes" if row.boilerplate else "no")
        for row in rows
    ], shape_of(json=json, csv=csv), spare=("agency sentence", "stories", "days", "share"))  # fmt: skip


@sources.command()
def check(
    outlet: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Only these outlets.")] = None,
    write: Annotated[
        bool,
        typer.Option(
            "--write", help="Mark in sources.yaml the outlets that answered well, and write golden files to review."
        ),
    ] = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Ask every listing once: the answer, the number of items, the age of the newest, robots.txt, what to do.

    Exit code 0; 4 where no listing answered with items; 2 for a bad configuration.
    """
    import asyncio

    from flows.cli.pipeline import load_outlets
    from flows.cli.run_output import plural
    from flows.pipeline import check_and_add_outlets

    settings, now = load_settings(), datetime.now(UTC)
    outlets = load_outlets(settings, outlet or [])
    with working(f"asking {plural(len(outlets), 'outlet')}"):
        done = asyncio.run(check_and_add_outlets.check_outlets(settings, outlets, now, examples=write))
    listings = [one for checked in done for one in checked.listings]
    columns = ("outlet", "listing", "answered", "items", "newest", "robots.txt", "advice")
    shape = shape_of(json=json, csv=csv)
    show("Listings", columns, [
        (one.outlet, f"{one.kind} {one.url}", one.answered, one.items, _age(one.newest, now), one.robots, one.advice)
        for one in listings
    ], shape, spare=("newest", "robots.txt", "listing"))  # fmt: skip
    well = [checked for checked in done if checked.well]
    open_ways = sum(any(checked.ways.values()) for checked in done)
    if shape is None:
        show("Ways in", ("outlet", *LISTING_KINDS), [
            (checked.outlet.id, *(_answers(checked.ways.get(kind)) for kind in LISTING_KINDS)) for checked in done
        ], shape)  # fmt: skip
        out.print(f"{len(well)} of {len(done)} outlets answer well, {open_ways} in at least one way.")
    for checked in well if write else ():
        name, example = checked.outlet.id, checked.example
        if example and example.complete:
            files = check_and_add_outlets.mark_verified(settings, name, example, now)
            out.print(f"{name}: verified {now:%Y-%m-%d}; review {', '.join(map(str, files))}", soft_wrap=True)
        else:
            out.print(f"{name}: not marked: {'; '.join(example.notes) if example else 'no example'}", soft_wrap=True)
    if not any(one.answered == "ok" and one.items for one in listings):
        raise typer.Exit(NO_OUTLET)


def _answers(answers: bool | None) -> str | None:
    return None if answers is None else "answers" if answers else "does not answer"


def _age(when: datetime | None, now: datetime) -> str | None:
    """Return the age of something in minutes, hours or days, or how far in the future it is."""
    if when is None:
        return None
    minutes = (now - when).total_seconds() / 60
    if minutes < 0:
        return f"in {-minutes:.0f} min"
    if minutes < 120:  # noqa: PLR2004 two hours
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.0f} h" if minutes < 48 * 60 else f"{minutes / 1440:.0f} days"


@sources.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="The outlet's front page.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the block and write nothing.")] = False,
) -> None:
    """Find the feeds or news sitemaps of a homepage, and write the outlet's block and golden files for review.

    Exit code 0; 1 where nothing usable was found; 2 where sources.yaml cannot take the block.
    """
    import asyncio

    from flows.news.article import Problem
    from flows.pipeline import check_and_add_outlets

    settings = load_settings()
    with working(f"looking for the feeds of {url} and reading three of its articles"):
        found = asyncio.run(check_and_add_outlets.find_outlet(settings, url, datetime.now(UTC)))
    if isinstance(found, Problem):
        stop(f"{found.url}: {found.reason}: {found.detail}", FAILED)
    out.print(found.block, highlight=False, soft_wrap=True)
    files = [] if dry_run else check_and_add_outlets.add_outlet(settings, found)
    for note in found.notes:
        out.print(f"note: {note}", soft_wrap=True)
    if not dry_run:
        out.print(f"Written into {settings.sources}; review {', '.join(map(str, files))}", soft_wrap=True)
