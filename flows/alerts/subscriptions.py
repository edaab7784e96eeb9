"""alerts.yaml: who receives what. Unknown keys are refused; addresses stay in the environment or a secret store.

channels:
duty:
address: RABITA_DUTY_URL      # the name of the secret, never the address itself
steps: [new, denied]
quiet: {start: 22:00, end: 07:00}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from flows.alerts.alert_channels import ChannelError, OnBroken, UnopenedChannel, open_address
from flows.alerts.channel_addresses import HASHED
from flows.alerts.routing import ChannelRules, Quiet
from flows.alerts.sender import AlertChannel
from flows.alerts.wording import HOME
from flows.errors import RabitaError
from flows.news.yaml_text import compose_yaml, load_yaml

DEPTH = 6
Place = tuple[str | int, ...]


class SubscriptionsError(RabitaError, ValueError):
    """alerts.yaml cannot be used; `issues` are lines "file:line: what is wrong"."""

    def __init__(self, issues: list[str]) -> None:
        super().__init__("\n".join(issues))
        self.issues = tuple(issues)


class Subscription(ChannelRules):
    """The rules of a channel and `address`, the name of the secret that holds its URL."""

    address: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]


def load_subscriptions(
    path: Path, secret: Callable[[str], str | None], *, timezone: str = HOME, broken: OnBroken | None = None
) -> tuple[AlertChannel, ...]:
    """Read alerts.yaml and open its channels; `secret` finds an address by its name (os.environ.get, or a vault).

    Channels without a time zone have `timezone`. Raises SubscriptionsError with every mistake in the file and its line,
    and without any address. `broken`, where it is given, is called with each mistake of a channel instead, and the
    deliveries of that channel wait.
    """
    try:
        return parse_subscriptions(path.read_text("utf-8"), secret, name=str(path), timezone=timezone, broken=broken)
    except (OSError, UnicodeDecodeError) as error:
        raise SubscriptionsError([f"{path}: cannot be read: {type(error).__name__}"]) from None


def parse_subscriptions(
    text: str,
    secret: Callable[[str], str | None],
    *,
    name: str = "alerts.yaml",
    timezone: str = HOME,
    broken: OnBroken | None = None,
) -> tuple[AlertChannel, ...]:
    """Do what `load_subscriptions` does with the text of a file; `name` is its name in messages."""
    try:
        data, root = load_yaml(text), compose_yaml(text)
    except (yaml.YAMLError, ValueError) as error:
        mark, why = getattr(error, "problem_mark", None), getattr(error, "problem", None) or "it cannot be read"
        raise SubscriptionsError([f"{name}:{mark.line + 1 if mark else 1}: no YAML: {why}"]) from None
    blocks = data.get("channels") if isinstance(data, dict) else None
    if not isinstance(blocks, dict) or set(data) != {"channels"}:
        raise SubscriptionsError([f"{name}:1: expected one mapping `channels:` and nothing else"])
    places = list(_lines(root, ()))
    lines, seen = dict(places), Counter(place for place, _ in places)
    issues = [
        f"{name}:{line}: the key {place[-1]!r} is there twice"
        for place, line in places
        if seen[place] > 1 == seen.get(place[:-1], 1)
    ]
    channels: list[AlertChannel] = []
    for key, block in blocks.items():
        given = {"timezone": timezone, **block} if isinstance(block, dict) else block
        opened, mistakes = _read_block(str(key), given, secret)
        issues += [f"{name}:{_line(lines, ('channels', str(key), *place))}: {said}" for place, said in mistakes]
        channels += opened
    names = {channel.rules.id for channel in channels}
    issues += [
        f"{name}:{_line(lines, ('channels', str(key), 'fallback'))}: {key}: {said}"
        for key, block in blocks.items()
        if isinstance(block, dict) and (said := _wrong_fallback(str(key), block.get("fallback"), names))
    ]
    if issues and (broken is None or any(count > 1 for count in seen.values())):
        raise SubscriptionsError(issues)
    for issue in issues:
        broken(issue)  # type: ignore[misc]  # or it was raised
    return tuple(channels)


def _read_block(
    key: str, block: object, secret: Callable[[str], str | None]
) -> tuple[tuple[AlertChannel, ...], list[tuple[Place, str]]]:
    """Return the channels of a block and its mistakes, each with its place in the block.

    A block with a mistake gives an UnopenedChannel, with the rules of the block where they can be read.
    """
    if not isinstance(block, dict):
        return (), [((), f"{key}: a mapping is expected")]
    mistakes: list[tuple[Place, str]] = []
    try:
        subscription = Subscription.model_validate({**block, "id": key})
    except ValidationError as error:
        mistakes = [(place := _place(block, item["loc"]), f"{key}: {_said(item, place)}") for item in error.errors()]
        return _unopened(key, mistakes[0][1]), mistakes
    rules = ChannelRules(**{name: getattr(subscription, name) for name in ChannelRules.model_fields})
    url = secret(subscription.address)
    why = f"channel {key}: there is no secret {subscription.address}"
    if url:
        try:
            return open_address(rules, SecretStr(url), f"channel {key}: {subscription.address}"), []
        except ChannelError as error:
            why = str(error)
    return (UnopenedChannel(rules, why),), [(("address",), why)]


def _wrong_fallback(key: str, fallback: object, names: Collection[str]) -> str | None:
    """Return why a channel cannot be the fallback of another one, None where it can or none is named."""
    if not isinstance(fallback, str) or (fallback in names and fallback != key):
        return None
    if fallback == key:
        return "fallback: another channel is expected"
    if any(HASHED.sub("", one) == fallback for one in names):
        return f"fallback: {fallback} has several targets: name a channel with one"
    close = get_close_matches(fallback, names, n=1)
    return f"fallback: there is no channel {fallback!r} in this file" + (
        f"; did you mean {close[0]!r}?" if close else ""
    )


def _unopened(key: str, why: str) -> tuple[AlertChannel, ...]:
    """Return a channel with the default rules for a block whose rules cannot be read, if its name is valid."""
    try:
        return (UnopenedChannel(ChannelRules(id=key), why),)
    except ValidationError:
        return ()


def _place(block: dict[str, object], place: Place) -> Place:
    """Return the place of a mistake in the file, where one quiet window may stand without a list."""
    one = place[:1] == ("quiet",) and not isinstance(block.get("quiet"), list)
    return tuple(part for part in place if not (one and isinstance(part, int)))


def _said(item: ErrorDetails, place: Place) -> str:
    key = str(place[-1]) if place else "channel"
    if item["type"] == "extra_forbidden":
        known = [*Quiet.model_fields] if len(place) > 1 else [*Subscription.model_fields]
        close = get_close_matches(key, known, n=1, cutoff=0.5)
        return f"unknown key {key!r}" + (
            f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(known)}"
        )
    if item["type"] == "missing":
        return f"the key {key!r} is missing"
    if key == "address":
        return "address: the name of a secret is expected, such as RABITA_DUTY_URL, not the address itself"
    return f"{'.'.join(map(str, place))}: {item['msg']}"


def _lines(node: yaml.Node | None, place: Place) -> Iterator[tuple[Place, int]]:
    if len(place) > DEPTH:
        return
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*place, str(key.value)), key.start_mark.line + 1
            yield from _lines(value, (*place, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield (*place, index), value.start_mark.line + 1
            yield from _lines(value, (*place, index))


def _line(lines: dict[Place, int], place: Place) -> int:
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)
