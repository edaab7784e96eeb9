"""The warehouse: one DuckDB file that a single process writes for seconds, and a published copy that everybody reads.

It knows none of Rabita's types: a row is any dataclass whose fields are the table's columns, a query is a .sql file.
"""

from warehouse.asking import Answer, ask
from warehouse.connection import MEMORY, BusyError, Connection, QueryError, WarehouseError, transaction
from warehouse.locks import hold
from warehouse.manual import Question, questions
from warehouse.opening import open_warehouse
from warehouse.publishing import open_public, open_published, publish
from warehouse.rows import add, read, writing_for
from warehouse.schema import migrate

__all__ = [
    "MEMORY",
    "Answer",
    "BusyError",
    "Connection",
    "QueryError",
    "Question",
    "WarehouseError",
    "add",
    "ask",
    "hold",
    "migrate",
    "open_public",
    "open_published",
    "open_warehouse",
    "publish",
    "questions",
    "read",
    "transaction",
    "writing_for",
]
