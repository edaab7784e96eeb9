"""Prefect's server as a child process: it ends with its parent, and is restarted when it dies.

    python -m flows.serve.prefect_server PORT [HOST | fd=N]

is that child: a server on HOST (by default loopback) until its standard input ends. With fd=N it answers on a socket of
its parent, which keeps the port while no server runs, so that no other program can take it and receive the auth string.
"""

from __future__ import annotations

import asyncio
import http.client
import logging
import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from typing import Any

from flows.serve.environment import environment
from flows.serve.origin_check import refusal
from flows.serve.ports import HOST, PortError
from flows.settings import Settings

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

START_SECONDS = 120.0
"""Seconds that the server may take to answer for the first time."""

HANDOVER = 20.0
"""Seconds that a server which is ending may keep the port."""

RESTART_WAIT = 2.0
"""Seconds before a server that died is restarted; doubled each time, up to a minute."""

log = logging.getLogger("prefect.rabita")


def address(port: int) -> str:
    """Return the address of the API."""
    return f"http://{HOST}:{port}/api"


def answers(api: str) -> bool:
    """Return whether the API answers, and its database too."""
    if not api.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(f"{api}/ready", timeout=5) as answer:  # noqa: S310 http(s) only, checked above
            return bool(answer.status == 200)  # noqa: PLR2004
    except (OSError, ValueError, OverflowError, http.client.HTTPException):  # the others for what is not an address
        return False


async def keep_server(port: int) -> None:
    """Run the server, and restart it when it dies, until the task is cancelled.

    Raises PortError where the port is taken.
    """
    wait = RESTART_WAIT
    with await _bound(port) as listening:
        number = listening.fileno()
        while True:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", __name__, str(port), f"fd={number}"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                pass_fds=(number,),
            )
            try:
                code = await process.wait()
            finally:
                if process.returncode is None:
                    process.terminate()
                    await process.wait()
            log.error("Prefect's server ended with code %s; it is restarted in %.0f s", code, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, 60.0)


async def _bound(port: int) -> socket.socket:
    """Bind the port; a server left by a service that has just died gets HANDOVER seconds to end.

    Raises PortError where another program has it.
    """
    end = time.monotonic() + HANDOVER
    while True:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
        except OSError:
            listening.close()
        else:
            return listening
        if time.monotonic() > end or await asyncio.to_thread(answers, address(port)):
            raise PortError(f"port {port} is taken by another server: set RABITA_PREFECT_PORT or PREFECT_API_URL")
        await asyncio.sleep(0.5)


async def ready(api: str) -> None:
    """Wait until the API answers. Raises TimeoutError after two minutes."""
    async with asyncio.timeout(START_SECONDS):
        while not await asyncio.to_thread(answers, api):  # noqa: ASYNC110 another process has no event to wait for
            await asyncio.sleep(0.5)


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Guarded:
    """An ASGI application that answers only under its own host names, and only pages of its own origin."""

    app: Callable[..., Awaitable[None]]
    names: frozenset[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request or a WebSocket on, or refuse it."""
        if scope["type"] not in {"http", "websocket"} or (status := self._refusal(scope)) is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: HTTP 403
        else:
            headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
            await send({"type": "http.response.start", "status": int(status), "headers": headers})
            await send({"type": "http.response.body", "body": b"not for this host or origin\n"})

    def _refusal(self, scope: Scope) -> HTTPStatus | None:
        hosts, origins = ([value.decode("latin-1") for key, value in scope["headers"] if key == name]
                          for name in (b"host", b"origin"))  # fmt: skip
        return refusal(scope["path"], hosts, origins, self.names)


def main() -> None:
    """Serve until standard input ends."""
    os.umask(0o077)
    settings = Settings()
    given = dict(os.environ)
    given.pop("PREFECT_API_URL", None)  # it may name another server, with another auth string
    os.environ.update(environment(settings, given))
    import uvicorn
    from prefect.server.api.server import create_app

    Thread(target=_end_with_parent, daemon=True).start()
    where = sys.argv[2] if len(sys.argv) > 2 else HOST  # noqa: PLR2004 the name of the module, a port, a host
    shared = where.removeprefix("fd=")
    app = create_app(final=True)
    for copied in Path(os.environ["PREFECT_UI_STATIC_DIRECTORY"]).rglob(
        "*"
    ):  # copied with the permissions of the installed files
        if copied.is_dir():
            copied.chmod(0o700)
    config = uvicorn.Config(
        Guarded(app, settings.hosts),
        host=where,
        port=int(sys.argv[1]),
        log_level="warning",
        http="h11",  # it passes on the whole request target
        proxy_headers=False,
    )
    uvicorn.Server(config).run([socket.socket(fileno=int(shared))] if shared != where else None)


if __name__ == "__main__":
    main()
