"""An import of a crawl of the world's news, of which one page in a hundred is Urdu: records a second, and memory.

    python tests/benchmarks/backfill.py [RECORDS]

The files are made as Common Crawl makes them: a gzip member for each record, some 30 KB packed and 90 KB unpacked. The
pages are in English, Persian and Arabic; the Urdu ones are in the layouts of outlets. First one file is read in this
process, in processor time; then `rabita import` takes all files, each process counted with its children.
"""

from __future__ import annotations

import ctypes
import gzip
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import invented_articles

from flows.news.article import Page
from flows.news.pages.warc_records import BEGINNING, Position
from flows.news.pages.warc_scan import read_part

FILES = 4
URDU = 100
"""One record of so many is Urdu."""

FOREIGN = 120
"""Different pages that are not Urdu; each comes again and again, since to pack a gigabyte would take minutes."""

LETTERS = {
    "en": "abcdefghijklmnopqrstuvwxyz",
    "fa": "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويةى",
}
SUBREAPER = 36
_LIBC = ctypes.CDLL(None)


def foreign(number: int) -> bytes:
    """Return a page of some 90 KB in another language."""
    chance = random.Random(number)  # noqa: S311
    lang = ("en", "en", "fa", "ar")[number % 4]
    words = ["".join(chance.choices(LETTERS[lang], k=chance.randint(2, 9))) for _ in range(3_000)]
    size = 650 if lang == "en" else 420
    rows = "".join(
        f'<div class="c{at % 90}"><a href="/{lang}/{chance.randint(1, 99_999)}">'
        f'{" ".join(chance.choices(words, k=12))}</a></div>'
        for at in range(size)
    )  # fmt: skip
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>{words[0]}</title></head><body>{rows}</body></html>'.encode()
    )


def member(number: int, body: bytes) -> bytes:
    """Return the record of an answer as a gzip member."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Crawl-Content-Encoding: gzip\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nContent-Length: {len(http)}\r\n"
        "WARC-Date: 2026-11-05T10:00:00Z\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
        f"WARC-Target-URI: https://nama.example/khabar-{number}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", 6)


def make(folder: Path, count: int) -> list[Path]:
    """Write the files and return them."""
    others = [member(-number, foreign(number)) for number in range(FOREIGN)]
    paths = [folder / f"CC-NEWS-{name}.warc.gz" for name in range(FILES)]
    for name, path in enumerate(paths):
        with path.open("wb") as file:
            for at in range(name * count // FILES, (name + 1) * count // FILES):
                file.write(others[at % FOREIGN] if at % URDU else member(at, invented_articles.page(at // URDU)))
    return paths


def reading(path: Path) -> tuple[int, int, float]:
    """Return records, pages that may be Urdu, and processor seconds of reading a file in this process."""
    begin: Position | None = BEGINNING
    records = pages = 0
    begun = time.process_time()
    while begin:
        part = read_part(path, begin, now=datetime.now(UTC))
        records, pages, begin = (
            records + part.records,
            pages + sum(isinstance(one, Page) for one in part.found),
            part.end,
        )
    return records, pages, time.process_time() - begun


def resident(ended: threading.Event, most: list[int]) -> None:
    """Note the most memory that the processes below this one had together, in KiB, shared pages divided among them."""
    while not ended.wait(0.5):
        total = 0
        for child in _below(os.getpid()):
            try:
                lines = Path(f"/proc/{child}/smaps_rollup").read_text("ascii").splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        most[0] = max(most[0], total)


def _below(process: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        own = [int(child) for task in tasks for child in (task / "children").read_text("ascii").split()]
    except OSError:
        return []
    return own + [one for child in own for one in _below(child)]


def imported(folder: Path, paths: list[Path]) -> tuple[float, float, int, int]:
    """Return processor and wall seconds of an import, and the most KiB of one process and of all together."""
    _LIBC.prctl(SUBREAPER, 1)  # children that outlive their parent are counted here
    ended, most = threading.Event(), [0]
    watch = threading.Thread(target=resident, args=(ended, most))
    watch.start()
    begun = time.perf_counter()
    command = [str(Path(sys.executable).with_name("rabita")), "import", "--no-alert", *map(str, paths)]
    env = os.environ | {"RABITA_DATA": str(folder / "data")}
    child = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    used, largest, wall = 0.0, 0, 0.0
    while True:
        try:
            ended_one, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            break
        if ended_one == child.pid:
            wall = time.perf_counter() - begun
            child.returncode = os.waitstatus_to_exitcode(status)
        used, largest = used + usage.ru_utime + usage.ru_stime, max(largest, usage.ru_maxrss)
    ended.set()
    watch.join()
    assert child.returncode in {0, 1}, child.returncode  # 1: a page of the larger sets reads as another language
    return used, wall, largest, most[0]


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = make(folder, count)
        size = sum(path.stat().st_size for path in paths)
        print(f"{count} records in {FILES} files, {size / count / 1000:.0f} KB each", flush=True)
        records, pages, took = min((reading(paths[0]) for _ in range(3)), key=lambda one: one[2])
        print(
            f"reading alone: {records / took:,.0f} records a second of processor time, {pages} that may be Urdu of {records}"
        )
        used, wall, largest, together = imported(folder, paths)
        with duckdb.connect(str(folder / "data" / "rabita.duckdb"), read_only=True) as con:
            found = con.execute("SELECT (SELECT count(*) FROM article) + (SELECT count(*) FROM reprint)").fetchall()[0][
                0
            ]
        print(
            f"rabita import: {count / used:,.0f} records a second of processor time ({used:.1f} s in all, {wall:.1f} s of wall time)"
        )
        print(f"articles found: {found} of {count // URDU}")
        print(f"memory: {largest / 1024:.0f} MiB in the largest process, {together / 1024:.0f} MiB in all together")


if __name__ == "__main__":
    main()
