"""The hostile server, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[1] / "faults" / "hostile_server.py"


@dataclass(frozen=True)
class HostileSite:
    """The origins of the hostile server, and the expected reasons of each, separated by bars."""

    origins: dict[str, str]
    reasons: dict[str, str]
    tls: dict[str, tuple[int, str]]
    ca: str


@pytest.fixture(scope="session")
def hostile() -> Iterator[HostileSite]:
    with subprocess.Popen(
        [sys.executable, PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield HostileSite(**json.loads(process.stdout.readline()))
        process.stdin.close()
