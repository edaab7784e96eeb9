"""Draw bars with Vega-Lite, in a process of its own: `python -m dashboards.drawing` takes JSON and gives SVG.

Vega's engine takes half a second to start and holds the interpreter meanwhile. In a child, that passes beside the
making of the pages, and its memory goes with it. Standard input is a list of what `dashboards.charts.Bars` holds,
standard output the list of drawings. `picture` needs no engine and no child.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import vl_convert


def draw(bars: dict[str, Any]) -> str:
    """Return stacked bars as SVG. The colours are the page's own variables: one drawing serves light and dark."""
    return str(vl_convert.vegalite_to_svg(_described(bars)))


def _described(bars: dict[str, Any]) -> dict[str, Any]:
    """Describe the chart in Vega-Lite's own words, since Altair's would take longer to import than to draw."""
    width, height = bars["size"]
    return {
        "data": {"name": "contacts", "values": bars["rows"]},
        "width": width,
        "height": height,
        "mark": {"type": "bar", "cornerRadius": 2},
        "encoding": {
            "x": {
                "field": "place",
                "type": "ordinal",
                "title": None,
                "scale": {"domain": bars["places"], "paddingInner": 0.25},
                "axis": {"labelExpr": _written(bars["labels"]), "labelAngle": 0, "ticks": False, "labelPadding": 8},
            },
            "y": {
                "aggregate": "count",
                "type": "quantitative",
                "title": None,
                "scale": {"domain": [0, bars["most"]], "nice": False},
                "axis": {
                    "tickMinStep": 1,
                    "tickCount": 4,
                    "labelExpr": _written(bars["heights"]),
                    "ticks": False,
                    "domain": False,
                },
            },
            "color": {
                "field": "kind",
                "type": "nominal",
                "legend": None,
                "scale": {"domain": bars["kinds"], "range": bars["colours"]},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
        "config": {
            "background": "transparent",
            "view": {"stroke": None},
            "axis": {
                "gridColor": "var(--line)",
                "domainColor": "var(--line)",
                "labelColor": "var(--soft)",
                "labelFontSize": 14,
                "labelOverlap": False,
            },
        },
    }


def picture(svg: str) -> bytes:
    """Return a drawing as PNG, a pixel for each unit of its own size."""
    return bytes(vl_convert.svg_to_png(svg, scale=1, ppi=72))


def _written(labels: dict[str, str]) -> str:
    """Return the expression that writes an axis with these labels."""
    return f"({json.dumps(labels, ensure_ascii=False)})[datum.label]"


if __name__ == "__main__":
    json.dump([draw(bars) for bars in json.load(sys.stdin)], sys.stdout)
