"""The deployments of `rabita serve`, what they missed, and what a dead service left behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib import import_module
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.flows import Flow
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from flows.collect_on_worker import collect
from flows.serve.schedules import ENTRYPOINTS, Timetable


def _flow(entrypoint: str) -> Flow[Any, Any]:
    module, _, name = entrypoint.rpartition(".")
    flow = getattr(import_module(module), name)
    assert isinstance(flow, Flow)  # noqa: S101 a test tries every entrypoint
    return flow


async def deployments(timetables: Mapping[str, Timetable]) -> list[RunnerDeployment]:
    """Return the deployments by their dotted entrypoints, one run of each at a time: a newer one is cancelled.

    A path as entrypoint would put flows/ first on sys.path and load modules twice.
    """
    return [
        await flow.ato_deployment(
            name=name,
            schedules=[schedule] if (schedule := timetables[name].schedule) else [],
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            description=flow.description,
            paused=False,
            tags=["rabita"],
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for name, flow in ((name, _flow(entrypoint)) for name, entrypoint in ENTRYPOINTS.items())
    ]


async def deploy_collect(client: PrefectClient, pool: str) -> None:
    """Have the pool's workers take parts of an `ingest`: the pool, made where there is none, and `collect` on it.

    A pool of another type (docker, kubernetes) is made beforehand, with the image and mounts that its jobs need.
    """
    try:
        await client.read_work_pool(pool)
    except ObjectNotFound:
        await client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
    deployment = await collect.ato_deployment(
        name="collect",
        work_pool_name=pool,
        description=collect.description,
        tags=["rabita"],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    await deployment.aapply()


def missed_turns(timetables: Mapping[str, Timetable], started: Mapping[str, datetime], now: datetime) -> list[str]:
    """Return the flows that have missed a turn, each once for however many turns; and an `ingest` that never ran."""
    late = [name for name, table in timetables.items() if table.missed(started.get(name), now)]
    never = timetables["ingest"].on and "ingest" not in started
    return ["ingest", *late] if never else late


async def catch_up(client: PrefectClient, ids: Mapping[str, UUID], flows: Iterable[str]) -> None:
    """Have each of these flows run once now."""
    for name in flows:
        await client.create_flow_run_from_deployment(ids[name], name=f"{name}-caught-up", tags=["rabita", "caught up"])


async def mark_left_runs_crashed(client: PrefectClient, ids: Iterable[UUID]) -> int:
    """Mark the flow runs of these deployments that a dead process left behind as crashed, and return how many.

    For whoever holds the run lock and has just started: nobody else can be running them.
    """
    going = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
    left = await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=going))),
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=list(ids))),
    )
    for run in left:
        await client.set_flow_run_state(run.id, Crashed(message="its process died with the service"), force=True)
    return len(left)
