"""The published copy, the metrics and the page. No alert waits for any of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import warehouse
from flows.alerts.message import Notice
from flows.alerts.sender import AlertChannel
from flows.pipeline.operator_notices import send_notice
from flows.settings import Settings

if TYPE_CHECKING:
    from dashboards.build import BuiltSite

log = logging.getLogger(__name__)


def publish_copy_and_metrics(settings: Settings) -> None:
    """Publish the warehouse for readers, and write the metrics if the settings want them."""
    warehouse.publish(settings.warehouse, settings.published)
    if settings.metrics_file:
        from flows.pipeline.metrics import write_metrics

        write_metrics(settings, settings.metrics_file)


def build_page(settings: Settings) -> BuiltSite | None:
    """Rebuild the page from the published copy, if the settings want it."""
    if not settings.page:
        return None
    from dashboards.build import PageOptions, build

    return build(
        settings.published,
        settings.dashboard,
        now=datetime.now(UTC),
        options=PageOptions(settings.dashboard_base, settings.timezone),
    )


def publish_or_log(settings: Settings) -> None:
    """Publish the warehouse; where that fails the next run tries again. Raises warehouse.BehindError."""
    _try("the published copy", lambda: publish_copy_and_metrics(settings))


def publish_for_readers(settings: Settings, channels: Sequence[AlertChannel], now: datetime) -> None:
    """Publish the warehouse, or notify the operator that it failed. Raises warehouse.BehindError."""
    write_for_readers(settings, channels, now, {"the published copy": lambda: publish_copy_and_metrics(settings)})


def build_page_for_readers(settings: Settings, channels: Sequence[AlertChannel], now: datetime) -> None:
    """Build the page, or notify the operator that it failed."""
    write_for_readers(settings, channels, now, {"the page": lambda: build_page(settings)})


def write_for_readers(
    settings: Settings, channels: Sequence[AlertChannel], now: datetime, work: Mapping[str, Callable[[], object]]
) -> None:
    """Do each piece of work; notify the operator once a day of what fails. Raises warehouse.BehindError."""
    failed = [error for what, write in work.items() if (error := _try(what, write))]
    if failed:
        notice = Notice(
            f"readers:{now:%Y-%m-%d}",
            "Rabita: what readers see could not be renewed",
            f"{'; '.join(failed)}.\nReading and alerts continue, and the next run tries again. See: rabita doctor",
        )
        send_notice(settings, notice, now, channels)


def _try(what: str, write: Callable[[], object]) -> str | None:
    """Return a sentence where the work fails, such as on a full disk, None where it succeeds."""
    try:
        write()
    except warehouse.BehindError:
        raise
    except (warehouse.WarehouseError, warehouse.QueryError, OSError) as error:
        log.warning("%s could not be renewed: %s", what, error)
        return f"{what}: {error}"
    return None
