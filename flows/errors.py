"""Errors that a person can cause; the command line prints each in one sentence."""


class RabitaError(Exception):
    """An error that the operator can fix; the message is one sentence, `exit_code` is that of the command."""

    exit_code = 2
