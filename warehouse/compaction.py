"""Merging small row groups, so that what a publication writes does not grow with what is stored.

Runs add a few hundred rows at a time, in row groups of 2,048 rows. A checkpoint writes the list of all row groups of
each changed table again, some 500 bytes a group. So once there are many, DuckDB merges them into larger ones, in the
warehouse and in both files that are published in turns. What was merged before is mostly left alone.
"""

from __future__ import annotations

from math import ceil
from pathlib import Path
from shutil import disk_usage

from warehouse.connection import LARGE_GROUP, connect_reader
from warehouse.primary_keys import UNINDEXED
from warehouse.published_copy import publish

MOST_GROUPS = 1_500
"""Row groups beyond the fewest possible from which they are merged. They come with 300,000 articles, and make a
publication write 0.8 MB more."""

FILES = 3
"""Files in which groups are merged; each keeps its old groups until the new ones are written."""


def compact(path: Path, copy: Path, *, most: int = MOST_GROUPS) -> bool:
    """Merge the row groups of the warehouse, the copy and its standby if the copy has more than `most` too many.

    Returns whether it did; without room on the disk it does not. DuckDB merges only in a file that changes, so call it
    where the warehouse has rows that the copy lacks. Raises what `publish` raises.
    """
    if not copy.exists() or groups_beyond_need(copy) <= most:
        return False
    if disk_usage(copy.parent).free < FILES * copy.stat().st_size:
        return False
    for _ in range(2):  # the standby becomes the copy, and then the other way round
        publish(path, copy, merge=True)
    return True


def groups_beyond_need(copy: Path) -> int:
    """Return how many row groups the tables that grow with every run have, beyond the fewest that would do."""
    beyond = 0
    with connect_reader(copy) as con:
        for table in UNINDEXED:
            ((rows,),) = con.execute(f"SELECT count(*) FROM main.{table}").fetchall()  # noqa: S608 - a name above
            ((groups,),) = con.execute(
                "SELECT count(DISTINCT row_group_id) FROM pragma_storage_info(?)", [f"main.{table}"]
            ).fetchall()
            beyond += max(groups - ceil(rows / LARGE_GROUP), 0)
    return beyond
