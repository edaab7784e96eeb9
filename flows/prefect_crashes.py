"""What happens to a flow run whose process or machine died: its heartbeat stops, and Prefect marks it as crashed."""

from __future__ import annotations

from datetime import timedelta

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

SILENCE_BEFORE_CRASH = timedelta(seconds=90)
"""How long a flow run may be without a heartbeat, which it gives every 30 s (flows/serve/environment.py)."""

NAME = "rabita: a flow run without heartbeat has crashed"
ENDS = ("Completed", "Failed", "Cancelled", "Crashed")


async def mark_dead_runs_crashed(client: PrefectClient) -> None:
    """Have Prefect mark flow runs whose heartbeat has stopped; otherwise they would hold their slot for good."""
    if await client.read_automations_by_name(NAME):
        return
    automation = AutomationCore(
        name=NAME,
        description="A flow run whose process or machine died stays Running, and no other run of it begins.",
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.heartbeat", *(f"prefect.flow-run.{state}" for state in ENDS)},
            match={"prefect.resource.id": ["prefect.flow-run.*"]},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=SILENCE_BEFORE_CRASH,
        ),
        actions=[
            ChangeFlowRunState(
                name=None, state=StateType.CRASHED, message="no heartbeat: its process or machine died", force=False
            )
        ],
    )
    await client.create_automation(automation)
