"""The command `rabita`: calls the flows and the queries, holds no logic.

Heavy libraries are imported inside the commands that need them, so that `rabita --help` answers at once.
"""

from collections.abc import Callable

import typer

from flows.cli import (
    alerts,
    contacts,
    corrections,
    dashboard,
    doctor,
    evaluation,
    explain,
    maintenance,
    pipeline,
    query,
    service,
    sources,
)
from flows.cli.exit import Commands

app = typer.Typer(
    cls=Commands,
    help="Reads the Urdu press and tells people, once, when Putin and a US leader have been in contact.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    "Runs": {"ingest": pipeline.ingest, "import": pipeline.import_, "watch": pipeline.watch, "demo": pipeline.demo},
    "Service": {"serve": service.serve, "worker": service.worker, "runs": service.runs, "metrics": service.metrics},
    "Questions": {"why": query.why, "explain": explain.explain, "sql": query.sql, "dashboard": dashboard.dashboard},
    "Keeping": {
        "backup": maintenance.backup,
        "restore": maintenance.restore,
        "doctor": doctor.doctor,
        "forget": maintenance.forget,
        "export": maintenance.export,
    },
    "Files through the rules": {
        "detect": evaluation.detect,
        "replay": evaluation.replay,
        "evaluate": evaluation.evaluate,
        "clean": evaluation.clean,
        "near-duplicates": evaluation.near_duplicates,
    },
}
for panel, commands in COMMANDS.items():
    for name, command in commands.items():
        app.command(name, rich_help_panel=panel)(command)
contacts.contacts.command()(corrections.missed)
contacts.contacts.command()(corrections.labelled)
app.add_typer(contacts.contacts, name="contacts", rich_help_panel="Questions")
app.add_typer(alerts.alerts, name="alerts", rich_help_panel="Questions")
app.add_typer(maintenance.warehouse, name="warehouse", rich_help_panel="Keeping")
app.add_typer(sources.sources, name="sources", rich_help_panel="Questions")
