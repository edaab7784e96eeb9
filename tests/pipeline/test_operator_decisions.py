"""What a person decides of a contact is told to the channels that were told of it and ask for such steps."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from cli_in_process import rabita

import warehouse
from flows.alerts.message import OutgoingMessage
from flows.alerts.outcome import DeliveryVerdict, Outcome
from flows.alerts.routing import ChannelRules
from flows.contacts.resolve.resolution_types import Decision, Verb
from flows.news.outlets.sources import load_sources
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.ingest_run import run_ingest
from flows.pipeline.operator_decision_run import run_decision
from flows.settings import Settings


class Stand:
    def __init__(self, **rules: object) -> None:
        self.rules = ChannelRules.model_validate(rules)
        self.got: list[OutgoingMessage] = []

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        self.got.append(outgoing)
        return Outcome(DeliveryVerdict.DELIVERED)


def test_a_contact_that_a_person_dismisses_is_taken_back(settings: Settings) -> None:
    desk, duty = Stand(id="desk", steps=["new", "dismissed"]), Stand(id="duty")
    late = Stand(id="late", steps=["dismissed"])
    asyncio.run(run_ingest(settings, load_sources(settings.sources, allow_private=True).outlets))
    (change,) = run_watch(settings, [desk, duty]).news
    for _ in range(2):
        decision = Decision(Verb.DISMISS, change.contact, "editor", datetime.now(UTC))
        run_decision(settings, decision, [desk, duty, late])
    kinds = [[alert.kind for outgoing in stand.got for alert in outgoing.alerts] for stand in (desk, duty, late)]
    assert kinds == [["new", "dismissed"], ["new"], []]
    with warehouse.open_published(settings.published) as con:
        assert con.execute('SELECT count(*) FROM alert WHERE "first"').fetchall() == [(1,)]


def test_a_decision_that_cannot_be_done_is_one_sentence_and_stores_nothing(
    settings: Settings, environment: dict[str, str]
) -> None:
    asyncio.run(run_ingest(settings, load_sources(settings.sources, allow_private=True).outlets))
    (change,) = run_watch(settings, []).news
    contact, nothing = change.contact, UUID(int=0)
    for words, said in (
        (["merge", contact, contact], f"{contact} cannot be merged with itself"),
        (["merge", contact, "x"], "no contact x"),
        (["split", contact, str(nothing)], f"no article {nothing} reports {contact}"),
        (["split", contact, str(nothing), "--undo"], f"no split of {contact} by article {nothing} stands"),
        (["dismiss", contact, "--undo"], f"no dismiss of {contact} stands that could be taken back"),
    ):
        code, printed = rabita(environment, "contacts", *words)
        assert code == 2, printed
        assert said in printed
        assert "Traceback" not in printed
    with warehouse.open_published(settings.published) as con:
        assert con.execute("SELECT count(*) FROM main.decision").fetchall() == [(0,)]
        assert con.execute("SELECT count(*) FROM main.run WHERE flow = 'decide'").fetchall() == [(0,)]
        (article,) = con.execute(
            "SELECT article FROM main.contact_evidence WHERE role = 'supporting' ORDER BY reported_at LIMIT 1"
        ).fetchall()[0]
    _, printed = rabita(environment, "contacts", "split", contact, str(article))
    assert f"split: {contact} → {contact}-2." in printed
