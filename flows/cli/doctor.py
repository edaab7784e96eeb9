"""The command that checks the data, the disk, the settings and the schedules: doctor."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from flows.cli.alerts import ONLY_HERE, TERMINAL_ID
from flows.cli.console import FAILED, load_settings, misspelt, stop, working
from flows.cli.list_output import Csv, Json, shape_of, show
from flows.errors import RabitaError

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse import CheckResult, Connection


def doctor(json: Json = False, csv: Csv = False) -> None:
    """Check the integrity of the data, the disk, the settings and the schedules. Exit code 1 where something is bad."""
    from warehouse import CheckState

    settings = load_settings()
    if settings.data.exists() and not settings.data.is_dir():
        stop(f"{settings.data}: a folder is expected, and a file is there: set RABITA_DATA to another place", FAILED)
    with working("checking the warehouse, the disk, the settings and the schedules"):
        results = [result for check in CHECKS for result in check(settings)]
    rows = [(one.check, one.state, one.detail) for one in results]
    show("Doctor", ("check", "state", "detail"), rows, shape_of(json=json, csv=csv))
    if any(one.state is CheckState.BAD for one in results):
        raise typer.Exit(1)


def _warehouse(settings: Settings) -> Iterable[CheckResult]:
    """Examine the warehouse, or the published copy while a run holds it."""
    from warehouse import (
        STORAGE_ERRORS,
        BusyError,
        CheckResult,
        WarehouseError,
        examine,
        open_published,
        open_warehouse,
        refuse_lost,
        refuse_missing,
    )

    try:
        if isinstance(settings.warehouse, Path) and not settings.warehouse.exists():
            refuse_missing(settings.warehouse, settings.published)
            refuse_lost(settings.warehouse)
            return [CheckResult.doubtful("warehouse", "nothing has been stored yet")]
        with open_warehouse(settings.warehouse, wait=2.0) as con:
            return [
                CheckResult.good("lock", "no process holds the warehouse"),
                _not_behind(con, settings.published),
                *examine(con),
            ]
    except BusyError as error:
        held = CheckResult.doubtful("lock", f"{error}; the published copy was examined")
        try:
            with open_published(settings.published) as con:
                return [held, *examine(con)]
        except WarehouseError as nothing:
            return [held, CheckResult.doubtful("published", str(nothing))]
    except (WarehouseError, *STORAGE_ERRORS) as error:
        return [CheckResult.bad("warehouse", str(error).partition("\n")[0])]


def _not_behind(con: Connection, copy: Path) -> CheckResult:
    """Compare the warehouse with its published copy, to find a file or log that was replaced."""
    from warehouse import BehindError, CheckResult, refuse_behind

    try:
        refuse_behind(con, copy)
    except BehindError as error:
        return CheckResult.bad("history", str(error))
    return CheckResult.good("history", "it holds everything that its published copy holds")


def _settings(settings: Settings) -> Iterable[CheckResult]:
    """Look for variables that look like settings and are not."""
    from warehouse import CheckResult

    return [CheckResult.doubtful("settings", sentence) for sentence in misspelt(settings)]


def _channels(settings: Settings) -> Iterable[CheckResult]:
    """Check who gets alerts, which addresses cannot be opened, and what waits for a channel that is no longer set."""
    from flows.alerts.channel_address_changes import waiting
    from flows.pipeline.build_alert_channels import channels_of
    from warehouse import CheckResult, WarehouseError, open_published

    broken: list[str] = []
    try:
        channels = channels_of(settings, _secret(settings), broken=broken.append)
    except RabitaError as error:
        return [CheckResult.bad("channels", str(error))]
    names = {channel.rules.id for channel in channels}
    found = [CheckResult.bad("channels", sentence) for sentence in broken]
    if others := sorted(one.rules.id for one in channels if one.rules.steps and one.rules.id != TERMINAL_ID):
        found.append(CheckResult.good("channels", f"alerts go to {', '.join(others)}"))
    else:
        found.append(CheckResult.doubtful("channels", ONLY_HERE))
    with suppress(WarehouseError), open_published(settings.published) as con:
        for one in waiting(con, names):
            detail = f"{one.deliveries} deliveries wait for {one.channel}, which is no longer set: `rabita alerts`"
            found.append(CheckResult.doubtful("channels", detail))
    return found


def _secret(settings: Settings) -> Callable[[str], str | None]:
    """Return the function that finds a secret by its name, also in Prefect's blocks where its server answers."""
    from flows.secret_lookup import from_environment, from_environment_or_block
    from flows.serve.environment import enter
    from flows.serve.prefect_server import answers

    api = os.environ.get("PREFECT_API_URL")
    if not (api and settings.alerts.exists() and answers(api)):
        return from_environment
    enter(settings, os.environ)
    return from_environment_or_block


def _run_in_progress(settings: Settings) -> Iterable[CheckResult]:
    """Report which process runs the pipeline now."""
    from warehouse import CheckResult, holder

    pid = holder(settings.data / "run.lock")
    return [CheckResult.good("run", f"process {pid} has a run in progress" if pid else "no run is in progress")]


def _privacy(settings: Settings) -> Iterable[CheckResult]:
    """Check whether other users of this machine can read the data folder."""
    from warehouse import CheckResult, is_open

    folder = settings.data
    if not folder.exists():
        return []
    if is_open(folder):
        return [CheckResult.doubtful("privacy", f"other users of this machine may open {folder}: chmod go= {folder}")]
    return [CheckResult.good("privacy", f"only its owner may open {folder}")]


def _disk(settings: Settings) -> Iterable[CheckResult]:
    """Compare the free space with what a whole copy needs, as publishing, a migration or a backup may make one."""
    from warehouse import CheckResult

    folder = next((one for one in (settings.data, *settings.data.absolute().parents) if one.exists()), Path("/"))
    free, size = shutil.disk_usage(folder).free, 0
    if isinstance(settings.warehouse, Path) and settings.warehouse.exists():
        size = settings.warehouse.stat().st_size
    detail = f"{free / 1e9:.1f} GB free, the warehouse has {size / 1e9:.2f} GB"
    if free < size + 100_000_000:
        return [CheckResult.bad("disk", detail)]
    return [(CheckResult.doubtful if free < 3 * size + 1_000_000_000 else CheckResult.good)("disk", detail)]


def _published(settings: Settings) -> Iterable[CheckResult]:
    """Report the newest run in the published copy."""
    from warehouse import CheckResult, WarehouseError, open_published

    try:
        with open_published(settings.published) as con:
            ((newest,),) = con.execute("SELECT max(started_at) FROM main.run").fetchall()
    except WarehouseError as error:
        return [CheckResult.doubtful("published", str(error))]
    return [
        CheckResult.good(
            "published",
            f"its newest run began {newest:%Y-%m-%d %H:%M} UTC" if newest else "no run yet",
        )
    ]


def _schedules(settings: Settings) -> Iterable[CheckResult]:
    """Check, where Prefect's server runs, that every active schedule has a run to come."""
    import asyncio

    from flows.serve.environment import enter
    from flows.serve.prefect_server import address, answers
    from warehouse import CheckResult

    own = not os.environ.get("PREFECT_API_URL")
    if own and not answers(address(settings.prefect_port)):
        return [CheckResult.good("schedules", "`rabita serve` does not run here, so nothing is scheduled")]
    enter(settings, os.environ, served=own)
    from flows.serve.schedule_check import schedule_problems

    problems = asyncio.run(schedule_problems())
    return [CheckResult.bad("schedules", one) for one in problems] or [
        CheckResult.good("schedules", "every active schedule has a run to come")
    ]


CHECKS: tuple[Callable[[Settings], Iterable[CheckResult]], ...] = (
    _warehouse, _privacy, _run_in_progress, _disk, _published, _settings, _channels, _schedules,
)  # fmt: skip
"""The checks of `rabita doctor`, in this order."""
