"""Is the warehouse sound: every row readable, no key twice, no row without what it belongs to, the books even."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from warehouse.connection import Connection, QueryError, WarehouseError
from warehouse.row_copy import tables
from warehouse.schema import files, keys, pending_migrations, versions

GOOD, DOUBTFUL, BAD = "good", "doubtful", "bad"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check came to: `state` is GOOD, DOUBTFUL (look at it) or BAD, `detail` a sentence."""

    check: str
    state: str
    detail: str


def examine(con: Connection) -> list[CheckResult]:
    """Run every check on an open warehouse or published copy; a check that cannot be run is BAD."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("schema", lambda: _schema(con)),
        ("integrity", lambda: f"{integrity(con)} rows verified"),
        ("keys", lambda: _keys(con)),
    ]
    verdicts = [_judged(name, check) for name, check in checks]
    return verdicts + [_asked(con, name, sql) for name, sql in sorted(files("checks").items())]


def integrity(con: Connection) -> int:
    """Read every value of every table, which checks what DuckDB keeps to find damage by, and return how many rows.

    Raises WarehouseError at the first table that cannot be read.
    """
    query = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' AND database_name = current_database()"
    total = 0
    for (table,) in con.execute(query).fetchall():
        try:
            rows = con.execute(f"SELECT count(*), bit_xor(hash(one)) FROM main.{table} AS one").fetchall()  # noqa: S608
        except QueryError as error:
            raise WarehouseError(f"{table} cannot be read: {str(error).splitlines()[0]}") from error
        total += rows[0][0]
    return total


def _schema(con: Connection) -> str:
    if pending := pending_migrations(con):
        raise WarehouseError(f"{len(pending)} migrations are due: the next run applies them")
    return f"version {max(versions(con))}"


def _keys(con: Connection) -> str:
    ((database,),) = con.execute("SELECT current_database()").fetchall()
    twice = []
    names = tables(con, database)
    for table in names:
        listed = ", ".join(f'"{name}"' for name in keys()[table])
        query = f"SELECT count(*) FROM (SELECT 1 FROM main.{table} GROUP BY {listed} HAVING count(*) > 1)"  # noqa: S608
        ((count,),) = con.execute(query).fetchall()
        if count:
            twice.append(f"{table}: {count}")
    if twice:
        raise WarehouseError(f"keys that stand twice: {', '.join(twice)}")
    return f"unique in {len(names)} tables"


def _judged(name: str, check: Callable[[], str]) -> CheckResult:
    try:
        return CheckResult(name, GOOD, check())
    except (WarehouseError, QueryError) as error:
        return CheckResult(name, BAD, str(error).splitlines()[0])


def _asked(con: Connection, name: str, sql: str) -> CheckResult:
    """Run a check that is a query for trouble: none is good."""
    says = sql.partition("\n")[0].removeprefix("-- ").rstrip(".")
    try:
        rows = con.execute(sql).fetchall()
    except QueryError as error:
        return CheckResult(name, BAD, str(error).splitlines()[0])
    if not rows:
        return CheckResult(name, GOOD, f"none: {says[0].lower()}{says[1:]}")
    return CheckResult(name, BAD, f"{says}: {len(rows)}, such as {rows[0][0]}")
