"""prefect.yaml, for work pools: written from the flows and schedules that `rabita serve` has.

`python -m flows.serve.prefect_yaml prefect.yaml` writes it anew.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import prefect
import yaml

from flows.serve.schedules import ENTRYPOINTS, Timetable, timetables
from flows.settings import Settings

HEAD = """\
# Written by `python -m flows.serve.prefect_yaml prefect.yaml`, for `prefect deploy --all` (docs/server.md).
# `rabita serve` needs none of it. Another pool type (docker, kubernetes) changes `work_pool` only; workers need
# sources.yaml, the network and RABITA_LANDING. `collect` runs on every worker, the others where the warehouse is.
"""


def prefect_yaml() -> str:
    """Return the text of prefect.yaml with the schedules of the default settings."""
    tables = timetables(Settings.model_construct())
    deployments = [{"name": "collect", "entrypoint": "flows.collect_on_worker.collect", **_placed("RABITA_WORK_POOL")}]
    deployments += [
        {
            "name": name,
            "entrypoint": entrypoint,
            **_placed("RABITA_LOADER_POOL"),
            "concurrency_limit": {"limit": 1, "collision_strategy": "CANCEL_NEW"},
            "schedules": _schedules(tables[name]),
        }
        for name, entrypoint in ENTRYPOINTS.items()
    ]
    said = {"name": "rabita", "prefect-version": prefect.__version__, "pull": [], "deployments": deployments}
    return HEAD + yaml.safe_dump(said, sort_keys=False, width=120)


def _placed(pool: str) -> dict[str, Any]:
    return {"work_pool": {"name": f"{{{{ ${pool} }}}}"}, "tags": ["rabita"]}


def _schedules(table: Timetable) -> list[dict[str, Any]]:
    when: dict[str, Any] = {"cron": table.cron} if table.cron else {}
    if table.every:
        when = {"interval": int(table.every.total_seconds())}
    return [when | {"timezone": table.zone, "parameters": table.parameters}] if table.on else []


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(prefect_yaml(), encoding="utf-8")
