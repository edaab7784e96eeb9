"""What a poll costs where nothing is new: 200 outlets that answer 304, beyond what bare httpx takes for the same.

    python tests/benchmarks/poll.py [OUTLETS]

Prints processor time per outlet (ours, httpx's, the difference) and the peak of memory: for the poll alone (robots.txt
known, request, archive, books), and for a whole run around it (lock, warehouse, health, readers' copy, children). The
server runs in a process of its own; politeness is off, since waiting costs no processor time.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

SERVER = """
import asyncio, sys
FEED = b"HTTP/1.1 304 Not Modified\\r\\nETag: \\"1\\"\\r\\n\\r\\n"
NONE = b"HTTP/1.1 404 Not Found\\r\\nContent-Length: 0\\r\\n\\r\\n"
async def handle(reader, writer):
    try:
        while True:
            request = await reader.readuntil(b"\\r\\n\\r\\n")
            writer.write(NONE if b"/robots.txt" in request else FEED)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()
async def main():
    server = await asyncio.start_server(handle, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()
asyncio.run(main())
"""


def cpu() -> float:
    """Return the processor seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def ours(count: int, port: int) -> float:
    """Return the processor seconds of one poll of all outlets with nothing new."""
    from flows.news.outlets.sources import Outlet
    from flows.news.pages.archive import Archive
    from flows.news.sandbox import SandboxPool
    from flows.news.web.fetch import Fetcher
    from flows.news.web.robots import Robots, RobotsCache
    from flows.pipeline.collect_outlet import collect
    from flows.pipeline.collection_context import CollectTools
    from flows.pipeline.outlet_batch import OutletState

    async def loopback(host: str, port: int) -> list[str]:  # noqa: ARG001
        return ["127.0.0.1"]

    origins = [f"http://outlet{number}.example:{port}" for number in range(count)]
    outlets = [
        Outlet(id=f"o{number}", name="o", homepage=origin, country="PK", tier=1, delay=0, feeds=(origin + "/feed",))
        for number, origin in enumerate(origins)
    ]
    book = RobotsCache()
    for origin in origins:
        book.put(origin, Robots(datetime.now(UTC), 404))
    seen = {outlet.id: OutletState(before=True, validators={outlet.feeds[0]: ('"1"', None)}) for outlet in outlets}
    with tempfile.TemporaryDirectory() as folder:
        fetcher = Fetcher("a@b.example", allow_private=True, resolver=loopback, robots=book)
        async with fetcher, SandboxPool() as pool:
            with Archive(Path(folder), uuid4()) as archive:
                tools = CollectTools(fetcher, pool, archive)
                await collect(outlets[0], seen["o0"], tools, 10)  # imports and the first connection are not the poll's
                begun = cpu()
                together = asyncio.Semaphore(24)

                async def one(outlet: Outlet) -> None:
                    async with together:
                        batch = await collect(outlet, seen[outlet.id], tools, 10)
                        assert batch.requests[0].status == 304, batch.requests

                await asyncio.gather(*map(one, outlets))
                return cpu() - begun


async def whole(count: int, port: int) -> float:
    """Return the processor seconds, children's included, of a second whole run in which nothing is new."""
    from flows.news.outlets.sources import Outlet
    from flows.pipeline.ingest_run import run_ingest
    from flows.settings import Settings

    origins = [f"http://127.0.{1 + number // 200}.{1 + number % 200}:{port}" for number in range(count)]
    outlets = [
        Outlet(id=f"o{number}", name="o", homepage=origin, country="PK", tier=1, delay=0, feeds=(origin + "/feed",))
        for number, origin in enumerate(origins)
    ]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), allow_private=True)
        await run_ingest(settings, outlets)
        begun = cpu() + children()
        await run_ingest(settings, outlets)
        return cpu() + children() - begun


def children() -> float:
    """Return the processor seconds of ended child processes so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def bare(count: int, port: int) -> float:
    """Return the processor seconds that httpx takes for the same requests."""
    import httpx

    async with httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=100)) as client:
        await client.get(f"http://127.0.0.1:{port}/feed")
        begun = cpu()
        together = asyncio.Semaphore(24)

        async def one(number: int) -> None:
            async with together:
                headers = {"If-None-Match": '"1"', "Host": f"outlet{number}.example"}
                await client.get(f"http://127.0.0.1:{port}/feed", headers=headers)

        await asyncio.gather(*map(one, range(count)))
        return cpu() - begun


def main() -> None:
    """Measure each in a process of its own and print the table."""
    works = {"ours": ours, "whole": whole, "bare": bare}
    if len(sys.argv) > 2 and sys.argv[1] in works:
        spent = asyncio.run(works[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3])))
        print(json.dumps({"spent": spent, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        port = server.stdout.readline().strip()
        found: dict[str, list[dict[str, float]]] = {name: [] for name in works}
        for _ in range(3):
            for name, rows in found.items():
                done = subprocess.run(
                    [sys.executable, __file__, name, str(count), port], capture_output=True, text=True, check=True
                )
                rows.append(json.loads(done.stdout))
                time.sleep(0.2)
        server.stdin.close()
    ms = {name: 1000 * min(row["spent"] for row in rows) / count for name, rows in found.items()}
    print(f"{count} outlets with nothing new; processor time for each of them, httpx alone {ms['bare']:.2f} ms")
    for name, what in (("ours", "a poll"), ("whole", "a whole run")):
        peak = max(row["peak"] for row in found[name])
        print(f"{what}: {ms[name]:.2f} ms, beyond httpx {ms[name] - ms['bare']:.2f} ms (bar 5)")
        print(f"  peak memory {peak:.0f} MiB (bar 150)")


if __name__ == "__main__":
    main()
