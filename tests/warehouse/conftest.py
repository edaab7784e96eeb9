"""A small warehouse with known numbers: two contacts, a plan, a denial, three outlets, a run and its statistics."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

import warehouse
from flows.news.article import hash_id
from warehouse.database_file import copy_file

CALL, SUMMIT = "2025-07-03-trump-phone", "2025-08-15-trump-meeting"
START = datetime(2025, 7, 3, 16, 0, tzinfo=UTC)
RUN = hash_id("run")
OUTLETS = {"alif": ("الف", 1), "bay": ("بے", 2), "jeem": ("جیم", 3)}


def put(con: warehouse.Connection, table: str, **values: object) -> None:
    """Store one row."""
    values = {name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}
    listed = ", ".join(f'${name} AS "{name}"' for name in values)
    con.execute(f"INSERT INTO main.{table} BY NAME SELECT {listed}", values)


def put_report(  # noqa: PLR0913 - the columns that tests need
    con: warehouse.Connection,
    contact: str | None,
    outlet: str,
    at: datetime,
    *,
    day: date,
    minutes: int | None = None,
    role: str = "supporting",
    status: str = "happened",
    channel: str = "phone",
    copy_of: UUID | None = None,
    agency: str | None = None,
) -> UUID:
    """Store an article of an outlet with one mention, resolved to `contact` where given, and return its id."""
    text = f"متن {outlet} {at:%d %H:%M} {contact}"
    key, mention = hash_id("article", text), hash_id("mention", text)
    put(con, "article", id=key, run=RUN, outlet=outlet, url=f"https://{outlet}.example/{key}", title=f"سرخی {outlet}",
        text=text, characters=len(text), published=at, published_source="feed", first_seen=at + timedelta(minutes=2),
        lang="ur", content=hash_id(text), extracted_by="rule", agency=agency, removed=[],
        author=f"مصنف {outlet}")  # fmt: skip
    put(con, "place", article=key, story=copy_of or key, original=copy_of or key, kind="copy" if copy_of else "first",
        jaccard=0.0, containment=0.0, cosine=0.0, run=RUN, first_seen=at)  # fmt: skip
    put(con, "sketch", article=key, told_at=at, copies=[1], topics=[2], first_seen=at, run=RUN)
    put(con, "reading", article_id=key, rules="r1", run=RUN, read_at=at, verdict="new", why=["قاعدہ"], first_seen=at)
    put(con, "mention", id=mention, rules="r1", run=RUN, article_id=key, watch="putin-us", us_leader="Trump",
        channel=channel, status=status, quote="گفتگو ہوئی", field_name="text", start=0, end=9, contact_date=day,
        date_until=day, date_precision="day", date_basis="stated", date_words="", duration_minutes=minutes, place=None,
        topics=["یوکرین"], why=["قاعدہ"], first_seen=at)  # fmt: skip
    if contact:
        put(con, "contact_report", mention=mention, resolved_at=at + timedelta(minutes=3), run=RUN, article=key,
            contact=contact, role=role, independent=copy_of is None, first_seen=at)  # fmt: skip
    put(con, "link", run=RUN, outlet=outlet, url=f"https://{outlet}.example/{key}", found_in="feed", found_at=at,
        fate="loaded", first_seen=at)  # fmt: skip
    return key


def put_contact(
    con: warehouse.Connection, contact: str, channel: str, day: date, at: datetime, **reported: object
) -> None:
    """Store a contact with two changes: new, and corroborated two hours later."""
    put(con, "contact", id=contact, run=RUN, watch="putin-us", us_leader="Trump", channel=channel, date_from=day,
        date_to=day, date_precision="day", origin="press", opened_at=at, first_seen=at,
        topics=reported["topics"])  # fmt: skip
    for number, kind, outlets, minutes in (
        (1, "new", 1, reported["first"]),
        (2, "corroborated", reported["outlets"], reported["later"]),
    ):
        put(con, "contact_change", contact=contact, number=number, run=RUN, kind=kind, outlets=outlets,
            noted_at=at + timedelta(hours=2 * number - 2), alert=number == 1, date_from=day, date_to=day,
            date_precision="day", duration_minutes=minutes, place=reported["place"], detail="",
            first_seen=at)  # fmt: skip


def fill(con: warehouse.Connection) -> None:
    """Store everything."""
    put(con, "run", id=RUN, flow="ingest", started_by="hand", started_at=START, rabita="0", first_seen=START)
    put(con, "run_end", run=RUN, ended_at=START + timedelta(seconds=90), outcome="ok", first_seen=START)
    for outlet, (name, tier) in OUTLETS.items():
        put(con, "outlet", id=outlet, since=START, name=name, homepage=f"https://{outlet}.example/", country="PK",
            tier=tier, timezone="Asia/Karachi", first_seen=START)  # fmt: skip
        loaded = {"alif": 3, "bay": 3, "jeem": 1}[outlet]
        put(con, "tally", run=RUN, outlet=outlet, discovered=loaded + 1, loaded=loaded, duplicate=0, unchanged=1,
            rejected=0, failed=0, first_seen=START)  # fmt: skip
    call, summit = date(2025, 7, 3), date(2025, 8, 15)
    first = put_report(
        con, CALL, "alif", START + timedelta(minutes=5), day=call, minutes=50, role="opening", agency="APP"
    )
    put_report(con, CALL, "bay", START + timedelta(minutes=35), day=call, minutes=60)
    put_report(con, CALL, "jeem", START + timedelta(minutes=65), day=call, minutes=50, copy_of=first, agency="APP")
    put_contact(con, CALL, "phone", call, START + timedelta(minutes=8), topics=["یوکرین", "ایران"], first=50, later=55,
                outlets=2, place=None)  # fmt: skip
    later = datetime(2025, 8, 16, 1, 0, tzinfo=UTC)
    put_report(con, SUMMIT, "bay", later, day=summit, minutes=165, role="opening", channel="meeting")
    put_report(
        con, SUMMIT, "alif", later + timedelta(minutes=10), day=date(2025, 8, 16), minutes=165, channel="meeting"
    )
    put_contact(con, SUMMIT, "meeting", summit, later + timedelta(minutes=3), topics=["یوکرین"], first=165, later=165,
                outlets=2, place="الاسکا")  # fmt: skip
    put_report(con, None, "alif", later - timedelta(days=3), day=date(2025, 9, 1), status="planned", channel="meeting")
    put_report(con, CALL, "bay", START + timedelta(days=1), day=call, status="denied", role="denied")
    put(con, "alert", id=f"{CALL}.1", contact=CALL, number=1, kind="new", first=True, facts="{}",
        raised_at=START + timedelta(minutes=9), first_seen=START)  # fmt: skip
    for channel in ("slack", "mail"):
        put(con, "delivery", id=hash_id(channel), channel=channel, kind="alert", created_at=START, first_seen=START)
        put(con, "delivery_item", delivery=hash_id(channel), item=f"{CALL}.1", first_seen=START)
        put(con, "delivery_attempt", delivery=hash_id(channel), number=1, started_at=START, possible_repeat=False)
    put(con, "delivery_outcome", delivery=hash_id("slack"), number=1, ended_at=START + timedelta(seconds=4),
        verdict="delivered", detail="", first_seen=START)  # fmt: skip


def ask(con: warehouse.Connection, sql: str, most: int | None = None) -> list[tuple[object, ...]]:
    """Return the rows of an answer to SQL of people."""
    return [row for chunk in warehouse.stream(con, sql, warehouse.Deadline(con), most=most).chunks for row in chunk]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a warehouse may be made."""
    return tmp_path / "rabita.duckdb"


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a warehouse with everything in it; to be copied before it is written."""
    path = tmp_path_factory.mktemp("reported") / "rabita.duckdb"
    with warehouse.open_warehouse(path) as con, warehouse.transaction(con):
        fill(con)
    return path


@pytest.fixture
def reported_copy(reported: Path, tmp_path: Path) -> Path:
    """A copy of that file to write to."""
    copy = tmp_path / "rabita.duckdb"
    copy_file(reported, copy)
    return copy


@pytest.fixture(scope="session")
def public(reported: Path) -> Iterator[warehouse.Connection]:
    """Its published copy, open for people's SQL."""
    copy = reported.parent / "published" / "rabita.duckdb"
    warehouse.publish(reported, copy)
    with warehouse.open_public(copy) as con:
        yield con
