"""The schema: migrations in order, then the views, macros and reference tables of this program."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from graphlib import TopologicalSorter
from importlib import resources
from itertools import groupby
from operator import itemgetter

from warehouse.connection import (
    PEOPLE,
    PROGRAMS,
    Connection,
    MissingError,
    QueryError,
    WarehouseError,
    is_lake,
    look_up,
    transaction,
)
from warehouse.ducklake import adapted
from warehouse.primary_keys import declared_keys, without_indexes

MIGRATION = """
CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name VARCHAR, applied_at TIMESTAMPTZ)
"""

View = tuple[str, str]
"""The schema and the name of a view."""


def migrate(con: Connection) -> list[str]:
    """Apply the pending migrations, and return their names.

    Each is one transaction. Raises WarehouseError where the file was written by a newer program, or where a migration
    fails and is rolled back.
    """
    pending = pending_migrations(con)
    if pending:
        _run(con, MIGRATION)
    for name in pending:
        try:
            with transaction(con):
                _run(con, files("migrations")[name])
                con.execute("INSERT INTO migration VALUES (?, ?, now())", [int(name[:4]), name])
        except QueryError as error:
            raise WarehouseError(
                f"migration {name} failed and was rolled back: {str(error).splitlines()[0]}"
            ) from error
    _refresh(con)
    return pending


def pending_migrations(con: Connection) -> list[str]:
    """Return the names of the migrations that were not applied yet, in order.

    Raises WarehouseError where the file was written by a newer program.
    """
    done, known = versions(con), sorted(files("migrations"))
    if newer := [version for version in done if version > int(known[-1][:4])]:
        raise WarehouseError(f"{_where(con)} has schema {max(newer)}, which is newer than this program: upgrade Rabita")
    return [name for name in known if int(name[:4]) not in done]


def _where(con: Connection) -> str:
    if is_lake(con):
        return "the lake"  # its path may contain a password
    found = con.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchall()
    return found[0][0] or "the warehouse"


def versions(con: Connection) -> set[int]:
    """Return the numbers of the applied migrations, none for a new warehouse."""
    try:
        return {version for (version,) in con.execute("SELECT version FROM main.migration").fetchall()}
    except MissingError:
        return set()


def _run(con: Connection, script: str) -> None:
    """Run the statements of a script, on a lake those that DuckLake supports."""
    if not is_lake(con):
        con.execute(without_indexes(script))
        return
    names, types = {name for _, name in _views()}, _types()
    for statement in con.extract_statements(script):
        if text := adapted(statement.query, views=names, types=types):
            con.execute(text)


def _types() -> set[str]:
    return {name for sql in files("migrations").values() for name in re.findall(r"CREATE TYPE (\w+)", sql)}


def up_to_date(con: Connection) -> bool:
    """Return whether tables, views, macros and reference tables are those of this program.

    Raises WarehouseError where the file was written by a newer program.
    """
    return not pending_migrations(con) and _refreshed(con)


def _refreshed(con: Connection) -> bool:
    last = con.execute("SELECT digest FROM main.view_set ORDER BY created_at DESC LIMIT 1").fetchall()
    return last == [(_digest(),)]


@cache
def _digest() -> str:
    """Return a hash of the views, macros and reference tables of this program."""
    from warehouse import reference

    texts = repr((sorted(_views().items()), sorted(files("macros").items()), reference.texts()))
    return hashlib.sha256(texts.encode()).hexdigest()


def _refresh(con: Connection) -> None:
    """Replace views, macros and reference tables where they differ from those of this program."""
    from warehouse import reference

    if _refreshed(con):
        return
    views, macros = _views(), files("macros")
    with transaction(con):
        con.execute("CREATE SCHEMA IF NOT EXISTS public")
        for schema, name in con.execute(
            "SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal"
            " AND database_name = current_database() AND schema_name IN ('main', 'public')"
        ).fetchall():
            con.execute(f'DROP VIEW {schema}."{name}"')
        for schema, together in groupby(in_order(con, views, table_names(con)), key=itemgetter(0)):
            look_up(con, f"{schema},main")
            _run(con, "\n".join(views[view] for view in together))
        look_up(con, PEOPLE)
        _run(con, "\n".join(macros[name] for name in sorted(macros, key=lambda one: (one != "spelling", one))))
        look_up(con, PROGRAMS)
        reference.load(con)
        con.execute("INSERT INTO main.view_set VALUES (?, now())", [_digest()])


def in_order(con: Connection, views: dict[View, str], tables: set[str]) -> list[View]:
    """Return the views in an order in which each comes after those it reads; `tables` are the tables of main."""
    return list(TopologicalSorter({view: _read_by(con, view, views, tables) for view in views}).static_order())


def _read_by(con: Connection, view: View, views: dict[View, str], tables: set[str]) -> set[View]:
    own, found = view[0], set()
    for schema, name in _tables_read(con, views[view]):
        if not schema and own == "main" and name in tables:
            continue
        places = [schema] if schema else [own, "public" if own == "main" else "main"]
        found |= {next(((place, name) for place in places if (place, name) in views and (place, name) != view), view)}
    return found - {view}


def _tables_read(con: Connection, sql: str) -> set[tuple[str, str]]:
    """Return the schema, which may be empty, and the name of every table that a view reads, from DuckDB's parser."""
    select = con.extract_statements(sql)[0].query.partition(" AS")[2]
    ((parsed,),) = con.execute("SELECT json_serialize_sql($1)", [select]).fetchall()
    nodes, read, inner = [json.loads(parsed)], set(), set()
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            if node.get("type") == "BASE_TABLE":
                read.add((node["schema_name"], node["table_name"]))
            inner |= {("", one["key"]) for one in (node.get("cte_map") or {}).get("map", ())}
            nodes += node.values()
        elif isinstance(node, list):
            nodes += node
    return read - inner


def _views() -> dict[View, str]:
    """Return the SQL of every view; the folder is the schema."""
    folders = {"main": "views", "public": "views/public"}
    return {(schema, name): sql for schema, folder in folders.items() for name, sql in files(folder).items()}


def table_names(con: Connection) -> set[str]:
    """Return the tables of the schema main."""
    found = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' AND database_name = current_database()"
    ).fetchall()
    return {name for (name,) in found}


@cache
def keys() -> dict[str, tuple[str, ...]]:
    """Return the columns of the primary key of each table."""
    return {table: key for script in files("migrations").values() for table, key in declared_keys(script).items()}


@cache
def files(folder: str) -> dict[str, str]:
    """Return the texts of the .sql files in a folder of this package by their names without the suffix."""
    found = resources.files("warehouse").joinpath(folder)
    return {
        entry.name.removesuffix(".sql"): entry.read_text(encoding="utf-8")
        for entry in found.iterdir()
        if entry.name.endswith(".sql")
    }
