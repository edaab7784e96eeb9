"""The first steps of docs/server.md as a new user takes them, line by line, against the demo's press; and its files."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.client.orchestration import PrefectClient

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "server.md").read_text("utf-8")
DEPLOY = ROOT / "docs" / "deploy"


def block(heading: str) -> str:
    """Return the first block of commands below a heading of the page."""
    found = re.search(rf"## {heading}\n.*?```sh\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def receiver() -> Iterator[tuple[int, list[dict[str, Any]]]]:
    arrived: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            arrived.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, arrived
        server.shutdown()


def until(true: Callable[[], object], seconds: float = 280.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.3)


def ask(url: str, auth: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    """Ask the API as docs/server.md says that scripts do."""
    headers |= {"Content-Type": "application/json", "Authorization": f"Basic {b64encode(auth.encode()).decode()}"}
    request = urllib.request.Request(url, json.dumps(body).encode() if body is not None else None, headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 our own server
        return json.loads(answer.read() or b"null")


def post(api: str, path: str, auth: str, body: dict[str, Any]) -> Any:
    token = ask(f"{api}/csrf-token?client=test", auth)["token"]
    return ask(f"{api}/{path}", auth, body, **{"Prefect-Csrf-Client": "test", "Prefect-Csrf-Token": token})


async def without_future(api: str, auth: str) -> list[list[str]]:
    """Return what the check of schedules says as it is, and once the runs to come of one deployment are gone."""
    from flows.serve.schedule_check import unscheduled

    async with PrefectClient(api, auth_string=auth) as client:
        before = await unscheduled(client, datetime.now(UTC))
        digest = await client.read_deployment_by_name("digest/digest")
        for run in await client.get_scheduled_flow_runs_for_deployments([digest.id], limit=200):
            await client.delete_flow_run(run.id)
        return [before, await unscheduled(client, datetime.now(UTC))]


@pytest.mark.timeout(600)  # half a minute of processor time, on a machine that may be busy
@pytest.mark.filterwarnings("ignore")
def test_the_first_steps_lead_to_a_scheduled_service_and_an_alert(
    environment: dict[str, str], receiver: tuple[int, list[dict[str, Any]]], tmp_path: Path
) -> None:
    port, arrived = receiver
    status, api = free_port(), free_port()
    script = block("From nothing to a scheduled service")
    assert script.startswith("make install\n")  # what `make test` has done already
    script = script.removeprefix("make install\n").replace("127.0.0.1:8787", f"127.0.0.1:{port}")
    script = script.replace("127.0.0.1:4280", f"127.0.0.1:{status}")
    home = tmp_path / "home"
    home.mkdir()
    (home / ".venv").symlink_to(sys.prefix)
    del environment["RABITA_ALERT_URLS"]
    environment |= {"RABITA_STATUS_PORT": str(status), "RABITA_PREFECT_PORT": str(api), "RABITA_LOG_FORMAT": "json"}
    log = tmp_path / "log"
    with log.open("w") as out, subprocess.Popen(
        ["bash", "-ec", script + "wait\n"], env=environment, cwd=home, stdout=out, stderr=out, start_new_session=True
    ) as shell:  # fmt: skip
        try:
            until(lambda: any("Contact: " in reported.get("message", "") for reported in arrived))
            until(lambda: "Runs" in log.read_text("utf-8"))
            auth = (Path(environment["RABITA_DATA"]) / "prefect.auth").read_text("ascii").strip()
            check_service(f"http://127.0.0.1:{status}", f"http://127.0.0.1:{api}/api", auth)
        finally:
            os.killpg(shell.pid, signal.SIGTERM)
            try:
                shell.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(shell.pid, signal.SIGKILL)
                raise
    text = log.read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    # Prefect's server logs that its database was locked for too long, which on a busy machine it is.
    ours = [line for line in lines if not line.get("logger", "").startswith("prefect.server")]  # /healthz has none
    assert [line for line in ours if "error" in line] == []
    assert not any(line.startswith("Traceback") for line in text.splitlines()), text[-3000:]
    assert auth.partition(":")[2] not in text
    for path in (data := Path(environment["RABITA_DATA"]), *data.rglob("*")):
        assert path.is_symlink() or not path.stat().st_mode & 0o077, path
    assert sum("Contact: " in reported["message"] for reported in arrived) == 1
    assert arrived[0]["title"] == "Rabita: a test"
    assert any(line.get("flow") == "ingest" and line.get("run") for line in lines)


def metrics(status: str) -> str:
    with urllib.request.urlopen(f"{status}/metrics", timeout=10) as answer:  # noqa: S310
        return str(answer.read().decode())


def check_service(status: str, api: str, auth: str) -> None:
    with urllib.request.urlopen(f"{status}/healthz", timeout=10) as answer:  # noqa: S310
        assert json.loads(answer.read()) == {"status": "ok", "problems": []}
    until(lambda: "rabita_contacts_alerted 1.0" in metrics(status))  # published once the alert has been sent
    for foreign in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        for url in (f"{status}/metrics", f"{api}/ready"):
            with pytest.raises(urllib.error.HTTPError, match=r"421|403"):
                ask(url, auth, **foreign)
    with pytest.raises(urllib.error.HTTPError, match=r"401|403"):
        ask(f"{api}/deployments/filter", "rabita:guessed", {})
    made = post(api, "deployments/filter", auth, {})
    assert {one["name"] for one in made} == {"ingest", "watch", "digest", "health", "canary", "retention"}
    ingest = next(one for one in made if one["name"] == "ingest")
    with pytest.raises(urllib.error.HTTPError):
        post(api, f"deployments/{ingest['id']}/create_flow_run", auth, {"parameters": {"dry_run": "perhaps"}})
    before, after = asyncio.run(without_future(api, auth))
    assert (before, after) == ([], ["digest"])


def test_prefect_yaml_is_written_from_the_table_of_deployments() -> None:
    from flows.serve.prefect_yaml import prefect_yaml

    assert (ROOT / "prefect.yaml").read_text("utf-8") == prefect_yaml(), (
        "python -m flows.serve.prefect_yaml prefect.yaml"
    )


@pytest.mark.parametrize("path", ["compose.yaml", "../../prefect.yaml"])
def test_yaml_is_read_and_names_what_exists(path: str) -> None:
    import importlib

    said = yaml.safe_load((DEPLOY / path).read_text("utf-8"))
    for one in said.get("deployments", []):
        module, _, name = one["entrypoint"].rpartition(".")
        assert getattr(importlib.import_module(module), name).name == one["name"]
        if one["name"] != "collect":
            assert one["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    for service in said.get("services", {}).values():
        if "build" in service:
            assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
            assert (service["user"], service["read_only"], service["cap_drop"]) == ("10001:10001", True, ["ALL"])


def test_the_image_is_made_by_the_makefile_runs_as_nobody_special_and_is_looked_at() -> None:
    said = (DEPLOY / "Dockerfile").read_text("utf-8")
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    made = re.findall(r"RUN make (\w+)", said)
    assert made
    assert set(made) <= set(targets)
    assert said.index("USER rabita") < said.index('CMD ["rabita"')
    assert "/healthz" in said
    from flows.settings import Settings

    fields = {f"RABITA_{name.upper()}" for name in Settings.model_fields}
    for text in (said, (DEPLOY / "rabita.env").read_text("utf-8"), (DEPLOY / "compose.yaml").read_text("utf-8"), PAGE):
        assert set(re.findall(r"RABITA_[A-Z_]+", text)) - {"RABITA_LOADER_POOL"} <= fields


def test_units_are_sound_and_shut_off_private_networks() -> None:
    for unit in DEPLOY.glob("*.service"):
        said = unit.read_text("utf-8")
        for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "User=rabita"):
            assert f"\n{line}\n" in said
        assert re.search(r"IPAddressDeny=.*10\.0\.0\.0/8.*169\.254\.0\.0/16.*192\.168\.0\.0/16", said)
    try:
        done = subprocess.run(
            ["systemd-analyze", "verify", *map(str, DEPLOY.glob("*.service"))],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("systemd-analyze is not installed")
    wrong = [line for line in done.stderr.splitlines() if "is not executable: No such file" not in line]
    assert wrong == []


def test_every_notice_to_the_operator_stands_in_the_runbook() -> None:
    runbook = PAGE.partition("## Runbook")[2]
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "flows").rglob("*.py"))
    titles = re.findall(r'[( ]f?"Rabita: ([^"\n]+)"', sources)
    assert len(titles) > 6
    for title in titles:
        words = re.split(r"\{[^}]*(?:\}|$)", title)
        longest = max((part.strip() for part in words), key=len)
        assert longest in runbook or title == "a test", title
