"""Commands about the warehouse as a whole: backup, restore, forget, export, warehouse move, warehouse accept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.console import BAD_CONFIGURATION, BUSY, load_settings, out, stop, working
from flows.cli.list_output import show

warehouse = typer.Typer(help="The warehouse as a whole: move, accept.", no_args_is_help=True)

RUN_WAIT = 60.0
"""Seconds that a command which replaces the warehouse waits for a run to end."""


class ExportFormat(StrEnum):
    """The file formats of `rabita export`."""

    PARQUET = "parquet"
    CSV = "csv"
    JSON = "json"


def backup(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Without it: backups/ in the data folder.")
    ] = None,
) -> None:
    """Copy the whole warehouse into FOLDER, named after the time, and verify the copy.

    Exit code 0; 1 where it cannot be made; 3 where a run is in progress.
    """
    from warehouse import back_up

    settings = load_settings()
    with _refusals(), working("copying and verifying the warehouse"):
        path = back_up(settings.warehouse, folder or settings.data / "backups", datetime.now(UTC))
    out.print(
        f"{path} ({path.stat().st_size:,} bytes), verified. It does not contain the archive of pages.", soft_wrap=True
    )


def restore(file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Replace the warehouse by a backup; the file that was there is kept beside it.

    Exit code 0; 1 where the backup cannot be used or the disk is full, which leaves the warehouse unchanged; 3 where a
    run is in progress.
    """
    from warehouse import WarehouseError, hold
    from warehouse import accept as publish_older
    from warehouse import restore as put_back

    settings = load_settings()
    with _refusals(), hold(settings.data / "run.lock", wait=RUN_WAIT), working("verifying and copying the backup"):
        aside = put_back(file, settings.warehouse)
        out.print(
            f"Restored from {file}." + (f" The file that was there is now {aside}." if aside else ""), soft_wrap=True
        )
        try:
            copy = publish_older(settings.warehouse, settings.published)
        except (WarehouseError, OSError) as error:
            stop(f"it is not published yet: {error}; once that is fixed: `rabita warehouse accept`", 1)
    if copy:
        out.print(f"The previous published copy is {copy}; delete it when you no longer need it.", soft_wrap=True)


def forget(
    address: Annotated[str | None, typer.Argument(metavar="URL|ARTICLE-ID", help="An article to erase.")] = None,
    author: Annotated[str | None, typer.Option(help="Erase all articles of this author, in any spelling.")] = None,
    before: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Erase what was first seen before this day and reports no contact."),
    ] = None,
) -> None:
    """Erase articles for good: from the warehouse, the published copy and the archive of pages. Backups keep theirs.

    Exit code 0; 1 where there was nothing; 2 where not one thing is named; 3 where a run is in progress.
    """
    from flows.news.pages.archive_erasure import erase
    from flows.news.web.canonical import canonical
    from warehouse import forget as erase_rows
    from warehouse import publish

    given = {
        "address": canonical(address) if address else None,
        "author": author,
        "before": f"{before:%Y-%m-%d}" if before else None,
    }
    wanted = [(kind, asked) for kind, asked in given.items() if asked]
    if len(wanted) != 1:
        stop("expected one of URL, --author and --before", BAD_CONFIGURATION)
    settings = load_settings()
    with _refusals(), working("erasing"):
        done = erase_rows(settings.warehouse, *wanted[0], datetime.now(UTC))
        pages = erase(settings.archive, frozenset(done.addresses))
        publish(settings.warehouse, settings.published)
    if not (done.rows or pages):
        stop("nothing stored matches", 1)
    show("Erased", ("where", "rows"), [*done.rows.items(), ("pages in the archive", pages)])
    out.print("Backups and copies that readers have open still contain it.")


def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER")],
    format: Annotated[ExportFormat, typer.Option(help="In CSV no cell begins like a formula.")] = ExportFormat.PARQUET,  # noqa: A002
    view: Annotated[list[str] | None, typer.Option(help="Only this view; may be given several times.")] = None,
) -> None:
    """Write the published views to FOLDER as files, one for each."""
    from warehouse import export as write

    with _refusals(), working("writing files"):
        counts = write(load_settings().published, folder, str(format), tuple(view or ()))
    show("Exported", ("view", "rows"), counts.items())


@warehouse.command()
def move(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A DuckDB file, or ducklake:postgres:… .")],
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The same; it must be empty.")],
) -> None:
    """Copy every row from SOURCE into TARGET, all or none; set RABITA_WAREHOUSE to TARGET afterwards.

    The rows of a lake are where RABITA_LAKE_DATA says. Exit code 0; 1 where it cannot be done; 3 where a run is in
    progress.
    """
    from warehouse import location
    from warehouse import move as copy_all

    settings = load_settings()
    if not (source.strip() and target.strip()):
        stop("a file or ducklake:postgres:… is expected for both SOURCE and TARGET", BAD_CONFIGURATION)
    where = [location(one, default=Path(one), data=settings.rows_of_lake) for one in (source, target)]
    with _refusals(), working("copying every row"):
        counts = copy_all(*where)
    show("Moved", ("table", "rows"), counts.items())


@warehouse.command()
def accept() -> None:
    """Continue with a warehouse that is older than its published copy, after a file was put back by hand.

    What was read or sent since then may be read or sent again. Exit code 0; 1 where it cannot be
    published; 3 where a run is in progress.
    """
    from warehouse import accept as publish_older
    from warehouse import hold

    settings = load_settings()
    with _refusals(), hold(settings.data / "run.lock", wait=RUN_WAIT):
        copy = publish_older(settings.warehouse, settings.published)
    out.print("The warehouse is accepted and published as it is.")
    if copy:
        out.print(f"The previous published copy is {copy}; delete it when you no longer need it.", soft_wrap=True)


@contextmanager
def _refusals() -> Iterator[None]:
    """End the command with a sentence for an error of the warehouse."""
    from warehouse import BusyError, WarehouseError

    try:
        yield
    except BusyError as error:
        stop(str(error), BUSY)
    except WarehouseError as error:
        stop(str(error), 1)
