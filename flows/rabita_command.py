"""The entry point of the command `rabita`.

The command line is imported only when the command is called, because each child process of the sandbox imports the
script of the command again as its main module.
"""


def main() -> None:
    """Run the command."""
    from flows.cli import app

    app()
