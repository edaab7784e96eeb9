"""The flow `replay`: what is stored is read again after a rule change; it never alerts."""

from __future__ import annotations

import asyncio

from prefect import State, flow, get_run_logger

from flows.pipeline.detect_and_resolve import WatchResult
from flows.pipeline.replay_run import reread_articles
from flows.prefect_tracking import NOTIFYING, as_task, run_request, skipped
from flows.settings import Settings
from warehouse import BusyError


@flow(name="replay", description="Read stored articles again by the rules of today; nobody is alerted.", **NOTIFYING)
async def replay() -> WatchResult | State[None]:
    """Read every stored article that the rules in force have not read, store the result, and alert nobody.

    Settings come from the environment. Raises ValueError where articles wait for their first reading: watch first;
    warehouse.BusyError where another run is going.
    """
    settings = Settings()
    asked = run_request()

    async def reading() -> WatchResult:
        return await asyncio.to_thread(reread_articles, settings, asked)

    try:
        done = await as_task("detect, resolve", reading)
    except BusyError as error:
        return skipped(error)
    get_run_logger().info("%d articles read again, %d contacts, nobody alerted", done.read, len(done.quiet))
    return done
