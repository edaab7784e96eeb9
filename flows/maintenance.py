"""The maintenance flows: `digest`, `health`, `canary` and `retention`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from prefect import State, flow, get_run_logger

from flows.pipeline.build_alert_channels import channels_of_flow
from flows.pipeline.retention import apply_retention
from flows.pipeline.service_check import check_service, send_daily_summary, send_test_contact
from flows.prefect_artifacts import NOTIFYING, skipped
from flows.settings import Settings
from warehouse import BusyError

SECOND_TRY: dict[str, Any] = {"retries": 1, "retry_delay_seconds": 300}
"""For daily flows: a failed run is tried again. Other flows run again within minutes anyway."""


@flow(name="digest", description="Send the operator the figures of the day.", **SECOND_TRY, **NOTIFYING)
def digest() -> None:
    """Send the operator the figures of the day, at most once a day."""
    settings = Settings()
    notice = send_daily_summary(settings, channels_of_flow(settings), datetime.now(UTC))
    get_run_logger().info(notice.body)


@flow(name="health", description="Check runs and disk, and notify the operator.", **NOTIFYING)
def health() -> None:
    """Notify the operator of interrupted runs and of a full disk, once each."""
    settings = Settings()
    notices = check_service(settings, channels_of_flow(settings), datetime.now(UTC))
    get_run_logger().info("%d notices: %s", len(notices), "; ".join(one.title for one in notices) or "nothing new")


@flow(
    name="canary",
    description="Send a test contact through every step to the channels with the step canary.",
    **SECOND_TRY,
    **NOTIFYING,
)
def canary() -> None:
    """Send the test contact of the day, even if RABITA_CANARY is not set."""
    settings = Settings()
    sent = send_test_contact(settings, channels_of_flow(settings), datetime.now(UTC))
    said = ", ".join(f"{count} {verdict}" for verdict, count in sent.verdicts.items())
    get_run_logger().info(said or "nothing was due")


@flow(
    name="retention",
    description="Delete old archive files, load batches of workers that no run loaded, and compact the warehouse.",
    **SECOND_TRY,
    **NOTIFYING,
)
def retention() -> State[None] | None:
    """Delete old WARC files, load late batches and compact the warehouse; Prefect deletes its own old rows."""
    try:
        done = apply_retention(Settings(), datetime.now(UTC))
    except BusyError as error:
        return skipped(error)
    compacted = ", warehouse compacted" if done.compacted else ""
    get_run_logger().info("%d archive files deleted, %d late batches loaded%s", done.files, done.batches, compacted)
    return None
