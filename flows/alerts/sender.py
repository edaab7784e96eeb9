"""The sender: store the attempt, send, store the outcome.

An attempt without an outcome, or with an unknown one, may have arrived: the next one is marked as a possible repeat.
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
from flows.alerts.delivery import DeliveryKind, DeliveryOutcome, DeliveryState, DeliveryVerdict
from flows.alerts.fallback import hand_over
from flows.alerts.http_post import error_name
from flows.alerts.message import Notice, OutgoingMessage
from flows.alerts.operator_retries import GivenUp
from flows.alerts.outbox import Alert, notify_operator
from flows.alerts.payload import from_json
from flows.alerts.routing import ChannelRules, muted_until
from flows.clock import utc_now

# The outcome is worth a long wait for the warehouse: without it the next attempt is a possible repeat.
OUTCOME_WAIT = 600.0
# Failures after which a channel is left alone until the next round.
FAILURES = 2

log = logging.getLogger(__name__)


class AlertChannel(Protocol):
    """A way to reach people. `send` returns a DeliveryOutcome for whatever the receiver or the network does."""

    @property
    def rules(self) -> ChannelRules:
        """What it receives, and when."""

    def send(self, outgoing: OutgoingMessage) -> DeliveryOutcome:
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
    """The attempts of one round of sending by verdict; `busy` where another sender was at work."""

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
    """Send what is due now, each channel in a thread of its own, and return the verdicts.

    The warehouse at `path` is opened only for moments, never while something is sent, so the caller must not hold it.
    One sender works at a time: another one returns at once, or after `wait` seconds, with `busy`. A thread stops after
    two failures (one may be the fault of its message), where the receiver asks to wait, and after `budget` seconds.
    `clock` returns aware UTC. A bug in a channel is an outcome too.
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
    """Send what is due on each channel, then hand over what has failed for too long to fallbacks and send that."""
    _lanes(this, channels)
    if not any(rules.fallback for rules in this.everyone):
        return
    with warehouse.open_warehouse(this.path, published=this.published) as con:
        fallbacks = hand_over(con, this.everyone, now=this.clock())
    _lanes(this, [channel for channel in channels if channel.rules.id in fallbacks])


def _lanes(this: _Round, channels: Sequence[AlertChannel]) -> None:
    if not channels:
        return
    turn = Lock()  # without it threads would poll for each other's file lock
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


def attempt(channel: AlertChannel, outgoing: OutgoingMessage) -> DeliveryOutcome:
    """Make one attempt; an exception of the channel is an outcome too, and is logged without its message.

    The message of an error may contain an address or a secret; the place where it was raised does not.
    """
    try:
        return channel.send(outgoing)
    except Exception as error:  # noqa: BLE001 - without an outcome nobody would notice that the channel fails
        frame = extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        log.error("the channel %s raised %s at %s", channel.rules.id, error_name(error), place)  # noqa: TRY400 - no traceback
        return DeliveryOutcome(DeliveryVerdict.UNKNOWN, f"the channel failed: {error_name(error)} at {place}")


def claim(
    con: warehouse.Connection, rules: ChannelRules, *, now: datetime, tried: Collection[UUID] = ()
) -> OutgoingMessage | None:
    """Store an attempt for the delivery that is due first on a channel, and return its message; None where none is due.

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
        started = _Attempt(chosen.delivery, number, now, chosen.may_have_arrived)
        if not warehouse.add(con, "delivery_attempt", [started]):
            return None
        noticed = chosen.kind is DeliveryKind.NOTICE
        alerts = [] if noticed else warehouse.read(con, "alert", Alert, delivery=chosen.delivery)
        notices = warehouse.read(con, "operator_notice", Notice, delivery=chosen.delivery) if noticed else []
    return OutgoingMessage(
        key=str(chosen.delivery),
        alerts=tuple(from_json(alert.facts) for alert in alerts),
        notice=notices[0] if notices else None,
        number=number,
        repeat=chosen.may_have_arrived,
        digest=chosen.kind is DeliveryKind.DIGEST,
        instead_of=chosen.instead_of,
    )


def settle(  # noqa: PLR0913 - a channel, its message, the outcome, and whom to notify
    con: warehouse.Connection,
    rules: ChannelRules,
    outgoing: OutgoingMessage,
    outcome: DeliveryOutcome,
    everyone: Iterable[ChannelRules],
    *,
    now: datetime,
) -> None:
    """Store the outcome of an attempt; give up after MOST_ATTEMPTS, and notify the operator of an outage once."""
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
            (worked,) = warehouse.column(con, "alert_channel_success", channel=rules.id)
            since = f"{worked:%Y-%m-%dT%H:%M:%SZ}" if worked else "the beginning"
            write = _given_up_notice if failures >= retry_policy.MOST_ATTEMPTS else _failing_notice
            notify_operator(con, write(rules.id, since, outcome), everyone, now=now)


def _failing_notice(channel: str, since: str, outcome: DeliveryOutcome) -> Notice:
    return Notice(
        f"failing:{channel}:{since}",
        f"Rabita: the channel {channel} fails",
        f"Nothing was delivered since {since}. Last answer: {outcome.detail or outcome.verdict}.\n"
        "It will be tried again. See: rabita alerts list",
        channel,
    )


def _given_up_notice(channel: str, since: str, outcome: DeliveryOutcome) -> Notice:
    return Notice(
        f"given-up:{channel}:{since}",
        f"Rabita: alerts for the channel {channel} are given up",
        f"{retry_policy.MOST_ATTEMPTS} attempts failed. Last answer: {outcome.detail or outcome.verdict}.\n"
        "They are kept. Once the channel works again: rabita alerts retry",
        channel,
    )
