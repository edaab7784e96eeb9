"""Charts that need no interaction: Vega-Lite through Altair, drawn to SVG when the page is built."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from dashboards.material import Contact
from dashboards.voice import Voice

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
    """Stacked bars: at which places, of which kinds in which colours, how a place is called, width and height."""

    places: Sequence[int]
    kinds: Sequence[str]
    colours: Sequence[str]
    label: Callable[[int], str]
    size: tuple[int, int]


def month_of(contact: Contact) -> int | None:
    """Return the month of a contact, counted from the year 0, by the last day that it can have been."""
    last = contact.date_to
    return last.year * MONTHS_A_YEAR + last.month - 1 if last else None


def by_month(contacts: Iterable[Contact], today: date, voice: Voice) -> Markup:
    """Draw the contacts of the last 24 months, a bar a month, by channel."""
    last = today.year * MONTHS_A_YEAR + today.month - 1
    months = range(last - MONTHS + 1, last + 1)
    counted = [(month, contact.channel) for contact in contacts if (month := month_of(contact)) and month in months]

    def label(month: int) -> str:
        first = date(month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1, 1)
        return " ".join(voice.month(first)) if first.month in HALF_YEARS else ""

    return _draw(
        Bars(months, CHANNELS, [f"var(--{channel})" for channel in CHANNELS], label, (360, 150)), counted, voice
    )


def by_year(contacts: Iterable[Contact], leaders: Sequence[str], today: date, voice: Voice) -> Markup:
    """Draw all contacts, a bar a year, by leader; the colours are those of the timeline."""
    counted = [(contact.date_to.year, contact.us_leader) for contact in contacts if contact.date_to]
    years = range(
        min((year for year, _ in counted), default=today.year), max([today.year, *(y for y, _ in counted)]) + 1
    )
    colours = [f"var(--l{place % COLOURS})" for place in range(len(leaders))]
    return _draw(Bars(years, leaders, colours, voice.number, (640, 100)), counted, voice)


def _draw(bars: Bars, counted: Sequence[tuple[int, str]], voice: Voice) -> Markup:
    """Draw stacked bars. The colours are the page's own variables, so that one drawing serves light and dark."""
    import altair as alt
    import vl_convert

    most = max(Counter(place for place, _ in counted).values(), default=0)
    labels = {str(place): bars.label(place) for place in bars.places}
    heights = {str(height): voice.number(height) for height in range(max(most, 3) + 1)}
    rows = [{"place": place, "kind": kind, "order": bars.kinds.index(kind)} for place, kind in counted]
    chart = (
        alt.Chart(alt.InlineData(values=rows, name="contacts"))
        .mark_bar(cornerRadius=2)
        .encode(
            x=alt.X(
                "place:O",
                title=None,
                scale=alt.Scale(domain=list(bars.places), paddingInner=0.25),
                axis=alt.Axis(labelExpr=_written(labels), labelAngle=0, ticks=False, labelPadding=8),
            ),
            y=alt.Y(
                "count()",
                title=None,
                scale=alt.Scale(domain=[0, max(most, 3)], nice=False),
                axis=alt.Axis(tickMinStep=1, tickCount=4, labelExpr=_written(heights), ticks=False, domain=False),
            ),
            color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(bars.kinds), range=list(bars.colours))),
            order=alt.Order("order:Q"),
        )
        .properties(width=bars.size[0], height=bars.size[1])
        .configure(background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            gridColor="var(--line)",
            domainColor="var(--line)",
            labelColor="var(--soft)",
            labelFontSize=14,
            labelOverlap=False,
        )
    )
    return _plain(vl_convert.vegalite_to_svg(chart.to_dict()))


def _written(labels: dict[str, str]) -> str:
    """Return the expression that writes an axis with these labels."""
    return f"({json.dumps(labels, ensure_ascii=False)})[datum.label]"


def _plain(svg: str) -> Markup:
    """Let the drawing scale with its box, which is named for screen readers as a whole.

    It holds numbers, our own words and nothing that a stranger wrote.
    """
    return Markup(ROOT.sub(r'\1 aria-hidden="true" focusable="false"', NAMED.sub("", svg), count=1))  # noqa: S704
