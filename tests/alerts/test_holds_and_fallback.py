"""Acknowledged and snoozed alerts, and fallback channels: who gets what, and that nobody gets it twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

import warehouse
from flows.alerts.holds import Hold, note_hold
from flows.alerts.message import OutgoingMessage, render
from flows.alerts.outcome import Outcome
from flows.alerts.payload import AlertPayload
from flows.alerts.routing import ChannelRules
from flows.alerts.sender import deliver
from flows.alerts.subscriptions import SubscriptionsError, parse_subscriptions

from .conftest import DELIVERED, NOW, REFUSED, UNKNOWN, Clock, Put, Stand, deliveries, stand

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_an_acknowledged_contact_is_not_sent_further_but_its_denial_is(
    file: Path, put: Put, alert: AlertPayload
) -> None:
    clock = Clock()
    dead, fine = stand(answer=lambda _n: REFUSED), stand("fine", steps=("new", "corroborated", "denied"))
    put([dead.rules, fine.rules])
    deliver(file, [dead, fine], clock=clock)
    with warehouse.open_warehouse(file) as con:
        note_hold(con, Hold(alert.contact, "acknowledged", clock.now))
    clock.now += HOUR
    steps = [
        replace(alert, number=2, kind="corroborated", first=False),
        replace(alert, number=3, kind="denied", first=False),
    ]
    put([dead.rules, fine.rules], *steps, now=clock.now)
    deliver(file, [dead, fine], clock=clock)
    assert [outgoing.alerts[0].kind for outgoing in fine.got] == ["new", "denied"]
    assert len(dead.got) == 1
    assert {state.state for state in deliveries(file)} == {"delivered", "acknowledged"}
    with warehouse.open_warehouse(file) as con:
        note_hold(con, Hold(alert.contact, "open", clock.now))
    deliver(file, [dead, fine], clock=clock)
    assert len(dead.got) == 2


def test_a_snoozed_contact_waits_on_the_channel_it_was_snoozed_for(file: Path, put: Put, alert: AlertPayload) -> None:
    clock = Clock()
    first, second = stand("first", steps=("new", "denied")), stand("second", steps=("new", "denied"))
    put([first.rules, second.rules])
    deliver(file, [first, second], clock=clock)
    with warehouse.open_warehouse(file) as con:
        note_hold(con, Hold(alert.contact, "snoozed", clock.now, "second", NOW + 4 * HOUR))
    put([first.rules, second.rules], replace(alert, number=2, kind="denied", first=False), now=clock.now)
    deliver(file, [first, second], clock=clock)
    assert (len(first.got), len(second.got)) == (2, 1)
    clock.now += 4 * HOUR
    deliver(file, [first, second], clock=clock)
    assert (len(first.got), len(second.got)) == (2, 2)


def test_a_fallback_gets_what_a_channel_could_not_deliver_and_only_once(
    file: Path, put: Put, many: Callable[[int], list[AlertPayload]]
) -> None:
    clock, works = Clock(), Event()
    duty = stand(answer=lambda _n: DELIVERED if works.is_set() else REFUSED, fallback="spare", after="15m")
    spare = stand("spare", steps=())
    contacts = many(3)
    put([duty.rules, spare.rules], *contacts[:2])
    while clock.now < NOW + 14 * MINUTE:
        deliver(file, [duty, spare], clock=clock)
        clock.now += MINUTE
    assert spare.got == []
    clock.now = NOW + 15 * MINUTE
    put([duty.rules, spare.rules], contacts[2], now=clock.now)
    deliver(file, [duty, spare], clock=clock)
    assert sorted(outgoing.alerts[0].contact for outgoing in spare.got) == [one.contact for one in contacts]
    assert "Sent here because the channel \u2068duty\u2069 fails." in render(spare.got[0]).body
    works.set()
    clock.now += HOUR
    before = len(duty.got)
    put([duty.rules, spare.rules], replace(contacts[0], number=2, kind="corroborated", first=False), now=clock.now)
    deliver(file, [duty, spare], clock=clock)
    assert (len(duty.got), len(spare.got)) == (before, 3), "nothing is repeated once the channel works again"


def test_a_fallback_is_not_given_what_it_has_had_itself(file: Path, put: Put) -> None:
    clock = Clock()
    duty, spare = stand(answer=lambda _n: UNKNOWN, fallback="spare"), stand("spare")
    put([duty.rules, spare.rules])
    for _ in range(4):
        deliver(file, [duty, spare], clock=clock)
        clock.now += 10 * MINUTE
    assert (len(duty.got), len(spare.got)) == (4, 1)


def test_one_message_that_a_working_channel_refuses_goes_to_its_fallback_alone(
    file: Path, put: Put, many: Callable[[int], list[AlertPayload]]
) -> None:
    clock, contacts = Clock(), many(4)

    class Picky(Stand):
        def send(self, outgoing: OutgoingMessage) -> Outcome:
            self.got.append(outgoing)
            return REFUSED if outgoing.alerts[0].contact == contacts[0].contact else DELIVERED

    duty = Picky(ChannelRules(id="duty", fallback="spare", after="15m"))
    spare = stand("spare", steps=())
    for contact in contacts:
        put([duty.rules, spare.rules], contact, now=clock.now)
        deliver(file, [duty, spare], clock=clock)
        clock.now += 5 * MINUTE
    assert [outgoing.alerts[0].contact for outgoing in spare.got] == [contacts[0].contact]
    assert len(duty.got) == 7


@pytest.mark.parametrize(
    ("fallback", "said"),
    [("spar", "did you mean 'spare'?"), ("duty", "another channel is expected"), ("many", "several targets")],
)
def test_a_fallback_that_is_none_is_refused_with_its_line(fallback: str, said: str) -> None:
    text = f"channels:\n  duty:\n    address: A\n    fallback: {fallback}\n"
    text += "  spare: {address: B}\n  many: {address: C}\n"
    addresses = {"A": "json://127.0.0.1:1", "B": "json://127.0.0.1:2", "C": "ntfy://127.0.0.1:3/one/two"}
    with pytest.raises(SubscriptionsError, match=r"alerts\.yaml:4: duty: fallback: ") as error:
        parse_subscriptions(text, addresses.get)
    assert said in str(error.value)
