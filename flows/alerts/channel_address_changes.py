"""Deliveries of channels whose address was changed: they go to the channel with the new address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import warehouse
from flows.alerts.channel_addresses import HASHED
from flows.alerts.delivery import DeliveryState
from flows.alerts.operator_retries import give_up, retry


@dataclass(frozen=True, slots=True)
class ChannelSet:
    """The channels of the settings: a row of the table channel_set."""

    number: int
    channels: tuple[str, ...]
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many deliveries wait for a channel, and since when."""

    channel: str
    deliveries: int
    since: datetime


@dataclass(frozen=True, slots=True)
class _Moved:
    channel: str
    becomes: str
    number: int


@dataclass(frozen=True, slots=True)
class _Move:
    channel: str
    number: int
    becomes: str
    moved_at: datetime


def note_channels(con: warehouse.Connection, channels: Iterable[str], *, now: datetime) -> Mapping[str, str]:
    """Store the channels that are set now, and move what waits for a channel whose address was replaced.

    Returns each replaced channel with its replacement. `now` is aware UTC.
    """
    here = tuple(sorted(set(channels)))
    last = warehouse.read(con, "alert_channel_settings", ChannelSet)
    if last and last[0].channels == here:
        return {}
    before = last[0].channels if last else tuple(one.channel for one in waiting(con))
    with warehouse.transaction(con):
        pairs = replaced_channels(before, here)
        for old, new in pairs.items():
            move(con, old, new, now=now)
        warehouse.add(con, "channel_set", [ChannelSet(last[0].number + 1 if last else 1, here, now)])
    return pairs


def replaced_channels(before: Collection[str], after: Collection[str]) -> dict[str, str]:
    """Return each channel that was replaced, with its replacement.

    Two are paired where they are the only removed and the only new channel, of their scheme or of all. Channels of
    alerts.yaml keep their name whatever their address.
    """
    gone = [name for name in before if name not in after and HASHED.search(name)]
    new = [name for name in after if name not in before and HASHED.search(name)]
    pairs: dict[str, str] = {}
    families: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, names in enumerate((gone, new)):
        for name in names:
            families[HASHED.sub("", name)][side].append(name)
    for lost, fresh in (*families.values(), (gone, new)):
        left = [name for name in lost if name not in pairs], [name for name in fresh if name not in pairs.values()]
        if len(left[0]) == len(left[1]) == 1:
            pairs[left[0][0]] = left[1][0]
    return pairs


def move(con: warehouse.Connection, old: str, new: str, *, now: datetime) -> int | None:
    """Move the deliveries of channel `old` to channel `new`, and retry at once those that wait.

    Returns how many wait, None where nothing was ever stored for `old`. `now` is aware UTC.
    """
    open_ones = warehouse.read(con, "delivery_open", DeliveryState, channel=old)
    moved = warehouse.read(con, "alert_channel_address_change", _Moved)
    if not any(one.becomes == old for one in moved):
        return None
    rows = [_Move(one.channel, one.number + 1, new, now) for one in moved if one.becomes == old or one.channel == new]
    warehouse.add(con, "channel_move", rows)
    retry(con, open_ones, now=now)
    return len(open_ones)


def waiting(con: warehouse.Connection, channels: Collection[str] = ()) -> list[Waiting]:
    """Return the channels with deliveries that wait, except `channels`."""
    return [one for one in warehouse.read(con, "alert_channel_waiting", Waiting) if one.channel not in channels]


def drop(con: warehouse.Connection, channel: str, *, now: datetime) -> int:
    """Give up the deliveries that wait for a channel, and return how many there were."""
    return give_up(con, warehouse.read(con, "delivery_open", DeliveryState, channel=channel), now=now)
