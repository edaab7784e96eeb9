"""Backups: a whole, checked copy of the warehouse under its moment, and the way back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from warehouse.connection import BusyError, WarehouseError, connect, connect_reader
from warehouse.file_copy import copy_file, log_of, put_in_place, settle, swap
from warehouse.integrity_check import integrity
from warehouse.lake import Lake
from warehouse.locks import hold
from warehouse.schema import migrate, pending_migrations
from warehouse.warehouse_copy import move


def back_up(where: Path | Lake, folder: Path, now: datetime) -> Path:
    """Copy the warehouse to `folder/rabita-<moment>.duckdb`, read the copy through, and return its path.

    A lake becomes a file too. `now` is aware UTC. Raises BusyError while somebody writes, WarehouseError where the copy
    cannot be made or read: none is left then.
    """
    target = folder / f"rabita-{now:%Y%m%dT%H%M%SZ}.duckdb"
    fresh = target.with_name(f"{target.name}.new")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if isinstance(where, Lake):
            move(where, fresh)
        else:
            _copy_held(where, fresh)
        check_backup(fresh)
        put_in_place(fresh, target)
    except BusyError:
        raise
    except WarehouseError as error:
        name = "the lake" if isinstance(where, Lake) else where  # a lake's may hold a password
        raise WarehouseError(f"{name} cannot be backed up: {error}") from error
    finally:
        for left in (fresh, fresh.with_suffix(".lock")):
            left.unlink(missing_ok=True)
    return target


def _copy_held(path: Path, target: Path) -> None:
    if not path.exists():
        raise WarehouseError(f"there is no {path}")
    with hold(path.with_suffix(".lock"), wait=60.0):
        settle(path)
        copy_file(path, target)


def check_backup(path: Path) -> None:
    """Read a backup through. Raises WarehouseError where it is none, is damaged or newer than this program."""
    if not path.exists():
        raise WarehouseError(f"there is no {path}")
    with connect_reader(path) as con:
        if not con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'migration'").fetchall():
            raise WarehouseError(f"{path.name} is not a Rabita warehouse")
        pending_migrations(con)
        integrity(con)


def restore(backup: Path, where: Path | Lake) -> Path | None:
    """Put a backup in the place of the warehouse; return where the warehouse that was there now lies.

    The backup is verified, copied and migrated first, and takes the place in one step. Into a lake only while that is
    empty. Raises WarehouseError or OSError where it cannot be used or there is no room: the warehouse is then as it
    was; BusyError while somebody writes.
    """
    check_backup(backup)
    if isinstance(where, Lake):
        move(backup, where)
        return None
    if where.exists() and where.samefile(backup):
        raise WarehouseError(f"{backup} is the warehouse itself: name a backup")
    with hold(where.with_suffix(".lock"), wait=60.0):
        settle(where)
        fresh = where.with_name(f"{where.stem}.restored{where.suffix}")
        try:
            copy_file(backup, fresh)
            with connect(fresh) as con:
                migrate(con)
                con.execute("CHECKPOINT")
            return swap(fresh, where)
        finally:
            for left in (fresh, log_of(fresh)):
                left.unlink(missing_ok=True)
