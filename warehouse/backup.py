"""Backup and restore: verified copies of the whole warehouse, named after their time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from warehouse.connection import BusyError, WarehouseError, connect, connect_reader
from warehouse.database_file import copy_file, log_of, put_in_place, settle, swap
from warehouse.ducklake import Lake
from warehouse.integrity_check import integrity
from warehouse.locks import hold
from warehouse.move_warehouse import move
from warehouse.schema import migrate, pending_migrations


def back_up(where: Path | Lake, folder: Path, now: datetime) -> Path:
    """Copy the warehouse to `folder/rabita-<time>.duckdb`, verify the copy, and return its path.

    A lake becomes a file too. `now` is aware UTC. Raises BusyError while another process writes, WarehouseError where
    the copy cannot be made or read; no file is left then.
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
        name = "the lake" if isinstance(where, Lake) else where  # the address of a lake may contain a password
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
    """Read the whole backup. Raises WarehouseError where it is not one, is damaged or is newer than this program."""
    if not path.exists():
        raise WarehouseError(f"there is no {path}")
    with connect_reader(path) as con:
        if not con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'migration'").fetchall():
            raise WarehouseError(f"{path.name} is not a Rabita warehouse")
        pending_migrations(con)
        integrity(con)


def restore(backup: Path, where: Path | Lake) -> Path | None:
    """Replace the warehouse by a backup, and return the new path of the file that was there.

    The backup is verified, copied and migrated first, and replaces the file in one step. A lake must be empty. Raises
    WarehouseError or OSError where the backup cannot be used or the disk is full, which leaves the warehouse unchanged;
    BusyError while another process writes.
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
