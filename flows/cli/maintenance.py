"""Commands that keep the warehouse: backup, restore, doctor, forget, export, warehouse move."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.console import BAD_CONFIGURATION, BUSY, load_settings, out, stop, table

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse import CheckResult, Connection

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
    """Copy the whole warehouse into FOLDER under its moment, and read the copy through.

    Exit code 0; 1 where it cannot be made; 3 where a run is going.
    """
    from warehouse import back_up

    settings = load_settings()
    with _refusals():
        path = back_up(settings.warehouse, folder or settings.data / "backups", datetime.now(UTC))
    out.print(
        f"{path} ({path.stat().st_size:,} bytes), read through. The archive of pages is not in it.", soft_wrap=True
    )


def restore(file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Put a backup in the place of the warehouse; what was there is kept beside it.

    Exit code 0; 1 where the backup cannot be used, and the warehouse is as it was; 3 where a run is going.
    """
    from warehouse import accept as publish_older
    from warehouse import hold
    from warehouse import restore as put_back

    settings = load_settings()
    with _refusals(), hold(settings.data / "run.lock", wait=WAIT):
        aside = put_back(file, settings.warehouse)
        copy = publish_older(settings.warehouse, settings.published)
    out.print(f"Restored from {file}." + (f" What was there is {aside}." if aside else ""), soft_wrap=True)
    if copy:
        out.print(f"The published copy of before is {copy}; delete it when you are content.", soft_wrap=True)


def doctor() -> None:
    """Look whether everything is sound. Exit code 1 where something is bad."""
    settings = load_settings()
    verdicts = [verdict for check in CHECKS for verdict in check(settings)]
    out.print(table("Doctor", ("check", "state", "detail"), [(one.check, one.state, one.detail) for one in verdicts]))
    if any(one.state == "bad" for one in verdicts):
        raise typer.Exit(1)


def forget(
    address: Annotated[str | None, typer.Argument(metavar="URL|ARTICLE-ID", help="What to erase.")] = None,
    author: Annotated[str | None, typer.Option(help="Erase all articles of this author, however spelt.")] = None,
    before: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Erase what was first seen before this day and tells of no contact."),
    ] = None,
) -> None:
    """Erase articles for good: from the warehouse, the published copy and the archive of pages. Backups keep theirs.

    Exit code 0; 1 where there was nothing; 2 where not one thing is named; 3 where a run is going.
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
    with _refusals():
        done = erase_rows(settings.warehouse, *wanted[0], datetime.now(UTC))
        pages = erase(settings.archive, frozenset(done.addresses))
        publish(settings.warehouse, settings.published)
    if not (done.rows or pages):
        stop("nothing of it is stored", 1)
    out.print(table("Erased", ("where", "rows"), [*done.rows.items(), ("pages in the archive", pages)]))
    out.print("Older backups and copies that readers still hold open have it until they go.")


def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER")],
    format: Annotated[Form, typer.Option(help="CSV cells never begin as formulas.")] = Form.PARQUET,  # noqa: A002
    view: Annotated[list[str] | None, typer.Option(help="Only this view; may be given several times.")] = None,
) -> None:
    """Write the published views to FOLDER as files, one for each."""
    from warehouse import export as write

    with _refusals():
        counts = write(load_settings().published, folder, str(format), tuple(view or ()))
    out.print(table("Exported", ("view", "rows"), counts.items()))


@warehouse.command()
def move(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A DuckDB file, or ducklake:postgres:… .")],
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The same; it must be empty.")],
) -> None:
    """Copy every row from SOURCE into TARGET, all or none; set RABITA_WAREHOUSE to TARGET afterwards.

    The rows of a lake lie where RABITA_LAKE_DATA says. Exit code 0; 1 where it cannot be done; 3 where a run is going.
    """
    from warehouse import location
    from warehouse import move as copy_all

    settings = load_settings()
    if not (source.strip() and target.strip()):
        stop("a file or ducklake:postgres:… is wanted for both SOURCE and TARGET", BAD_CONFIGURATION)
    where = [location(one, default=Path(one), data=settings.rows_of_lake) for one in (source, target)]
    with _refusals():
        counts = copy_all(*where)
    out.print(table("Moved", ("table", "rows"), counts.items()))


@warehouse.command()
def accept() -> None:
    """Carry on with the warehouse as it is, though its published copy holds more: after a file was put back by hand.

    What the warehouse does not know was read or sent may be read or sent again. Exit code 0; 1 where it cannot be
    published; 3 where a run is going.
    """
    from warehouse import accept as publish_older
    from warehouse import hold

    settings = load_settings()
    with _refusals(), hold(settings.data / "run.lock", wait=WAIT):
        copy = publish_older(settings.warehouse, settings.published)
    out.print("The warehouse is accepted and published as it is.")
    if copy:
        out.print(f"The published copy of before is {copy}; delete it when you are content.", soft_wrap=True)


def _warehouse(settings: Settings) -> Iterable[CheckResult]:
    """Examine the warehouse, or the published copy while a run holds it."""
    from warehouse import (
        BAD,
        DOUBTFUL,
        GOOD,
        STORAGE_ERRORS,
        BusyError,
        CheckResult,
        WarehouseError,
        examine,
        open_published,
        open_warehouse,
        refuse_missing,
    )

    try:
        if isinstance(settings.warehouse, Path) and not settings.warehouse.exists():
            refuse_missing(settings.warehouse, settings.published)
            return [CheckResult("warehouse", DOUBTFUL, "nothing has been stored yet")]
        with open_warehouse(settings.warehouse, wait=2.0) as con:
            return [
                CheckResult("lock", GOOD, "nobody holds the warehouse"),
                _not_behind(con, settings.published),
                *examine(con),
            ]
    except BusyError as error:
        held = CheckResult("lock", DOUBTFUL, f"{error}; the published copy was examined")
        try:
            with open_published(settings.published) as con:
                return [held, *examine(con)]
        except WarehouseError as nothing:
            return [held, CheckResult("published", DOUBTFUL, str(nothing))]
    except (WarehouseError, *STORAGE_ERRORS) as error:
        return [CheckResult("warehouse", BAD, str(error).partition("\n")[0])]


def _not_behind(con: Connection, copy: Path) -> CheckResult:
    """Compare the warehouse with its published copy, which shows whether its file or its log was replaced."""
    from warehouse import BAD, GOOD, BehindError, CheckResult, refuse_behind

    try:
        refuse_behind(con, copy)
    except BehindError as error:
        return CheckResult("history", BAD, str(error))
    return CheckResult("history", GOOD, "it holds all that its published copy shows")


def _run_going(settings: Settings) -> Iterable[CheckResult]:
    """Say which process runs the pipeline now."""
    from warehouse import GOOD, CheckResult, holder

    pid = holder(settings.data / "run.lock")
    return [CheckResult("run", GOOD, f"process {pid} has a run going" if pid else "no run is going")]


def _privacy(settings: Settings) -> Iterable[CheckResult]:
    """Say whether other users of this machine can read the data folder."""
    from warehouse import DOUBTFUL, GOOD, CheckResult, is_open

    folder = settings.data
    if not folder.exists():
        return []
    if is_open(folder):
        return [CheckResult("privacy", DOUBTFUL, f"other users of this machine may open {folder}: chmod go= {folder}")]
    return [CheckResult("privacy", GOOD, f"{folder} is its owner's alone")]


def _disk(settings: Settings) -> Iterable[CheckResult]:
    """Compare the free space with what the next publishing, migration or backup needs: a whole copy each."""
    from warehouse import BAD, DOUBTFUL, GOOD, CheckResult

    folder = next((one for one in (settings.data, *settings.data.absolute().parents) if one.exists()), Path("/"))
    free, size = shutil.disk_usage(folder).free, 0
    if isinstance(settings.warehouse, Path) and settings.warehouse.exists():
        size = settings.warehouse.stat().st_size
    state = BAD if free < size + 100_000_000 else DOUBTFUL if free < 3 * size + 1_000_000_000 else GOOD
    return [CheckResult("disk", state, f"{free / 1e9:.1f} GB free, the warehouse has {size / 1e9:.2f} GB")]


def _published(settings: Settings) -> Iterable[CheckResult]:
    """Compare the published copy's newest run with the clock of its file."""
    from warehouse import DOUBTFUL, GOOD, CheckResult, WarehouseError, open_published

    try:
        with open_published(settings.published) as con:
            ((newest,),) = con.execute("SELECT max(started_at) FROM main.run").fetchall()
    except WarehouseError as error:
        return [CheckResult("published", DOUBTFUL, str(error))]
    return [
        CheckResult("published", GOOD, f"its newest run began {newest:%Y-%m-%d %H:%M} UTC" if newest else "no run yet")
    ]


def _schedules(settings: Settings) -> Iterable[CheckResult]:
    """Ask Prefect's server, where one runs, whether every active schedule has a run to come."""
    import asyncio

    from flows.serve.environment import enter
    from flows.serve.server import address, answers
    from warehouse import BAD, GOOD, CheckResult

    own = not os.environ.get("PREFECT_API_URL")
    if own and not answers(address(settings.prefect_port)):
        return [CheckResult("schedules", GOOD, "`rabita serve` does not run here, so nothing is scheduled")]
    enter(settings, os.environ, served=own)
    from flows.serve.schedule_check import schedule_problems

    problems = asyncio.run(schedule_problems())
    return [CheckResult("schedules", BAD, one) for one in problems] or [
        CheckResult("schedules", GOOD, "every active schedule has a run to come")
    ]


CHECKS: tuple[Callable[[Settings], Iterable[CheckResult]], ...] = (
    _warehouse,
    _privacy,
    _run_going,
    _disk,
    _published,
    _schedules,
)
"""What `rabita doctor` looks at, in this order; a further check is a function here."""


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
