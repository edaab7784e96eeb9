"""Prefect's log lines without control characters, which titles and reasons of outlets may contain."""

from __future__ import annotations

import logging

from prefect.logging.formatters import PrefectFormatter

from flows.printable_text import visible


class PrintableLine(PrefectFormatter):
    """Formats a record as Prefect does, without control characters."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return visible(super().format(record))
