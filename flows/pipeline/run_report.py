"""The report of a run, as rows and as Markdown; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from flows.news.article import Problem
from flows.pipeline.detect_and_resolve import WatchResult
from flows.pipeline.ingest_run import Ingested
from flows.pipeline.outlet_batch import Batch
from flows.run_statistics import COLUMNS, OutletStats


def books(tallies: Sequence[OutletStats]) -> dict[str, int]:
    """Return the sum of each column."""
    return {name: sum(getattr(tally, name) for tally in tallies) for name in COLUMNS}


def outlet_rows(done: Ingested) -> list[dict[str, str | int]]:
    """Return the statistics of outlets with news or problems, and what was wrong with their listings."""
    wrong = {problem.outlet: f"{problem.step}: {problem.reason}" for problem in done.problems}
    return [
        {
            "outlet": tally.outlet,
            **{name: getattr(tally, name) for name in COLUMNS},
            "problem": wrong.get(tally.outlet, ""),
        }
        for tally in done.tallies
        if tally.outlet in wrong or tally.discovered != tally.unchanged
    ]


NAMED = 5
"""How many outlets of one problem are named."""


def problem_lines(problems: Iterable[Problem]) -> list[str]:
    """Return a line for each kind of problem, with the outlets that have it, and the detail where that is one alone."""
    kinds: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for one in problems:
        kinds[one.step, one.reason].setdefault(one.outlet, one.detail)
    lines = []
    for (step, reason), outlets in kinds.items():
        names = ", ".join(list(outlets)[:NAMED]) + (f" and {len(outlets) - NAMED} more" if len(outlets) > NAMED else "")
        detail = f" ({next(iter(outlets.values()))})" if len(outlets) == 1 else ""
        lines.append(f"{step}: {reason}: {names}{detail}")
    return lines


def look_rows(batches: Sequence[Batch]) -> list[dict[str, str | int]]:
    """Return what a run would have read, outlet by outlet."""
    return [
        {"outlet": batch.outlet, "new": len(batch.left), "known": batch.unchanged,
         "problem": "; ".join(f"{problem.step}: {problem.reason}" for problem in batch.problems)}
        for batch in batches
    ]  # fmt: skip


def markdown(done: Ingested, watched: WatchResult) -> str:
    """Return the report of a run: statistics, outlets with news or problems, what was read, the new contacts."""
    sums = books(done.tallies)
    balance = "balance" if all(tally.balanced for tally in done.tallies) else "DO NOT BALANCE"
    rows = outlet_rows(done)
    quiet = len(done.tallies) - len(rows)
    verdicts = ", ".join(f"{count} {name}" for name, count in watched.verdicts.most_common()) or "nothing"
    contacts = [f"- **{change.contact}**: {change.kind}" for change in watched.news] or ["None."]
    return "\n".join([
        f"# Run {done.run.id}: {done.outcome}",
        f"Rabita {done.run.rabita}, started {done.run.started_at:%Y-%m-%d %H:%M:%S} UTC by {done.run.started_by}.",
        "## Books",
        _table([{"outlets": len(done.tallies), **sums}]),
        f"The books {balance}: discovered = loaded + duplicate + unchanged + rejected + failed.",
        "## Outlets",
        _table(rows) if rows else "No outlet had anything new.",
        f"{quiet} outlets had nothing new and no problem.",
        "## Articles read",
        f"{watched.read}: {verdicts}.",
        "## New contacts",
        *contacts,
    ])  # fmt: skip


def _table(rows: Sequence[dict[str, str | int]]) -> str:
    names = list(rows[0])
    lines = [names, ["---"] * len(names), *([str(row[name]).replace("|", "/") for name in names] for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
