"""Commands about one article: article diff."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from rich.text import Text

from flows.cli.console import FAILED, out, stop
from flows.cli.list_output import Csv, Json, shape_of, show
from flows.cli.query import published
from flows.printable_text import visible

if TYPE_CHECKING:
    from flows.news.version_diff import DiffPiece, Passage

article = typer.Typer(no_args_is_help=True)


@article.callback()
def about() -> None:
    """Look at one article: diff."""


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One stored version of an article; `first_seen` is aware UTC."""

    id: UUID
    outlet: str
    url: str
    title: str
    text: str
    published: datetime | None
    first_seen: datetime


@article.command()
def diff(
    name: Annotated[str, typer.Argument(metavar="URL|ARTICLE-ID")],
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Print what an outlet changed in an article, from each stored version to the next, with the time.

    Exit code 0; 1 where no such article is stored.
    """
    from flows.news.version_diff import Version, changes
    from flows.news.web.canonical import canonical
    from warehouse import read

    shape = shape_of(json=json, csv=csv)
    with published() as con:
        versions = read(con, "article_version", StoredVersion, name=canonical(name))
    if not versions:
        stop(f"no article {name} is stored", FAILED)
    pairs = [(old, new) for old, new in pairwise(versions) if (old.outlet, old.url) == (new.outlet, new.url)]
    found = [(old, new, changes(Version(old.title, old.text), Version(new.title, new.text))) for old, new in pairs]
    if shape is not None:
        columns = ("outlet", "url", "from", "to", "where", "before", "after")
        show("Changes", columns, [
            (new.outlet, new.url, old.first_seen, new.first_seen, one.where, _plain(one.before), _plain(one.after))
            for old, new, passages in found for one in passages
        ], shape)  # fmt: skip
        return
    if not found:
        only = versions[0]
        out.print(f"{only.url}: one version is stored, of {only.first_seen:%Y-%m-%d %H:%M} UTC.", soft_wrap=True)
    for old, new, passages in found:
        times = f"{old.first_seen:%Y-%m-%d %H:%M} → {new.first_seen:%Y-%m-%d %H:%M} UTC"
        out.print(f"\n{new.outlet}, {times}  {new.url}", style="bold", soft_wrap=True)
        _print(passages)


def _print(passages: Iterable[Passage]) -> None:
    for one in passages:
        if one.before:
            out.print(_line("- ", one.before, ("[-", "-]"), "red"), soft_wrap=True)
        if one.after:
            out.print(_line("+ ", one.after, ("{+", "+}"), "green"), soft_wrap=True)


def _line(sign: str, pieces: Iterable[DiffPiece], marks: tuple[str, str], colour: str) -> Text:
    """Return a line in which changed words stand out: by colour on a terminal, between marks elsewhere."""
    parts: list[str | tuple[str, str]] = [sign]
    for piece in pieces:
        text = visible(piece.text)
        if piece.changed and not out.is_terminal:
            bare = text.rstrip()
            text = f"{marks[0]}{bare}{marks[1]}{text[len(bare) :]}"
        parts.append((text, f"bold {colour}") if piece.changed else text)
    return Text.assemble(*parts)


def _plain(pieces: Iterable[DiffPiece]) -> str:
    return "".join(piece.text for piece in pieces)
