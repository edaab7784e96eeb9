"""The channels: this terminal, any Apprise URL, and our own webhook and e-mail; addresses are secrets."""

from __future__ import annotations

import html
import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import partial
from typing import Any

from pydantic import SecretStr
from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from flows.alerts.channel_addresses import channel_id, server_of, split_addresses, target_id
from flows.alerts.delivery import DeliveryOutcome, DeliveryVerdict
from flows.alerts.http_post import error_name
from flows.alerts.mail import Mail, open_mails
from flows.alerts.message import OutgoingMessage, SizeLimits, render
from flows.alerts.routing import ChannelRules
from flows.alerts.sanitize import defang
from flows.alerts.sender import AlertChannel
from flows.alerts.webhook import Webhook, open_webhook
from flows.alerts.wording import HOME
from flows.errors import RabitaError

LINE_BREAK_COST = len("<br />")
WEBHOOKS = frozenset({"webhook+https", "webhook+http"})
MAILS = frozenset({"smtp", "smtps"})
TARGET_FIELDS = ("targets", "events")
"""Fields in which Apprise's plugins list the targets of an address."""
SCREEN = SizeLimits(body=800)
"""What a screen shows at once: both languages and about one report; `rabita alerts show` prints all of an alert."""
TERMINAL = ChannelRules(id="console", notices=True)


class ChannelError(RabitaError, ValueError):
    """A channel cannot be opened; the message says where its address is set, never the address."""


@dataclass(frozen=True, slots=True)
class TerminalChannel:
    """Prints alerts and notices as panels."""

    rules: ChannelRules = TERMINAL
    console: Console = field(default_factory=Console, repr=False)

    def send(self, outgoing: OutgoingMessage) -> DeliveryOutcome:
        """Print the message."""
        words = render(outgoing, self.rules.language, timezone=self.rules.timezone, room=SCREEN)
        parts = [Text(words.title, style="bold"), Text(words.body, overflow="fold")]
        colour = "yellow" if outgoing.notice else "red"
        panel = Panel(Group(*parts), title="رابطہ · Rabita", border_style=colour, padding=(0, 1))
        try:
            self.console.print(panel)
        except (OSError, UnicodeError) as error:
            return DeliveryOutcome(DeliveryVerdict.UNKNOWN, f"not printed: {error_name(error)}")
        return DeliveryOutcome(DeliveryVerdict.DELIVERED, "printed")


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """One of Apprise's services."""

    rules: ChannelRules
    service: Any = field(repr=False)

    def send(self, outgoing: OutgoingMessage) -> DeliveryOutcome:
        """Send the message once; the outcome comes from the requests that Apprise made."""
        from apprise import NotifyFormat, NotifyType

        from flows.alerts.apprise_requests import overall_outcome, recorded_outcomes

        words = render(outgoing, self.rules.language, timezone=self.rules.timezone, room=self.room, guard=defang)
        kind = NotifyType.WARNING if outgoing.notice else NotifyType.INFO
        with recorded_outcomes() as seen:
            try:
                accepted = self.service.notify(
                    body=words.body, title=words.title, notify_type=kind, body_format=NotifyFormat.TEXT
                )
            except Exception as error:  # noqa: BLE001 - a plugin's bug would show the address in its traceback
                return overall_outcome(
                    accepted=False, seen=seen, why=f"the service's plugin failed: {error_name(error)}"
                )
        return overall_outcome(accepted, seen)

    @property
    def room(self) -> SizeLimits:
        """The size limits of the service; where it has no field for a title, the title is part of the body."""
        plugin = self.service[0]
        title = plugin.title_maxlen or None
        shared = plugin.overflow_amalgamate_title or not title
        body = max(plugin.body_maxlen - (title or 120) - 8, 40) if shared else plugin.body_maxlen
        return SizeLimits(title or 120, body, escaped_length)


def escaped_length(text: str) -> int:
    """Return the largest length that a service may count for a text: as HTML, in UTF-16 units."""
    return len(html.escape(text).encode("utf-16-le")) // 2 + text.count("\n") * LINE_BREAK_COST


@dataclass(frozen=True, slots=True)
class UnopenedChannel:
    """A channel that could not be opened: its deliveries wait, with the reason, until the address is corrected."""

    rules: ChannelRules
    why: str

    def send(self, outgoing: OutgoingMessage) -> DeliveryOutcome:  # noqa: ARG002 - nothing is sent
        """Refuse the message."""
        return DeliveryOutcome(DeliveryVerdict.REFUSED, self.why)


OnBroken = Callable[[str], None]
"""Called with a sentence about each channel that cannot be opened; the other channels work."""


def open_channels(
    alert_urls: Iterable[SecretStr],
    operator_urls: Iterable[SecretStr] = (),
    *,
    console: Console | None = None,
    timezone: str = HOME,
    broken: OnBroken | None = None,
) -> tuple[AlertChannel, ...]:
    """Open the terminal and a channel for each target of each address, with the default rules.

    Times are by the clock of `timezone`, an IANA name. Operator addresses get notices only, unless they are alert
    addresses too. Raises ChannelError, which names the variable and the position of the address in it; `broken`, where
    it is given, is called with that sentence instead.
    """
    places: dict[str, str] = {}
    given = {"RABITA_ALERT_URLS": alert_urls, "RABITA_OPERATOR_URLS": operator_urls}
    named = {name: [url.get_secret_value() for url in urls] for name, urls in given.items()}
    for name, urls in named.items():
        for number, url in enumerate(urls, start=1):
            places.setdefault(url, f"{name}, address {number}")
    opened: dict[str, AlertChannel] = {}
    for url, place in places.items():
        steps = ChannelRules.model_fields["steps"].default if url in named["RABITA_ALERT_URLS"] else ()
        rules = ChannelRules(
            id=channel_id(url), steps=steps, notices=url in named["RABITA_OPERATOR_URLS"],
            timezone=timezone,
        )  # fmt: skip
        for channel in open_address(rules, SecretStr(url), place, broken=broken):
            opened.setdefault(channel.rules.id, channel)
    shown = TERMINAL.model_copy(update={"timezone": timezone})
    return (*([TerminalChannel(shown, console)] if console else ()), *opened.values())


def open_address(
    rules: ChannelRules, address: SecretStr, place: str = "", *, broken: OnBroken | None = None
) -> tuple[AlertChannel, ...]:
    """Open a channel for each target of an address, so that each has deliveries and outcomes of its own.

    `place` says where the address is set. Raises ChannelError; `broken`, where it is given, is called with the sentence
    instead, and the channel is an UnopenedChannel.
    """
    try:
        opened = dict(_targets(rules, address.get_secret_value()))
    except ChannelError as error:
        sentence = f"{place}: {error}" if place else f"channel {rules.id}: {error}"
        if broken is None:
            raise ChannelError(sentence) from None
        broken(sentence)
        return (UnopenedChannel(rules, str(error)),)
    if len(opened) == 1:
        return tuple(opened.values())
    return tuple(
        replace(channel, rules=rules.model_copy(update={"id": target_id(rules.id, target)}))
        for target, channel in opened.items()
    )


def _targets(rules: ChannelRules, text: str) -> Iterator[tuple[str, AppriseChannel | Webhook | Mail]]:
    """Yield a name for each target of each address in a text, and its channel. Raises ChannelError."""
    urls = split_addresses(text)
    if not urls:
        raise ChannelError("the address is empty")
    for url in urls:
        scheme = url.partition("://")[0].lower()
        try:
            if scheme in WEBHOOKS:
                yield url, open_webhook(rules, url)
                continue
            if scheme in MAILS:
                for mail in open_mails(rules, url):
                    yield f"{server_of(url)} {mail.recipient}", mail
                continue
        except ValueError as error:
            known = str(error) if error.args and url not in str(error) else "the address cannot be read"
            raise ChannelError(known) from None
        if re.search(r"\s", url):
            raise ChannelError("there is a space in the address: write it as %20")
        for target, service in _apprise(url):
            yield target, AppriseChannel(rules, service)


def _apprise(url: str) -> Iterator[tuple[str, Any]]:
    """Yield a name for each target of an Apprise address, and the service for it. Raises ChannelError."""
    import apprise
    from apprise.plugins import url_to_dict

    from flows.alerts.apprise_requests import record_requests

    # Both write addresses, tokens and bodies into their log lines.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    asset = apprise.AppriseAsset(
        app_id="Rabita",
        app_desc="Rabita",
        app_url="",
        image_url_mask="",  # no image is fetched from a third party
        image_url_logo="",
        async_mode=False,
        http_redirects=False,  # a page that a redirect leads to answers 200 to anything
        storage_mode=apprise.PersistentStoreMode.MEMORY,
        interpret_escapes=False,
        interpret_emojis=False,
    )

    def opened(address: str | dict[str, Any]) -> Any:  # noqa: ANN401 - apprise has no types
        """Return a service, empty where Apprise does not know the address."""
        service = apprise.Apprise(asset=asset)
        with suppress(Exception):  # its message and its traceback would show the address
            service.add(address)
        return service

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of plugins that load with the rest
        whole = opened(url)
        parts: Callable[[], dict[str, Any]] = partial(url_to_dict, url, secure_logging=True)
        given = parts() or {}
        field = next((name for name in TARGET_FIELDS if isinstance(given.get(name), list)), "")
        targets = dict.fromkeys(one for text in given.get(field, ()) for one in str(text).split(",") if one)
        single = {one: opened({**parts(), field: [one]}) for one in targets}
    record_requests()
    if len(whole) == 0:
        raise ChannelError(_why_not(url))
    if len(single) > 1 and all(len(service) == 1 for service in single.values()):
        for target, service in single.items():
            yield f"{server_of(url)} {target}", service
    else:
        yield url, whole


def _why_not(url: str) -> str:
    """Return why Apprise does not accept an address, without the address."""
    from apprise.manager_plugins import NotificationManager

    scheme, separator, _ = url.partition("://")
    known: Any = NotificationManager()  # type: ignore[no-untyped-call]
    if not separator:
        return "an address begins with its service, such as tgram:// or json://: see docs/alerts.md"
    if scheme.lower() in known:
        service = known[scheme.lower()]
        return f"this is not a complete address of {service.service_name}: see {service.setup_url}"
    close = get_close_matches(scheme.lower(), [*known.schemas(), *WEBHOOKS, *MAILS], n=1)
    return "Apprise does not know such an address" + (
        f"; did you mean {close[0]}://?" if close else ": see docs/alerts.md"
    )
