"""The warehouse: one DuckDB file that one process writes at a time, and a published copy for readers.

It knows none of Rabita's types: a row is any dataclass whose fields are the table's columns, a query is a .sql file.
"""

from warehouse.backup import back_up, restore
from warehouse.compaction import compact
from warehouse.connection import (
    MEMORY,
    STORAGE_ERRORS,
    UNFIT,
    BusyError,
    Connection,
    QueryError,
    WarehouseError,
    rehearsal,
    transaction,
)
from warehouse.ducklake import Lake, location
from warehouse.erasure import forget
from warehouse.export import export
from warehouse.file_permissions import is_open, keep_private
from warehouse.integrity_check import CheckResult, CheckState, examine
from warehouse.locks import hold, holder
from warehouse.lost_rows_check import BehindError, refuse_behind, refuse_lost, refuse_missing
from warehouse.move_warehouse import move
from warehouse.published_copy import accept, open_public, open_published, public_names, publish
from warehouse.query_limits import Deadline, memory_limit
from warehouse.rows import add, column, read, select, writing_for
from warehouse.single_writer import hold_for, open_warehouse
from warehouse.sql_docs import questions
from warehouse.storable_text import all_storable
from warehouse.user_sql import Stream, stream

__all__ = [
    "MEMORY",
    "STORAGE_ERRORS",
    "UNFIT",
    "BehindError",
    "BusyError",
    "CheckResult",
    "CheckState",
    "Connection",
    "Deadline",
    "Lake",
    "QueryError",
    "Stream",
    "WarehouseError",
    "accept",
    "add",
    "all_storable",
    "back_up",
    "column",
    "compact",
    "examine",
    "export",
    "forget",
    "hold",
    "hold_for",
    "holder",
    "is_open",
    "keep_private",
    "location",
    "memory_limit",
    "move",
    "open_public",
    "open_published",
    "open_warehouse",
    "public_names",
    "publish",
    "questions",
    "read",
    "refuse_behind",
    "refuse_lost",
    "refuse_missing",
    "rehearsal",
    "restore",
    "select",
    "stream",
    "transaction",
    "writing_for",
]
