"""Commands about contacts: list, show, and what a person decides: merge, split, dismiss."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from flows.cli.console import BAD_CONFIGURATION, BUSY, load_settings, out, stop
from flows.cli.list_output import Csv, Json, shape_of
from flows.cli.list_output import show as show_rows
from flows.cli.query import published

if TYPE_CHECKING:
    from flows.contacts.resolve.resolution_types import Verb

contacts = typer.Typer(invoke_without_command=True)

Contact = Annotated[str, typer.Argument(metavar="CONTACT", help="An id such as 2025-07-03-trump-phone.")]
Note = Annotated[str, typer.Option(help="Why, for whoever asks later.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take the same decision back.")]


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A contact as it is known now."""

    contact: str
    us_leader: str
    channel: str
    date_from: date | None
    date_to: date | None
    date_precision: str
    duration_minutes: int | None
    place: str | None
    topics: tuple[str, ...]
    origin: str
    state: str
    outlets: int
    first_outlet: str | None
    first_title: str | None
    first_url: str | None
    first_reported_at: datetime | None
    opened_at: datetime
    alerted_at: datetime | None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One report of a contact."""

    contact: str
    role: str
    independent: bool
    outlet: str
    article: UUID
    title: str
    url: str
    reported_at: datetime
    status: str
    quote: str
    why: tuple[str, ...]


@contacts.callback()
def default(context: typer.Context, json: Json = False, csv: Csv = False) -> None:
    """List the contacts, or: show, and what people correct: merge, split, dismiss, missed, labelled."""
    if context.invoked_subcommand is None:
        list_contacts(json=json, csv=csv)


@contacts.command("list")
def list_contacts(
    dismissed: Annotated[bool, typer.Option("--dismissed", help="Also those that a person dismissed.")] = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List the contacts, latest first, as they are known now."""
    from warehouse import read

    shape = shape_of(json=json, csv=csv)
    with published() as con:
        rows = read(con, "timeline", TimelineRow, dismissed=dismissed)
    columns = ("contact", "date", "minutes", "place", "state", "outlets", "first reported by", "alerted")
    show_rows("Contacts", columns, [
        (row.contact, " … ".join(dict.fromkeys(str(day) for day in (row.date_from, row.date_to) if day)) or None,
         row.duration_minutes, row.place, row.state, row.outlets, row.first_outlet, row.alerted_at)
        for row in rows
    ], shape, spare=("place", "minutes", "first reported by", "date"))  # fmt: skip


@contacts.command()
def show(contact: Contact) -> None:
    """Print every report of a contact, with the clause that says so and the id of the article, which `split` takes."""
    from warehouse import read

    with published() as con:
        rows = read(con, "contact_evidence", EvidenceRow, contact=contact)
    if not rows:
        stop(f"no report of {contact}", 1)
    for row in rows:
        voice = "" if row.independent else ", not counted as independent"
        out.print(f"\n{row.reported_at:%Y-%m-%d %H:%M} {row.outlet}: {row.role}{voice}", style="bold")
        out.print(f"  {row.title}\n  {row.url}\n  {row.quote}", highlight=False, soft_wrap=True)
        out.print(f"  article {row.article}", highlight=False)


@contacts.command()
def merge(contact: Contact, other: Contact, note: Note = "", undo: Undo = False) -> None:
    """Say that CONTACT is the same event as OTHER; it becomes part of it."""
    from flows.contacts.resolve.resolution_types import Verb

    _decide(Verb.MERGE, contact, other=other, note=note, undone=undo)


@contacts.command()
def split(
    contact: Contact,
    article: Annotated[UUID, typer.Argument(metavar="ARTICLE-ID", help="The article that tells of another event.")],
    other: Annotated[str | None, typer.Option(help="Id of the other event; a new one where none is given.")] = None,
    note: Note = "",
    undo: Undo = False,
) -> None:
    """Say that what an article reports as CONTACT is another event."""
    from flows.contacts.resolve.resolution_types import Verb

    _decide(Verb.SPLIT, contact, other=other, article=article, note=note, undone=undo)


@contacts.command()
def dismiss(contact: Contact, note: Note = "", undo: Undo = False) -> None:
    """Say that CONTACT never was one; it raises nothing any more."""
    from flows.contacts.resolve.resolution_types import Verb

    _decide(Verb.DISMISS, contact, note=note, undone=undo)


def user_name() -> str:
    """Return the name of the user, or the number of one that has no name, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def _decide(  # noqa: PLR0913 - the parts of a decision
    verb: Verb, contact: str, *, other: str | None = None, article: UUID | None = None, note: str, undone: bool
) -> None:
    from flows.cli.pipeline import load_channels
    from flows.contacts.resolve.resolution_types import Decision
    from flows.pipeline.operator_decision_run import run_decision
    from warehouse import BusyError

    settings = load_settings()
    decision = Decision(
        verb, contact, user_name(), datetime.now(UTC), other=other, article=article, undone=undone, note=note
    )  # fmt: skip
    try:
        made = run_decision(settings, decision, load_channels(settings)).other
    except KeyError as error:
        stop(str(error.args[0]), BAD_CONFIGURATION)
    except BusyError as error:
        stop(f"a run is in progress: {error}", BUSY)
    out.print(f"{verb}: {contact}{f' → {made}' if made else ''}{' taken back' if undone else ''}.")
