"""Reports as articles would make them, without articles."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

import warehouse
from flows.contacts.contact import Channel, ContactDetails, DateBasis, DateBounds, DatePrecision, Status
from flows.contacts.resolve import resolve
from flows.contacts.resolve.resolution_types import Change, Ledger, ReferenceContact, Report
from flows.news.article import hash_id
from warehouse import reference

MakeReport = Callable[..., Report]
Feed = Callable[..., tuple[Ledger, list[Change]]]
DETAILS, DATES = set(ContactDetails.__dataclass_fields__), set(DateBounds.__dataclass_fields__)
_numbers = count()


@pytest.fixture
def make() -> MakeReport:
    def report(published: str | None, day: str | None = None, **fields: object) -> Report:
        number = next(_numbers)
        out = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
        details = {name: fields.pop(name) for name in DETAILS & fields.keys()}
        dates = {name: fields.pop(name) for name in DATES & fields.keys()}
        given = {
            "mention": hash_id("mention", str(number)),
            "article": hash_id("article", str(number)),
            "outlet": f"outlet-{number}",
            "published": out,
            "first_seen": (out or datetime(2026, 11, 24, tzinfo=UTC)) + timedelta(minutes=5),
            "status": Status.HAPPENED,
            "details": ContactDetails(**({"us_leader": "Trump", "channel": Channel.PHONE} | details)),
        }
        if day:
            first, _, last = day.partition("/")
            precision = DatePrecision.RANGE if last else DatePrecision.DAY
            days = DateBounds(date.fromisoformat(first), date.fromisoformat(last or first), precision, DateBasis.STATED)
        else:
            days = DateBounds()
        return Report(**(given | {"dates": replace(days, **dates)} | fields))

    return report


@pytest.fixture
def feed() -> Feed:
    def one_by_one(
        reports: Iterable[Report], ledger: Ledger | None = None, **options: object
    ) -> tuple[Ledger, list[Change]]:
        ledger = ledger or Ledger()
        alerts: list[Change] = []
        for report in reports:
            found = resolve([report], ledger, **options)
            ledger = found.ledger
            alerts += found.alerts
        return ledger, alerts

    return one_by_one


@pytest.fixture(scope="session")
def known() -> tuple[ReferenceContact, ...]:
    with warehouse.open_warehouse(warehouse.MEMORY) as con:
        reference.load(con)
        return tuple(warehouse.read(con, "reference_contact", into=ReferenceContact))
