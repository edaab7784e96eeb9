"""Commands about what was read wrongly: contacts missed, contacts labelled."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.console import BAD_CONFIGURATION, load_settings, out, stop
from flows.cli.contacts import Note, Undo, user_name
from flows.cli.jsonl import emit
from flows.cli.query import published


def missed(
    article: Annotated[str, typer.Argument(metavar="URL|ARTICLE-ID", help="A stored article.")],
    sentence: Annotated[str, typer.Option(help="The sentence that reports the contact, copied from it.")] = "",
    channel: Annotated[
        str | None, typer.Option(help="phone, meeting, video, letter, message or brief (a few words, a handshake).")
    ] = None,
    note: Note = "",
    undo: Undo = False,
) -> None:
    """Say that an article reports a new contact and was not read so; `labelled` prints it for training."""
    from flows.contacts.contact import Channel
    from flows.pipeline.detection_corrections import report_missed

    if channel is not None and channel not in set(Channel):
        stop(f"{channel}: no such channel; known are {', '.join(Channel)}", BAD_CONFIGURATION)
    report_missed(
        load_settings(),
        article,
        user_name(),
        sentence=sentence,
        channel=Channel(channel) if channel else None,
        undone=undo,
        note=note,
    )
    out.print(f"missed: {article}{' taken back' if undo else ''}.")


def labelled() -> None:
    """Print the articles of missed and of dismissed contacts as labelled JSON lines, for `evaluate` and training."""
    from flows.pipeline.detection_corrections import labelled_rows

    with published() as con:
        for row in labelled_rows(con):
            emit(row)
