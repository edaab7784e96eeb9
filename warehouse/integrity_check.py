"""Checks of the warehouse: rows can be read, keys are unique, references exist, statistics balance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from warehouse.connection import Connection, QueryError, WarehouseError
from warehouse.copy_all_tables import tables
from warehouse.schema import files, keys, pending_migrations, table_names, versions


class CheckState(StrEnum):
    """What a check found: DOUBTFUL is worth a look."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check; `detail` is a sentence."""

    check: str
    state: CheckState
    detail: str

    @classmethod
    def good(cls, check: str, detail: str) -> Self:
        """Return a result that needs no attention."""
        return cls(check, CheckState.GOOD, detail)

    @classmethod
    def doubtful(cls, check: str, detail: str) -> Self:
        """Return a result that is worth a look."""
        return cls(check, CheckState.DOUBTFUL, detail)

    @classmethod
    def bad(cls, check: str, detail: str) -> Self:
        """Return a result that has to be acted on."""
        return cls(check, CheckState.BAD, detail)


def examine(con: Connection) -> list[CheckResult]:
    """Run every check on an open warehouse or published copy; a check that fails to run is BAD."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("schema", lambda: _schema(con)),
        ("integrity", lambda: f"{integrity(con)} rows verified"),
        ("keys", lambda: _keys(con)),
    ]
    results = [_judged(name, check) for name, check in checks]
    return results + [_asked(con, name, sql) for name, sql in sorted(files("checks").items())]


def integrity(con: Connection) -> int:
    """Read every value of every table, which verifies DuckDB's checksums, and return the number of rows.

    Raises WarehouseError at the first table that cannot be read.
    """
    total = 0
    for table in sorted(table_names(con)):
        try:
            rows = con.execute(f"SELECT count(*), bit_xor(hash(one)) FROM main.{table} AS one").fetchall()  # noqa: S608
        except QueryError as error:
            raise WarehouseError(f"{table} cannot be read: {str(error).splitlines()[0]}") from error
        total += rows[0][0]
    return total


def _schema(con: Connection) -> str:
    if pending := pending_migrations(con):
        raise WarehouseError(f"{len(pending)} migrations are pending: the next run applies them")
    return f"version {max(versions(con))}"


def _keys(con: Connection) -> str:
    ((database,),) = con.execute("SELECT current_database()").fetchall()
    repeated = []
    names = tables(con, database)
    for table in names:
        listed = ", ".join(f'"{name}"' for name in keys()[table])
        query = f"SELECT count(*) FROM (SELECT 1 FROM main.{table} GROUP BY {listed} HAVING count(*) > 1)"  # noqa: S608
        ((count,),) = con.execute(query).fetchall()
        if count:
            repeated.append(f"{table}: {count}")
    if repeated:
        raise WarehouseError(f"keys that are not unique: {', '.join(repeated)}")
    return f"unique in {len(names)} tables"


def _judged(name: str, check: Callable[[], str]) -> CheckResult:
    try:
        return CheckResult.good(name, check())
    except (WarehouseError, QueryError) as error:
        return CheckResult.bad(name, str(error).splitlines()[0])


def _asked(con: Connection, name: str, sql: str) -> CheckResult:
    """Run a check that is a query for bad rows."""
    says = sql.partition("\n")[0].removeprefix("-- ").rstrip(".")
    try:
        rows = con.execute(sql).fetchall()
    except QueryError as error:
        return CheckResult.bad(name, str(error).splitlines()[0])
    if not rows:
        return CheckResult.good(name, f"none: {says[0].lower()}{says[1:]}")
    return CheckResult.bad(name, f"{says}: {len(rows)}, such as {rows[0][0]}")
