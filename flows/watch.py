"""The flow `watch`: what was loaded and not yet read is read, resolved and told."""

from __future__ import annotations

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event

from flows.alerts.facts import event
from flows.settings import Settings
from flows.steps import runs
from flows.steps.tell import channels_of
from flows.steps.watch import Watched
from flows.vault import from_anywhere


@flow(name="watch", persist_result=False)
def watch(*, alert: bool = True) -> Watched:
    """Read, resolve and tell what is new; each new contact is also a Prefect event, `rabita.contact.new`.

    `alert` false stores contacts and tells nobody. Settings come from the environment, addresses that
    alerts.yaml names from Prefect's Secret blocks too. Raises warehouse.BusyError where another run is going.
    """
    settings = Settings()

    @task(name="detect, resolve, alert", cache_policy=NO_CACHE, persist_result=False)
    def step() -> Watched:
        return runs.watch_new(settings, channels_of(settings, from_anywhere), alert=alert, started_by="prefect")

    done = step()
    for facts in done.alerts:
        emit_event(**event(facts))
    get_run_logger().info("%d articles read, %d new contacts", done.read, len(done.news))
    return done
