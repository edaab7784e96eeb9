"""The quick form of the kill test; `make faults` runs the long one."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "faults" / "kill_sender.py"


def test_twenty_kills_lose_nothing_and_repeat_nothing_unlabelled() -> None:
    both = [
        subprocess.Popen(
            [sys.executable, str(SCRIPT), "--runs", "10", "--seed", str(seed)], stdout=subprocess.PIPE, text=True
        )
        for seed in (1, 2)
    ]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], "\n".join(said)
