"""The channels: this terminal, any Apprise URL, and our own webhook and e-mail; addresses are secrets."""

from __future__ import annotations

import html
import logging
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2s
from typing import Any

from pydantic import SecretStr
from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from flows.alerts.channel_rules import ChannelRules
from flows.alerts.http_post import said
from flows.alerts.mail import open_mail
from flows.alerts.message import OutgoingMessage, SizeLimits, render
from flows.alerts.outcome import DeliveryVerdict, Outcome
from flows.alerts.sanitize import defang
from flows.alerts.sender import AlertChannel
from flows.alerts.webhook import open_webhook
from flows.errors import RabitaError

LINE_BREAK_COST = len("<br />")
WEBHOOKS = frozenset({"webhook+https", "webhook+http"})
MAILS = frozenset({"smtp", "smtps"})
TERMINAL = ChannelRules(id="console", notices=True)


class ChannelError(RabitaError, ValueError):
    """A channel cannot be opened; the message names the channel, never its address."""


@dataclass(frozen=True, slots=True)
class TerminalChannel:
    """Prints alerts and notices as panels."""

    rules: ChannelRules = TERMINAL
    console: Console = field(default_factory=Console, repr=False)

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        """Print the parcel."""
        words = render(outgoing, self.rules.language, timezone=self.rules.timezone)
        parts = [Text(words.title, style="bold"), Text("\n" + words.body, overflow="fold")]
        panel = Panel(
            Group(*parts), title="رابطہ · Rabita", border_style="yellow" if outgoing.notice else "red", padding=(1, 2)
        )
        try:
            self.console.print(panel)
        except (OSError, UnicodeError) as error:
            return Outcome(DeliveryVerdict.UNKNOWN, f"not printed: {said(error)}")
        return Outcome(DeliveryVerdict.DELIVERED, "printed")


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """One of Apprise's services."""

    rules: ChannelRules
    service: Any = field(repr=False)

    def send(self, outgoing: OutgoingMessage) -> Outcome:
        """Let Apprise send the parcel once; what its requests met says more than its yes or no."""
        from apprise import NotifyFormat, NotifyType

        from flows.alerts.http_outcomes import recorded_outcomes, summed_up

        words = render(outgoing, self.rules.language, timezone=self.rules.timezone, room=self.room, guard=defang)
        kind = NotifyType.WARNING if outgoing.notice else NotifyType.INFO
        with recorded_outcomes() as seen:
            try:
                accepted = self.service.notify(
                    body=words.body, title=words.title, notify_type=kind, body_format=NotifyFormat.TEXT
                )
            except Exception as error:  # noqa: BLE001 - a plugin's bug would show the address in its traceback
                return summed_up(accepted=False, seen=seen, why=f"the service's plugin failed: {said(error)}")
        return summed_up(accepted, seen)

    @property
    def room(self) -> SizeLimits:
        """How much the service takes; a title it has no field for goes on top of the body."""
        plugin = self.service[0]
        title = plugin.title_maxlen or None
        shared = plugin.overflow_amalgamate_title or not title
        body = max(plugin.body_maxlen - (title or 120) - 8, 40) if shared else plugin.body_maxlen
        return SizeLimits(title or 120, body, escaped_length)


def escaped_length(text: str) -> int:
    """Return how long a text may get at most: as HTML, in UTF-16 units."""
    return len(html.escape(text).encode("utf-16-le")) // 2 + text.count("\n") * LINE_BREAK_COST


def open_channels(
    alert_urls: Iterable[SecretStr], operator_urls: Iterable[SecretStr] = (), *, console: Console | None = None
) -> tuple[AlertChannel, ...]:
    """Open the terminal and a channel for each address, with the rules that hold where none are written down.

    Operator addresses get notices only, unless they stand among the alert addresses too. Raises ChannelError.
    """
    alerts = list(dict.fromkeys(url.get_secret_value() for url in alert_urls))
    operators = list(dict.fromkeys(url.get_secret_value() for url in operator_urls))
    channels: list[AlertChannel] = [] if console is None else [TerminalChannel(console=console)]
    for url in dict.fromkeys([*alerts, *operators]):
        steps = ChannelRules.model_fields["steps"].default if url in alerts else ()
        rules = ChannelRules(id=channel_id(url), steps=steps, notices=url in operators)
        channels.append(open_channel(rules, SecretStr(url)))
    return tuple(channels)


def channel_id(url: str) -> str:
    """Name a channel by its scheme and a short hash, so that tables and logs name it without its address."""
    scheme = "".join(char for char in url.partition("://")[0].lower() if char.isascii() and char.isalnum())[:20]
    return f"{scheme or 'channel'}-{blake2s(url.encode('utf-8', 'surrogatepass'), digest_size=4).hexdigest()}"


def open_channel(rules: ChannelRules, address: SecretStr) -> AlertChannel:
    """Open one channel by its address: webhook+https, smtp, smtps, or any scheme of Apprise. Raises ChannelError."""
    url = address.get_secret_value()
    scheme = url.partition("://")[0].lower()
    try:
        if scheme in WEBHOOKS:
            return open_webhook(rules, url)
        if scheme in MAILS:
            return open_mail(rules, url)
    except ValueError as error:
        known = str(error) if error.args and url not in str(error) else "the address cannot be read"
        raise ChannelError(f"channel {rules.id}: {known}") from None
    return AppriseChannel(rules, _apprise(rules, url))


def _apprise(rules: ChannelRules, url: str) -> Any:  # noqa: ANN401 - apprise has no types
    import apprise

    from flows.alerts.http_outcomes import record_requests

    # Both write addresses, tokens and bodies into their log lines.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    asset = apprise.AppriseAsset(
        app_id="Rabita",
        app_desc="Rabita",
        app_url="",
        image_url_mask="",  # no picture is fetched from a third party
        image_url_logo="",
        async_mode=False,
        http_redirects=False,  # a page that a redirect leads to answers 200 to anything
        storage_mode=apprise.PersistentStoreMode.MEMORY,
        interpret_escapes=False,
        interpret_emojis=False,
    )
    service = apprise.Apprise(asset=asset)
    why = "Apprise knows no such address"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of plugins that load with the rest
        try:
            service.add(url)
        except Exception as error:  # noqa: BLE001 - the traceback would show the address
            why = f"Apprise cannot open it: {said(error)}"
    record_requests()
    if len(service) == 0:
        raise ChannelError(f"channel {rules.id}: {why}")
    return service
