"""How a command ends: one sentence for an error, nothing for Ctrl-C or a closed pipe; a traceback with --debug."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from typer.core import TyperGroup
from typer.exceptions import Abort, Exit, TyperException

from flows.cli.console import BAD_CONFIGURATION, BUG, BUSY, FAILED, OK, STOPPED, complain, level, warned
from flows.errors import RabitaError
from flows.json_log import guard_unconfigured

ADVICE = {
    errno.ENOSPC: "the disk is full: make room, or name another folder",
    errno.EDQUOT: "the disk quota is used up: make room, or name another folder",
    errno.EFBIG: "the file may not grow larger here: raise the limit, or name another folder",
    errno.EROFS: "the disk can only be read: name a folder that can be written",
    errno.EACCES: "this user may not do that: change the permissions, or name another place",
    errno.EPERM: "this user may not do that: change the permissions, or name another place",
    errno.ENOENT: "there is nothing of that name",
    errno.ENOTDIR: "a folder is expected, and a file is there: name another place",
    errno.EEXIST: "something else is there: move it away, or name another place",
    errno.EISDIR: "a file is expected, and a folder is there: move it away, or name another place",
    errno.ENOTEMPTY: "the folder is not empty: move it away, or name another place",
    errno.ELOOP: "a symbolic link leads to itself: remove it, or name another place",
    errno.ENAMETOOLONG: "the name is too long: name a shorter one",
    errno.EMFILE: "this process may open no more files: raise the limit (ulimit -n)",
    errno.ENFILE: "the machine may open no more files",
    errno.EIO: "the disk does not answer: check it before anything else",
    errno.EADDRINUSE: "the port is taken: set another one",
}
"""What to do about errors of the operating system that a user can cause."""

OURS = Path(__file__).parents[2]
LONGEST_REASON = 300
"""Characters of an error's message in a sentence."""

OF_OUTPUT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""Errors without a file name where standard output cannot be written."""


class Commands(TyperGroup):
    """A group whose commands end with one sentence for any error."""

    def main(self, args: Sequence[str] | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]  # noqa: ANN401 - Click's own
        """Run the command and exit with its code."""
        _open_streams()
        guard_unconfigured()
        words = _flags_first(sys.argv[1:] if args is None else list(args))
        for word in words:
            if not word.isascii() and any("\ud800" <= letter <= "\udfff" for letter in word):  # other bytes
                complain(f"an argument is not UTF-8: {word}")
                sys.exit(BAD_CONFIGURATION)
        try:
            try:
                super().main(words, **extra)
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
        except OSError as error:  # of arguments, of --help, or of what was still to be written
            _end(error)
        sys.exit(OK)

    def make_context(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - Click's own
        """Parse the arguments; --help is printed here."""
        _hide_types_of_flags(self, self.context_class(self, **self.context_settings))
        try:
            return super().make_context(*args, **extra)
        except (BrokenPipeError, SystemExit) as error:
            _end(error)

    def invoke(self, context: Any) -> Any:  # noqa: ANN401 - Click's own
        """Run a command and handle its errors. Only the owner may read the files that it and its children write."""
        before = os.umask(0o077)
        warned.clear()
        level.reset()
        try:
            return super().invoke(context)
        except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 - bugs get a sentence too
            _end(error)
        finally:
            os.umask(before)


def _hide_types_of_flags(command: Any, context: Any) -> None:  # noqa: ANN401 - Click's own
    """Let --help show no <bool> beside options that take no value."""
    for option in command.get_params(context):
        if getattr(option, "is_flag", False):
            option.metavar = ""
    for below in getattr(command, "commands", {}).values():
        _hide_types_of_flags(below, context)


def _end(error: BaseException) -> NoReturn:
    """Print what went wrong and exit."""
    if isinstance(error, KeyboardInterrupt) or str(error) == "Query interrupted":  # how DuckDB passes Ctrl-C on
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a second Ctrl-C ends what is still being closed
        sys.exit(STOPPED)
    # Typer's own console, which prints the help, exits where its reader has gone.
    if isinstance(error, BrokenPipeError | SystemExit):
        _forget_output()
        sys.exit(OK)
    if isinstance(error, Exit | Abort | TyperException):
        raise error  # Typer ends the command itself
    if level.debug:
        traceback.print_exception(error)
    message, code = _sentence(error) or _bug(error)
    if isinstance(error, OSError) and error.filename is None:
        _forget_output()  # it may be what failed
    with suppress(OSError):  # standard error may be what failed
        complain(message)
    sys.exit(code)


def _bug(error: BaseException) -> tuple[str, int]:
    """Return a sentence about a bug: the error, and where in the code it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = next((one for one in reversed(frames) if one.filename.startswith(str(OURS))), frames[-1] if frames else None)
    place = f" at {Path(ours.filename).name}:{ours.lineno}" if ours else ""
    reason = str(error).partition("\n")[0][:LONGEST_REASON]
    what = f"{type(error).__name__}: {reason}" if reason else type(error).__name__
    return f"a bug in Rabita: {what}{place}; --debug shows the traceback, please report it", BUG


def _sentence(error: BaseException) -> tuple[str, int] | None:
    """Return a sentence about an error that a user can cause, and the exit code; None for a bug."""
    if isinstance(error, BaseExceptionGroup):  # the first of several is enough
        return _sentence(error.exceptions[0])
    if isinstance(error, MemoryError):
        return "there is not enough memory: free some, or do less at a time", FAILED
    if isinstance(error, OSError):
        advice = ADVICE.get(error.errno or 0, error.strerror)
        where = " and ".join(str(name) for name in (error.filename, error.filename2) if name is not None)
        where = where or ("output" if error.errno in OF_OUTPUT else "")
        return (f"{where}: {advice}".removeprefix(": "), FAILED) if advice else None
    if isinstance(error, RabitaError):
        return str(error), error.exit_code
    return _of_the_warehouse(error) if "warehouse" in sys.modules else None


def _of_the_warehouse(error: BaseException) -> tuple[str, int] | None:
    from warehouse import STORAGE_ERRORS, BehindError, BusyError, WarehouseError

    if isinstance(error, BusyError):
        return f"another run is in progress: {error}", BUSY
    if isinstance(error, WarehouseError):
        return str(error), FAILED if isinstance(error, BehindError) else BAD_CONFIGURATION
    if isinstance(error, STORAGE_ERRORS):
        reason = str(error).partition("\n")[0]
        return f"the warehouse cannot be read or written: {reason}; `rabita doctor` checks it", FAILED
    return None


GLOBAL = {"-q": "quiet", "--quiet": "quiet", "-v": "verbose", "--verbose": "verbose", "--debug": "debug"}
"""Options that every command takes, before or after its name."""


def _flags_first(words: Sequence[str]) -> list[str]:
    """Return the arguments with the options that every command takes first, where Typer looks for them."""
    end = words.index("--") if "--" in words else len(words)
    flags = [word for word in words[:end] if word in GLOBAL]
    return [*flags, *(word for word in words[:end] if word not in GLOBAL), *words[end:]]


def _open_streams() -> None:
    """Replace closed streams by /dev/null, and let every stream take Urdu letters.

    A file that is opened later would get the number of a closed stream, and output would be written into that file.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:  # noqa: PLR2004 - standard input, output and error
        pass
    os.close(number)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - as long as the process
        elif mode == "w" and hasattr(stream, "reconfigure"):
            utf8 = str(stream.encoding).lower().replace("-", "") == "utf8"
            stream.reconfigure(encoding=None if utf8 else "utf-8", errors="replace")


def _forget_output() -> None:
    """Send output that cannot be written to /dev/null: Python would complain about it when it exits."""
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # not a file, as in a test
            if stream is sys.stdout or not _writable(stream.fileno()):
                os.dup2(null, stream.fileno())
    os.close(null)


def _writable(number: int) -> bool:
    try:
        os.write(number, b"")
    except OSError:
        return False
    return True
