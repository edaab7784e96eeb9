"""The command that looks whether everything is sound: doctor."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from flows.cli.alerts import ONLY_HERE, TERMINAL
from flows.cli.console import FAILED, load_settings, misspelt, stop, working
from flows.cli.list_output import Csv, Json, shape_of, show
from flows.errors import RabitaError

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse import CheckResult, Connection


def doctor(json: Json = False, csv: Csv = False) -> None:
    """Check the integrity of the data, the disk, the settings and the schedules. Exit code 1 where something is bad."""
    settings = load_settings()
    if settings.data.exists() and not settings.data.is_dir():
        stop(f"{settings.data}: a folder is expected, and a file is there: set RABITA_DATA to another place", FAILED)
    with working("checking the warehouse, the disk, the settings and the schedules"):
        verdicts = [verdict for check in CHECKS for verdict in check(settings)]
    rows = [(one.check, one.state, one.detail) for one in verdicts]
    show("Doctor", ("check", "state", "detail"), rows, shape_of(json=json, csv=csv))
    if any(one.state == "bad" for one in verdicts):
        raise typer.Exit(1)


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
        refuse_lost,
        refuse_missing,
    )

    try:
        if isinstance(settings.warehouse, Path) and not settings.warehouse.exists():
            refuse_missing(settings.warehouse, settings.published)
            refuse_lost(settings.warehouse)
            return [CheckResult("warehouse", DOUBTFUL, "nothing has been stored yet")]
        with open_warehouse(settings.warehouse, wait=2.0) as con:
            return [
                CheckResult("lock", GOOD, "no process holds the warehouse"),
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


def _settings(settings: Settings) -> Iterable[CheckResult]:
    """Look for variables that look like settings and are none."""
    from warehouse import DOUBTFUL, CheckResult

    return [CheckResult("settings", DOUBTFUL, sentence) for sentence in misspelt(settings)]


def _channels(settings: Settings) -> Iterable[CheckResult]:
    """Say who gets alerts, which addresses cannot be opened, and what waits for a channel that is no longer set."""
    from flows.alerts.channel_address_changes import waiting
    from flows.pipeline.build_channels import channels_of
    from warehouse import BAD, DOUBTFUL, GOOD, CheckResult, WarehouseError, open_published

    broken: list[str] = []
    try:
        channels = channels_of(settings, _secret(settings), broken=broken.append)
    except RabitaError as error:
        return [CheckResult("channels", BAD, str(error))]
    names = {channel.rules.id for channel in channels}
    found = [CheckResult("channels", BAD, sentence) for sentence in broken]
    if others := sorted(one.rules.id for one in channels if one.rules.steps and one.rules.id != TERMINAL):
        found.append(CheckResult("channels", GOOD, f"alerts go to {', '.join(others)}"))
    else:
        found.append(CheckResult("channels", DOUBTFUL, ONLY_HERE))
    with suppress(WarehouseError), open_published(settings.published) as con:
        for one in waiting(con, names):
            detail = f"{one.deliveries} deliveries wait for {one.channel}, which is no longer set: `rabita alerts`"
            found.append(CheckResult("channels", DOUBTFUL, detail))
    return found


def _secret(settings: Settings) -> Callable[[str], str | None]:
    """Return what finds an address by its name: also among Prefect's blocks, where its server answers."""
    from flows.secret_lookup import from_environment, from_environment_or_block
    from flows.serve.environment import enter
    from flows.serve.prefect_server import answers

    api = os.environ.get("PREFECT_API_URL")
    if not (api and settings.alerts.exists() and answers(api)):
        return from_environment
    enter(settings, os.environ)
    return from_environment_or_block


def _run_in_progress(settings: Settings) -> Iterable[CheckResult]:
    """Say which process runs the pipeline now."""
    from warehouse import GOOD, CheckResult, holder

    pid = holder(settings.data / "run.lock")
    return [CheckResult("run", GOOD, f"process {pid} has a run in progress" if pid else "no run is in progress")]


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
    from flows.serve.prefect_server import address, answers
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
    _run_in_progress,
    _disk,
    _published,
    _settings,
    _channels,
    _schedules,
)
"""What `rabita doctor` looks at, in this order; a further check is a function here."""
