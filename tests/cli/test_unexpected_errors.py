"""A bug is printed as one sentence too, and --debug shows its traceback."""

import errno
import os

import pytest
import typer
from typer.testing import CliRunner

from flows.cli.console import BUG, level
from flows.cli.exit import Commands
from flows.errors import RabitaError

ERRORS = {
    "key": KeyError("x"),
    "type": TypeError("a\nb" + "x" * 1000),
    "group": ExceptionGroup("two", [ValueError("one"), ValueError("two")]),
    "recursion": RecursionError(),
}


def failing(error: Exception) -> typer.Typer:
    app = typer.Typer(cls=Commands)

    @app.callback()
    def every(*, debug: bool = False) -> None:
        level.debug = debug

    @app.command()
    def fail() -> None:
        raise error

    return app


@pytest.mark.parametrize("name", ERRORS)
def test_a_bug_is_one_sentence_with_its_place(name: str) -> None:
    done = CliRunner().invoke(failing(ERRORS[name]), ["fail"])
    assert done.exit_code == BUG
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"rabita: a bug in Rabita: {type(ERRORS[name]).__name__}")
    assert "--debug" in line
    assert len(line) < 600


@pytest.mark.parametrize("words", [["--debug", "fail"], ["fail", "--debug"]])
@pytest.mark.parametrize("error", [KeyError("x"), RabitaError("of the settings"), OSError(errno.ENOSPC, "full", "/x")])
def test_a_traceback_is_shown_where_it_is_asked_for(words: list[str], error: Exception) -> None:
    done = CliRunner().invoke(failing(error), words)
    assert "Traceback" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("rabita: ")
    assert "Traceback" not in CliRunner().invoke(failing(error), ["fail"]).stderr


def test_an_error_of_the_system_without_advice_is_said_as_the_system_says_it() -> None:
    number = errno.ECONNREFUSED
    done = CliRunner().invoke(failing(OSError(number, os.strerror(number), "/a/socket")), ["fail"])
    assert (done.exit_code, done.stderr) == (1, f"rabita: /a/socket: {os.strerror(number)}\n")
