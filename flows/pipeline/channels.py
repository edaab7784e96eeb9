"""The channels of the settings: all of them for a run, those that can be opened for a notice."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flows.alerts.channels import ChannelError, open_channels
from flows.alerts.sender import AlertChannel
from flows.alerts.subscriptions import SubscriptionsError, load_subscriptions
from flows.secret_lookup import from_environment
from flows.settings import Settings

log = logging.getLogger(__name__)


def channels_of(settings: Settings, secret: Callable[[str], str | None] = from_environment) -> tuple[AlertChannel, ...]:
    """Open the terminal, the addresses of the environment and the channels of alerts.yaml.

    `secret` finds the addresses that alerts.yaml names. Raises flows.alerts.channels.ChannelError or
    flows.alerts.subscriptions.SubscriptionsError.
    """
    from rich.console import Console

    console = Console() if settings.log_format == "text" else None  # a panel is no line of JSON
    simple = open_channels(settings.alert_urls, settings.operator_urls, console=console)
    return simple + (load_subscriptions(settings.alerts, secret) if settings.alerts.exists() else ())


def operator_channels(settings: Settings) -> tuple[AlertChannel, ...]:
    """Open the channels of the settings or, where one of them cannot be opened, the operator's that can.

    For notices: that an address cannot be opened is no reason not to hear of it.
    """
    try:
        return channels_of(settings)
    except (ChannelError, SubscriptionsError) as error:
        log.warning("%s", error)
    opened: list[AlertChannel] = []
    for url in settings.operator_urls:
        try:
            opened += open_channels((), [url])
        except ChannelError as error:
            log.warning("%s", error)
    return tuple(opened)
