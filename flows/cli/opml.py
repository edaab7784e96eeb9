"""Commands that exchange outlets with feed readers: sources export-opml, sources import-opml."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.console import FAILED, load_settings, out, stop, working
from flows.cli.run_output import plural


def export_opml(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Without it the list is printed.")] = None,
) -> None:
    """Write the feeds of sources.yaml as OPML, which feed readers import."""
    from flows.cli.pipeline import load_outlets
    from flows.news.outlets.opml import write_opml

    text = write_opml(load_outlets(load_settings(), []))
    if file is None:
        typer.echo(text, nl=False)
    else:
        file.write_text(text, "utf-8")


def import_opml(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An OPML file exported by a feed reader.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the blocks and write nothing.")] = False,
) -> None:
    """Write a block into sources.yaml for each feed of an OPML file that answers with articles in Urdu.

    Exit code 0; 1 where the file cannot be read or none of its feeds is added; 2 where no block can be written.
    """
    import asyncio

    from flows.news.article import Problem
    from flows.news.listings.outlet_probe import NewOutlet
    from flows.news.outlets.opml import OpmlError, read_opml
    from flows.pipeline import check_and_add_outlets

    settings = load_settings()
    try:
        feeds = read_opml(file.read_bytes())
    except OpmlError as error:
        stop(f"{file}: {error}", FAILED)
    new = check_and_add_outlets.unknown_feeds(settings, feeds)
    found: list[NewOutlet | Problem] = []
    if new:
        with working(f"reading {plural(len(new), 'feed')} and an article of each"):
            found = asyncio.run(check_and_add_outlets.find_feeds(settings, new, datetime.now(UTC)))
    taken = [one for one in found if not isinstance(one, Problem)]
    for one in found:
        if isinstance(one, Problem):
            out.print(f"left out: {one.url}: {one.reason}{f': {one.detail}' if one.detail else ''}", soft_wrap=True)
        elif dry_run:
            out.print(one.block, highlight=False, soft_wrap=True)
        else:
            check_and_add_outlets.add_outlet(settings, one)
    known = len(feeds) - len(new)
    counts = f"{plural(len(feeds), 'feed')}: {len(taken)} {'usable' if dry_run else 'added'}"
    out.print(f"{counts}, {known} known already, {len(found) - len(taken)} left out.")
    if taken and not dry_run:
        out.print(f"Review tier, country and timezone in {settings.sources}: they are guessed.", soft_wrap=True)
    if new and not taken:
        raise typer.Exit(FAILED)
