"""Opening the warehouse for writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.connection import MEMORY, Connection, connect
from warehouse.locks import hold
from warehouse.schema import migrate


@contextmanager
def open_warehouse(path: Path | str, *, wait: float = 60.0) -> Iterator[Connection]:
    """Open the warehouse for writing, create or migrate it where needed, and close it again.

    `path` is the DuckDB file, or ":memory:" for a scratch one. Other writers wait up to `wait` seconds for their turn.
    Raises BusyError when another process keeps it longer, WarehouseError when its schema is newer than this program.
    """
    if str(path) == MEMORY:
        with connect(MEMORY) as con:
            migrate(con)
            yield con
        return
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with hold(path.with_suffix(".lock"), wait=wait), connect(path) as con:
        migrate(con)
        yield con
