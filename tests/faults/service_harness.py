"""What the long trials of the service share: a town, PostgreSQL, Prefect's server, workers, the books."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import warehouse
from flows.serve.environment import environment
from flows.settings import Settings

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BIN = Path(sys.executable).parent
POSTGRES = Path("/usr/lib/postgresql/15/bin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def town(outlets: int, articles: int, faults: float = 0.0) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """Serve a town of outlets and yield its port and its process."""
    command = [sys.executable, str(HERE / "local_outlets.py"), str(outlets), str(articles), str(faults)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), process
        finally:
            process.stdin.close()


class Postgres:
    """A PostgreSQL of its own on loopback, as user postgres where we are root."""

    def __init__(self, folder: Path) -> None:
        self.data, self.port, self.drop = folder / "pg", free_port(), list[str]()
        self.address = f"postgresql+asyncpg://prefect@127.0.0.1:{self.port}/postgres"
        self.data.mkdir()
        if os.getuid() == 0:
            for one in (folder, *folder.parents):
                if str(one).startswith("/tmp/"):  # noqa: S108 the trial's own folder
                    one.chmod(0o755)
            shutil.chown(self.data, "postgres", "postgres")
            self.drop = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        make = [*self.drop, POSTGRES / "initdb", "-D", self.data, "-U", "prefect", "-A", "trust"]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd="/")
        self.begin()

    def begin(self) -> None:
        """Start it and wait until it answers; after a kill it reads its log first."""
        where = ["-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.data)]
        start = [*self.drop, str(POSTGRES / "postgres"), "-D", str(self.data), *where]
        self.process = subprocess.Popen(start, stderr=subprocess.DEVNULL, cwd="/")
        ready = [POSTGRES / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode:
            time.sleep(0.2)

    def kill(self) -> None:
        """Kill it with all it started, as a loss of power does."""
        for pid in kin(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Run a PostgreSQL below `folder` until the context ends."""
    database = Postgres(folder)
    try:
        yield database
    finally:
        database.end()


def tracked(settings: Settings, port: int, **more: str) -> dict[str, str]:
    """Return the environment of processes that talk to the server at `port`."""
    ours = os.environ | {
        "RABITA_DATA": str(settings.data), "RABITA_SOURCES": str(settings.sources), "RABITA_ALLOW_PRIVATE": "true",
        "RABITA_ALERT_URLS": "", "RABITA_OPERATOR_URLS": "", "COLUMNS": "160",
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false", **more,
    }  # fmt: skip
    return ours | environment(settings, ours)


@contextmanager
def server(environ: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run Prefect's server until the context ends."""
    command = [sys.executable, "-m", "flows.serve.prefect_server", str(port)]
    process = subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/api/ready")
        yield process
    finally:
        end(process)


def wait_for(url: str, seconds: float = 180.0) -> None:
    """Wait until an address answers 200."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 ours, on loopback
            if answer.status == 200:
                return
        time.sleep(0.3)
    raise TimeoutError(url)


def prefect(environ: dict[str, str], *arguments: str) -> str:
    """Run one command of Prefect's."""
    done = subprocess.run(
        [BIN / "prefect", "--no-prompt", *arguments], env=environ, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"prefect {' '.join(arguments)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def end(process: subprocess.Popen[bytes], *, hard: bool = False) -> None:
    """End a process we started, and its session where it leads one."""
    if process.poll() is not None:
        return
    leads = os.getpgid(process.pid) == process.pid
    signum = signal.SIGKILL if hard else signal.SIGTERM
    if leads:
        os.killpg(process.pid, signum)
    else:
        process.send_signal(signum)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        (os.killpg if leads else os.kill)(process.pid, signal.SIGKILL)
        process.wait()


def kin(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text().split():
                found += kin(int(child))
    return found


def ask(settings: Settings, query: str) -> list[tuple[object, ...]]:
    """Ask the published warehouse."""
    with warehouse.open_published(settings.published) as con:
        return con.execute(query).fetchall()


def balanced(settings: Settings) -> bool:
    """Say whether the books of every run add up, and agree with the tables."""
    wrong = ask(
        settings,
        "SELECT count(*) FROM tally WHERE discovered <> loaded + duplicate + unchanged + rejected + failed",
    )
    sums = ask(settings, "SELECT coalesce(sum(loaded), 0), coalesce(sum(duplicate), 0) FROM tally")
    stored = ask(settings, "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM reprint)")
    return wrong == [(0,)] and int(str(sums[0][0])) == stored[0][0]
