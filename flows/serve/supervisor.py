"""`rabita serve`: one process that keeps a server, serves the deployments, and looks whether what is scheduled runs."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.runner import Runner

import warehouse
from flows.alerts.message import Notice
from flows.pipeline.metrics import metrics_text
from flows.pipeline.operator_notices import send_notice
from flows.prefect_crashes import mark_dead_runs_crashed
from flows.serve.deployments import catch_up, deploy_collect, deployments, mark_left_runs_crashed, missed_turns
from flows.serve.prefect_server import answers, keep_server, ready
from flows.serve.schedule_check import unscheduled
from flows.serve.schedules import Timetable, timetables
from flows.serve.status_server import problems, status
from flows.settings import Settings

LOOK = 30.0
"""Seconds between two looks at the server."""

STOP_SECONDS = timedelta(minutes=5)
"""How long schedules may be without runs before the operator is notified: a server that has just begun has none."""

log = logging.getLogger("prefect.rabita")


@dataclass(frozen=True, slots=True)
class _LastStart:
    flow: str
    started_at: datetime


@dataclass(slots=True)
class _State:
    """What was seen of the server last; written by the loop, read by whoever asks /healthz."""

    api: str
    tables: Mapping[str, Timetable]
    begun: datetime
    serving: bool = False
    answers: bool = False
    unscheduled: list[str] = field(default_factory=list)
    since: datetime | None = None


def serve(settings: Settings, announce: Callable[[str], None], *, own: bool) -> None:
    """Serve until SIGTERM or Ctrl-C; `announce` gets a line for people once all is up.

    `own` keeps a server of its own at PREFECT_API_URL. The environment has to be that of flows.serve.environment before
    Prefect is imported. Raises ScheduleError, PortError.
    """
    tables = timetables(settings)
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    state = _State(os.environ["PREFECT_API_URL"], tables, datetime.now(UTC))
    loop = asyncio.new_event_loop()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            loop.run_until_complete(main)
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001 raised again in the main thread
            failed.append(error)
        finally:
            stop.set()

    with status(
        settings.status_port, lambda: _problems(settings, state), lambda: metrics_text(settings), settings.hosts
    ):
        main = loop.create_task(_serve(settings, state, announce, own=own))
        # Prefect's runner takes the signals of the main thread, and then does not end at the first SIGTERM.
        thread = Thread(target=run, name="serve")
        thread.start()
        stop.wait()
        loop.call_soon_threadsafe(main.cancel)
        thread.join()
    loop.close()
    if failed:
        error = failed[0]
        raise error.exceptions[0] if isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1 else error


async def _serve(settings: Settings, state: _State, announce: Callable[[str], None], *, own: bool) -> None:
    async with asyncio.TaskGroup() as group:
        if own:
            group.create_task(keep_server(settings.prefect_port))
        await ready(state.api)
        group.create_task(_keep_looking(settings, state))
        while True:
            runner = Runner(name="rabita", pause_on_shutdown=False)
            ids = {one.name: await runner.aadd_deployment(one) for one in await deployments(state.tables)}
            await _begin(settings, state, ids)
            state.serving = state.answers = True
            page = state.api.removesuffix("/api")
            announce(f"Serving. Runs and manual starts: {page}, signed in with what {settings.auth_file} holds")
            try:
                await runner.start()
            except Exception:
                # Its patience ends after some polls without an answer; the server comes back, and so does it.
                log.exception("the runner ended; it begins again once Prefect's server answers")
                await ready(state.api)


async def _begin(settings: Settings, state: _State, ids: Mapping[str, UUID]) -> None:
    """Bury what a dead service left, watch over what comes, and catch up each missed turn once."""
    async with get_client() as client:
        await mark_dead_runs_crashed(client)
        if settings.work_pool:
            await deploy_collect(client, settings.work_pool)
        with suppress(warehouse.BusyError), warehouse.hold(settings.data / "run.lock"):
            if left := await mark_left_runs_crashed(client, ids.values()):
                log.warning("%d flow runs were left behind by a dead process", left)
        late = missed_turns(state.tables, last_starts(settings), datetime.now(UTC))
        await catch_up(client, ids, late)
    if late:
        log.info("caught up: %s", ", ".join(late))


def last_starts(settings: Settings) -> dict[str, datetime]:
    """Return when each flow last began, as the published warehouse has it."""
    if not settings.published.exists():
        return {}
    with warehouse.open_published(settings.published) as con:
        return {row.flow: row.started_at for row in warehouse.read(con, "flow_last_start", _LastStart)}


async def _keep_looking(settings: Settings, state: _State) -> None:
    while True:
        state.answers = await asyncio.to_thread(answers, state.api)
        if state.answers:
            with suppress(Exception):  # the server may die in between; the next look says so
                async with get_client() as client:
                    state.unscheduled = await unscheduled(client, datetime.now(UTC))
        now = datetime.now(UTC)
        wrong = [] if state.answers and not state.unscheduled else state.unscheduled or ["Prefect's server is silent"]
        state.since = (state.since or now) if wrong else None
        if state.since and now - state.since > STOP_SECONDS:
            await asyncio.to_thread(_tell, settings, wrong, now)
        await asyncio.sleep(LOOK)


def _tell(settings: Settings, wrong: list[str], now: datetime) -> None:
    notice = Notice(
        f"schedule:{now:%Y-%m-%d}",
        "Rabita: what is scheduled will not run",
        f"Without a run to come: {', '.join(wrong)}. Nothing is read until this is mended. See: rabita doctor",
    )
    send_notice(settings, notice, now)


def _problems(settings: Settings, state: _State) -> list[str]:
    if not state.serving:
        return ["starting"]
    now = datetime.now(UTC)
    started = last_starts(settings)
    due = {
        flow: turns[0] if (turns := table.turns(max(started.get(flow, state.begun), state.begun), 1)) else None
        for flow, table in state.tables.items()
        if flow in {"ingest", "watch"}
    }
    young = now - state.begun < STOP_SECONDS  # a server that has just begun has made no runs yet
    unscheduled = [] if young else state.unscheduled
    return problems(api=state.answers, unscheduled=unscheduled, due=due, now=now)
