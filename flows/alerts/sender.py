"""The sender: commit the intent, send, commit the outcome.

An intent without an outcome, or with an unknown one, may have been sent: the next attempt warns its receiver of that.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from time import monotonic
from traceback import extract_tb
from typing import Protocol
from uuid import UUID

import warehouse
from flows.alerts import retry_policy
from flows.alerts.fallback import hand_over
from flows.alerts.http_post import said
from flows.alerts.message import Notice, OutgoingMessage
from flows.alerts.operator_retries import GivenUp
from flows.alerts.outbox import Alert, notify_operator
from flows.alerts.outcome import DeliveryVerdict, Outcome
from flows.alerts.payload import from_json
from flows.alerts.retry_policy import DeliveryState, LastSuccess
from flows.alerts.routing import ChannelRules, muted_until
from flows.clock import utc_now

# The outcome of a send is worth a long wait for the warehouse: without it the receiver is warned of a possible repeat.
OUTCOME_WAIT = 600.0
# Failures at which a channel is left alone until the next round.
FAILURES = 2

log = logging.getLogger(__name__)


class AlertChannel(Protocol):
    """A way to people. `send` never raises for what the receiver or the network does: it returns an Outcome."""

    @property
    def rules(self) -> ChannelRules:
        """What it receives, and when."""

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        """Make one attempt, within about 20 seconds."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    delivery: UUID
    number: int
    started_at: datetime
    possible_repeat: bool


@dataclass(frozen=True, slots=True)
class _Ended:
    delivery: UUID
    number: int
    ended_at: datetime
    verdict: DeliveryVerdict
    detail: str
    retry_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """What one round of sending did, attempts by verdict; `busy` where another sender was at it already."""

    verdicts: Counter[DeliveryVerdict] = field(default_factory=Counter)
    busy: bool = False


def deliver(  # noqa: PLR0913 - where, to whom, and for how long
    path: Path | warehouse.Lake,
    channels: Sequence[AlertChannel],
    *,
    clock: Callable[[], datetime] = utc_now,
    budget: float = 30.0,
    wait: float = 0.0,
    published: Path | None = None,
) -> Sent:
    """Send what is due now, each channel in a lane of its own, and return what came of it.

    The warehouse at `path` is opened for moments only, never while something is being sent, so the caller must not hold
    it. One sender works at a time: another one returns at once, or after `wait` seconds, with `busy`. A lane stops at
    its second failure, since one message may be what a channel refuses, where the receiver asks for patience, and after
    `budget` seconds. `clock` gives aware UTC. A bug in a channel is an outcome as well.
    Raises warehouse.BehindError, and sends nothing, where the copy for readers at `published` holds rows that the
    warehouse does not have: what seems due may have been sent.
    """
    try:
        with warehouse.hold_for(path, "sender", wait=wait):
            rules = [channel.rules for channel in channels]
            this = _Round(path, rules, clock, monotonic() + budget, published)
            _send_all(this, channels)
    except warehouse.BusyError:
        return Sent(busy=True)
    return Sent(this.verdicts)


@dataclass(frozen=True, slots=True)
class _Round:
    """One round of sending: where, by which clock, until when by `monotonic`, and the rules of all channels."""

    path: Path | warehouse.Lake
    everyone: Sequence[ChannelRules]
    clock: Callable[[], datetime]
    until: float
    published: Path | None
    verdicts: Counter[DeliveryVerdict] = field(default_factory=Counter)


def _send_all(this: _Round, channels: Sequence[AlertChannel]) -> None:
    """Send what is due on each channel, then give what one failed to deliver for too long to its fallback."""
    _lanes(this, channels)
    if not any(rules.fallback for rules in this.everyone):
        return
    with warehouse.open_warehouse(this.path, published=this.published) as con:
        fallbacks = hand_over(con, this.everyone, now=this.clock())
    _lanes(this, [channel for channel in channels if channel.rules.id in fallbacks])


def _lanes(this: _Round, channels: Sequence[AlertChannel]) -> None:
    if not channels:
        return
    turn = Lock()  # threads would wait for each other's file lock by polling
    with warehouse.open_warehouse(this.path, published=this.published) as con:
        claimed = [(channel, claim(con, channel.rules, now=this.clock())) for channel in channels]

    def lane(channel: AlertChannel, outgoing: OutgoingMessage | None) -> None:
        failed: set[UUID] = set()
        while outgoing:
            outcome = attempt(channel, outgoing)
            if outcome.verdict is not DeliveryVerdict.DELIVERED:
                failed.add(UUID(outgoing.key))
            going_on = len(failed) < FAILURES and outcome.retry_after is None and monotonic() < this.until
            with turn, warehouse.open_warehouse(this.path, wait=OUTCOME_WAIT) as con:
                this.verdicts[outcome.verdict] += 1
                settle(con, channel.rules, outgoing, outcome, this.everyone, now=this.clock())
                outgoing = claim(con, channel.rules, now=this.clock(), tried=failed) if going_on else None

    with ThreadPoolExecutor(max(1, len(channels)), thread_name_prefix="lane") as pool:
        lanes = [pool.submit(lane, channel, outgoing) for channel, outgoing in claimed if outgoing]
    for done in lanes:
        done.result()


def attempt(channel: AlertChannel, outgoing: OutgoingMessage) -> Outcome:
    """Make one attempt; whatever the channel raises is an outcome too, and is logged without its message.

    The message of an error may hold an address or a secret; the place where it was raised does not.
    """
    try:
        return channel.send(outgoing)
    except Exception as error:  # noqa: BLE001 - without an outcome nobody would learn that the channel is silent
        frame = extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        log.error("the channel %s raised %s at %s", channel.rules.id, said(error), place)  # noqa: TRY400 - no traceback
        return Outcome(DeliveryVerdict.UNKNOWN, f"the channel failed: {said(error)} at {place}")


def claim(
    con: warehouse.Connection, rules: ChannelRules, *, now: datetime, tried: Collection[UUID] = ()
) -> OutgoingMessage | None:
    """Commit the intent to send what is due first on a channel, and return it; None where nothing is.

    `tried` are deliveries that failed in this round: they and the later steps of their contacts wait for the next.
    """
    if muted_until(rules, now):
        return None
    outstanding = warehouse.read(con, "delivery_open", DeliveryState, channel=rules.id)
    held = {item.contact for item in outstanding if item.delivery in tried and item.contact}
    waiting = [item for item in outstanding if item.delivery not in tried and item.contact not in held]
    chosen = retry_policy.due(waiting, now)
    if chosen is None:
        return None
    number = chosen.attempts + 1
    with warehouse.transaction(con):
        intent = _Attempt(chosen.delivery, number, now, chosen.may_have_arrived)
        if not warehouse.add(con, "delivery_attempt", [intent]):
            return None
        noticed = chosen.kind == "notice"
        alerts = [] if noticed else warehouse.read(con, "alert", Alert, delivery=chosen.delivery)
        notices = warehouse.read(con, "operator_notice", Notice, delivery=chosen.delivery) if noticed else []
    return OutgoingMessage(
        key=str(chosen.delivery),
        alerts=tuple(from_json(alert.facts) for alert in alerts),
        notice=notices[0] if notices else None,
        number=number,
        repeat=chosen.may_have_arrived,
        digest=chosen.kind == "digest",
        instead_of=chosen.instead_of,
    )


def settle(  # noqa: PLR0913 - who, what, how, whom to tell, when
    con: warehouse.Connection,
    rules: ChannelRules,
    outgoing: OutgoingMessage,
    outcome: Outcome,
    everyone: Iterable[ChannelRules],
    *,
    now: datetime,
) -> None:
    """Commit how an attempt ended; give up after MOST_ATTEMPTS, and tell the operator of an outage once."""
    key = UUID(outgoing.key)
    retry_at = now + min(outcome.retry_after, retry_policy.LONGEST_RETRY_AFTER) if outcome.retry_after else None
    with warehouse.transaction(con):
        ended = _Ended(key, outgoing.number, now, outcome.verdict, outcome.detail, retry_at)
        warehouse.add(con, "delivery_outcome", [ended])
        if outcome.verdict is DeliveryVerdict.DELIVERED:
            return
        outstanding = warehouse.read(con, "delivery_open", DeliveryState, channel=rules.id)
        failures = next((item.attempts_since_retry for item in outstanding if item.delivery == key), 0)
        if failures >= retry_policy.MOST_ATTEMPTS:
            warehouse.add(con, "delivery_given_up", [GivenUp(key, outgoing.number, now)])
        if failures >= retry_policy.NOTICE_AT:
            (success,) = warehouse.read(con, "alert_channel_success", LastSuccess, channel=rules.id)
            since = f"{success.delivered_at:%Y-%m-%dT%H:%M:%SZ}" if success.delivered_at else "the beginning"
            write = _given_up_notice if failures >= retry_policy.MOST_ATTEMPTS else _failing_notice
            notify_operator(con, write(rules.id, since, outcome), rules.id, everyone, now=now)


def _failing_notice(channel: str, since: str, outcome: Outcome) -> Notice:
    return Notice(
        f"failing:{channel}:{since}",
        f"Rabita: the channel {channel} fails",
        f"Nothing was delivered since {since}. Last answer: {outcome.detail or outcome.verdict}.\n"
        "It is tried again by itself. See: rabita alerts list",
    )


def _given_up_notice(channel: str, since: str, outcome: Outcome) -> Notice:
    return Notice(
        f"given-up:{channel}:{since}",
        f"Rabita: alerts for the channel {channel} are given up",
        f"{retry_policy.MOST_ATTEMPTS} attempts failed. Last answer: {outcome.detail or outcome.verdict}.\n"
        "They are kept. Once the channel works again: rabita alerts retry",
    )
