"""Erasure: the only place where rows are deleted. The table erasure keeps how many, never what."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warehouse.connection import Connection, transaction
from warehouse.copy_all_tables import write_anew
from warehouse.database_file import discard, fold, put_in_place
from warehouse.ducklake import Lake
from warehouse.locks import hold
from warehouse.rows import add
from warehouse.schema import files
from warehouse.single_writer import open_warehouse


@dataclass(frozen=True, slots=True)
class Erasure:
    """A row of the table erasure."""

    erased_at: datetime
    asked: str
    table_name: str
    rows: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased: rows by table, and the addresses, so that archived pages can be erased too."""

    rows: dict[str, int]
    addresses: tuple[str, ...]


def forget(where: Path | Lake, kind: str, asked: str, now: datetime) -> Forgotten:
    """Erase articles and everything stored about them, and rewrite the file, so that nothing of them is left in it.

    `kind` is address (a URL or an article's id), author (in any spelling) or before (a day: articles first seen earlier
    that report no contact). Contacts and alerts stay without the text of the articles; addresses stay in the log of
    links, so that they are not read again. `now` is aware UTC. Raises BusyError while another process writes.
    """
    with open_warehouse(where) as con:
        chosen = con.execute(files("erasure_sql/selectors")[kind], {"asked": asked}).fetchall()
        with transaction(con):
            done = _erase(con, chosen)
            rows = [Erasure(now, kind, table, count) for table, count in done.items() if count]
            add(con, "erasure", rows)
    if rows and isinstance(where, Path):
        rewrite(where)
    return Forgotten({row.table_name: row.rows for row in rows}, tuple(sorted({url for _, url in chosen})))


def _erase(con: Connection, chosen: list[tuple[object, str]]) -> dict[str, int]:
    con.execute("CREATE OR REPLACE TEMP TABLE asked_article (id UUID)")
    con.execute("CREATE OR REPLACE TEMP TABLE asked_url (url VARCHAR)")
    con.execute(
        "INSERT INTO asked_article SELECT unnest($ids::UUID[])", {"ids": [str(key) for key, _ in chosen if key]}
    )
    con.execute("INSERT INTO asked_url SELECT unnest($urls::VARCHAR[])", {"urls": [url for _, url in chosen]})
    alerts = _erase_from_alerts(con)
    done = {table: con.execute(sql).fetchall()[0][0] for table, sql in sorted(files("erasure_sql/tables").items())}
    return {**done, "alert": alerts}


def _erase_from_alerts(con: Connection) -> int:
    """Remove the reports of erased addresses from alerts, and return from how many."""
    urls = {url for (url,) in con.execute("SELECT url FROM asked_url").fetchall()}
    changed = 0
    for key, facts in con.execute("SELECT id, facts FROM main.alert").fetchall():
        alert = json.loads(facts)
        kept = [source for source in alert.get("sources", []) if source.get("url") not in urls]
        if kept != alert.get("sources", []):
            alert["sources"] = kept
            text = json.dumps(alert, ensure_ascii=False, separators=(",", ":"))
            con.execute("UPDATE main.alert SET facts = $facts WHERE id = $id", {"facts": text, "id": key})
            changed += 1
    return changed


def rewrite(path: Path) -> None:
    """Rewrite a warehouse with its rows: a DuckDB file keeps deleted rows for a while.

    Raises BusyError while another process writes.
    """
    fresh = path.with_name(f"{path.stem}.rewritten{path.suffix}")
    try:
        with hold(path.with_suffix(".lock"), wait=60.0):
            fold(path)
            write_anew(path, fresh)
            put_in_place(fresh, path)
    finally:
        discard(fresh)
