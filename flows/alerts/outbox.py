"""The outbox: alerts are stored in the transaction of their contacts, and never expire."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import warehouse
from flows.alerts.delivery import DeliveryKind
from flows.alerts.message import Notice
from flows.alerts.payload import AlertPayload, AlertStep, Source, payload_of, to_json
from flows.alerts.routing import ChannelRules, DeliveryPlan, History, plan
from flows.contacts.contact import Contact
from flows.contacts.resolve.resolution_types import Change
from flows.news.article import hash_id

DAY = timedelta(days=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Alert:
    """A row of the table alert."""

    id: str
    contact: str
    number: int
    kind: AlertStep
    first: bool
    raised_at: datetime
    facts: str


@dataclass(frozen=True, slots=True)
class AlertState:
    """An alert and what became of its deliveries: a row of the view alert_log."""

    alert: str
    contact: str
    kind: AlertStep
    first: bool
    raised_at: datetime
    deliveries: int
    delivered: int
    given_up: int
    outstanding: int
    first_delivered_at: datetime | None
    hold: str | None = None
    hold_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    alerts: tuple[str, ...]
    raised: bool


@dataclass(frozen=True, slots=True)
class _Delivery:
    id: UUID
    channel: str
    kind: DeliveryKind
    created_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Item:
    delivery: UUID
    item: str


def raise_alerts(  # noqa: PLR0913 - what changed, to whom, and when
    con: warehouse.Connection,
    changes: Iterable[Change],
    contacts: Iterable[Contact],
    channels: Iterable[ChannelRules],
    *,
    late: Container[str] = (),
    now: datetime,
) -> list[AlertPayload]:
    """Store alerts for what resolution changed, with their deliveries; call it in the transaction of the changes.

    Contact reports and changes must be stored before. Repeating the call adds nothing. The first alerts of the contacts
    in `late` are marked as late. Returns the alerts that were added. `now` is aware UTC.
    """
    known = {contact.id: contact for contact in contacts}
    payloads = [
        payload_of(
            known[change.contact],
            change,
            warehouse.read(con, "alert_report", Source, contact=change.contact, article=change.article),
            late=change.alert and change.contact in late,
        )
        for change in changes
        if change.contact in known
    ]
    return post(con, payloads, channels, now=now)


def post(
    con: warehouse.Connection, payloads: Iterable[AlertPayload], channels: Iterable[ChannelRules], *, now: datetime
) -> list[AlertPayload]:
    """Store the alerts that a channel receives or that are the first of their contact, with their deliveries."""
    rules = tuple(channels)
    added = []
    for one in payloads:
        (before,) = warehouse.read(con, "alerts_of_contact", _Known, contact=one.contact)
        if one.id in before.alerts or (one.first and before.raised):
            continue
        plans = []
        for channel in rules:
            (history,) = warehouse.read(
                con, "alert_channel_history", History, channel=channel.id, contact=one.contact, since=now - DAY
            )
            if chosen := _plan(one, channel, history, raised=before.raised or one.first, now=now):
                plans.append((channel, history, chosen))
        if not (plans or one.first):
            continue
        row = Alert(one.id, one.contact, one.number, one.kind, one.first, one.raised_at, to_json(one))
        warehouse.add(con, "alert", [row])
        rows, items = [], []
        for channel, history, chosen in plans:
            key = history.digest if chosen.digest else None
            if key is None:
                key = hash_id("delivery", one.id, channel.id)
                kind = DeliveryKind.DIGEST if chosen.digest else DeliveryKind.ALERT
                rows.append(_Delivery(key, channel.id, kind, now, chosen.due_at))
            items.append(_Item(key, one.id))
            if chosen.braked:
                notice = _brake_notice(channel, chosen.due_at or now)
                notify_operator(con, notice, rules, works=True, now=now)
        warehouse.add(con, "delivery", rows)
        warehouse.add(con, "delivery_item", items)
        added.append(one)
    return added


def _plan(
    alert: AlertPayload, rules: ChannelRules, history: History, *, raised: bool, now: datetime
) -> DeliveryPlan | None:
    """Plan a delivery; where that fails through a bug the alert is sent at once, and other channels are not affected.

    An alert within quiet hours is better than none.
    """
    try:
        return plan(alert, rules, history, raised=raised, now=now)
    except Exception:
        log.exception("the rules of the channel %s cannot be applied: the alert is sent at once", rules.id)
        return DeliveryPlan()


def known(con: warehouse.Connection, contact: str) -> bool:
    """Return whether there is an alert for a contact."""
    (found,) = warehouse.read(con, "alerts_of_contact", _Known, contact=contact)
    return bool(found.alerts)


def notify_operator(
    con: warehouse.Connection, notice: Notice, channels: Iterable[ChannelRules], *, works: bool = False, now: datetime
) -> bool:
    """Store a notice for the channels that take notices, once for each `notice.id`; return whether it is new.

    A channel that the notice is about receives it only where it `works`.
    """
    if not warehouse.add(con, "notice", [notice], channel=notice.about, raised_at=now):
        return False
    listeners = [rules.id for rules in channels if rules.notices and (works or rules.id != notice.about)]
    rows = [
        _Delivery(hash_id("delivery", notice.id, channel), channel, DeliveryKind.NOTICE, now, None)
        for channel in listeners
    ]
    warehouse.add(con, "delivery", rows)
    warehouse.add(con, "delivery_item", [_Item(row.id, notice.id) for row in rows])
    return True


def _brake_notice(rules: ChannelRules, until: datetime) -> Notice:
    return Notice(
        f"brake:{rules.id}:{until:%Y-%m-%d}",
        f"Rabita: more than {rules.most_a_day} new contacts within a day",
        f"Channel {rules.id} gets the rest as one digest at {until:%Y-%m-%d %H:%M} UTC.\nSee: rabita alerts list",
        rules.id,
    )
