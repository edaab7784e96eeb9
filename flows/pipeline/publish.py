"""What readers see of the warehouse: its published copy, the metrics, the page. No alert waits for any of it."""

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
    from dashboards.build import Built

log = logging.getLogger(__name__)


def publish(settings: Settings) -> None:
    """Publish the warehouse for readers, and write the metrics where they are wanted."""
    warehouse.publish(settings.warehouse, settings.published)
    if settings.metrics_file:
        from flows.pipeline.metrics import write_metrics

        write_metrics(settings, settings.metrics_file)


def build_page(settings: Settings) -> Built | None:
    """Rebuild the page from what is published, where that is wanted, and last of all: no alert waits for it."""
    if not settings.page:
        return None
    from dashboards.build import Reach, build

    return build(settings.published, settings.dashboard, now=datetime.now(UTC), reach=Reach(settings.dashboard_base))


def run_each(work: Mapping[str, Callable[[], object]]) -> list[str]:
    """Do each piece of work and return a sentence for each that could not be done, the disk being full for one.

    `work` is named for people. Raises warehouse.BehindError.
    """
    wrong = []
    for what, do in work.items():
        try:
            do()
        except warehouse.BehindError:
            raise
        except (warehouse.WarehouseError, warehouse.QueryError, OSError) as error:
            log.warning("%s could not be renewed: %s", what, error)
            wrong.append(f"{what}: {error}")
    return wrong


def renew_for_readers(
    settings: Settings, channels: Sequence[AlertChannel], now: datetime, work: Mapping[str, Callable[[], object]]
) -> None:
    """Do each piece of work, and tell the operator once a day of what could not be done; the next run tries again."""
    if wrong := run_each(work):
        notice = Notice(
            f"readers:{now:%Y-%m-%d}",
            "Rabita: what readers see could not be renewed",
            f"{'; '.join(wrong)}.\nReading and alerts go on, and the next run tries again. See: rabita doctor",
        )
        send_notice(settings, notice, now, channels)
