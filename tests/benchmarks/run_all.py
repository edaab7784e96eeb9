"""One table of everything that is claimed of speed: `make bench`, or python tests/benchmarks/run_all.py [--runs 3] [--only WORD]

Each row is a ratio (or a cost per item) that one of the benchmarks beside this file prints, with the lowest, middle and
highest of its runs and the bar it is held against. Writes docs/bench.json and draws docs/bench.svg from it. RABITA_PEERS,
RABITA_PEERS_MEDIACLOUD and RABITA_PEERS_FUNDUS name the interpreters of environments with the peers (docs/scale.md says
how to make them); rows against them are not measured without, nor are rows on the shared corpus where that is not beside
the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCS = HERE.parents[1] / "docs"
PEERS = os.environ.get("RABITA_PEERS", "")
NUMBER = r"\s*([\d.,]+)"


@dataclass(frozen=True, slots=True)
class Row:
    """One claim: the line of a benchmark's output that holds its number, and the bar; `least` says which side is good."""

    name: str
    command: tuple[str, ...]
    line: str
    bar: float
    least: bool
    unit: str = "×"


MORE, LESS = True, False
PIPELINE, INGEST, PARSERS = ("pipeline.py",), ("ingest.py", PEERS), ("parsers.py",)
ROWS = (
    Row("whole pipeline : trafilatura's default, a core", PIPELINE, r"trafilatura's default, a core", 2.0, MORE),
    Row("whole pipeline : pre-clean + fast, a core", PIPELINE, r"pre-clean \+ fast, a core", 0.7, MORE),
    Row("two cores : one core", PIPELINE, r"two cores : one core, wall time", 1.6, MORE),
    Row("site to rows : news-please", INGEST, r"news-please.* rabita is", 10.0, MORE),
    Row("site to rows : scrapy + trafilatura", INGEST, r"scrapy \+ trafilatura.* rabita is", 3.0, MORE),
    Row("page to draft : Media Cloud's library", PARSERS, r"Media Cloud .* rabita is", 5.0, MORE),
    Row("page to draft : fundus' parser", PARSERS, r"fundus .* rabita is", 1.0, MORE),
    Row("cleaning + language + copies : trafilatura", ("cleaning.py", "cost"), r"together", 0.15, LESS),
    Row("detection, articles/s of the corpus", ("detection.py",), r"\ncorpus +(?=\d)", 3000, MORE, "/s"),
    Row("detection, articles/s that name Putin", ("detection.py",), r"naming Putin", 300, MORE, "/s"),
    Row("idle poll beyond httpx", ("poll.py",), r"beyond httpx", 5.0, LESS, "ms"),
    Row("idle poll of 200 outlets, memory", ("poll.py",), r"peak memory", 150, LESS, "MiB"),
    Row("rabita --help", ("startup.py",), r"rabita --help", 0.3, LESS, "s"),
    Row('rabita sql "select 1"', ("startup.py",), r"rabita sql", 0.4, LESS, "s"),
    Row("run over 50 sources without news", ("startup.py",), r"50 sources", 1.5, LESS, "s"),
    Row(
        "copies, an article: a million stored : 10,000",
        ("dedupe.py", "growth"),
        r"1,000,000 .*×",
        1.5,
        LESS,
    ),
    Row("publishing, bytes: a million stored : 100,000", ("publish.py",), r"pairs, published", 1.3, LESS),
    Row("page of 100,000 articles and 300 contacts", ("page_build.py",), r"build, wall", 5.0, LESS, "s"),
)


def run(command: tuple[str, ...]) -> str:
    """Return what a benchmark prints, and show it; nothing where what it needs is absent."""
    done = subprocess.run(
        [sys.executable, HERE / command[0], *command[1:]], capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"{command[0]}: {done.stderr.strip().splitlines()[-1:] or done.returncode}", file=sys.stderr)
    print(f"== {' '.join(command)}", done.stdout, sep="\n", file=sys.stderr, flush=True)
    return done.stdout


def numbers(rows: list[Row], runs: int) -> dict[str, list[float]]:
    """Run each benchmark some times and return the sorted numbers of each row."""
    found: dict[str, list[float]] = {}
    for command in dict.fromkeys(row.command for row in rows):
        for _ in range(runs):
            output = run(command)
            for row in rows:
                if row.command == command and (match := re.search(row.line + r"\D*?" + NUMBER, output)):
                    found.setdefault(row.name, []).append(float(match[1].replace(",", "")))
    return {name: sorted(values) for name, values in found.items()}


def chart(rows: list[Row], found: dict[str, list[float]]) -> None:
    """Draw how far each row is on the good side of its bar, as a share of it."""
    import altair as alt

    shares = [
        {"row": row.name, "of the bar": middle / row.bar if row.least else row.bar / max(middle, 1e-9)}
        for row in rows
        if (values := found.get(row.name)) and (middle := values[len(values) // 2]) is not None
    ]
    base = alt.Chart(alt.Data(values=shares)).mark_circle(
        color="#2a6f6f", size=90
    )  # a bar has no beginning on a logarithmic scale
    drawn = base.encode(
        x=alt.X("of the bar:Q", title="times better than the bar (1 = just met)", scale=alt.Scale(type="log")),
        y=alt.Y("row:N", sort=None, title=None, axis=alt.Axis(labelLimit=400)),
    )
    (drawn + alt.Chart(alt.Data(values=[{"x": 1}])).mark_rule(color="#a33").encode(x="x:Q")).save(DOCS / "bench.svg")


def main() -> None:
    """Measure, print, write."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--runs", type=int, default=1)
    ask.add_argument("--only", default="")
    asked = ask.parse_args()
    rows = [row for row in ROWS if asked.only in row.name]
    found = numbers(rows, asked.runs)
    print(f"{'':48} {'lowest':>9} {'middle':>9} {'highest':>9}   bar")
    for row in rows:
        if values := found.get(row.name):
            middle = values[len(values) // 2]
            met = middle >= row.bar if row.least else middle <= row.bar
            low, high = f"{values[0]:9,.2f}", f"{values[-1]:9,.2f}"
            side = "≥" if row.least else "≤"
            print(
                f"{row.name:48} {low} {middle:9,.2f} {high} {row.unit:3} {side} {row.bar:g}{'' if met else '  MISSED'}"
            )
        else:
            print(f"{row.name:48} not measured here")
    if not asked.only:
        kept = [
            {**asdict(row), "command": " ".join(row.command[:1]), "values": found.get(row.name, [])} for row in rows
        ]
        host = {"cores": os.cpu_count(), "python": platform.python_version()}
        (DOCS / "bench.json").write_text(json.dumps({"host": host, "rows": kept}, indent=1) + "\n")
        chart(rows, found)


if __name__ == "__main__":
    main()
