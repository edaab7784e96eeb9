"""JSON Lines in and out: a bad line is reported on standard error, and the others are processed."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import typer

from flows.cli.console import BAD_CONFIGURATION, FAILED, err, stop
from flows.printable_text import escaped

BAD_LINES = 100
"""Bad lines at the beginning of a file after which the rest is not read."""


class Rows:
    """The objects of a JSON Lines file; `-` is standard input, `.gz` is unpacked.

    Iterating yields dicts; halves of surrogate pairs in their texts are replaced. A line that is not a JSON object, or
    lacks a field of `needs`, is reported on standard error with file, line and reason, and counted in `bad`.
    """

    def __init__(self, path: str, needs: tuple[str, ...] = ("id",)) -> None:
        self.path, self.needs, self.good, self.bad = path, needs, 0, 0
        if path != "-" and not Path(path).is_file():
            stop(f"{path}: no such file", BAD_CONFIGURATION)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        from warehouse import all_storable

        with self._open() as file:
            for number, raw in enumerate(self._lines(file), start=1):
                if not raw.strip():
                    continue
                try:
                    row = all_storable(json.loads(raw))
                except (ValueError, RecursionError) as error:
                    self._refuse(number, f"not JSON: {error}")
                    self._refuse_other_formats()
                    continue
                if reason := self._reason(row):
                    self._refuse(number, reason)
                else:
                    self.good += 1
                    yield row

    def _lines(self, file: Iterable[bytes]) -> Iterator[bytes]:
        """Yield lines; a file that is not gzip, or is cut off, ends the command."""
        try:
            yield from file
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            stop(f"{self.path}: it cannot be unpacked: {error}", BAD_CONFIGURATION)

    def _open(self) -> IO[bytes] | gzip.GzipFile:
        if self.path == "-":
            return sys.stdin.buffer
        return gzip.open(self.path) if self.path.endswith(".gz") else Path(self.path).open("rb")

    def _reason(self, row: object) -> str | None:
        if not isinstance(row, dict):
            return "a line holds one JSON object"
        missing = [name for name in self.needs if row.get(name) is None]
        if missing:
            return f"{', '.join(missing)} is missing"
        wrong = [name for name in self.needs if name.startswith("text") and not isinstance(row[name], str)]
        return f"{', '.join(wrong)} is not a text" if wrong else None

    def _refuse(self, number: int, reason: str) -> None:
        self.bad += 1
        err.print(f"{self.path}:{number}: {reason}", highlight=False, soft_wrap=True)

    def _refuse_other_formats(self) -> None:
        """End the command where no line so far was good and this one is not JSON."""
        if self.bad >= BAD_LINES and not self.good:
            stop(f"{self.path}: not a file of JSON lines: none of the first {BAD_LINES} can be used", BAD_CONFIGURATION)

    def refuse(self, row: object, reason: str) -> None:
        """Report by its id a row that is JSON but cannot be used."""
        self.bad += 1
        err.print(f"{self.path}: {row}: {reason}", highlight=False, soft_wrap=True)

    def finish(self) -> None:
        """End the command: exit code 1 where some lines were not processed, or the file has none."""
        if not (self.good or self.bad or self.path == "-"):
            stop(f"{self.path}: it is empty", FAILED)
        if self.bad:
            raise typer.Exit(FAILED)


def emit(value: dict[str, Any]) -> None:
    """Write one object as one line on standard output; half a surrogate pair becomes a question mark."""
    line = json.dumps(value, ensure_ascii=False, default=str)
    sys.stdout.write(escaped(line.encode("utf-8", "replace").decode()) + "\n")
