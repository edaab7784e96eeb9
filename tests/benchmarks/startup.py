"""What starting costs: `rabita --help`, `rabita sql "select 1"`, and a whole run over 50 sources without news.

    python tests/benchmarks/startup.py [SOURCES]

Then a watch without news, without and with a second reader that is never asked, alternated: processor time and the ratio.

The first two are wall time of a whole process, the shortest of some, since anything above it is the machine's; the last
is processor time of the whole process with its children, from start to end, against a site on loopback in a process of
its own that answers 304. Politeness is off, since waiting costs no processor time.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from poll import SERVER

RABITA = Path(sys.executable).with_name("rabita")
FIRST = SERVER.replace(
    'FEED = b"HTTP/1.1 304 Not Modified\\r\\nETag: \\"1\\"\\r\\n\\r\\n"',
    "RSS = b\"<rss version='2.0'><channel></channel></rss>\"\n"
    'FEED = b"HTTP/1.1 200 OK\\r\\nContent-Type: application/rss+xml\\r\\nETag: \\"1\\"\\r\\n'
    'Content-Length: " + str(len(RSS)).encode() + b"\\r\\n\\r\\n" + RSS',
)


def seconds(command: Sequence[str], env: dict[str, str], rounds: int = 7) -> float:
    """Return the wall time of a command, the shortest of some runs."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.perf_counter()
        subprocess.run([RABITA, *command], env=env, capture_output=True, check=True)
        best = min(best, time.perf_counter() - begun)
    return best


def sources(folder: Path, port: int, count: int) -> dict[str, str]:
    """Write a sources.yaml of outlets that all live on the site, and return the environment to read it with."""
    blocks = [
        {
            "id": f"o{n}", "name": f"o{n}", "homepage": f"http://127.0.0.1:{port}/{n}/", "country": "PK", "tier": 1,
            "delay": 0, "feeds": [f"http://127.0.0.1:{port}/{n}/feed"],
        }
        for n in range(count)
    ]  # fmt: skip
    (folder / "sources.yaml").write_text(json.dumps({"outlets": blocks}))
    return os.environ | {
        "PYTHONDONTWRITEBYTECODE": "",  # what is installed is compiled once, not at every start
        "RABITA_DATA": str(folder / "data"),
        "RABITA_SOURCES": str(folder / "sources.yaml"),
        "RABITA_ALLOW_PRIVATE": "true",
    }


def spent(env: dict[str, str], command: str = "ingest") -> float:
    """Return the processor seconds of one `rabita ingest`, or another command, with all its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([RABITA, command], env=env, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def second_reader(env: dict[str, str], rounds: int = 7) -> tuple[float, float]:
    """Return the processor seconds of a watch without news, without a second reader and with one; the least of each."""
    named = env | {"RABITA_SECOND_READER": "http://127.0.0.1:9/v1", "RABITA_SECOND_READER_MODEL": "none"}
    pairs = [(spent(env, "watch"), spent(named, "watch")) for _ in range(rounds)]
    return min(off for off, _ in pairs), min(on for _, on in pairs)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder:
        for program, keep in ((FIRST, False), (SERVER, True)):
            with subprocess.Popen(
                [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            ) as server:
                assert server.stdout is not None
                assert server.stdin is not None
                env = sources(Path(folder), int(server.stdout.readline()), count)
                spent(env)
                if keep:
                    runs = [spent(env) for _ in range(3)]
                server.stdin.close()
        print(f"rabita --help  {seconds(['--help'], env):.2f} s")
        print(f"rabita sql     {seconds(['sql', 'SELECT 1'], env):.2f} s")
        off, on = second_reader(env)
        print(f"watch without news  {off:.2f} s of processor time; with a second reader {on / off:.2f} times")
    print(f"run over {count} sources without news  {min(runs):.2f} s of processor time, highest {max(runs):.2f}")


if __name__ == "__main__":
    main()
