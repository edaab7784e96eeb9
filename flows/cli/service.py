"""Commands about the service: serve, worker, runs, metrics."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.console import BAD_CONFIGURATION, FAILED, err, load_settings, stop
from flows.cli.list_output import Csv, Json, shape_of, show
from flows.cli.pipeline import load_channels, load_outlets
from flows.cli.query import published


def serve() -> None:
    """Run by the schedules of the settings until stopped.

    Starts a Prefect server on loopback where PREFECT_API_URL names none. Exit code 2 for a bad
    configuration or a port that is taken.
    """
    from flows.pipeline.run_record import protect_data_folder
    from flows.serve.environment import enter
    from flows.serve.ports import refuse_taken

    settings = load_settings()
    load_outlets(settings, ())
    protect_data_folder(settings)
    load_channels(settings)  # before `enter`: afterwards it would ask our own server, which is not up yet
    own = not os.environ.get("PREFECT_API_URL")
    ports = {"RABITA_PREFECT_PORT": settings.prefect_port} if own else {}
    refuse_taken(ports | {"RABITA_STATUS_PORT": settings.status_port})
    enter(settings, os.environ, served=own)
    from flows.serve.prefect_server import START_SECONDS
    from flows.serve.supervisor import serve as serving

    try:
        serving(settings, lambda line: err.print(line, soft_wrap=True), own=own)
    except TimeoutError:
        silent = f"Prefect's server did not answer within {START_SECONDS:.0f} s: start it, or unset PREFECT_API_URL"
        stop(silent, FAILED)


def worker(
    limit: Annotated[int, typer.Option(min=1, help="Flow runs at the same time on this worker.")] = 1,
) -> None:
    """Collect for an `ingest` on another machine: a Prefect worker of the pool RABITA_WORK_POOL, of type process.

    Needs PREFECT_API_URL, sources.yaml, the network, and the landing folder. Exit code 2 for a bad configuration.
    """
    from flows.serve.environment import enter

    settings = load_settings()
    load_outlets(settings, ())
    if not (settings.work_pool and os.environ.get("PREFECT_API_URL")):
        stop("a worker needs RABITA_WORK_POOL and PREFECT_API_URL", BAD_CONFIGURATION)
    # A flow run has its own working directory, so relative paths must become absolute.
    os.environ["RABITA_SOURCES"] = str(settings.sources.absolute())
    os.environ["RABITA_DATA"] = str(settings.data.absolute())
    enter(settings, os.environ)
    prefect = str(Path(sys.executable).with_name("prefect"))
    command = [prefect, "worker", "start", "--pool", settings.work_pool, "--type", "process", "--limit", str(limit)]
    os.execv(prefect, command)  # noqa: S606 our own interpreter's prefect, no shell


def runs(
    most: Annotated[int, typer.Option("--most", min=1, max=10_000, help="How many.")] = 20,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List the last runs, newest first: who started them, how they ended, their statistics."""
    from flows.pipeline.metrics import PastRun
    from flows.run_statistics import COLUMNS
    from warehouse import read

    with published() as con:
        rows = read(con, "past_run", PastRun, most=most)
    show("Runs", ("flow", "by", "started (UTC)", "seconds", "outcome", "outlets", *COLUMNS), [
        (row.flow, row.started_by, row.started_at,
         round((row.ended_at - row.started_at).total_seconds(), 1) if row.ended_at else None, row.outcome, row.outlets,
         *(getattr(row, name) for name in COLUMNS))
        for row in rows
    ], shape_of(json=json, csv=csv), spare=("unchanged", "discovered", "duplicate", "outlets", "rejected"))  # fmt: skip


def metrics(
    file: Annotated[
        Path | None, typer.Option(help="Write them to this file, in one step, instead of printing them.")
    ] = None,
) -> None:
    """Print the service's gauges in Prometheus's text format."""
    from flows.pipeline.metrics import metrics_text, write_metrics

    settings = load_settings()
    if file:
        write_metrics(settings, file)
    else:
        typer.echo(metrics_text(settings).decode(), nl=False)
