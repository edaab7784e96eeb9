"""Commands that read a file and print what the rules say of it: detect, replay, evaluate, clean, near-duplicates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from flows.cli.jsonl import Rows, emit

File = Annotated[str, typer.Argument(metavar="FILE.jsonl", help="Articles, one JSON object a line; - for stdin, .gz read.")]


def detect(file: File) -> None:
    """Print what each article says of a contact: verdict, contacts, quotes, the rules that fired."""
    from flows.steps import detect_row

    rows = Rows(file)
    now = datetime.now(UTC)
    for row in rows:
        emit({"id": row["id"], **detect_row(row, now)})
    rows.finish()


def replay(file: File) -> None:
    """Print each alert that the articles, in order of publication, would have raised."""
    from flows.steps import replay_rows

    rows = Rows(file)
    for alert in replay_rows(list(rows), datetime.now(UTC)):
        emit(alert)
    rows.finish()


def clean(file: File) -> None:
    """Print each article without its boilerplate, and what was removed."""
    from flows.news.clean import clean as clean_text
    from flows.news.language import language

    rows = Rows(file, needs=("id", "text"))
    for row in rows:
        title, text = row.get("title"), row["text"]
        lang = row.get("lang") or language(f"{title or ''}\n{text}")
        cleaned = clean_text(title, text, lang=lang)
        removed = [{"text": piece.text, "rule": piece.rule} for piece in cleaned.removed]
        emit({"id": row["id"], "title": cleaned.title, "text": cleaned.text, "removed": removed})
    rows.finish()
