"""Gauges over the published copy, in the format of Prometheus."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from prometheus_client import CollectorRegistry, Gauge, generate_latest, write_to_textfile

import warehouse
from flows.alerts.heartbeat import OutletsAlive
from flows.run_statistics import COLUMNS, RunKind, RunOutcome
from flows.settings import Settings

RUNS = 200
"""Past runs among which the last one of each flow is looked for."""


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run with its statistics, `ended_at` and `outcome` None while it goes on; times are aware UTC."""

    id: UUID
    flow: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    outlets: int
    discovered: int
    loaded: int
    duplicate: int
    unchanged: int
    rejected: int
    failed: int


@dataclass(frozen=True, slots=True)
class ServiceState:
    """How much is stored, and what waits; `newest_article` is aware UTC."""

    articles: int
    articles_day: int
    newest_article: datetime | None
    contacts: int
    alerts: int
    alerts_day: int
    outstanding: int
    given_up: int
    runs_day: int
    runs_lost_day: int


def metrics(settings: Settings) -> CollectorRegistry:
    """Return the gauges; where nothing has been published yet, only those of the disk."""
    registry = CollectorRegistry()
    space = shutil.disk_usage(settings.data if settings.data.exists() else settings.data.absolute().anchor)
    _gauge(registry, "disk_free_bytes", "Free space where the data lies", space.free)
    if not settings.published.exists():
        return registry
    with warehouse.open_published(settings.published) as con:
        (service,) = warehouse.read(con, "service_state", ServiceState, now=datetime.now(UTC))
        (alive,) = warehouse.read(con, "outlets_alive", OutletsAlive)
        past = warehouse.read(con, "past_run", PastRun, most=RUNS)
    _gauge(registry, "articles", "Articles stored", service.articles)
    _gauge(registry, "contacts", "Contacts known", service.contacts)
    _gauge(registry, "contacts_alerted", "Contacts that raised their alert", service.alerts)
    _gauge(registry, "deliveries_outstanding", "Deliveries that wait or fail", service.outstanding)
    _gauge(registry, "deliveries_given_up", "Deliveries given up", service.given_up)
    _gauge(registry, "outlets", "Outlets known", alive.outlets)
    _gauge(registry, "outlets_alive", "Outlets that answered well when last asked", alive.alive)
    if service.newest_article:
        _gauge(
            registry,
            "newest_article_timestamp_seconds",
            "When the newest article came out",
            service.newest_article.timestamp(),
        )
    _runs(registry, {run.flow: run for run in reversed(past)})
    return registry


def _runs(registry: CollectorRegistry, last: dict[str, PastRun]) -> None:
    started = Gauge("rabita_run_started_timestamp_seconds", "Start of the last run", ["flow"], registry=registry)
    ended = Gauge("rabita_run_ended_timestamp_seconds", "End of the last run", ["flow"], registry=registry)
    good = Gauge("rabita_run_ok", "1 where the last run ended ok or partly ok", ["flow"], registry=registry)
    took = Gauge("rabita_run_duration_seconds", "How long the last run took", ["flow"], registry=registry)
    articles = Gauge("rabita_run_articles", "Statistics of the last ingest", ["fate"], registry=registry)
    for flow, run in last.items():
        started.labels(flow).set(run.started_at.timestamp())
        good.labels(flow).set(run.outcome in {RunOutcome.OK, RunOutcome.PARTIAL})
        if run.ended_at:
            ended.labels(flow).set(run.ended_at.timestamp())
            took.labels(flow).set((run.ended_at - run.started_at).total_seconds())
    if RunKind.INGEST in last:
        for fate in COLUMNS:
            articles.labels(fate).set(getattr(last[RunKind.INGEST], fate))


def _gauge(registry: CollectorRegistry, name: str, what: str, value: float) -> None:
    Gauge(f"rabita_{name}", what, registry=registry).set(value)


def metrics_text(settings: Settings) -> bytes:
    """Return the gauges in Prometheus's text format."""
    return generate_latest(metrics(settings))


def write_metrics(settings: Settings, file: Path) -> None:
    """Write the gauges to a file in one step, for node_exporter's textfile collector: its name has to end in .prom."""
    file.parent.mkdir(parents=True, exist_ok=True)
    write_to_textfile(str(file), metrics(settings))
    if not file.absolute().is_relative_to(settings.data.absolute()):
        file.chmod(0o644)  # node_exporter is another user
