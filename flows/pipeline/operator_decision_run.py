"""One decision of a person about a contact: stored, sent and published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import warehouse
from flows.alerts.sender import AlertChannel
from flows.clock import utc_now
from flows.contacts.resolve.operator_decisions import checked
from flows.contacts.resolve.resolution_types import Decision
from flows.pipeline.publish_copy_and_page import build_page_for_readers
from flows.pipeline.resolve_stored import decide, ledger
from flows.pipeline.run_record import RunRequest, exclusive_run, record_end, record_start
from flows.pipeline.send_and_publish import send_and_publish
from flows.run_statistics import RunKind, RunOutcome
from flows.settings import Settings


def run_decision(
    settings: Settings,
    decision: Decision,
    channels: Sequence[AlertChannel] = (),
    *,
    clock: Callable[[], datetime] = utc_now,
) -> Decision:
    """Store a decision, send it to the channels that receive such steps, and publish it.

    Returns the stored decision; that of a split names the contact that it made. `clock` returns aware UTC. Raises
    KeyError for an unknown contact, ImpossibleDecisionError for what contradicts earlier decisions (neither leaves a
    run behind), warehouse.BusyError where a run is in progress.
    """
    with (
        exclusive_run(settings, RunKind.DECIDE, RunRequest(clock=lambda: decision.decided_at)) as run,
        warehouse.open_warehouse(settings.warehouse, published=settings.published) as con,
    ):
        checked(decision, ledger(con))  # before the run is recorded
        record_start(con, run)
        stored = decide(con, run, decision, [channel.rules for channel in channels])
        record_end(con, run, RunOutcome.OK, clock())
    send_and_publish(settings, channels, clock(), clock=clock, stored=True)
    build_page_for_readers(settings, channels, clock())
    return stored
