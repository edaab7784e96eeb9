"""The command `rabita`: it calls flows and queries and has no logic of its own.

Heavy libraries are imported inside the commands that need them, so that `rabita --help` answers at once.
"""

import logging
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from flows.cli import (
    alerts,
    article,
    contacts,
    dashboard,
    detection_corrections,
    doctor,
    explain,
    holds,
    opml,
    pipeline,
    query,
    service,
    sources,
    try_on_files,
    warehouse,
)
from flows.cli.console import level
from flows.cli.exit import Commands
from flows.json_log import PlainLine


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"rabita {version('rabita')}")
        raise typer.Exit


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def every_command(
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print alerts, answers and errors only.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Also print each outlet, each problem and the log.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Print the traceback of an error.")] = False,
) -> None:
    """Read the Urdu press and send one alert when Putin and a US leader have been in contact."""
    level.quiet, level.verbose, level.debug = quiet, verbose, debug
    if verbose:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
        logging.getLogger().handlers[0].setFormatter(PlainLine("%(asctime)s %(levelname)s %(message)s"))


COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    "Runs": {"ingest": pipeline.ingest, "import": pipeline.import_, "watch": pipeline.watch, "demo": pipeline.demo},
    "Service": {"serve": service.serve, "worker": service.worker, "runs": service.runs, "metrics": service.metrics},
    "Questions": {"why": query.why, "explain": explain.explain, "sql": query.sql, "dashboard": dashboard.dashboard},
    "Maintenance": {
        "backup": warehouse.backup,
        "restore": warehouse.restore,
        "doctor": doctor.doctor,
        "forget": warehouse.forget,
        "export": warehouse.export,
    },
    "Files": {
        "detect": try_on_files.detect,
        "replay": try_on_files.replay,
        "evaluate": try_on_files.evaluate,
        "clean": try_on_files.clean,
        "near-duplicates": try_on_files.near_duplicates,
    },
}
for panel, commands in COMMANDS.items():
    for name, command in commands.items():
        app.command(name, rich_help_panel=panel)(command)
contacts.contacts.command()(detection_corrections.missed)
contacts.contacts.command()(detection_corrections.labelled)
alerts.alerts.command()(holds.ack)
alerts.alerts.command()(holds.snooze)
sources.sources.command()(opml.export_opml)
sources.sources.command()(opml.import_opml)
app.add_typer(contacts.contacts, name="contacts", rich_help_panel="Questions")
app.add_typer(article.article, name="article", rich_help_panel="Questions")
app.add_typer(alerts.alerts, name="alerts", rich_help_panel="Questions")
app.add_typer(warehouse.warehouse, name="warehouse", rich_help_panel="Maintenance")
app.add_typer(sources.sources, name="sources", rich_help_panel="Questions")
