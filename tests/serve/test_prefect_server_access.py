"""Prefect's server as others on this machine and pages in a browser meet it: nobody without the auth string gets in."""

import asyncio
import base64
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from flows.serve.auth import AuthError, auth_string
from flows.serve.environment import CLIENT_AUTH, SERVER_AUTH, environment
from flows.serve.ports import PortError
from flows.serve.prefect_server import keep_server
from flows.settings import Settings

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(600)]
EVIL = {"name": "owned", "pull_steps": [{"prefect.deployments.steps.run_shell_script": {"script": "id > /tmp/owned"}}]}
SOCKETS = ["/api/events/in", "/api/events/out", "/api/logs/out", "/api/task_runs/subscriptions/scheduled"]
# Asks the server with the environment that `rabita` gives to its clients, and prints the answer.
CLIENT = """
import asyncio, sys
from prefect.client.orchestration import get_client
async def main():
    async with get_client() as client:
        flow = await client.create_flow_from_name("attacked")
        print(await client.create_deployment(flow_id=flow, name="attacked", entrypoint="flows.detect_and_alert.watch"))
        print(len(await client.read_deployments()))
asyncio.run(main())
"""


@dataclass(frozen=True)
class Server:
    port: int
    auth: str
    environ: dict[str, str]
    process: subprocess.Popen[bytes]
    log: Path
    settings: Settings

    def ask(
        self, method: str, path: str, body: Any = None, *, auth: str | None = None, **headers: str
    ) -> tuple[int, str]:
        """Ask as somebody who may set any header."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        if auth is not None:
            headers["Authorization"] = f"Basic {base64.b64encode(auth.encode()).decode()}"
        text = json.dumps(body) if body is not None else None
        connection.request(method, path, text, {"Content-Type": "application/json"} | headers)
        answer = connection.getresponse()
        said = answer.read().decode()
        assert answer.headers["Access-Control-Allow-Origin"] in {None, f"http://127.0.0.1:{self.port}"}
        connection.close()
        return answer.status, said


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that `rabita serve` starts, as the process that it starts."""
    folder = tmp_path_factory.mktemp("attacked")
    port = free_port()
    settings = Settings(_env_file=None, data=folder / "data", prefect_port=port)  # type: ignore[call-arg]
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "RABITA_"))}
    plain |= {"RABITA_DATA": str(settings.data), "RABITA_PREFECT_PORT": str(port), "RABITA_TRUSTED_HOSTS": "prefect"}
    environ = plain | environment(settings, plain, served=True)
    log = folder / "log"
    command = [sys.executable, "-m", "flows.serve.prefect_server", str(port)]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=out, stderr=out) as process,
    ):
        found = Server(port, environ[SERVER_AUTH], environ, process, log, settings)
        try:
            wait_until_it_answers(found)
            yield found
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def wait_until_it_answers(server: Server) -> None:
    end = time.monotonic() + 240
    while True:
        assert server.process.poll() is None, server.log.read_text()
        try:
            if server.ask("GET", "/api/ready")[0] == 200:
                return
        except OSError:
            pass
        assert time.monotonic() < end, server.log.read_text()
        time.sleep(0.3)


@pytest.fixture(scope="module")
def deployment(server: Server) -> str:
    """A deployment that rabita itself has made, with nothing but the environment it gives to Prefect."""
    done = subprocess.run(
        [sys.executable, "-c", CLIENT], env=server.environ, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr
    made, count = done.stdout.split()
    assert int(count) >= 1
    return made


def test_nobody_without_the_auth_string_reads_changes_or_runs_anything(server: Server, deployment: str) -> None:
    for method, path, body in (
        ("POST", "/api/deployments/filter", {}),
        ("GET", f"/api/deployments/{deployment}", None),
        ("PATCH", f"/api/deployments/{deployment}", EVIL),
        ("POST", f"/api/deployments/{deployment}/create_flow_run", {}),
        ("POST", "/api/block_documents/filter", {"include_secrets": True}),
        ("GET", "/api/admin/settings", None),
        ("GET", "/api/csrf-token?client=me", None),
        ("GET", "/api/docs", None),
    ):
        for auth in (None, "", ":", "rabita:", "admin:pass", server.auth.upper(), f"{server.auth} ", "rabita:کلید"):
            code, said = server.ask(method, path, body, auth=auth)
            assert code in {401, 403, 500}, (path, auth, code)
            assert server.auth not in said
            assert "attacked" not in said


def test_a_page_of_another_origin_gets_nothing_even_with_the_auth_string(server: Server, deployment: str) -> None:
    for origin in (
        "http://evil.example",
        "null",
        "http://localhost:3000",
        f"http://localhost:{server.port}.evil.example",
    ):
        for method in ("OPTIONS", "GET", "POST", "PATCH"):
            path = f"/api/deployments/{deployment}"
            code, _ = server.ask(method, path, EVIL if method == "PATCH" else None, auth=server.auth, Origin=origin)
            assert code == 403, (origin, method)
    own = f"http://127.0.0.1:{server.port}"
    assert server.ask("GET", f"/api/deployments/{deployment}", auth=server.auth, Origin=own)[0] == 200


def test_a_name_that_leads_here_is_no_way_in(server: Server, deployment: str) -> None:
    path = f"/api/deployments/{deployment}"
    for host in (
        "evil.example",
        f"localhost:{server.port}.evil",
        "127.0.0.1.evil.example",
        f"evil.example:{server.port}",
    ):
        assert server.ask("GET", path, auth=server.auth, Host=host)[0] == 421, host
        assert server.ask("GET", "/", Host=host)[0] == 421, host
    for host in (f"LOCALHOST:{server.port}", f"[::1]:{server.port}", "localhost:14200", "prefect:4200"):
        assert server.ask("GET", path, auth=server.auth, Host=host)[0] == 200, host
    assert server.ask("GET", f"http://evil.example{path}", auth=server.auth)[0] == 400


def test_a_change_wants_a_token_against_forged_requests(server: Server, deployment: str) -> None:
    path = f"/api/deployments/{deployment}"
    assert server.ask("PATCH", path, {"paused": True}, auth=server.auth)[0] == 403
    code, said = server.ask("GET", "/api/csrf-token?client=me", auth=server.auth)
    assert code == 200
    headers = {"Prefect-Csrf-Client": "me", "Prefect-Csrf-Token": json.loads(said)["token"]}
    assert server.ask("PATCH", path, {"paused": True}, auth=server.auth, **headers)[0] == 204
    assert server.ask("PATCH", path, EVIL, **headers)[0] == 401
    assert json.loads(server.ask("GET", path, auth=server.auth)[1])["pull_steps"] in (None, [])


@pytest.mark.parametrize("path", SOCKETS)
def test_a_web_socket_wants_the_auth_string_too(server: Server, path: str) -> None:
    async def let_in(token: str | None, **options: Any) -> bool:
        url = f"ws://127.0.0.1:{server.port}{path}"
        try:
            async with connect(url, subprotocols=["prefect"], **options) as line:  # type: ignore[list-item]
                await line.send(json.dumps({"type": "auth", "token": token}))
                return json.loads(await line.recv()) == {"type": "auth_success"}
        except (ConnectionClosed, InvalidStatus):
            return False

    assert asyncio.run(let_in(server.auth))
    for token in (None, "", "admin:pass"):
        assert not asyncio.run(let_in(token)), token
    assert not asyncio.run(let_in(server.auth, origin="http://evil.example"))
    assert not asyncio.run(let_in(server.auth, additional_headers={"Origin": "null"}))

    async def without_hello() -> bool:
        try:
            async with connect(f"ws://127.0.0.1:{server.port}{path}") as line:
                await line.send(json.dumps({"type": "filter", "filter": {}}))
                return bool(await line.recv())
        except (ConnectionClosed, InvalidStatus):
            return False

    assert not asyncio.run(without_hello())


def test_the_auth_string_is_read_by_its_owner_alone_and_shown_nowhere(server: Server, deployment: str) -> None:
    assert deployment
    file = server.settings.auth_file
    assert file.read_text().strip() == server.auth
    for path in (server.settings.data, *server.settings.data.rglob("*")):
        assert path.is_symlink() or not path.stat().st_mode & 0o077, path
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=False).stdout
    secret = server.auth.partition(":")[2]
    assert secret not in listed + server.log.read_text()
    drop = shutil.which("setpriv")
    if os.getuid() == 0 and drop:
        nobody = [drop, "--reuid=65534", "--regid=65534", "--clear-groups"]
        for found in (file, Path(f"/proc/{server.process.pid}/environ")):
            done = subprocess.run([*nobody, "cat", found], capture_output=True, check=False)
            assert (done.returncode, done.stdout) == (1, b"")


def test_what_is_given_wins_and_nothing_empty_opens_the_door(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data=tmp_path / "data")  # type: ignore[call-arg]
    made = auth_string(settings.auth_file)
    assert environment(settings, {})[SERVER_AUTH] == environment(settings, {})[CLIENT_AUTH] == made
    assert environment(settings, {SERVER_AUTH: "", CLIENT_AUTH: ""})[SERVER_AUTH] == made
    assert environment(settings, {CLIENT_AUTH: "x:given"})[SERVER_AUTH] == "x:given"
    assert CLIENT_AUTH not in environment(settings, {CLIENT_AUTH: "x:given"})
    elsewhere = {"PREFECT_API_URL": "https://prefect.example/api"}
    for url in (elsewhere, {"PREFECT_API_URL": "http://[::1"}):
        assert CLIENT_AUTH not in environment(settings, url), "it is not sent to a server that is not ours"
    named = Settings(_env_file=None, data=tmp_path, prefect_auth=settings.auth_file)  # type: ignore[call-arg]
    assert environment(named, elsewhere)[CLIENT_AUTH] == made
    assert CLIENT_AUTH not in environment(settings, {"PREFECT_API_KEY": "pnu_x"})


def test_an_auth_file_is_made_once_its_permissions_corrected_and_never_quoted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "a" / "prefect.auth"
    script = (
        "import pathlib, sys; from flows.serve.auth import auth_string; print(auth_string(pathlib.Path(sys.argv[1])))"
    )
    racing = [
        subprocess.Popen([sys.executable, "-c", script, file], stdout=subprocess.PIPE, text=True) for _ in range(6)
    ]
    made = {process.communicate(timeout=120)[0] for process in racing}
    assert len(made) == 1
    assert [path.name for path in file.parent.iterdir()] == ["prefect.auth"]
    file.chmod(0o644)
    assert auth_string(file) + "\n" in made
    assert file.stat().st_mode & 0o777 == 0o600
    assert "could be read by others" in caplog.text
    for text in ("short", "", "کلید" * 9, "a" * 20 + "\nb"):
        file.write_text(text)
        with pytest.raises(AuthError) as wrong:
            auth_string(file)
        assert not text or text not in str(wrong.value)


def test_the_port_is_held_so_that_nobody_else_can_answer_on_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Also while no server runs behind it."""
    monkeypatch.setenv("RABITA_DATA", str(tmp_path))

    async def attempt(port: int) -> None:
        keeping = asyncio.create_task(keep_server(port))
        try:
            while True:
                with socket.socket() as other:
                    other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    try:
                        other.bind(("127.0.0.1", port))
                    except OSError:
                        break
                await asyncio.sleep(0.05)
                assert not keeping.done()
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    asyncio.run(attempt(free_port()))


def test_a_port_that_another_server_answers_on_is_not_shared(server: Server) -> None:
    with pytest.raises(PortError, match="is taken"):
        asyncio.run(keep_server(server.port))


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_browser_signs_in_with_the_line_of_the_file(server: Server, deployment: str, name: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--no-proxy-server"])
        page = browser.new_page()
        page.goto(f"http://{name}:{server.port}/deployments", wait_until="load")
        password = page.locator("input[type=password]")
        password.fill(server.settings.auth_file.read_text().strip())
        password.press("Enter")
        page.get_by_text("attacked").first.wait_for(timeout=120_000)
        browser.close()
    assert deployment
