"""The maintenance flows: `digest`, `health`, `canary` and `retention`, each one step."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from prefect import State, flow, get_run_logger

from flows.pipeline.build_channels import channels_of_flow
from flows.pipeline.retention import apply_retention
from flows.pipeline.service_check import check_service, send_daily_summary, send_test_contact
from flows.prefect_tracking import NOTIFYING, skipped
from flows.settings import Settings
from warehouse import BusyError

SECOND_TRY: dict[str, Any] = {"retries": 1, "retry_delay_seconds": 300}
"""For flows of once a day: what fails is tried again before the next day. Others come again within minutes."""


@flow(name="digest", description="Sum up the day for the operator.", **SECOND_TRY, **NOTIFYING)
def digest() -> None:
    """Send the operator the figures of the day; once a day, however often it is run."""
    settings = Settings()
    notices = send_daily_summary(settings, channels_of_flow(settings), datetime.now(UTC))
    get_run_logger().info(notices.body)


@flow(name="health", description="Look at runs and disk, and tell the operator what has changed.", **NOTIFYING)
def health() -> None:
    """Notify the operator of interrupted runs and of a full disk, once each."""
    settings = Settings()
    notices = check_service(settings, channels_of_flow(settings), datetime.now(UTC))
    get_run_logger().info("%d notices: %s", len(notices), "; ".join(one.title for one in notices) or "all as it was")


@flow(
    name="canary",
    description="Send a test contact through the whole way to the channels that have the step canary.",
    **SECOND_TRY,
    **NOTIFYING,
)
def canary() -> None:
    """Send the test contact of the day, also where RABITA_CANARY does not ask for it."""
    settings = Settings()
    sent = send_test_contact(settings, channels_of_flow(settings), datetime.now(UTC))
    said = ", ".join(f"{count} {verdict}" for verdict, count in sent.verdicts.items())
    get_run_logger().info(said or "nothing was due")


@flow(
    name="retention",
    description="Delete what is kept no longer, and merge what workers landed and no run took.",
    **SECOND_TRY,
    **NOTIFYING,
)
def retention() -> State[None] | None:
    """Delete old WARC files and merge late batches; Prefect deletes its own old rows itself."""
    try:
        done = apply_retention(Settings(), datetime.now(UTC))
    except BusyError as error:
        return skipped(error)
    get_run_logger().info("%d archive files deleted, %d batches merged late", done.files, done.batches)
    return None
