"""Alerts to text: what an alert, a digest or a notice says, in Urdu and English, within a channel's limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from flows.alerts import wording
from flows.alerts.payload import AlertPayload, Source
from flows.alerts.sanitize import ISOLATE, clean, isolate
from flows.alerts.wording import Language

# How many reports a message shows and how many characters of each quote, from the longest form to the shortest.
SHORTER = ((8, 700), (4, 400), (2, 240), (1, 160), (1, 80), (1, 0), (0, 0))
ELLIPSIS = "…"
REPEAT = {Language.UR: "[ممکنہ تکرار] ", Language.EN: "[possible repeat] "}


@dataclass(frozen=True, slots=True)
class Message:
    """A title of one line and a body of plain text; `links` are the addresses in it, each on a line of its own."""

    title: str
    body: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to the operator that is sent once for each `id`; `about` is a channel, or a part of the service."""

    id: str
    title: str
    body: str
    about: str = "service"


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """What one attempt carries to one channel.

    `key` is the same at every attempt, for receivers that deduplicate; `number` counts attempts from 1; `repeat` is
    true where an earlier attempt may have arrived; `instead_of` is the channel that failed, where this one is its
    fallback. `alerts` has one member, or those of a digest, or none where there is a `notice`.
    """

    key: str
    alerts: tuple[AlertPayload, ...] = field(default=())
    notice: Notice | None = None
    number: int = 1
    repeat: bool = False
    digest: bool = False
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """How much a channel takes: characters of title and body, None for any, counted by `measure`."""

    title: int | None = None
    body: int | None = None
    measure: Callable[[str], int] = len


NO_LIMITS = SizeLimits()


def render(
    outgoing: OutgoingMessage,
    language: Language = Language.BOTH,
    *,
    timezone: str = wording.HOME,
    room: SizeLimits = NO_LIMITS,
    guard: Callable[[str], str] = clean,
) -> Message:
    """Return the text of a message within the size limits: the facts in each language, then the reports once.

    `timezone` is the IANA name of the clock for times of day. `guard` makes text of outlets harmless: `clean` keeps
    every visible character, `defang` also replaces those that mean something in a chat's markup. The contact id is kept
    however small the limit is.
    """
    message = Message("", "")
    for reports, quoted in SHORTER:
        message = _joined(outgoing, language, _Form(reports, quoted, guard, ZoneInfo(timezone)))
        if room.body is None or room.measure(message.body) <= room.body:
            break
    body = message.body
    if room.body is not None and room.measure(body) > room.body:
        last = f"\n{outgoing.alerts[0].contact}" if len(outgoing.alerts) == 1 else ""
        body = _cut(body, room.body - room.measure(last), room.measure) + last
    title = message.title if room.title is None else _cut(message.title, room.title, room.measure)
    return Message(title, body, tuple(link for link in message.links if link in body.splitlines()))


def as_html(message: Message) -> str:
    """Return the body as HTML: each paragraph has its own direction, and only links of the message are links."""
    return "\n".join(_paragraphs(message))


def _paragraphs(message: Message) -> Iterator[str]:
    for block in message.body.split("\n\n"):
        lines = [
            f'<a href="{escape(line)}" rel="noopener noreferrer">{escape(line)}</a>'
            if line in message.links
            else escape(line)
            for line in block.strip("\n").split("\n")
        ]
        yield f'<p dir="auto">{"<br>".join(lines)}</p>'


@dataclass(frozen=True, slots=True)
class _Form:
    """How many reports and characters of a quote are shown, and how text of outlets is guarded."""

    reports: int
    quoted: int
    guard: Callable[[str], str]
    zone: ZoneInfo

    def text(self, value: str | None) -> str:
        return isolate(self.guard(value)) if value else ""


def _joined(outgoing: OutgoingMessage, language: Language, form: _Form) -> Message:
    if outgoing.notice:
        return Message(
            clean(outgoing.notice.title), "\n".join(clean(line) for line in outgoing.notice.body.split("\n"))
        )
    languages = (Language.UR, Language.EN) if language == Language.BOTH else (language,)
    write = _digest if outgoing.digest else _alert
    parts = [write(outgoing, each, form) for each in languages]
    bodies = [part.body for part in parts]
    if not outgoing.digest:
        bodies.append(_reports(outgoing.alerts[0], languages, form))
    return Message(
        parts[0].title if len(parts) == 1 else " | ".join(isolate(part.title) for part in parts),
        "\n\n".join(body for body in bodies if body),
        tuple(dict.fromkeys(link for part in parts for link in part.links)),
    )


def _digest(outgoing: OutgoingMessage, language: Language, form: _Form) -> Message:
    shown = outgoing.alerts[: form.reports * 5 or 1]
    left = len(outgoing.alerts) - len(shown)
    brief = replace(form, reports=min(form.reports, 1), quoted=0)
    values = {
        "alerts": [_values(alert, language, brief) for alert in shown],
        "count": wording.number(len(outgoing.alerts), language),
        "more": wording.number(left, language) if left else "",
    }
    return _filled("digest", values, language, outgoing)


def _alert(outgoing: OutgoingMessage, language: Language, form: _Form) -> Message:
    return _filled("alert", _values(outgoing.alerts[0], language, form), language, outgoing)


def _reports(alert: AlertPayload, languages: Sequence[Language], form: _Form) -> str:
    """Return the reports once, each with its labels in every language of the message."""
    shown = alert.sources[: form.reports]
    left = len(alert.sources) - len(shown)
    values = {
        "sources": [_report(source, languages, form) for source in shown],
        "more": [wording.more_reports(left, each) for each in languages] if shown and left else [],
    }
    return str(_template("reported_by.txt").render(values)).strip("\n")


def _report(source: Source, languages: Sequence[Language], form: _Form) -> dict[str, Any]:
    quote = isolate(_cut(form.guard(source.quote), form.quoted, len)) if form.quoted and source.quote else ""
    return {
        "name": form.text(source.name),
        "comma": wording.comma(languages[0]),
        "labels": [wording.report_label(source, each, form.zone) for each in languages],
        "quote": wording.quoted(quote, languages[0]) if quote else "",
        "url": source.url,
    }


def _filled(name: str, values: dict[str, Any], language: Language, outgoing: OutgoingMessage) -> Message:
    text = _template(f"{name}.{language}.txt").render(
        values, repeat=outgoing.repeat, instead_of=isolate(clean(outgoing.instead_of or ""))
    )
    title, _, body = text.strip().partition("\n")
    links = [source["url"] for alert in values.get("alerts", [values]) for source in alert["sources"] if source["url"]]
    return Message(f"{REPEAT[language] if outgoing.repeat else ''}{title}", body.strip("\n"), tuple(links))


def _values(alert: AlertPayload, language: Language, form: _Form) -> dict[str, Any]:
    """Return the values that the templates use; all text of outlets in them is guarded and isolated."""
    details = alert.details
    shown = alert.sources[: form.reports]
    return {
        "id": isolate(alert.contact),
        "kind": wording.name("kinds", alert.kind, language),
        "russian": wording.name("leaders", "ru", language),
        "american": wording.name("leaders", details.us_leader, language) or form.text(details.us_leader),
        "how": wording.name("channels", details.channel, language) or form.text(details.channel),
        "late": alert.late,
        "doubt": alert.unconfirmed and bool(alert.sources),
        "when": wording.when(alert.dates, alert.reported_at, language, form.zone),
        "duration": _fact("duration_minutes", lambda value: wording.minutes(value, language), alert, language, form),
        "place": _fact(
            "place", lambda value: wording.name("places", value, language) or form.text(value), alert, language, form
        ),
        "topics": [wording.name("topics", topic, language) or form.text(topic) for topic in details.topics],
        "detail": form.text(wording.change(alert.detail, language)),
        "became": form.text(alert.became),
        "confidence": wording.percent(alert.confidence, language) if alert.confidence is not None else "",
        "second_reader": [
            f"{form.text(source.name)}: {form.text(wording.second_reader(source.second_reader, language))}"
            for source in shown
            if source.second_reader
        ],
        "standing": wording.standing(alert, language),
        "sources": [{"url": source.url} for source in shown],
    }


def _fact(name: str, say: Callable[[Any], str], alert: AlertPayload, language: Language, form: _Form) -> str:
    """Return a fact, and where outlets differ what they say: 50 min; Khayali: 1 h."""
    taken = getattr(alert.details, name)
    others = {
        source.outlet: f"{form.text(source.name)}: {say(value)}"
        for source in alert.sources[: form.reports]
        if (value := getattr(source, name)) and value != taken
    }
    return ("; " if language == Language.EN else "؛ ").join([say(taken), *others.values()]) if taken else ""


def _cut(text: str, size: int, measure: Callable[[str], int]) -> str:
    """Cut a text at the last space that fits, close its isolates, and add an ellipsis."""
    if measure(text) <= size:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(_ended(text[:middle])) <= size else (low, middle - 1)
    whole = (
        text[:low].rsplit(" ", 1)[0]
        if " " in text[:low].strip() and low < len(text) and text[low] != " "
        else text[:low]
    )
    return _ended(whole) if low else ""


def _ended(text: str) -> str:
    open_isolates = text.count(ISOLATE) - text.count("\u2069")
    return text.rstrip() + ELLIPSIS + "\u2069" * max(open_isolates, 0)


@cache
def _template(name: str) -> Any:  # noqa: ANN401 - jinja2 leaves it open
    # Plain text: autoescape would write &amp; into it. HTML is made from the text, by as_html.
    environment = Environment(
        loader=PackageLoader("flows.alerts"), autoescape=False, trim_blocks=True, lstrip_blocks=True,  # noqa: S701
        undefined=StrictUndefined, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template(name)
