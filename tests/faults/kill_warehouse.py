"""Kills a process in loading, publishing, folding, migrating, erasing and compacting, and looks at what is left.

    .venv/bin/python tests/faults/kill_warehouse.py --kills 500

After each kill: everything that was acknowledged is there, a transaction is there as a whole or not at all, the
published copy opens and is one that was published, and the next writer goes on. Exit code 1 where anything is lost.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import warehouse
from warehouse import published_copy
from warehouse.connection import connect
from warehouse.database_file import fold
from warehouse.locks import hold
from warehouse.schema import files

PARTS = 40
"""Rows of one transaction: all of them, or none."""

CYCLE = ("load", "publish", "fold", "erase", "migrate", "copy", "compact")
"""What goes on: `fold` is publishing with the log folded in the file each time, `copy` folding it in a copy."""

PUBLISHING = frozenset({"publish", "fold", "erase", "compact"})
OLD_ARTICLE = (
    "INSERT INTO main.article BY NAME SELECT uuid() AS id, uuid() AS run, 'o' AS outlet, 'https://o/' || i AS url"
    ", 'x' AS title, repeat('y', 2000) AS text, 2000 AS characters, 'none' AS published_source, 'ur' AS lang,"
    " TIMESTAMPTZ '2020-01-01 00:00:00+00' AS first_seen, uuid() AS content, 'rule' AS extracted_by, [] AS removed"
    " FROM range(20) AS t(i)"
)


@dataclass(frozen=True, slots=True)
class Note:
    """A row to be counted: a notice whose id names its transaction and its part."""

    id: str
    channel: str
    raised_at: datetime
    title: str
    body: str


def work(folder: Path, what: str) -> None:
    """Do one thing over and over until killed, and print each number once it is safe."""
    path, copy = folder / "rabita.duckdb", folder / "published" / "rabita.duckdb"
    if what == "migrate":
        print("migrating", flush=True)
        with warehouse.open_warehouse(folder / "old.duckdb"):
            print("migrated", flush=True)
        return
    while True:
        with warehouse.open_warehouse(path) as con:
            ((last,),) = con.execute("SELECT coalesce(max(channel::INTEGER), 0) FROM notice").fetchall()
            number = last + 1
            rows = [
                Note(f"{number}.{part}", str(number), datetime.now(UTC), "x" * 200, "y" * 2000) for part in range(PARTS)
            ]
            with warehouse.transaction(con):
                warehouse.add(con, "notice", rows[: PARTS // 2])
                warehouse.add(con, "notice", rows[PARTS // 2 :])
            print(number, flush=True)
        if what == "copy":
            with hold(path.with_suffix(".lock"), wait=60.0):
                fold(path)
        if what == "erase":
            with warehouse.open_warehouse(path) as con:
                con.execute(OLD_ARTICLE)
            warehouse.publish(path, copy)
            warehouse.forget(path, "before", "2021-01-01", datetime.now(UTC))
        if what == "fold":
            published_copy.LONG_LOG = 1
        if what in PUBLISHING:
            warehouse.publish(path, copy)
        if what == "compact":
            warehouse.compact(path, copy, most=-1)


def old_file(path: Path) -> None:
    """Make a file as the first version of the schema had it, with rows that the migrations have to carry."""
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    with connect(path) as con:
        con.execute("CREATE TABLE migration (version INTEGER PRIMARY KEY, name VARCHAR, applied_at TIMESTAMPTZ)")
        for name in sorted(files("migrations"))[:4]:
            con.execute(files("migrations")[name])
            con.execute("INSERT INTO migration VALUES (?, ?, now())", [int(name[:4]), name])
        con.execute("INSERT INTO notice SELECT i::VARCHAR, '1', now(), 'x', 'y' FROM range(2000) AS t(i)")


def trouble(folder: Path, what: str, said: list[str]) -> str | None:
    """Return what is wrong after a kill, None where nothing is."""
    if what == "migrate":
        with warehouse.open_warehouse(folder / "old.duckdb") as con:
            ((rows,),) = con.execute("SELECT count(*) FROM notice WHERE first_seen = raised_at").fetchall()
            ((versions,),) = con.execute("SELECT count(*) FROM migration").fetchall()
        whole = versions == len(files("migrations"))
        return None if rows == 2000 and whole else f"{rows} rows of 2000, {versions} migrations"
    halves = "SELECT count(*) FROM (SELECT channel FROM main.notice GROUP BY channel HAVING count(*) <> ?)"
    numbers = [int(line) for line in said if line.isdigit()]
    acknowledged = max(numbers, default=0)
    with warehouse.open_warehouse(folder / "rabita.duckdb") as con:
        ((half,),) = con.execute(halves, [PARTS]).fetchall()
        ((last,),) = con.execute("SELECT coalesce(max(channel::INTEGER), 0) FROM notice").fetchall()
    if half or last < acknowledged:
        return f"{half} halves, {acknowledged} acknowledged, {last} there"
    copy = folder / "published" / "rabita.duckdb"
    if copy.exists():
        with warehouse.open_public(copy) as con:
            ((half,),) = con.execute(halves, [PARTS]).fetchall()
            ((shown,),) = con.execute("SELECT coalesce(max(channel::INTEGER), 0) FROM main.notice").fetchall()
        # All but the last that this worker stored had been published before the next was begun.
        if half or (what in PUBLISHING and len(numbers) > 1 and shown < numbers[-2]):
            return f"the published copy has {half} halves and ends at {shown}, {numbers[-2]} was published"
    return None


def kill_once(folder: Path, what: str, after: float) -> str | None:
    """Start a worker, kill it `after` seconds after its first word, and return what is wrong then."""
    if what == "migrate":
        old_file(folder / "old.duckdb")
    command = [sys.executable, __file__, "--work", what, "--folder", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout
        first = process.stdout.readline()
        time.sleep(after)
        # The `cp` of a publishing goes with it, as in a loss of power.
        os.killpg(process.pid, signal.SIGKILL)
        said = [first.strip(), *process.stdout.read().split()]
    try:
        return trouble(folder, what, said)
    except warehouse.WarehouseError as error:
        for file in folder.glob("rabita.duckdb*"):  # the next one starts without a file
            file.rename(file.with_name(f"lost-{time.time_ns()}-{file.name}"))
        shutil.rmtree(folder / "published", ignore_errors=True)
        return str(error)


def main() -> int:
    """Print what was lost, by what was going on."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--kills", type=int, default=500)
    words.add_argument("--seed", type=int, default=7)
    words.add_argument("--longest", type=float, default=0.6, help="Seconds after which the latest kill comes.")
    words.add_argument("--work", help=argparse.SUPPRESS)
    words.add_argument("--folder", type=Path)
    given = words.parse_args()
    if given.work:
        work(given.folder, given.work)
        return 0
    dice, lost, counts = random.Random(given.seed), [], Counter[str]()  # noqa: S311 - moments, no secrets
    folder = given.folder or Path(tempfile.mkdtemp(prefix="rabita-kill-"))
    try:
        for number in range(given.kills):
            what = CYCLE[number % len(CYCLE)]
            wrong = kill_once(folder, what, dice.uniform(0, given.longest))
            counts[what] += 1
            if wrong:
                lost.append(f"kill {number} in {what}: {wrong}")
                print(lost[-1], file=sys.stderr)
            if number % 50 == 49:
                print(f"{number + 1} kills, {len(lost)} lost", file=sys.stderr)
    finally:
        if not given.folder:
            shutil.rmtree(folder, ignore_errors=True)
    print(
        f"{given.kills} kills ({', '.join(f'{count} in {what}' for what, count in counts.items())}): {len(lost)} lost"
    )
    print("\n".join(lost))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
