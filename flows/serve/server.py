"""Prefect's server as a child process: it ends with its parent, and is started again where it dies.

    python -m flows.serve.server PORT [HOST]

is that child: the server on HOST (loopback where none is named) until its standard input ends.
"""

from __future__ import annotations

import asyncio
import http.client
import logging
import os
import signal
import sys
import urllib.request
from threading import Thread

HOST = "127.0.0.1"
PATIENCE = 120.0
"""Seconds that the server may take to answer for the first time."""

REST = 2.0
"""Seconds before a server that died is started again; twice as long each time, up to a minute."""

log = logging.getLogger("prefect.rabita")


def address(port: int) -> str:
    """Return the address of the API."""
    return f"http://{HOST}:{port}/api"


def answers(api: str) -> bool:
    """Say whether the API answers and its database too."""
    if not api.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(f"{api}/ready", timeout=5) as answer:  # noqa: S310 http(s) only, checked above
            return bool(answer.status == 200)  # noqa: PLR2004
    except (OSError, ValueError, OverflowError, http.client.HTTPException):  # the others for what is no address
        return False


class PortError(RuntimeError):
    """Something else answers on the port."""


async def keep_server(port: int) -> None:
    """Run the server for as long as this task lives, however often it dies.

    Raises PortError where the port is taken.
    """
    rest = REST
    if await asyncio.to_thread(answers, address(port)):
        raise PortError(f"port {port} is taken by another Prefect server: set RABITA_PREFECT_PORT or PREFECT_API_URL")
    while True:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", __name__, str(port), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
        )
        try:
            code = await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()
        log.error("Prefect's server ended with code %s; it is started again in %.0f s", code, rest)
        await asyncio.sleep(rest)
        rest = min(rest * 2, 60.0)


async def ready(api: str) -> None:
    """Wait until the API answers. Raises TimeoutError after two minutes."""
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(answers, api):  # noqa: ASYNC110 another process has no event of ours
            await asyncio.sleep(0.5)


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Serve until standard input ends."""
    import uvicorn
    from prefect.server.api.server import create_app

    Thread(target=_end_with_parent, daemon=True).start()
    host = sys.argv[2] if len(sys.argv) > 2 else HOST  # noqa: PLR2004 the name of the module, a port, a host
    uvicorn.run(create_app(final=True), host=host, port=int(sys.argv[1]), log_level="warning")


if __name__ == "__main__":
    main()
