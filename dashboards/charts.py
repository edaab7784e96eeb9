"""Charts that need no interaction: Vega-Lite through Altair, drawn to SVG when the page is built."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from markupsafe import Markup

from dashboards.material import Contact
from dashboards.voice import Voice

CHANNELS = ("phone", "video", "meeting", "brief", "letter", "message")
"""In the order of the page, related ones side by side."""
MONTHS = 24
MONTHS_A_YEAR = 12
ROOT = re.compile(r'(<svg[^>]*?) width="\d+" height="\d+"')
NAMED = re.compile(r' (?:role|aria-label|aria-roledescription|aria-hidden)="[^"]*"')


def month_of(contact: Contact) -> int | None:
    """Return the month of a contact, counted from the year 0, by the last day that it can have been."""
    return contact.date_to and contact.date_to.year * MONTHS_A_YEAR + contact.date_to.month - 1


def by_month(contacts: Iterable[Contact], today: date, voice: Voice) -> Markup:
    """Draw the contacts of the last 24 months, a bar a month, by channel."""
    last = today.year * MONTHS_A_YEAR + today.month - 1
    months = range(last - MONTHS + 1, last + 1)
    counted = [(month, contact.channel) for contact in contacts if (month := month_of(contact)) in months]

    def label(month: int) -> str:
        first = date(month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1, 1)
        name, number = voice.month(first)
        return f"{name} {number}" if first.month in (1, 7) else ""

    return _bars(counted, list(months), CHANNELS, [f"var(--{channel})" for channel in CHANNELS], label, voice, (360, 150))


def by_year(contacts: Iterable[Contact], leaders: Sequence[str], today: date, voice: Voice) -> Markup:
    """Draw all contacts, a bar a year, by leader; the colours are those of the timeline."""
    counted = [(contact.date_to.year, contact.us_leader) for contact in contacts if contact.date_to]
    years = list(range(min((year for year, _ in counted), default=today.year), today.year + 1))
    colours = [f"var(--l{place})" for place in range(len(leaders))]
    return _bars(counted, years, leaders, colours, voice.number, voice, (640, 100))


def _bars(
    counted: Sequence[tuple[int, str]],
    places: Sequence[int],
    kinds: Sequence[str],
    colours: Sequence[str],
    label: Callable[[int], str],
    voice: Voice,
    size: tuple[int, int],
) -> Markup:
    """Draw stacked bars. The colours are the page's own variables, so that one drawing serves light and dark."""
    import altair as alt
    import vl_convert

    rows = [{"place": place, "kind": kind, "order": kinds.index(kind)} for place, kind in counted]
    labels = {str(place): label(place) for place in places}
    most = max((sum(place == other for other, _ in counted) for place in places), default=0)
    heights = {str(height): voice.number(height) for height in range(max(most, 3) + 1)}
    chart = (
        alt.Chart(alt.Data(values=rows or [{"place": places[0], "kind": kinds[0], "order": 0, "none": True}]))
        .transform_filter("!datum.none")
        .mark_bar(cornerRadius=2)
        .encode(
            x=alt.X(
                "place:O",
                title=None,
                scale=alt.Scale(domain=list(places), paddingInner=0.25),
                axis=alt.Axis(labelExpr=_written(labels), labelAngle=0, ticks=False, labelPadding=8),
            ),
            y=alt.Y(
                "count()",
                title=None,
                scale=alt.Scale(domain=[0, max(most, 3)], nice=False),
                axis=alt.Axis(tickMinStep=1, tickCount=4, labelExpr=_written(heights), ticks=False, domain=False),
            ),
            color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(kinds), range=list(colours))),
            order=alt.Order("order:Q"),
        )
        .properties(width=size[0], height=size[1])
        .configure(background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            gridColor="var(--line)", domainColor="var(--line)", labelColor="var(--soft)", labelFontSize=14,
            labelOverlap=False,
        )
    )  # fmt: skip
    return _plain(vl_convert.vegalite_to_svg(chart.to_dict()))


def _written(labels: dict[str, str]) -> str:
    """Return the expression that writes an axis with these labels."""
    return f"({json.dumps(labels, ensure_ascii=False)})[datum.label]"


def _plain(svg: str) -> Markup:
    """Let the drawing scale with its box, which is named for screen readers as a whole.

    It holds numbers, our own words and nothing that a stranger wrote.
    """
    return Markup(ROOT.sub(r'\1 aria-hidden="true" focusable="false"', NAMED.sub("", svg), count=1))  # noqa: S704
