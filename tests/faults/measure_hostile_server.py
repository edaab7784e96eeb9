"""Ask every misbehaviour alone and print how long it took and how much memory the peak was above the start.

Reads what the hostile server printed from standard input; prints one JSON line each. Linux only (/proc).
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from pathlib import Path

from flows.news.listings.record_golden_files import read_sample
from flows.news.outlets.sources import Outlet
from flows.news.sandbox import SandboxFailure, SandboxPool
from flows.news.web.fetch import Fetcher
from flows.news.web.response import FetchFailure, RequestKind

DEADLINE = 2.0


def peak() -> int:
    """Return the peak of resident memory since the last reset, in KiB."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def reset() -> int:
    """Forget the peak so far and return what is resident, in KiB."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    return peak()


async def main(where: dict[str, dict[str, str]]) -> None:
    """Ask, one after the other."""
    contact = "tests@misaal.example"
    async with Fetcher(
        contact, deadline=DEADLINE, delay=0, allow_private=True, private_origins=where["origins"].values()
    ) as fetcher:
        with SandboxPool(1) as pool:
            await fetcher.get(where["origins"]["good"] + "/item1")
            await pool.run(len, "warm")
            for name, origin in where["origins"].items():
                await fetcher.robots(origin + "/item")
                before, begun = reset(), time.monotonic()
                kind = RequestKind.FEED if name.startswith("feed-") else RequestKind.PAGE
                found = await fetcher.get(origin + ("/feed" if kind == "feed" else "/item"), kind=kind)
                took = time.monotonic() - begun
                reason = found.reason if isinstance(found, FetchFailure) else ""
                if not reason and kind == "page":
                    outlet = Outlet(id="x", name="x", homepage=origin, country="PK", tier=3, feeds=(origin + "/feed",))
                    read = await pool.run(read_sample, found.page("x"), outlet)  # type: ignore[union-attr]
                    reason = read.reason if isinstance(read, SandboxFailure) else getattr(read, "reason", "")
                row = {
                    "name": name,
                    "reason": reason,
                    "seconds": round(took, 2),
                    "mib": round((peak() - before) / 1024, 1),
                }
                sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.stdin.readline())))
