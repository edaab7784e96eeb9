"""Connections to DuckDB, transactions and errors; no other module imports duckdb."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

Connection = duckdb.DuckDBPyConnection
Relation = duckdb.DuckDBPyRelation
QueryError = duckdb.Error
"""Raised by a statement that fails."""
UNFIT = (
    duckdb.DataError,
    duckdb.IntegrityError,
    duckdb.InvalidInputException,
    ArithmeticError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""Raised for rows that cannot be stored, by DuckDB or before it gets them; not for a full disk."""
MissingError = duckdb.CatalogException
"""Raised by a statement that names a missing table."""
SCHEMA_ERRORS = (duckdb.CatalogException, duckdb.BinderException)
"""Raised by a statement that does not fit the schema."""
STORAGE_ERRORS = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.OutOfMemoryException,
    duckdb.SerializationException,
    duckdb.TransactionException,
)
"""Raised where the file, the disk or the memory fails, not the statement."""

# DuckDB 1.5 and 2.0 read this version; 1.5 does not read what 2.0 writes by default.
STORAGE = "v1.5.0"
MEMORY = ":memory:"

READER_MEMORY = "2GB"
"""Memory of DuckDB for a query of a reader."""

NEVER = "1000TB"
"""A size of the log that it never reaches, so that DuckDB does not write it into the file by itself."""

READING = "READ_ONLY"
# A checkpoint compresses the last row group of each changed table again. With DuckDB's default of 122,880 rows that is
# up to 370 MB of texts for one new article; with 2,048, the least that DuckDB accepts, at most 6 MB.
WRITING = f"ROW_GROUP_SIZE 2048, STORAGE_VERSION '{STORAGE}'"
# DuckDB writes whole row groups of a large transaction into the file, before the log. What a run stores must be in the
# log alone, so the groups are larger.
TO_LOG = f"ROW_GROUP_SIZE 16384, STORAGE_VERSION '{STORAGE}'"
LARGE_GROUP = 32_768
"""Rows of a row group that is not written again soon. A group is in memory while it is written: 130 MB of texts."""
LARGE = f"ROW_GROUP_SIZE {LARGE_GROUP}, STORAGE_VERSION '{STORAGE}'"
# A block is written as a whole for one new row in it: with DuckDB's default of 262,144 bytes a run writes half as much
# again. Only a new file takes this; an existing one keeps the block size that it was made with.
NEW_FILE = "BLOCK_SIZE 65536"
NO_LOG = "RECOVERY_MODE no_wal_writes"
UNLOGGED, UNLOGGED_LARGE = f"{WRITING}, {NO_LOG}", f"{LARGE}, {NO_LOG}"
"""How a file is attached. Unlogged writes are durable only after a checkpoint, and a file whose writing was interrupted
must be deleted."""

# A checkpoint would merge adjacent row groups every few runs, and write thousands of rows again to save one group.
NO_MERGING = {"max_vacuum_tasks": "0"}
# Otherwise DuckDB would use most of the memory of the machine for blocks that are read once.
MERGING = {"memory_limit": "1GB", "max_vacuum_tasks": "1000000"}

WAREHOUSE = "warehouse"
"""The name under which a file is attached for writing."""

PROGRAMS, PEOPLE = "main,public", "public,main"
"""The schemas in which a name is looked up: for programs stored tables first, for people the public views."""

LAKE = "lake"
"""The name under which a lake is attached."""


class WarehouseError(Exception):
    """The warehouse cannot be used; the message is one sentence."""


class UnreadableError(WarehouseError):
    """A file is not a DuckDB file, or is damaged."""


class BusyError(WarehouseError):
    """Another process holds the warehouse."""


@contextmanager
def connect(
    path: Path | str, *, search: str = PROGRAMS, to_log: bool = False, merge: bool = False, **config: str
) -> Iterator[Connection]:
    """Open a DuckDB file for writing (or MEMORY), and close it at the end; times are UTC, `search` names the schemas.

    With `to_log` writes stay in the log beside the file (see warehouse.database_file); with `merge` a checkpoint merges
    row groups into large ones. Raises BusyError where another process has it open, WarehouseError where it is not a
    DuckDB file.
    """
    config = (MERGING if merge else NO_MERGING) | config
    if str(path) == MEMORY or config.get("access_mode") == "READ_ONLY":
        opened = _opened(path, read_only=False, config=config)
    else:
        opened = _attached(Path(path), config, TO_LOG if to_log else LARGE if merge else WRITING)
    with opened as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET enable_progress_bar = false")  # DuckDB would print it on standard output
        look_up(con, search)
        yield con


@contextmanager
def connect_reader(path: Path, *, search: str = PROGRAMS, threads: int = 0, spill: bool = True) -> Iterator[Connection]:
    """Open a DuckDB file read-only and isolated: no other files, no network, no extensions, settings locked.

    `threads` limits the threads of a query; 0 means all cores. Without `spill` a query that needs more than
    READER_MEMORY fails instead of using the disk. Raises WarehouseError where it is not a DuckDB file.
    """
    config = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "allow_persistent_secrets": "false",
        "memory_limit": READER_MEMORY,
    }
    if not spill:
        config["temp_directory"] = ""
    try:
        opened = _opened(path, read_only=True, config=config)
    except BusyError:
        opened = _opened(path, read_only=True, config=config)  # it was replaced: the name is now another file
    with opened as con:
        # A second connection of a process to one file shares the settings of the first, which are locked.
        if con.execute("SELECT current_setting('lock_configuration')").fetchall() == [(False,)]:
            con.execute("SET GLOBAL TimeZone = 'UTC'")
            # Otherwise an unknown name would be looked up among the Python variables of this program.
            con.execute("SET GLOBAL python_enable_replacements = false")
            if threads:
                con.execute(f"SET GLOBAL threads = {threads:d}")
            con.execute("SET GLOBAL lock_configuration = true")
        look_up(con, search)
        yield con


def _attached(path: Path, config: dict[str, str], options: str) -> Connection:
    """Open a file for writing by attaching it, the only way to set the size of row groups."""
    spill = f"{path}.tmp"  # DuckDB's default for a file that it opens itself
    con = duckdb.connect(MEMORY, config={"temp_directory": spill, **config})
    try:
        if options == TO_LOG:
            con.execute(f"SET checkpoint_threshold = '{NEVER}'")
            con.execute("PRAGMA disable_checkpoint_on_shutdown")
        attach(con, path, WAREHOUSE, options)
        con.execute(f"USE {WAREHOUSE}")
    except BaseException:
        con.close()
        raise
    return con


def attach(con: Connection, path: Path, name: str, options: str = WRITING) -> None:
    """Attach a DuckDB file to a connection under a name, with READING, WRITING or another of the options above.

    Raises BusyError where another process has it open, WarehouseError where it is not a DuckDB file.
    """
    if path.exists() and not os.access(path, os.F_OK):
        # DuckDB uses access(2), which ignores capabilities: it would write a new file over the old one.
        raise WarehouseError(f"{path} cannot be opened: this user may read its folder by a capability alone")
    quoted = str(path).replace("'", "''")
    if options != READING and not path.exists():
        options = f"{options}, {NEW_FILE}"
    with _explained(path):
        con.execute(f"ATTACH '{quoted}' AS {name} ({options})")


def _opened(path: Path | str, *, read_only: bool, config: dict[str, str]) -> Connection:
    with _explained(path):
        return duckdb.connect(str(path), read_only=read_only, config=dict(config))


@contextmanager
def _explained(path: Path | str) -> Iterator[None]:
    """Raise our own errors where a file cannot be opened."""
    try:
        yield
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        if "set lock on" in reason:  # and not a corrupt block
            raise BusyError(f"{path} cannot be opened: {reason}") from error
        if Path(path).is_dir():
            raise WarehouseError(f"{path} is a folder, and a file is expected: move it away") from error
        if not os.access(path, os.R_OK):
            raise WarehouseError(f"{path} cannot be opened: this user may not read it") from error
        if not isinstance(error, STORAGE_ERRORS):
            reason = "it is not a DuckDB file"  # by its first bytes DuckDB takes it for another format
        raise UnreadableError(f"{path} cannot be opened: {reason}") from error


def look_up(con: Connection, search: str) -> None:
    """Set the schemas in which names are looked up, those of `search` that exist."""
    query = "SELECT database_name, schema_name FROM duckdb_schemas() WHERE database_name = current_database()"
    found = con.execute(query).fetchall()
    # A file of an earlier version has no schema `public` yet.
    names = [f"{found[0][0]}.{name}" for name in search.split(",") if name in {schema for _, schema in found}]
    con.execute(f"SET search_path = '{','.join(names)}'")


def is_lake(con: Connection) -> bool:
    """Return whether the connection writes to a lake rather than a DuckDB file."""
    return con.execute("SELECT current_database()").fetchall() == [(LAKE,)]


@contextmanager
def transaction(con: Connection) -> Iterator[None]:
    """Commit everything in the block together, or none of it."""
    con.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


@contextmanager
def rehearsal(con: Connection) -> Iterator[None]:
    """Roll back everything in the block, to find out whether it would succeed."""
    con.execute("BEGIN TRANSACTION")
    try:
        yield
    finally:
        con.execute("ROLLBACK")
