"""The report of a run, as rows and as Markdown. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from flows.news.article import Problem
from flows.pipeline.detect_and_resolve import WatchResult
from flows.pipeline.ingest_run import Ingested
from flows.pipeline.outlet_batch import Batch
from flows.run_statistics import COLUMNS, OutletStats


def totals(stats: Sequence[OutletStats]) -> dict[str, int]:
    """Return the sum of each column."""
    return {name: sum(getattr(one, name) for one in stats) for name in COLUMNS}


def outlet_rows(done: Ingested) -> list[dict[str, str | int]]:
    """Return the statistics of outlets with news or problems, and the problems of their listings."""
    wrong = {problem.outlet: f"{problem.step}: {problem.reason}" for problem in done.problems}
    return [
        {
            "outlet": one.outlet,
            **{name: getattr(one, name) for name in COLUMNS},
            "problem": wrong.get(one.outlet, ""),
        }
        for one in done.stats
        if one.outlet in wrong or one.discovered != one.unchanged
    ]


MOST_NAMED = 5
"""How many outlets of one problem are named."""


def problem_lines(problems: Iterable[Problem]) -> list[str]:
    """Return a line for each kind of problem with its outlets, and with the detail where it is a single outlet."""
    kinds: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for one in problems:
        kinds[one.step, one.reason].setdefault(one.outlet, one.detail)
    lines = []
    for (step, reason), outlets in kinds.items():
        names = ", ".join(list(outlets)[:MOST_NAMED]) + (
            f" and {len(outlets) - MOST_NAMED} more" if len(outlets) > MOST_NAMED else ""
        )
        detail = f" ({next(iter(outlets.values()))})" if len(outlets) == 1 else ""
        lines.append(f"{step}: {reason}: {names}{detail}")
    return lines


def look_rows(batches: Sequence[Batch]) -> list[dict[str, str | int]]:
    """Return what a run would read, by outlet."""
    return [
        {"outlet": batch.outlet, "new": len(batch.left), "known": batch.unchanged,
         "problem": "; ".join(f"{problem.step}: {problem.reason}" for problem in batch.problems)}
        for batch in batches
    ]  # fmt: skip


def markdown(done: Ingested, watched: WatchResult) -> str:
    """Return the report of a run: statistics, outlets with news or problems, what was read, the new contacts."""
    sums = totals(done.stats)
    balance = "balance" if all(one.balanced for one in done.stats) else "DO NOT BALANCE"
    rows = outlet_rows(done)
    quiet = len(done.stats) - len(rows)
    verdicts = ", ".join(f"{count} {name}" for name, count in watched.verdicts.most_common()) or "nothing"
    contacts = [f"- **{change.contact}**: {change.kind}" for change in watched.news] or ["None."]
    return "\n".join([
        f"# Run {done.run.id}: {done.outcome}",
        f"Rabita {done.run.rabita}, started {done.run.started_at:%Y-%m-%d %H:%M:%S} UTC by {done.run.started_by}.",
        "## Statistics",
        _table([{"outlets": len(done.stats), **sums}]),
        f"The statistics {balance}: discovered = loaded + duplicate + unchanged + rejected + failed.",
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
