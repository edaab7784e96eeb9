"""Whether the ports of the service are free, and which processes have those that are not."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flows.errors import RabitaError

HOST = "127.0.0.1"
LISTENING = "0A"
"""The state of a listening socket in /proc/net/tcp. Source: Linux, include/net/tcp_states.h."""

OWN_SERVER = "flows.serve.prefect_server"
"""What the command line of our Prefect server contains."""


class PortError(RabitaError, RuntimeError):
    """The port is taken."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process that has a port."""

    pid: int
    command: str


def refuse_taken(ports: Mapping[str, int]) -> None:
    """Raise PortError where one of the ports, by the names of their variables, is taken.

    The error names the port, its variable and, where the system shows it, the process. A server of ours that is ending
    is ignored: `keep_server` waits for it.
    """
    for variable, port in ports.items():
        if same := [name for name, other in ports.items() if other == port and name != variable]:
            raise PortError(f"{variable} and {same[0]} are both {port}: set one of them to another port")
        if is_free(port):
            continue
        holders = list(processes_on(port))
        if holders and all(OWN_SERVER in one.command for one in holders):
            continue
        who = next((one for one in holders if OWN_SERVER not in one.command), None)
        name = f"process {who.pid} ({who.command})" if who else "another program"
        raise PortError(f"port {port} is taken by {name}: stop it, or set {variable} to a free port")


def is_free(port: int) -> bool:
    """Return whether a server can listen on a port of loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen()
        except OSError:
            return False
    return True


def processes_on(port: int) -> Iterator[Process]:
    """Yield the processes that listen on a port, as far as Linux shows them to this user."""
    inodes = {f"socket:[{inode}]" for inode in _sockets(port)}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if any(str(link.readlink()) in inodes for link in (folder / "fd").iterdir()):
                words = (folder / "cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
                yield Process(int(folder.name), " ".join([Path(words[0]).name, *words[1:]])[:120])
        except OSError:  # it has ended, or belongs to another user
            continue


def _sockets(port: int) -> Iterator[str]:
    """Yield the inodes of the sockets that listen on a port."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text("ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                yield fields[9]
