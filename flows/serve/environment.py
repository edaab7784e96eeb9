"""The environment that Prefect runs in: quiet, without the internet, and with its files in the data folder."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from pathlib import Path
from urllib.parse import urlsplit

from flows.serve.auth import auth_string
from flows.settings import Settings

HEARTBEAT = 30
"""Seconds between two heartbeats of a flow run; Prefect allows no less."""

SERVER_AUTH, CLIENT_AUTH = "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"
AUTH = frozenset({SERVER_AUTH, CLIENT_AUTH})
"""Variables that are replaced where they are empty: an empty auth string admits everyone."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def environment(settings: Settings, given: Mapping[str, str], *, served: bool = False) -> dict[str, str]:
    """Return the variables that must be set before Prefect is imported; variables in `given` are kept.

    `served` points Prefect at the server of `rabita serve`; otherwise a run without PREFECT_API_URL starts a server for
    as long as it takes.

    Analytics and promotion are off, the home is in RABITA_DATA, old flow runs and events are deleted, and start-up may
    take 90 s (20 is too short on a small machine).

    A server requires the auth string of this installation and a CSRF token, and answers only pages of its own origin.
    Raises flows.serve.auth.AuthError.
    """
    home = settings.data.absolute() / "prefect"
    days = str(settings.prefect_days * 24 * 3600)
    ours = {
        "PREFECT_HOME": str(home),
        "PREFECT_UI_STATIC_DIRECTORY": str(home / "ui"),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false" if served else "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
        # A machine that is busy reading pages may take long to open a connection.
        "PREFECT_SERVER_DATABASE_CONNECTION_TIMEOUT": "30",
        "PREFECT_SERVER_DATABASE_TIMEOUT": "30",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT),
        # A run that finds the concurrency slot taken is cancelled at once.
        "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "5",
        # A run whose process died before it began holds its slot for so long; later its heartbeat is missed.
        "PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION": "90",
        # Slots in the server's memory are lost when it dies, and then the running flow ends itself.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": days,
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P1D",
        "PREFECT_RUNNER_POLL_FREQUENCY": "5",
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://127.0.0.1:{settings.prefect_port}",
        # The page asks the server that it came from, by the same name and port.
        "PREFECT_UI_API_URL": "/api",
        # Prefect's variable for formatters.standard.() in its logging configuration.
        "PREFECT_LOGGING_FORMATTERS_STANDARD_": "flows.serve.log_formatter.PrintableLine",
    }
    if settings.log_format == "json":
        ours["PREFECT_LOGGING_FORMATTERS_JSON_CLASS"] = "flows.json_log.JsonLine"
        ours["PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER"] = "json"
    if served:
        ours["PREFECT_API_URL"] = f"http://127.0.0.1:{settings.prefect_port}/api"
    ours |= _auth(settings, given)
    return {name: value for name, value in ours.items() if name not in given or (name in AUTH and not given[name])}


def _auth(settings: Settings, given: Mapping[str, str]) -> dict[str, str]:
    """Return the auth string for a server that is started here and for its clients.

    The string of this installation is used for servers on this machine, or where the settings name its file; other
    servers need PREFECT_API_AUTH_STRING or PREFECT_API_KEY.
    """
    known = given.get(SERVER_AUTH) or given.get(CLIENT_AUTH)
    host = _host(given.get("PREFECT_API_URL") or "")
    if known is None and host not in {None, *LOOPBACK} and settings.prefect_auth is None:
        return {}
    auth = known or auth_string(settings.auth_file)
    return {SERVER_AUTH: auth} if given.get("PREFECT_API_KEY") else {SERVER_AUTH: auth, CLIENT_AUTH: auth}


def _host(url: str) -> str | None:
    """Return the host of an address, None where it has none, "" where it is not an address."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return ""


def enter(settings: Settings, environ: MutableMapping[str, str], *, served: bool = False) -> None:
    """Put the variables into the environment of this process, and make the folder that Prefect writes to.

    Call it before anything imports Prefect.
    """
    environ.update(environment(settings, environ, served=served))
    Path(environ["PREFECT_HOME"]).mkdir(mode=0o700, parents=True, exist_ok=True)
