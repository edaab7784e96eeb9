"""The command `rabita`: calls the flows and the queries, holds no logic.

Heavy libraries are imported inside the commands that need them, so that `rabita --help` answers at once.
"""

import typer

from flows.cli import asks, measures, runs

app = typer.Typer(
    help="Reads the Urdu press and tells people, once, when Putin and a US leader have been in contact.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

RUN, ASK, MEASURE = "Runs", "Questions", "Files through the rules"

for name, command in (("ingest", runs.ingest), ("import", runs.import_), ("watch", runs.watch), ("demo", runs.demo)):
    app.command(name, rich_help_panel=RUN)(command)
for name, command in (("why", asks.why), ("contacts", asks.contacts), ("sources", asks.sources), ("sql", asks.sql)):
    app.command(name, rich_help_panel=ASK)(command)
for name, command in (
    ("detect", measures.detect),
    ("replay", measures.replay),
    ("evaluate", measures.evaluate),
    ("clean", measures.clean),
    ("near-duplicates", measures.near_duplicates),
):
    app.command(name, rich_help_panel=MEASURE)(command)
