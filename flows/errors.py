"""The errors that a person can cause: the command line says each in one sentence."""


class RabitaError(Exception):
    """Something that an operator can mend; the message says what in one sentence, `exit_code` is the command's."""

    exit_code = 2
