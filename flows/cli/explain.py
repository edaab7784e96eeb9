"""The command that shows how one text is read, stage by stage."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from flows.cli.console import out


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="An Urdu text, or one sentence of it.")],
    title: Annotated[str, typer.Option(help="Its headline.")] = "",
    published: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which it came out; none: unknown.")
    ] = None,
) -> None:
    """Show how a text is read: persons, triggers, participants, what weighed for and against, the probabilities."""
    from flows.contacts import lexicon
    from flows.contacts.detection.detect import analyse
    from flows.contacts.detection.explain import explain as lines
    from flows.contacts.detection.model import load_model
    from flows.news.urdu import fold, tidy

    texts = {"title": fold(tidy(title)), "text": fold(tidy(text))}
    day = published.date() if published else None
    for line in lines(analyse(texts, lexicon.load(), load_model(), day)):
        out.print(line, highlight=False, soft_wrap=True)
