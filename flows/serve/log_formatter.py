"""Prefect's log lines for people, without what a terminal would obey: titles and reasons of outlets stand in them."""

from __future__ import annotations

import logging

from prefect.logging.formatters import PrefectFormatter

from flows.printable_text import visible


class Line(PrefectFormatter):
    """Formats a record as Prefect does."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return visible(super().format(record))
