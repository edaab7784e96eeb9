"""Commands that keep the warehouse: backup, restore, forget, export, warehouse move."""

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

WAIT = 60.0
"""Seconds that a run may take to end before a command that replaces the warehouse gives up."""


class Form(StrEnum):
    """What `rabita export` writes."""

    PARQUET = "parquet"
    CSV = "csv"
    JSON = "json"


def backup(
    folder: Annotated[Path | None, typer.Argument(metavar="FOLDER", help="None: backups in the data folder.")] = None,
) -> None:
    """Copy the whole warehouse into FOLDER, named after the time, and verify the copy.

    Exit code 0; 1 where it cannot be made; 3 where a run is in progress.
    """
    from warehouse import back_up

    settings = load_settings()
    with _refusals(), working("copying and verifying the warehouse"):
        path = back_up(settings.warehouse, folder or settings.data / "backups", datetime.now(UTC))
    out.print(f"{path} ({path.stat().st_size:,} bytes), verified. The archive of pages is not in it.", soft_wrap=True)


def restore(file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Put a backup in the place of the warehouse; what was there is kept beside it.

    Exit code 0; 1 where the backup cannot be used or there is no room, and the warehouse is as it was; 3 where a run is
    in progress.
    """
    from warehouse import WarehouseError, hold
    from warehouse import accept as publish_older
    from warehouse import restore as put_back

    settings = load_settings()
    with _refusals(), hold(settings.data / "run.lock", wait=WAIT), working("verifying and copying the backup"):
        aside = put_back(file, settings.warehouse)
        out.print(f"Restored from {file}." + (f" What was there is {aside}." if aside else ""), soft_wrap=True)
        try:
            copy = publish_older(settings.warehouse, settings.published)
        except (WarehouseError, OSError) as error:
            stop(f"it is not published yet: {error}; once that is fixed: `rabita warehouse accept`", 1)
    if copy:
        out.print(f"The published copy of before is {copy}; delete it when you are content.", soft_wrap=True)


def forget(
    address: Annotated[str | None, typer.Argument(metavar="URL|ARTICLE-ID", help="What to erase.")] = None,
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
        stop("name one of URL, --author, --before", BAD_CONFIGURATION)
    settings = load_settings()
    with _refusals(), working("erasing"):
        done = erase_rows(settings.warehouse, *wanted[0], datetime.now(UTC))
        pages = erase(settings.archive, frozenset(done.addresses))
        publish(settings.warehouse, settings.published)
    if not (done.rows or pages):
        stop("nothing stored matches", 1)
    show("Erased", ("where", "rows"), [*done.rows.items(), ("pages in the archive", pages)])
    out.print("Older backups and copies that readers still hold open have it until they go.")


def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER")],
    format: Annotated[Form, typer.Option(help="CSV cells never begin as formulas.")] = Form.PARQUET,  # noqa: A002
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
    """Carry on with the warehouse as it is, though its published copy holds more: after a file was put back by hand.

    What the warehouse does not know was read or sent may be read or sent again. Exit code 0; 1 where it cannot be
    published; 3 where a run is in progress.
    """
    from warehouse import accept as publish_older
    from warehouse import hold

    settings = load_settings()
    with _refusals(), hold(settings.data / "run.lock", wait=WAIT):
        copy = publish_older(settings.warehouse, settings.published)
    out.print("The warehouse is accepted and published as it is.")
    if copy:
        out.print(f"The published copy of before is {copy}; delete it when you are content.", soft_wrap=True)


@contextmanager
def _refusals() -> Iterator[None]:
    """End the command with a sentence where the warehouse refuses."""
    from warehouse import BusyError, WarehouseError

    try:
        yield
    except BusyError as error:
        stop(str(error), BUSY)
    except WarehouseError as error:
        stop(str(error), 1)
