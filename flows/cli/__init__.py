"""The command `rabita`: calls the flows and the queries, holds no logic.

Heavy libraries are imported inside the commands that need them, so that `rabita --help` answers at once.
"""

from collections.abc import Callable

import typer

from flows.cli import asks, dashboard, desk, keep, measures, outbox, outlets, runs, service
from flows.cli.ending import Commands

app = typer.Typer(
    cls=Commands,
    help="Reads the Urdu press and tells people, once, when Putin and a US leader have been in contact.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    "Runs": {"ingest": runs.ingest, "import": runs.import_, "watch": runs.watch, "demo": runs.demo},
    "Service": {"serve": service.serve, "worker": service.worker, "runs": service.runs, "metrics": service.metrics},
    "Questions": {"why": asks.why, "sql": asks.sql, "dashboard": dashboard.dashboard},
    "Keeping": {
        "backup": keep.backup,
        "restore": keep.restore,
        "doctor": keep.doctor,
        "forget": keep.forget,
        "export": keep.export,
    },
    "Files through the rules": {
        "detect": measures.detect,
        "replay": measures.replay,
        "evaluate": measures.evaluate,
        "clean": measures.clean,
        "near-duplicates": measures.near_duplicates,
    },
}
for panel, commands in COMMANDS.items():
    for name, command in commands.items():
        app.command(name, rich_help_panel=panel)(command)
app.add_typer(desk.contacts, name="contacts", rich_help_panel="Questions")
app.add_typer(outbox.alerts, name="alerts", rich_help_panel="Questions")
app.add_typer(keep.warehouse, name="warehouse", rich_help_panel="Keeping")
app.add_typer(outlets.sources, name="sources", rich_help_panel="Questions")
