"""The alert channels of the settings."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flows.alerts.alert_channels import OnBroken, open_channels
from flows.alerts.sender import AlertChannel
from flows.alerts.subscriptions import SubscriptionsError, load_subscriptions
from flows.secret_lookup import from_environment, from_environment_or_block
from flows.settings import Settings

log = logging.getLogger(__name__)


def channels_of(
    settings: Settings, secret: Callable[[str], str | None] = from_environment, *, broken: OnBroken | None = None
) -> tuple[AlertChannel, ...]:
    """Open the terminal, the addresses of the environment and the channels of alerts.yaml.

    `secret` finds the addresses that alerts.yaml names. Raises flows.alerts.alert_channels.ChannelError or
    flows.alerts.subscriptions.SubscriptionsError, the latter also where RABITA_ALERTS names no file. `broken`, where
    it is given, is called with a sentence about each channel that cannot be opened instead, and the others work.
    """
    from rich.console import Console

    console = Console() if settings.log_format == "text" else None  # a panel is not a line of JSON
    zone = settings.timezone
    simple = open_channels(settings.alert_urls, settings.operator_urls, console=console, timezone=zone, broken=broken)
    if settings.alerts.exists():
        return simple + load_subscriptions(settings.alerts, secret, timezone=zone, broken=broken)
    if "alerts" in settings.model_fields_set:
        raise SubscriptionsError([f"RABITA_ALERTS: there is no file {settings.alerts}"])
    return simple


def channels_of_flow(settings: Settings) -> tuple[AlertChannel, ...]:
    """Open the channels for a flow run: one that cannot be opened does not keep the others from sending.

    Its deliveries wait, and the operator is notified as for any channel that fails.
    """
    return channels_of(settings, from_environment_or_block, broken=_warn)


def operator_channels(settings: Settings) -> tuple[AlertChannel, ...]:
    """Open the channels that can be opened, for notices.

    Where alerts.yaml cannot be read, these are the channels of the environment.
    """
    try:
        return channels_of(settings, broken=_warn)
    except SubscriptionsError as error:
        _warn(str(error))
        return open_channels(settings.alert_urls, settings.operator_urls, timezone=settings.timezone, broken=_warn)


def _warn(sentence: str) -> None:
    log.warning("%s", sentence)
