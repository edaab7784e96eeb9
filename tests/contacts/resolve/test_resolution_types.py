"""What resolution knows goes into the warehouse and comes back the same; people read it in views."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from uuid import UUID

import pytest

import warehouse
from flows.contacts.contact import (
    Channel,
    Contact,
    ContactDetails,
    DateBasis,
    DateBounds,
    DatePrecision,
    Mention,
    Reading,
    Status,
)
from flows.contacts.resolve import resolve
from flows.contacts.resolve.resolution_types import (
    Change,
    ContactReport,
    Decision,
    Ledger,
    ReferenceContact,
    Report,
    Resolution,
    Verb,
    report_of,
)
from flows.news.article import Article, hash_id
from warehouse import Connection, reference

RUN = hash_id("run")
NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)


@pytest.fixture
def con() -> Iterator[Connection]:
    with warehouse.open_warehouse(warehouse.MEMORY) as con:
        reference.load(con)
        yield con


def article(name: str, published: datetime, text: str | None = None) -> Article:
    return Article(
        id=hash_id(name),
        outlet=name,
        url=f"https://{name}.example/1",
        title="صدر ٹرمپ اور صدر پیوٹن کا رابطہ",
        text=text or f"دونوں صدور نے {name} کے مطابق ایک گھنٹہ بات کی۔",
        published=published,
        published_source="feed",
        first_seen=published + timedelta(minutes=4),
        lang="ur",
        content=hash_id("content", text or name),
    )


def mention(reported: Article, day: date | None = None, status: Status = Status.HAPPENED) -> Mention:
    return Mention(
        article_id=reported.id,
        watch="putin-us",
        details=ContactDetails("Trump", Channel.PHONE, duration_minutes=60, topics=("ukraine",)),
        status=status,
        quote=reported.text,
        field_name="text",
        start=0,
        end=len(reported.text),
        dates=DateBounds(day, day, DatePrecision.DAY, DateBasis.STATED) if day else DateBounds(),
        why=("pair", "phone", "perfect"),
    )


def store(con: Connection, reported: Article, *mentions: Mention, rules: str = "1") -> None:
    reading = Reading(reported.id, "new", mentions, ("main news",))
    warehouse.add(con, "article", [reported], run=RUN)
    warehouse.add(con, "reading", [reading], run=RUN, rules=rules, read_at=NOW + timedelta(hours=int(rules)))
    warehouse.add(con, "mention", mentions, run=RUN, rules=rules)


def append(con: Connection, found: Resolution) -> None:
    warehouse.add(con, "contact", found.contacts, run=RUN)
    warehouse.add(con, "contact_report", found.reports, run=RUN)
    warehouse.add(con, "contact_change", found.changes, run=RUN)


def ledger(con: Connection) -> Ledger:
    return Ledger(
        known=tuple(warehouse.read(con, "reference_contact", into=ReferenceContact)),
        contacts=tuple(warehouse.read(con, "contact", into=Contact)),
        reports=tuple(warehouse.read(con, "report", into=Report)),
        changes=tuple(warehouse.read(con, "contact_change", into=Change)),
        decisions=tuple(warehouse.read(con, "decision", into=Decision)),
    )


def publish(con: Connection, *news: tuple[Article, Mention], **options: object) -> Resolution:
    before = ledger(con)
    found = resolve([report_of(said, reported) for reported, said in news], before, **options)
    for reported, said in news:
        store(con, reported, said)
    append(con, found)
    return found


def rows(con: Connection, query: str) -> list[tuple[object, ...]]:
    return con.execute(query).fetchall()


def pair(name: str, hour: int, status: Status = Status.HAPPENED) -> tuple[Article, Mention]:
    reported = article(name, datetime(2026, 11, 23, hour, tzinfo=UTC))
    return reported, mention(reported, date(2026, 11, 23), status)


def test_what_is_stored_resolves_as_what_was_held(con: Connection) -> None:
    found = publish(con, pair("namuna", 15), pair("misaal", 16), now=NOW)
    back = ledger(con)
    key = {report.mention: report for report in found.ledger.reports}
    assert {report.mention: report for report in back.reports} == key
    assert back.contacts == found.ledger.contacts
    assert back.changes == found.ledger.changes
    assert not resolve(back.reports, back, now=NOW).changes


def test_rereading_with_other_rules_alerts_nobody_again(con: Connection) -> None:
    reported, said = pair("namuna", 15)
    publish(con, (reported, said), now=NOW)
    before = ledger(con)
    other = mention(reported)
    store(con, reported, other, rules="2")
    reread = tuple(warehouse.read(con, "report", into=Report))
    assert [(report.mention, report.contact) for report in reread] == [(other.id, "2026-11-23-trump-phone")]
    again = resolve(reread, Ledger(before.known, before.contacts, (), before.changes), now=NOW)
    assert not again.alerts
    assert not again.contacts


@dataclass(frozen=True)
class Placed:
    article: UUID
    story: UUID
    original: UUID
    kind: str
    nearest: UUID | None = None
    jaccard: float = 1.0
    containment: float = 1.0
    cosine: float = 1.0


def test_a_copy_points_to_the_article_whose_words_it_carries(con: Connection) -> None:
    first, second = article("namuna", NOW - timedelta(hours=3)), article("misaal", NOW - timedelta(hours=2))
    for reported, kind in ((first, "first"), (second, "copy")):
        store(con, reported, mention(reported))
        warehouse.add(con, "place", [Placed(reported.id, first.id, first.id, kind)], run=RUN)
    copies = {report.article: report.copy_of for report in warehouse.read(con, "report", into=Report)}
    assert copies == {first.id: None, second.id: first.id}


def test_the_timeline_has_one_row_per_contact(con: Connection) -> None:
    publish(con, pair("namuna", 15), pair("misaal", 16), pair("farzi", 18, Status.DENIED), now=NOW)
    assert rows(
        con,
        "SELECT contact, state, outlets, outlet_list, first_outlet, first_reported_at, alerted_at, date_from"
        " FROM contact_timeline",
    ) == [
        (
            "2026-11-23-trump-phone",
            "denied",
            2,
            ["misaal", "namuna"],
            "namuna",
            datetime(2026, 11, 23, 15, tzinfo=UTC),
            NOW,
            date(2026, 11, 23),
        )
    ]
    assert rows(con, "SELECT role, outlet FROM contact_evidence ORDER BY reported_at") == [
        ("opening", "namuna"),
        ("supporting", "misaal"),
        ("denied", "farzi"),
    ]


def test_what_people_decide_shows_at_once(con: Connection) -> None:
    early = article("namuna", datetime(2026, 11, 22, 12, tzinfo=UTC))
    publish(con, (early, mention(early, date(2026, 11, 22))), pair("misaal", 20), now=NOW)
    assert len(rows(con, "FROM contact_timeline")) == 2
    merge = Decision(Verb.MERGE, "2026-11-23-trump-phone", "sana", NOW, other="2026-11-22-trump-phone")
    warehouse.add(con, "decision", [merge])
    assert rows(con, "SELECT contact FROM contact_timeline") == [("2026-11-22-trump-phone",)]
    assert len(rows(con, "SELECT outlet FROM contact_evidence WHERE contact = '2026-11-22-trump-phone'")) == 2
    back = Decision(Verb.MERGE, "2026-11-23-trump-phone", "sana", NOW + timedelta(hours=1), undone=True)
    dismiss = Decision(Verb.DISMISS, "2026-11-23-trump-phone", "sana", NOW)
    warehouse.add(con, "decision", [back, dismiss])
    assert rows(con, "SELECT contact, state FROM contact_timeline ORDER BY contact") == [
        ("2026-11-22-trump-phone", "new"),
        ("2026-11-23-trump-phone", "dismissed"),
    ]
    assert not resolve([report_of(mention(early), early)], ledger(con), now=NOW).alerts


def test_plans_are_listed_with_what_became_of_them(con: Connection) -> None:
    reported = article("namuna", datetime(2026, 11, 20, 12, tzinfo=UTC))
    far = article("farzi", datetime(2026, 11, 20, 12, tzinfo=UTC))
    plan = mention(reported, date(2026, 11, 23), Status.PLANNED)
    later = mention(far, date(2999, 1, 1), Status.PLANNED)
    publish(con, (reported, plan), (far, later), now=NOW)
    publish(con, pair("misaal", 16), now=NOW)
    assert rows(con, "SELECT date_from, fate, contact FROM planned_contacts ORDER BY date_from") == [
        (date(2026, 11, 23), "happened", "2026-11-23-trump-phone"),
        (date(2999, 1, 1), "open", None),
    ]


@pytest.mark.parametrize("kind", [Report, ReferenceContact, Change, Contact, Decision])
def test_queries_give_what_the_ledger_holds(con: Connection, kind: type) -> None:
    query = {ReferenceContact: "reference_contact", Change: "contact_change"}.get(kind, kind.__name__.lower())
    found = warehouse.read(con, query, into=kind)
    assert bool(found) is (kind is ReferenceContact)
    sql = (resources.files("warehouse") / "queries" / f"{query}.sql").read_text(encoding="utf-8")
    columns = {column[0] for column in con.execute(sql).description or ()}
    assert columns >= {name for name in kind.__dataclass_fields__ if name not in HELD}
    assert columns <= leaves(kind)


HELD = {"details": ContactDetails, "dates": DateBounds}


def leaves(kind: type) -> set[str]:
    """Return the names of a type's fields, those of what it holds instead of the field that holds it."""
    names = set(kind.__dataclass_fields__)
    return names - HELD.keys() | {name for held in names & HELD.keys() for name in HELD[held].__dataclass_fields__}


def test_every_row_type_has_its_columns(con: Connection) -> None:
    def columns(table: str) -> set[str]:
        query = "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND schema_name = 'main'"
        return {name for (name,) in con.execute(query, [table]).fetchall()} - {"first_seen", "run"}

    older = {"contact_date": "date_from", "date_until": "date_to"}
    stored = {older.get(name, name) for name in columns("mention")}
    assert stored == {*leaves(Mention), "rules", "ordinal_since"}, "the last is filled no more"
    assert columns("contact_report") == set(ContactReport.__dataclass_fields__)
    for table, kind in (("contact", Contact), ("contact_change", Change)):
        assert columns(table) - set(HELD["details"].__dataclass_fields__) - set(HELD["dates"].__dataclass_fields__) == (
            set(kind.__dataclass_fields__) - HELD.keys()
        )
    assert columns("decision") == set(Decision.__dataclass_fields__)


# ---------------------------------------------------------------------------------------------- the reference data


def test_the_reference_ledger_is_loaded_once_and_follows_its_files(con: Connection) -> None:
    assert reference.load(con) == 0
    con.execute("UPDATE known_contact SET place = 'Atlantis' WHERE us_leader = 'Biden'")
    assert reference.load(con) == 1
    assert rows(con, "SELECT DISTINCT place FROM known_contact WHERE us_leader = 'Biden' AND place IS NOT NULL") == [
        ("Geneva",)
    ]


def test_the_reference_ledger_is_sound(known: tuple[ReferenceContact, ...]) -> None:
    assert len({item.id for item in known}) == len(known)
    for item in known:
        assert item.date_from <= item.date_to
        assert item.details.channel in Channel
        assert item.confidence in {"seen", "date_from_memory"}
        assert item.evidence, f"{item.id} says where it is known from"
        assert item.date_precision is not DatePrecision.DAY or item.date_from == item.date_to
        if item.happened:
            month = f"{item.date_from:%Y-%m}" if item.date_precision is DatePrecision.MONTH else str(item.date_from)
            assert item.id.startswith(f"{month}-{item.details.us_leader.casefold()}-{item.details.channel}")
    assert set(range(2012, 2023)) <= {item.date_from.year for item in known}


def test_the_files_are_in_order_of_time() -> None:
    for table in reference.TABLES:
        text = (resources.files("warehouse.reference") / f"{table}.csv").read_text(encoding="utf-8")
        days = [row["date_from"] for row in csv.DictReader(text.splitlines())]
        assert days == sorted(days)


def test_no_two_known_contacts_of_one_kind_are_the_same_event(known: tuple[ReferenceContact, ...]) -> None:
    seen: set[tuple[str, Channel, date]] = set()
    for item in known:
        key = (item.details.us_leader, item.details.channel, item.date_from)
        assert key not in seen
        seen.add(key)


def test_ids_of_mentions_name_their_content() -> None:
    reported = article("namuna", NOW)
    assert mention(reported).id == mention(reported).id
    assert mention(reported).id != mention(reported, date(2026, 11, 23)).id
    assert isinstance(mention(reported).id, UUID)
