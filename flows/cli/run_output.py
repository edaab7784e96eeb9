"""The output of a run: what was read, what failed, what was found, and what to do next."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli.console import err, level, out
from flows.cli.list_output import show
from flows.printable_text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.news.article import Problem
    from flows.pipeline.detect_and_resolve import WatchResult
    from flows.pipeline.ingest_run import Ingested
    from flows.settings import Settings

VERDICTS = {
    "new": "reporting a new contact",
    "planned": "announcing one",
    "denied": "denying one",
    "background": "recalling one",
    "envoy": "about envoys",
    "other": "about other leaders",
    "none": "without a contact",
}
"""Texts for verdicts, after the number of articles."""


def show_run(done: Ingested, watched: WatchResult, *, alert: bool = True, brief: bool = False) -> None:
    """Print what a run read and found; with `brief` in two lines, or none where nothing is new."""
    if level.quiet:
        return
    if not brief or level.verbose:
        show_ingested(done)
        if done.reached or watched.read:
            show_watched(watched, alert=alert)
        return
    kinds = [(one.outlet, one.reason) for one in done.problems]
    wrong = ", ".join(f"{outlet} ({reason})" for outlet, reason in dict(kinds).items())
    if watched.read or any(stats.loaded for stats in done.stats):
        out.print(f"{_counts(done)}{f'; problems: {wrong}' if wrong else ''}.", soft_wrap=True)
        _show_news(watched, alert=alert)


def show_imported(settings: Settings, done: Ingested, watched: WatchResult, *, alert: bool) -> None:
    """Print the result of an import; each row and file that could not be read is a line on standard error."""
    for one in done.problems:
        err.print(f"{one.detail} ({one.reason})", highlight=False, soft_wrap=True)
    if level.quiet:
        return
    counts = _counts(done).partition(": ")[2]
    out.print(f"Imported: {counts}{f', {len(done.problems):,} could not be read' if done.problems else ''}.")
    if not (watched.read or any(stats.loaded for stats in done.stats)):
        return
    old = recorded_without_alert(settings, done.run.started_at)
    show_watched(watched, alert=alert, recorded=old if alert else 0)


def _counts(done: Ingested) -> str:
    """Return how many outlets were read and what became of their links, without zeros."""
    from flows.pipeline.run_report import totals

    sums = totals(done.stats)
    shown = [name for name in sums if name == "loaded" or (name != "discovered" and sums[name])]
    return f"Read {plural(len(done.stats), 'outlet')}: {', '.join(f'{sums[name]:,} {name}' for name in shown)}"


def show_ingested(done: Ingested) -> None:
    """Print the statistics of a run in one line, the outlets with news, and each kind of problem once."""
    from flows.pipeline.run_report import outlet_rows, totals

    if level.quiet:
        return
    if done.reached:
        out.print(f"{_counts(done)}.", soft_wrap=True)
    columns = ("outlet", *totals(done.stats))
    rows = [[row[name] for name in columns] for row in outlet_rows(done)]
    if rows := [row for row in rows if level.verbose or any(row[1:])]:
        show("Articles", columns, rows)
    show_problems(done.problems)


def show_problems(problems: Sequence[Problem]) -> None:
    """Print each kind of problem once, with its outlets; every problem with --verbose."""
    from flows.pipeline.run_report import problem_lines

    if level.verbose:
        columns = ("outlet", "step", "reason", "detail")
        show("Problems", columns, [(one.outlet, one.step, one.reason, one.detail) for one in problems])
        return
    for line in problem_lines(problems):
        out.print(line, soft_wrap=True)


def show_watched(watched: WatchResult, *, alert: bool, recorded: int = 0) -> None:
    """Print what was read and found; `recorded` counts new contacts that were too old to alert."""
    if level.quiet:
        return
    found = ", ".join(f"{watched.verdicts[name]} {said}" for name, said in VERDICTS.items() if watched.verdicts[name])
    out.print(f"Examined {plural(watched.read, 'article')}{': ' if found else ''}{found}.", soft_wrap=True)
    _show_news(watched, alert=alert, recorded=recorded)


def _show_news(watched: WatchResult, *, alert: bool, recorded: int = 0) -> None:
    contacts = plural(len(watched.news), "new contact")
    if not alert:
        out.print(f"{contacts}, not alerted (--no-alert).")
    elif watched.news:
        out.print(f"Alerted {contacts}.", style="bold green")
    elif not recorded:
        out.print("No new contact." if watched.alerts else "No new contact, no alert.")
    if steps := [f"{one.contact} ({one.kind})" for one in watched.alerts if not one.first]:
        out.print(f"Alerted {plural(len(steps), 'change')} of known contacts: {', '.join(steps)}.", soft_wrap=True)
    if recorded:
        out.print(f"{plural(recorded, 'contact')} recorded, too old to alert.")


def recorded_without_alert(settings: Settings, since: datetime) -> int:
    """Return how many contacts were stored since a moment (aware UTC) and raised no alert."""
    from warehouse import WarehouseError, column, open_published

    try:
        with open_published(settings.published) as con:
            return int(column(con, "contact_unalerted", since=since)[0])
    except WarehouseError:  # publishing failed, which the run has printed
        return 0


def show_next(settings: Settings, *, demo: bool = False) -> None:
    """Print what to do next, as lines that can be copied."""
    if level.quiet:
        return
    where = f"RABITA_DATA={shlex.quote(str(settings.data))} " if demo else ""
    rabita = f"{where}{program()}"
    lines = {"Look around": f"{rabita} contacts"}
    page = settings.dashboard / "index.html"
    if page.exists():
        lines["Page"] = page.absolute().as_uri()
    if demo or not (settings.alert_urls or settings.alerts.exists()):
        lines["Get alerts"] = f"RABITA_ALERT_URLS='tgram://BOT-TOKEN/CHAT-ID' {program()} alerts test"
    for name, line in lines.items():
        out.print(f"{name + ':':<13}{line}", highlight=False, soft_wrap=True)


def program() -> str:
    """Return how this command can be typed in this folder."""
    path = Path(sys.argv[0])
    found = shutil.which(path.name)
    if found and Path(found).exists() and path.exists() and Path(found).samefile(path):
        return path.name
    here = Path.cwd()
    absolute = path.absolute()
    return visible(os.path.relpath(absolute, here) if absolute.is_relative_to(here) else str(absolute))


def plural(count: int, noun: str) -> str:
    """Return a number and its noun, with an s unless the number is 1."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
