"""The warehouse: one DuckDB file that a single process writes for seconds, and a published copy that everybody reads.

It knows none of Rabita's types: a row is any dataclass whose fields are the table's columns, a query is a .sql file.
"""

from warehouse.asking import Answer, Stream, ask, stream
from warehouse.backup import back_up, check_backup, restore
from warehouse.connection import MEMORY, STORAGE_ERRORS, BusyError, Connection, QueryError, WarehouseError, transaction
from warehouse.examine import BAD, DOUBTFUL, GOOD, Verdict, examine
from warehouse.export import export
from warehouse.forgetting import Forgotten, forget
from warehouse.lake import Lake, location
from warehouse.limits import Deadline, TooLongError, memory_limit
from warehouse.locks import hold, holder
from warehouse.manual import Question, questions
from warehouse.moving import move
from warehouse.opening import Location, hold_for, open_warehouse
from warehouse.publishing import open_public, open_published, publish
from warehouse.rows import add, read, writing_for
from warehouse.schema import migrate

__all__ = [
    "BAD",
    "DOUBTFUL",
    "GOOD",
    "MEMORY",
    "STORAGE_ERRORS",
    "Answer",
    "BusyError",
    "Connection",
    "Deadline",
    "Forgotten",
    "Lake",
    "Location",
    "QueryError",
    "Question",
    "Stream",
    "TooLongError",
    "Verdict",
    "WarehouseError",
    "add",
    "ask",
    "back_up",
    "check_backup",
    "examine",
    "export",
    "forget",
    "hold",
    "hold_for",
    "holder",
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
    "restore",
    "stream",
    "transaction",
    "writing_for",
]
