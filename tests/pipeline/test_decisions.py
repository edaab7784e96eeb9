"""What a person decides of a contact is told to the channels that were told of it and ask for such steps."""

import asyncio
from datetime import UTC, datetime

import warehouse
from flows.alerts.channel_rules import Rules
from flows.alerts.message import Parcel
from flows.alerts.outcome import Outcome, Verdict
from flows.contacts.resolve.ledger import Decision, Verb
from flows.news.outlets.sources import load_sources
from flows.pipeline import runs
from flows.settings import Settings


class Stand:
    def __init__(self, **rules: object) -> None:
        self.rules = Rules.model_validate(rules)
        self.got: list[Parcel] = []

    def send(self, parcel: Parcel) -> Outcome:
        self.got.append(parcel)
        return Outcome(Verdict.DELIVERED)


def test_a_contact_that_a_person_dismisses_is_taken_back(settings: Settings) -> None:
    desk, duty = Stand(id="desk", steps=["new", "dismissed"]), Stand(id="duty")
    late = Stand(id="late", steps=["dismissed"])
    asyncio.run(runs.ingest(settings, load_sources(settings.sources, allow_private=True).outlets))
    (change,) = runs.watch_new(settings, [desk, duty]).news
    for _ in range(2):
        decision = Decision(Verb.DISMISS, change.contact, "editor", datetime.now(UTC))
        runs.decide_contact(settings, decision, [desk, duty, late])
    kinds = [[alert.kind for parcel in stand.got for alert in parcel.alerts] for stand in (desk, duty, late)]
    assert kinds == [["new", "dismissed"], ["new"], []]
    with warehouse.open_published(settings.published) as con:
        assert con.execute('SELECT count(*) FROM alert WHERE "first"').fetchall() == [(1,)]
