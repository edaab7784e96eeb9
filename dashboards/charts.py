"""Charts that need no interaction: counted here, drawn to SVG by `dashboards.drawing` when the page is built."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from markupsafe import Markup

from dashboards.data import ContactSummary
from dashboards.i18n import Localizer

CHANNELS = ("phone", "video", "meeting", "brief", "letter", "message")
"""In the order of the page, related ones side by side."""
MONTHS = 24
MONTHS_A_YEAR = 12
HALF_YEARS = (1, 7)
COLOURS = 6
"""Colours of leaders in the style sheet, --l0 to --l5."""
ROOT = re.compile(r'(<svg[^>]*?) width="\d+" height="\d+"')
NAMED = re.compile(r' (?:role|aria-label|aria-roledescription|aria-hidden)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Bars:
    """Stacked bars, ready to be drawn: `rows` are counted by place and kind, `labels` and `heights` name the axes."""

    rows: list[dict[str, int | str]]
    places: list[int]
    kinds: list[str]
    colours: list[str]
    labels: dict[str, str]
    heights: dict[str, str]
    most: int
    size: tuple[int, int]


def month_of(contact: ContactSummary) -> int | None:
    """Return the month of a contact, counted from the year 0, by the last day that it can have been."""
    last = contact.date_to
    return last.year * MONTHS_A_YEAR + last.month - 1 if last else None


def by_month(contacts: Iterable[ContactSummary], today: date, voice: Localizer) -> Bars:
    """Count the contacts of the last 24 months, a bar a month, by channel."""
    last = today.year * MONTHS_A_YEAR + today.month - 1
    months = range(last - MONTHS + 1, last + 1)
    counted = [(month, contact.channel) for contact in contacts if (month := month_of(contact)) and month in months]

    def label(month: int) -> str:
        first = date(month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1, 1)
        return " ".join(voice.month(first)) if first.month in HALF_YEARS else ""

    colours = {channel: f"var(--{channel})" for channel in CHANNELS}
    return _bars(counted, colours, {month: label(month) for month in months}, (360, 150), voice)


def by_year(contacts: Iterable[ContactSummary], leaders: Sequence[str], today: date, voice: Localizer) -> Bars:
    """Count all contacts, a bar a year, by leader; the colours are those of the timeline."""
    counted = [(contact.date_to.year, contact.us_leader) for contact in contacts if contact.date_to]
    seen = [today.year, *(year for year, _ in counted)]
    colours = {leader: f"var(--l{place % COLOURS})" for place, leader in enumerate(leaders)}
    return _bars(
        counted, colours, {year: voice.number(year) for year in range(min(seen), max(seen) + 1)}, (640, 100), voice
    )


def _bars(
    counted: Sequence[tuple[int, str]],
    colours: dict[str, str],
    labels: dict[int, str],
    size: tuple[int, int],
    voice: Localizer,
) -> Bars:
    most = max([3, *Counter(place for place, _ in counted).values()])
    kinds = list(colours)
    return Bars(
        rows=[{"place": place, "kind": kind, "order": kinds.index(kind)} for place, kind in counted],
        places=list(labels),
        kinds=kinds,
        colours=list(colours.values()),
        labels={str(place): label for place, label in labels.items()},
        heights={str(height): voice.number(height) for height in range(most + 1)},
        most=most,
        size=size,
    )


def draw(bars: Sequence[Bars], before: Path, now: Path) -> list[Markup]:
    """Return the drawings and keep them in the file `now`: those of the file `before` where nothing in them is new.

    Vega's engine takes longer than all the rest of the page, and most runs bring no contact.
    """
    told = json.dumps([asdict(one) for one in bars])
    by = resources.files(__package__).joinpath("drawing.py").read_bytes() + version("vl-convert-python").encode()
    key = hashlib.sha256(by + told.encode()).hexdigest()
    try:
        kept = json.loads(before.read_text("utf-8"))
    except (OSError, ValueError):  # none yet, or cut short with the power
        kept = {}
    drawn = kept[key] if key in kept else _draw(told)
    now.write_text(json.dumps({key: drawn}), "utf-8")
    return [_plain(svg) for svg in drawn]


def _draw(told: str) -> list[str]:
    """Draw in a child process, since Vega's engine holds the interpreter while it starts."""
    command = [sys.executable, "-m", "dashboards.drawing"]
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if done.returncode:
        raise RuntimeError(f"the charts could not be drawn: {done.stderr.strip()}")
    return list(json.loads(done.stdout))


def _plain(svg: str) -> Markup:
    """Let the drawing scale with its box, which is named for screen readers as a whole.

    It holds numbers, our own words and nothing that a stranger wrote.
    """
    return Markup(ROOT.sub(r'\1 aria-hidden="true" focusable="false"', NAMED.sub("", svg), count=1))  # noqa: S704
