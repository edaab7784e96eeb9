"""Every pattern for outside text takes linear time on a long text of its worst kind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.timeout(900)
def test_every_pattern_is_linear() -> None:
    command = [sys.executable, Path(__file__).with_name("redos_patterns.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=800)
    assert done.returncode == 0, done.stderr
    *slow, asked = done.stdout.splitlines()
    assert not slow
    assert int(asked) > 200
