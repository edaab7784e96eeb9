"""The flow `replay`: stored articles are read again after a change of rules; it sends no alerts."""

from __future__ import annotations

import asyncio

from prefect import State, flow, get_run_logger

from flows.pipeline.detect_and_resolve import WatchResult
from flows.pipeline.replay_run import reread_articles
from flows.prefect_artifacts import NOTIFYING, as_task, run_request, skipped
from flows.settings import Settings
from warehouse import BusyError


@flow(name="replay", description="Read stored articles again with today's rules; no alert is sent.", **NOTIFYING)
async def replay() -> WatchResult | State[None]:
    """Read every stored article that the current rules have not read, and store the result; no alert is sent.

    Settings come from the environment. Raises ValueError where articles wait for their first reading, by a watch;
    warehouse.BusyError where another run is in progress.
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
