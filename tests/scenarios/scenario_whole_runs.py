"""A newsroom whose moments are whole runs: imports of files, watches and decisions, by the clock of a scenario."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime

from scenario_runner import Newsroom, Rows

from flows.contacts.resolve.resolution_types import Decision
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.import_run import run_import
from flows.pipeline.operator_decision_run import run_decision
from flows.pipeline.run_record import RunRequest
from flows.settings import Settings


@dataclass
class WholeRuns(Newsroom):
    """Does the same by run_import, run_watch and run_decision, with the published copy and the feeds."""

    @property
    def settings(self) -> Settings:
        """The settings of an operator whose data folder holds the warehouse."""
        return Settings(data=self.path.parent, alert_urls=(), operator_urls=(), page=False, **self.terms)

    def load(self, rows: Rows, now: datetime) -> None:
        """Import a file that nobody reads yet."""
        self._import(rows, now)

    def watch(self, rows: Rows, now: datetime) -> None:
        """Import a file, and watch."""
        if rows:
            self._import(rows, now)
        run_watch(self.settings, self.channels, RunRequest(clock=lambda: now))

    def import_silently(self, rows: Rows, now: datetime) -> None:
        """Do what `rabita import --no-alert` does."""
        self._import(rows, now, silent=True)
        run_watch(self.settings, self.channels, RunRequest(clock=lambda: now), alert=False)

    def import_half(self, rows: Rows, now: datetime) -> None:
        """Import in silence, as far as a run that comes between sees it."""
        self._import(rows, now, silent=True)

    def decide(self, decision: Decision) -> None:
        """Carry out what a person decided."""
        run_decision(self.settings, decision, self.channels, clock=lambda: decision.decided_at)

    def _import(self, rows: Rows, now: datetime, *, silent: bool = False) -> None:
        file = self.path.with_name("rows.jsonl")
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        done = asyncio.run(run_import(self.settings, [file], RunRequest(silent=silent, clock=lambda: now)))
        assert not done.problems
