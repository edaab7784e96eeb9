"""A warehouse for several machines: DuckLake, with its catalog in PostgreSQL and its rows in Parquet files.

DuckLake has no keys, checks or user-defined types, so the statements of the migrations are adapted. Keys stay unique
since there is one writer at a time: the lock is PostgreSQL's, and ends with its holder.
"""

from __future__ import annotations

import importlib.util
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from warehouse.connection import (
    LAKE,
    MEMORY,
    PROGRAMS,
    BusyError,
    Connection,
    QueryError,
    WarehouseError,
    connect,
    look_up,
)

LAKE_PREFIX = "ducklake:"


@dataclass(frozen=True, slots=True)
class Lake:
    """Where a lake is: `catalog` as DuckLake takes it (`postgres:dbname=… host=…`), `data` a folder or `s3://…`."""

    catalog: str
    data: str

    @property
    def on_postgres(self) -> bool:
        """Whether the catalog is PostgreSQL."""
        return self.catalog.startswith("postgres:")


def location(address: str, *, default: Path, data: str) -> Path | Lake:
    """Return where the warehouse is: `address` is a path, or `ducklake:postgres:…` with its rows under `data`.

    An empty address means `default`.
    """
    if address.startswith(LAKE_PREFIX):
        return Lake(address.removeprefix(LAKE_PREFIX), data)
    return Path(address) if address else default


@contextmanager
def connect_lake(lake: Lake, *, search: str = PROGRAMS, read_only: bool = False) -> Iterator[Connection]:
    """Open a lake and close it again. Raises WarehouseError where its catalog or its extensions are missing."""
    with connect(MEMORY) as con:
        _load(con, "ducklake")
        if lake.on_postgres:
            _load(con, "postgres_scanner")
        if "://" in lake.data:
            _load(con, "httpfs")
            con.execute(_secret(os.environ))
        else:
            Path(lake.data).mkdir(parents=True, exist_ok=True)
        attach = f"ATTACH '{LAKE_PREFIX}{_quoted(lake.catalog)}' AS {LAKE} (DATA_PATH '{_quoted(lake.data)}'"
        _attach(con, lake, f"{attach}{', READ_ONLY' if read_only else ''})")
        con.execute(f"USE {LAKE}")
        look_up(con, search)
        yield con


@contextmanager
def hold_lake(lake: Lake, purpose: str = "write", *, wait: float = 60.0) -> Iterator[None]:
    """Hold a lock of the lake for a purpose, on all machines; it ends with the connection of its holder.

    Raises BusyError after `wait` seconds, WarehouseError where the catalog is not PostgreSQL or cannot be reached.
    """
    if not lake.on_postgres:
        raise WarehouseError("the catalog of a lake must be PostgreSQL: others have no lock for several machines")
    deadline = time.monotonic() + wait
    with connect(MEMORY) as con:
        _load(con, "postgres_scanner")
        _attach(con, lake, f"ATTACH '{_quoted(lake.catalog.removeprefix('postgres:'))}' AS guard (TYPE postgres)")
        con.execute("BEGIN TRANSACTION")
        number = crc32(f"rabita {purpose}".encode())
        ask = f"SELECT * FROM postgres_query('guard', 'SELECT pg_try_advisory_xact_lock({number})')"  # noqa: S608 - a number
        while con.execute(ask).fetchall() != [(True,)]:
            if time.monotonic() >= deadline:
                raise BusyError(f"the lake is held by another process ({purpose})")
            time.sleep(0.05)
        yield
        con.execute("ROLLBACK")


def _attach(con: Connection, lake: Lake, statement: str) -> None:
    try:
        con.execute(statement)
    except QueryError as error:
        reason = str(error).splitlines()[0].replace(lake.catalog.removeprefix("postgres:"), "…")
        raise WarehouseError(f"the lake cannot be opened: {reason}") from None


def adapted(statement: str, *, views: set[str], types: set[str]) -> str | None:
    """Return a statement of the schema as DuckLake accepts it, None where DuckLake has no such thing.

    `views` are names of views, whose columns have no comments there; `types` are our own types, which become text.
    """
    text = re.sub(r"^(?:\s|--[^\n]*\n)+", "", statement)
    changed = re.match(r"ALTER TABLE \w+ ALTER COLUMN \w+ TYPE (\w+)", text)
    column = re.match(r"COMMENT ON COLUMN (?:\w+\.)?(\w+)\.", text)
    if re.match(r"(?:CREATE|COMMENT ON) TYPE|COMMENT ON MACRO", text) or (changed and changed[1] in types):
        return None
    if column and column[1] in views:
        return None
    if text.startswith("CREATE TABLE"):
        text = re.sub(r",\s*PRIMARY KEY \([^)]*\)", "", text)
        text = re.sub(r" PRIMARY KEY| USING COMPRESSION \w+", "", text)
    return text


def _secret(environment: Mapping[str, str]) -> str:
    """Return the statement that passes the S3 credentials of the usual AWS variables to DuckDB."""
    names = {
        "AWS_ACCESS_KEY_ID": "KEY_ID",
        "AWS_SECRET_ACCESS_KEY": "SECRET",
        "AWS_SESSION_TOKEN": "SESSION_TOKEN",
        "AWS_REGION": "REGION",
    }
    parts = [f"{key} '{_quoted(environment[name])}'" for name, key in names.items() if environment.get(name)]
    if endpoint := environment.get("AWS_ENDPOINT_URL"):
        scheme, _, host = endpoint.rpartition("://")
        parts += [f"ENDPOINT '{_quoted(host)}'", "URL_STYLE 'path'", f"USE_SSL {str(scheme != 'http').lower()}"]
    return f"CREATE SECRET ({', '.join(['TYPE s3', *parts])})"


def _load(con: Connection, extension: str) -> None:
    """Load an extension from its Python package, or one that DuckDB has installed."""
    found = importlib.util.find_spec(f"duckdb_extension_{extension}")
    folder = Path(found.origin).parent if found and found.origin else None
    files = sorted(folder.rglob(f"{extension}.duckdb_extension")) if folder else []
    try:
        con.execute(f"LOAD '{_quoted(str(files[-1]))}'" if files else f"LOAD {extension}")
    except QueryError as error:
        raise WarehouseError(
            f"DuckDB's extension {extension} cannot be loaded: install rabita[ducklake], which holds DuckDB at the"
            f" version that its extensions fit ({str(error).splitlines()[0]})"
        ) from error


def _quoted(text: str) -> str:
    return text.replace("'", "''")
