"""One decision of a person about a contact, carried out and published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import warehouse
from flows.alerts.sender import AlertChannel
from flows.clock import utc_now
from flows.contacts.resolve.operator_decisions import checked
from flows.contacts.resolve.resolution_types import Decision
from flows.pipeline.publish import build_page_for_readers
from flows.pipeline.resolve_stored import decide, ledger
from flows.pipeline.run_record import exclusive_run, record_end, record_start
from flows.pipeline.send_and_publish import send_and_publish
from flows.settings import Settings


def run_decision(
    settings: Settings,
    decision: Decision,
    channels: Sequence[AlertChannel] = (),
    *,
    clock: Callable[[], datetime] = utc_now,
) -> Decision:
    """Carry out what a person decided of a contact, publish it, and send it to the channels that ask for such steps.

    Returns the decision as stored: a split with the contact that it made. `clock` gives aware UTC. What cannot be
    done leaves no run behind: raises KeyError for an unknown contact, ImpossibleDecisionError for what contradicts what
    stands. Raises warehouse.BusyError where a run is in progress.
    """
    with (
        exclusive_run(settings, "decide", "hand", decision.decided_at) as run,
        warehouse.open_warehouse(settings.warehouse, published=settings.published) as con,
    ):
        checked(decision, ledger(con))  # a slip of the pen is no run
        record_start(con, run)
        stored = decide(con, run, decision, [channel.rules for channel in channels])
        record_end(con, run, "ok", clock())
    send_and_publish(settings, channels, clock(), clock=clock, stored=True)
    build_page_for_readers(settings, channels, clock())
    return stored
