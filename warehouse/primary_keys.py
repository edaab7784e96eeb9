"""The keys that the migrations declare, and the tables whose keys have no index.

An index over hashes changes everywhere with every few rows, so each folding of the log would write nearly all of it
again. In a table that grows with what is read a key is kept as in a lake, by looking for it before a row is added,
which one writer does at a time (warehouse.rows.add).
"""

from __future__ import annotations

import re

from warehouse.connection import Connection

UNINDEXED = frozenset(
    {
        "article",
        "link",
        "place",
        "problem",
        "reading",
        "reprint",
        "request",
        "run",
        "run_end",
        "sketch",
        "tally",
    }
)
"""Tables that get rows with every run."""

TABLE = re.compile(r"CREATE TABLE (\w+) \((.*?)\n\);", re.DOTALL)
OF_A_COLUMN = re.compile(r'^\s*"?(\w+)"? [^,\n]*PRIMARY KEY', re.MULTILINE)
OF_THE_TABLE = re.compile(r",\s*PRIMARY KEY \(([^)]*)\)")


def declared_keys(script: str) -> dict[str, tuple[str, ...]]:
    """Return the columns of the primary key of each table that a migration makes."""
    return {table: _key(body) for table, body in TABLE.findall(script)}


def without_indexes(script: str) -> str:
    """Return a migration that makes the tables of UNINDEXED without a primary key, its columns NOT NULL."""
    return TABLE.sub(lambda found: _plain(found) if found[1] in UNINDEXED else found[0], script)


def still_indexed(con: Connection) -> bool:
    """Return whether a file has indexes for tables of UNINDEXED, as files before version 20 do."""
    query = (
        "SELECT table_name FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'"
        " AND schema_name = 'main' AND database_name = current_database()"
    )
    return not UNINDEXED.isdisjoint(name for (name,) in con.execute(query).fetchall())


def _key(body: str) -> tuple[str, ...]:
    if whole := OF_THE_TABLE.search(body):
        return tuple(name.strip(' "') for name in whole[1].split(","))
    return tuple(OF_A_COLUMN.findall(body))


def _plain(found: re.Match[str]) -> str:
    body = OF_THE_TABLE.sub("", found[2])
    for column in _key(found[2]):
        body = re.sub(rf'^(\s*"?{column}"? \w+)(?: PRIMARY KEY)?(?=,|$)', r"\1 NOT NULL", body, flags=re.MULTILINE)
    return f"CREATE TABLE {found[1]} ({body}\n);"
