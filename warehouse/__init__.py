"""The warehouse: one DuckDB file that a single process writes for seconds, and a published copy that everybody reads.

It knows none of Rabita's types: a row is any dataclass whose fields are the table's columns, a query is a .sql file.
"""

from warehouse.backup import back_up, check_backup, restore
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
from warehouse.erasure import Forgotten, forget
from warehouse.export import export
from warehouse.file_permissions import is_open, keep_private
from warehouse.integrity_check import BAD, DOUBTFUL, GOOD, CheckResult, examine
from warehouse.lake import Lake, location
from warehouse.locks import hold, holder
from warehouse.opening import Location, hold_for, open_warehouse
from warehouse.published_copy import accept, open_public, open_published, publish
from warehouse.query_limits import Deadline, TooLongError, memory_limit
from warehouse.rollback_check import BehindError, refuse_behind, refuse_lost, refuse_missing
from warehouse.rows import add, read, select, writing_for
from warehouse.schema import migrate
from warehouse.sql_docs import Question, questions
from warehouse.storable_text import all_storable, storable
from warehouse.user_sql import QueryResult, Stream, ask, stream
from warehouse.warehouse_copy import move

__all__ = [
    "BAD",
    "DOUBTFUL",
    "GOOD",
    "MEMORY",
    "STORAGE_ERRORS",
    "UNFIT",
    "BehindError",
    "BusyError",
    "CheckResult",
    "Connection",
    "Deadline",
    "Forgotten",
    "Lake",
    "Location",
    "QueryError",
    "QueryResult",
    "Question",
    "Stream",
    "TooLongError",
    "WarehouseError",
    "accept",
    "add",
    "all_storable",
    "ask",
    "back_up",
    "check_backup",
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
    "migrate",
    "move",
    "open_public",
    "open_published",
    "open_warehouse",
    "publish",
    "questions",
    "read",
    "refuse_behind",
    "refuse_lost",
    "refuse_missing",
    "rehearsal",
    "restore",
    "select",
    "storable",
    "stream",
    "transaction",
    "writing_for",
]
