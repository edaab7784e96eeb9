"""Connections to DuckDB, the only place that imports it; transactions; what can go wrong in opening."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

Connection = duckdb.DuckDBPyConnection
Relation = duckdb.DuckDBPyRelation
QueryError = duckdb.Error
"""What a statement that cannot be run raises."""
UNFIT = (
    duckdb.DataError,
    duckdb.IntegrityError,
    duckdb.InvalidInputException,
    ArithmeticError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What is raised for rows that cannot be stored, by DuckDB or on the way to it; a full disk is not among it."""
MissingError = duckdb.CatalogException
"""What a statement raises that names a table which is not there."""
SCHEMA_ERRORS = (duckdb.CatalogException, duckdb.BinderException)
"""What a statement raises that does not fit the schema."""
STORAGE_ERRORS = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.OutOfMemoryException,
    duckdb.SerializationException,
    duckdb.TransactionException,
)
"""What a statement raises where the file, the disk or the memory fails, and not the statement."""

# Read by 1.5 and by 2.0, while what 2.0 writes by default is not read by 1.5.
STORAGE = "v1.5.0"
MEMORY = ":memory:"

READER_MEMORY = "2GB"
"""What DuckDB may hold for a query of a reader."""

NEVER = "1000TB"
"""A size of the log from which DuckDB would write it into the file of its own accord."""

READING = "READ_ONLY"
# A checkpoint compresses the last group of rows anew, of each table that got some: of DuckDB's own 122,880 rows that is
# up to 370 MB of texts for one new article, of these at most 6. It is the least that DuckDB takes.
WRITING = f"ROW_GROUP_SIZE 2048, STORAGE_VERSION '{STORAGE}'"
# Of a transaction with more rows than a group has DuckDB writes whole groups into the file before it notes them in the
# log. What a run stores is to be in the log alone.
TO_LOG = f"ROW_GROUP_SIZE 16384, STORAGE_VERSION '{STORAGE}'"
# A block is written as a whole for one new row in it: with DuckDB's default of 262,144 bytes a run writes half as much
# again. Only a new file takes this; an existing one keeps the block size that it was made with.
NEW_FILE = "BLOCK_SIZE 65536"
UNLOGGED = f"{WRITING}, RECOVERY_MODE no_wal_writes"
"""How a file is attached. What is written unlogged is there only once there is a checkpoint, and a file whose writing
was cut off is to be thrown away."""

WAREHOUSE = "warehouse"
"""What a file that is written is attached as."""

PROGRAMS, PEOPLE = "main,public", "public,main"
"""The schemas in which a name is looked up: programs mean stored tables first, people the views made for them."""


LAKE = "lake"
"""What a lake is attached as."""


class WarehouseError(Exception):
    """The warehouse cannot be opened or kept as asked; the message says why in one sentence."""


class UnreadableError(WarehouseError):
    """A file is no DuckDB file, or is damaged."""


class BusyError(WarehouseError):
    """Another process holds the warehouse."""


@contextmanager
def connect(path: Path | str, *, search: str = PROGRAMS, to_log: bool = False, **config: str) -> Iterator[Connection]:
    """Open a DuckDB file for writing (or MEMORY) and close it again: times in UTC, names looked up as `search` says.

    With `to_log` what is written stays in the log beside the file, which is not touched (warehouse.file_copy says why).
    Raises BusyError where another process has it open, WarehouseError where it is no DuckDB file.
    """
    if str(path) == MEMORY or config.get("access_mode") == "READ_ONLY":
        opened = _opened(path, read_only=False, config=config)
    else:
        opened = _attached(Path(path), config, to_log=to_log)
    with opened as con:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET enable_progress_bar = false")  # DuckDB draws it on standard output, where answers go
        look_up(con, search)
        yield con


@contextmanager
def connect_reader(path: Path, *, search: str = PROGRAMS, threads: int = 0, spill: bool = True) -> Iterator[Connection]:
    """Open a DuckDB file read-only with no way out of it: no files, no network, no extensions, settings locked.

    `threads` is how many may work on a query, all cores where it is 0. Without `spill` a query that needs more than
    READER_MEMORY fails rather than fill the disk.
    Raises WarehouseError where it is no DuckDB file.
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
        opened = _opened(path, read_only=True, config=config)  # replaced meanwhile: the name means another file by now
    with opened as con:
        # A second connection of one process to one file shares the settings of the first, which are locked by now.
        if con.execute("SELECT current_setting('lock_configuration')").fetchall() == [(False,)]:
            con.execute("SET GLOBAL TimeZone = 'UTC'")
            # Or a name that is no table would be looked for among the variables of this program.
            con.execute("SET GLOBAL python_enable_replacements = false")
            if threads:
                con.execute(f"SET GLOBAL threads = {threads:d}")
            con.execute("SET GLOBAL lock_configuration = true")
        look_up(con, search)
        yield con


def _attached(path: Path, config: dict[str, str], *, to_log: bool) -> Connection:
    """Open a file for writing by attaching it, the one way to say how many rows are compressed together."""
    spill = f"{path}.tmp"  # where DuckDB puts it for a file that it opens itself
    con = duckdb.connect(MEMORY, config={"temp_directory": spill, **config})
    try:
        if to_log:
            con.execute(f"SET checkpoint_threshold = '{NEVER}'")
            con.execute("PRAGMA disable_checkpoint_on_shutdown")
        attach(con, path, WAREHOUSE, TO_LOG if to_log else WRITING)
        con.execute(f"USE {WAREHOUSE}")
    except BaseException:
        con.close()
        raise
    return con


def attach(con: Connection, path: Path, name: str, options: str = WRITING) -> None:
    """Attach a DuckDB file to a connection under a name, with READING, WRITING, TO_LOG or UNLOGGED.

    Raises BusyError where another process has it open, WarehouseError where it is no DuckDB file.
    """
    if path.exists() and not os.access(path, os.F_OK):
        # DuckDB asks access(2), which leaves out capabilities: it would write a new file over the old one.
        raise WarehouseError(f"{path} cannot be opened: this user may look into its folder by a capability alone")
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
    """Say in our own errors why a file cannot be opened."""
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
            reason = "it is no DuckDB file"  # DuckDB took it for a file of another kind, by its first bytes
        raise UnreadableError(f"{path} cannot be opened: {reason}") from error


def look_up(con: Connection, search: str) -> None:
    """Set the schemas in which names are looked up, of those that there are."""
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
    """Commit everything inside together, or nothing of it."""
    con.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


@contextmanager
def rehearsal(con: Connection) -> Iterator[None]:
    """Do everything inside and take it back, to see whether it can be done."""
    con.execute("BEGIN TRANSACTION")
    try:
        yield
    finally:
        con.execute("ROLLBACK")
