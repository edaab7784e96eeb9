"""Pings to a monitor outside: that a run has begun, and whether the service works."""

from __future__ import annotations

from datetime import datetime

import warehouse
from flows.alerts.heartbeat import OutletsAlive, PingKind, Vitals, judge, ping
from flows.alerts.outbox import AlertState
from flows.alerts.outcome import Outcome
from flows.settings import Settings


def ping_start(settings: Settings) -> Outcome | None:
    """Ping the monitor outside that a run has begun, so that it notices a missing end."""
    return ping(settings.ping_url, PingKind.START) if settings.ping_url else None


def ping_result(settings: Settings, now: datetime) -> Outcome | None:
    """Ping the monitor outside: whether outlets answer, the newest article is fresh and alerts are delivered."""
    if settings.ping_url is None:
        return None
    try:
        with warehouse.open_published(settings.published) as con:
            (state,) = warehouse.read(con, "outlets_alive", OutletsAlive)
            alerts = warehouse.read(con, "alert_log", AlertState)
    except warehouse.WarehouseError as error:
        return ping(settings.ping_url, PingKind.FAIL, str(error))
    waiting = sum(alert.outstanding > 0 and not alert.delivered for alert in alerts)
    return ping(settings.ping_url, *judge(Vitals(state.alive, state.outlets, state.newest, waiting), now=now))
