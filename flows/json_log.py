"""Log lines without control characters: JSON objects for log collectors, plain lines for people."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from flows.printable_text import escaped, visible

EXTRA = {"flow_run_id": "run", "flow_name": "flow", "flow_run_name": "run_name", "task_run_name": "step"}
"""Attributes that Prefect adds to a record, and their names here; `run` is also the id of the run in the warehouse."""


class JsonLine(logging.Formatter):
    """Formats a record as one JSON object: time (UTC), level, logger, message, the run, the error if there is one."""

    def __init__(self, *_: object, **__: object) -> None:
        """Accept and ignore the arguments that logging passes to every formatter."""
        super().__init__()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: str(getattr(record, key)) for key, name in EXTRA.items() if getattr(record, key, None)}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return escaped(json.dumps(line, ensure_ascii=False))


class PlainLine(logging.Formatter):
    """Formats a record as usual, without control characters."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return visible(super().format(record))


def guard_unconfigured() -> None:
    """Format the lines of unconfigured loggers as PlainLine."""
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(PlainLine())
