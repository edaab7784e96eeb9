"""Draw bars with Vega-Lite, in a process of its own: `python -m dashboards.drawing` takes JSON and gives SVG.

Vega's engine takes a second to start and holds the interpreter meanwhile. In a child, that second passes beside the
making of the pages, and its memory goes with it. Standard input is a list of what `dashboards.charts.Bars` holds,
standard output the list of drawings.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import altair as alt
import vl_convert


def draw(bars: dict[str, Any]) -> str:
    """Return stacked bars as SVG. The colours are the page's own variables: one drawing serves light and dark."""
    chart = (
        alt.Chart(alt.InlineData(values=bars["rows"], name="contacts"))
        .mark_bar(cornerRadius=2)
        .encode(
            x=alt.X(
                "place:O",
                title=None,
                scale=alt.Scale(domain=bars["places"], paddingInner=0.25),
                axis=alt.Axis(labelExpr=_written(bars["labels"]), labelAngle=0, ticks=False, labelPadding=8),
            ),
            y=alt.Y(
                "count()",
                title=None,
                scale=alt.Scale(domain=[0, bars["most"]], nice=False),
                axis=alt.Axis(
                    tickMinStep=1, tickCount=4, labelExpr=_written(bars["heights"]), ticks=False, domain=False
                ),
            ),
            color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=bars["kinds"], range=bars["colours"])),
            order=alt.Order("order:Q"),
        )
        .properties(width=bars["size"][0], height=bars["size"][1])
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
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


def _written(labels: dict[str, str]) -> str:
    """Return the expression that writes an axis with these labels."""
    return f"({json.dumps(labels, ensure_ascii=False)})[datum.label]"


if __name__ == "__main__":
    json.dump([draw(bars) for bars in json.load(sys.stdin)], sys.stdout)
