"""Hides the traceback of sandbox processes that start after their pool was closed; the fork server imports this.

Closing a pool removes the semaphores that a starting child opens first. Nothing waits for that child any more, but its
traceback on the terminal would look like a failure.
"""

from __future__ import annotations

import sys
from multiprocessing import synchronize
from types import TracebackType


def _print_unless_late(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    last = trace
    while last and last.tb_next:
        last = last.tb_next
    opening = last is not None and last.tb_frame.f_code.co_filename == synchronize.__file__
    if not (opening and isinstance(error, FileNotFoundError)):
        sys.__excepthook__(kind, error, trace)


if sys.argv[:1] == ["-c"]:  # the fork server of multiprocessing; any other process keeps its hook
    sys.excepthook = _print_unless_late
