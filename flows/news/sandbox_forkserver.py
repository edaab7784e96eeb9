"""Imported by the server that sandbox children are forked from: a child that comes too late ends without a traceback.

A pool that is closed while a child of it starts takes away the semaphores that the child opens first. Nobody waits for
that child any more, and what it would print on the terminal of a person looks like a failure.
"""

from __future__ import annotations

import sys
from multiprocessing import synchronize
from types import TracebackType


def _unless_late(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    last = trace
    while last and last.tb_next:
        last = last.tb_next
    opening = last is not None and last.tb_frame.f_code.co_filename == synchronize.__file__
    if not (opening and isinstance(error, FileNotFoundError)):
        sys.__excepthook__(kind, error, trace)


def be_silent_when_late() -> None:
    """Let this process and those forked from it say nothing of semaphores that are gone."""
    sys.excepthook = _unless_late


if sys.argv[:1] == ["-c"]:  # how multiprocessing starts its server; whoever else imports this keeps the hook it has
    be_silent_when_late()
