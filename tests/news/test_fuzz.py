"""Files that once broke something in the fuzz test of tests/faults are read without errors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FUZZ = Path(__file__).parents[1] / "faults" / "fuzz.py"


def test_what_broke_something_once_breaks_nothing(tmp_path: Path) -> None:
    assert len(list(FUZZ.with_name("fuzz_regressions").glob("*.bin"))) >= 2
    command = [sys.executable, FUZZ, "--minutes", "0", "--keep", tmp_path / "found"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
