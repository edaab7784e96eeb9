"""The pool survives whatever happens in its child processes."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.news.sandbox import SandboxFailure, SandboxPool


@pytest.fixture(scope="module")
def pool() -> Iterator[SandboxPool]:
    with SandboxPool(2) as pool:
        yield pool


def kill_me() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def swell() -> int:
    return len(bytearray(3 << 30))


def test_gives_back_what_the_function_returns(pool: SandboxPool) -> None:
    assert asyncio.run(pool.run(sorted, [3, 1, 2])) == [1, 2, 3]
    assert pool.run_now(len, "abc") == 3


@pytest.mark.parametrize(
    ("work", "reason"),
    [((time.sleep, 30), "timeout"), ((swell,), "memory"), ((kill_me,), "died"), ((int, "no number"), "crashed")],
)
def test_what_goes_wrong_is_a_value(pool: SandboxPool, work: tuple[object, ...], reason: str) -> None:
    async def both() -> tuple[object, object]:
        bad = await pool.run(*work, timeout=0.5)  # type: ignore[arg-type]
        return bad, await pool.run(len, "abcd")

    bad, good = asyncio.run(both())
    assert isinstance(bad, SandboxFailure)
    assert bad.reason == reason
    assert good == 4


def test_waiting_for_a_free_child_does_not_count(pool: SandboxPool) -> None:
    async def many() -> list[object]:
        return list(await asyncio.gather(*(pool.run(time.sleep, 0.2, timeout=0.6) for _ in range(8))))

    assert asyncio.run(many()) == [None] * 8


def test_a_cancelled_caller_frees_the_child(pool: SandboxPool) -> None:
    async def cancel() -> object:
        sleepers = [asyncio.create_task(pool.run(time.sleep, 60, timeout=60)) for _ in range(2)]
        await asyncio.sleep(0.3)
        for sleeper in sleepers:
            sleeper.cancel()
        await asyncio.gather(*sleepers, return_exceptions=True)
        return await asyncio.wait_for(pool.run(len, "abc"), 20)

    assert asyncio.run(cancel()) == 3


CLOSED_EARLY = """
import os
from flows.news.sandbox import SandboxPool
for _ in range(5):
    with SandboxPool(4) as pool:
        pool.run_now(os.getpid)
"""


def test_a_child_that_starts_while_its_pool_closes_prints_no_traceback(tmp_path: Path) -> None:
    script = tmp_path / "closed_early.py"
    script.write_text(CLOSED_EARLY)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
