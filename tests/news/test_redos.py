"""No pattern that sees outside text takes longer than its length asks for: each is given a megabyte of its worst."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PARTS = 4


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_pattern_is_linear(part: int) -> None:
    command = [sys.executable, Path(__file__).with_name("redos_patterns.py"), str(part), str(PARTS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=800)
    assert done.returncode == 0, done.stderr
    *slow, asked = done.stdout.splitlines()
    assert not slow
    assert int(asked) > 30
