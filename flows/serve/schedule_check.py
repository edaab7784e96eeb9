"""Whether scheduled runs exist: a schedule may be active while nothing creates its runs."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.types import DateTime


async def unscheduled(client: PrefectClient, now: datetime) -> list[str]:
    """Return the deployments that have an active schedule and no scheduled run."""
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=["rabita"]))
    active = {
        one.id: one.name
        for one in await client.read_deployments(deployment_filter=ours)
        if not one.paused and any(schedule.active for schedule in one.schedules)
    }
    coming = await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
            expected_start_time=FlowRunFilterExpectedStartTime(after_=DateTime.fromtimestamp(now.timestamp(), UTC)),
        ),
        deployment_filter=ours,
    )
    ready = {run.deployment_id for run in coming}
    return sorted(name for key, name in active.items() if key not in ready)


async def schedule_problems() -> list[str]:
    """Return a sentence for each problem with the schedules of the server at PREFECT_API_URL, for `rabita doctor`."""
    try:
        async with get_client() as client:
            late = await unscheduled(client, datetime.now(UTC))
    except Exception as error:  # noqa: BLE001 whatever Prefect's client raises
        return [f"Prefect's server does not answer: {error}"]
    return [
        f"the schedule of {name} is active, but no run is scheduled: look at the log of Prefect's server, "
        "and check its pinned versions (docs/design.md)"
        for name in late
    ]
