"""The flow `watch`: read unread articles, resolve them to contacts, and alert."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE

from flows.pipeline.build_alert_channels import channels_of_flow
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.detect_and_resolve import WatchResult
from flows.pipeline.send_and_publish import send_and_publish
from flows.prefect_artifacts import NOTIFYING, announce, run_request, skipped
from flows.settings import Settings
from warehouse import BusyError


@flow(
    name="watch",
    description="Read unread articles, alert new contacts, and send what is due.",
    timeout_seconds=3600,
    **NOTIFYING,
)
def watch(*, alert: bool = True) -> WatchResult | State[None]:
    """Detect, resolve and alert what is new; each new contact is also a Prefect event, `rabita.contact.new`.

    Settings come from the environment, secrets of alerts.yaml also from Prefect's Secret blocks. Raises
    warehouse.BusyError where another run is in progress; a deployed run then sends what is due and is skipped.
    Prefect's page shows the following beside its field.

    Args:
        alert: Whether to alert new contacts; they are stored either way.
    """
    settings = Settings()
    channels = channels_of_flow(settings)
    asked = run_request()

    @task(name="detect, resolve, alert", cache_policy=NO_CACHE, persist_result=False)
    def step() -> WatchResult:
        return run_watch(settings, channels, asked, alert=alert)

    try:
        done = step()
    except BusyError as error:
        state = skipped(error)
        send_and_publish(settings, channels, datetime.now(UTC))
        return state
    announce(done)
    return done
