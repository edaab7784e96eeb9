"""Naughty strings as title, quote, outlet, place and topic, through the text of every channel: what arrives has the
same structure as with harmless words, and the strings stand in it as text.
"""

import html
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from rich.console import Console

from flows.alerts.alert_channels import AppriseChannel, TerminalChannel
from flows.alerts.alert_feed import atom, json_feed
from flows.alerts.mail import compose
from flows.alerts.message import OutgoingMessage, render
from flows.alerts.payload import AlertPayload, AlertStep, Source, cleaned, event
from flows.alerts.sanitize import KEPT_FORMATS, clean, defang
from flows.alerts.webhook import body_of
from flows.contacts.contact import Channel, ContactDetails

from .conftest import RULES, open_channel

NOW = datetime(2025, 7, 3, 18, 0, tzinfo=UTC)
BLNS = Path(__file__).parents[2].parent / "shared" / "suites" / "blns" / "blns.json"
OWN = [
    "@everyone <!channel> <@U1> #general [x](https://evil.example) ![i](//evil.example/a.png) *b* _i_ ~s~ `c` ||s||",
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\x1b[31mred\x1b[0m", "\u202egnp.exe",
    "a\r\nBcc: x@y.z\r\n\r\n.\r\nQUIT", "</a><script>alert(1)</script>", "{{ 7*7 }} {% raw %} ${7*7} %s %n",
    "]]><!--", "/start :smile: evil.example", "\u2069\u2069\u2068", "\ud800", "\ufdfa" * 40,
]  # fmt: skip
HARMLESS = "متن"
SERVICES = [
    "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
    "tgram://123456789:abcdefg_hijklmnop/12315544/",
    "ntfy://topic",
    "mmost://hooks.invalid/3ccdd113474722377935511fc85d3dd4",
    "json://hooks.invalid/",
]


def strings() -> list[str]:
    return OWN + (json.loads(BLNS.read_text("utf-8")) if BLNS.exists() else [])


def made(text: str) -> AlertPayload:
    """Return an alert whose every word of strangers is `text`, as `facts` would clean it."""
    source = Source("misaal", text, 2, "https://misaal.example/1", text, text, NOW)
    return AlertPayload(
        contact="2025-07-03-trump-phone", number=1, kind=AlertStep.NEW, first=True, raised_at=NOW, watch="putin-us",
        details=ContactDetails("Trump", Channel.PHONE, place=clean(text) or None, topics=(clean(text) or "x",)),
        outlets=1,
        sources=(replace(cleaned(source), name=clean(text) or "misaal"),),
    )  # fmt: skip


def harmless(like: AlertPayload, guard: Callable[[str], str] = clean) -> tuple[AlertPayload, list[tuple[str, str]]]:
    """Return the same alert in harmless words, and what to replace in the harmless text to get the other."""
    source = like.sources[0]
    said = [(f"{HARMLESS}{n}", guard(word)) for n, word in enumerate([source.name, source.quote, source.title])]
    said += [(f"{HARMLESS}5", guard(like.details.place or "")), (f"{HARMLESS}6", guard(like.details.topics[0]))]
    words = dict(zip(("name", "quote", "title"), (key for key, _ in said), strict=False))
    kept = {field: word if getattr(source, field) else "" for field, word in words.items()}
    details = replace(like.details, place=f"{HARMLESS}5" if like.details.place else None, topics=(f"{HARMLESS}6",))
    twin = replace(like, details=details, sources=(replace(source, **kept),))
    return twin, said


def put_in(text: str, said: list[tuple[str, str]]) -> str:
    for key, word in said:
        text = text.replace(key, word)
    return text


def check_text(text: str) -> None:
    for char in text:
        assert char in KEPT_FORMATS or char in " \n\u2068\u2069" or unicodedata.category(char)[0] not in "CZ", repr(
            char
        )
    for line in text.splitlines():
        assert not line.startswith(("=", "+", "-", "@", "\t")), line
    assert text.count("\u2068") == text.count("\u2069")


def check(text: str) -> None:
    one = made(text)
    twin, said = harmless(one)
    words = render(OutgoingMessage("key", (one,)))
    check_text(words.title + "\n" + words.body)
    if max(map(len, (one.sources[0].quote, one.sources[0].name))) < 600:
        assert words.body == put_in(calm_body(twin), said)
    assert structure(one) == calm_structure(twin)
    assert json.loads(json.dumps(event(one)))["event"] == "rabita.contact.new"


def structure(one: AlertPayload) -> list[object]:
    """Return all of an alert's forms but the words: headers, lines, keys, elements, attributes."""
    outgoing = OutgoingMessage("key", (one,))
    sent = compose(outgoing, RULES, "r@a.example", "b@c.example", now=NOW).as_bytes()
    mail = message_from_bytes(sent, policy=policy.default)
    hook = json.loads(body_of(outgoing, RULES))
    (entry,) = ET.fromstring(atom([one], now=NOW)).findall("{*}entry")  # noqa: S314 - we wrote it
    (item,) = json.loads(json_feed([one]))["items"]
    return [
        mail.keys(),
        len(mail.get_body(("plain",)).get_content().splitlines()),
        shape(mail.get_body(("html",)).get_content()),
        [*hook, *hook["alerts"][0], *hook["alerts"][0]["sources"][0]],
        len(hook["text"].splitlines()),
        [(part.tag, part.attrib) for part in entry.iter()],
        shape(entry.findtext("{*}content", "")),
        [*item, item.get("external_url")],
        shape(item["content_html"]),
    ]


calm_structure = cache(structure)


@cache
def calm_body(twin: AlertPayload) -> str:
    return render(OutgoingMessage("key", (twin,))).body


def shape(page: str) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a page with their attributes, and nothing of its text."""
    return [(str(node.tag), dict(node.attrib)) for node in lxml_html.fromstring(page).iter()]


def test_naughty_strings_are_text_in_every_channel_of_ours() -> None:
    for text in strings():
        check(text)


@pytest.mark.skipif(not BLNS.exists(), reason="../shared/suites/blns is absent")
def test_the_list_is_there() -> None:
    assert len(strings()) > 500


@given(st.text(st.characters(codec=None), max_size=60))
@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_string_is_text_in_every_channel_of_ours(text: str) -> None:
    check(text)


def test_the_terminal_gets_no_control() -> None:
    out = io.StringIO()
    terminal = TerminalChannel(console=Console(file=out, width=200, force_terminal=True, color_system=None))
    for text in strings():
        terminal.send(OutgoingMessage("key", (made(text),)))
    strange = {char for char in out.getvalue() if unicodedata.category(char)[0] == "C"}
    assert strange <= {"\n", "\u2068", "\u2069", *KEPT_FORMATS}


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    import requests

    bodies: list[str] = []

    def answer(_self: requests.Session, request: requests.PreparedRequest, **_: object) -> requests.Response:
        body = request.body or b""
        bodies.append(body.decode() if isinstance(body, bytes) else str(body))
        response = requests.Response()
        response.status_code = 200
        response._content = b'{"ok":true,"result":{}}'
        return response

    monkeypatch.setattr(requests.Session, "send", answer)
    return bodies


@pytest.mark.parametrize("url", SERVICES)
def test_naughty_strings_are_text_in_every_service(url: str, posted: list[str]) -> None:
    channel = open_channel(url)
    assert isinstance(channel, AppriseChannel)
    type(channel.service[0]).request_rate_per_sec = 0
    for text in [*OWN, *strings()[len(OWN) :: 4]]:
        one = made(text)
        if len(defang(text)) > 150:
            continue  # cut to the service's room; tests/alerts/test_message.py
        twin, said = harmless(one, defang)
        posted.clear()
        channel.send(OutgoingMessage("key", (one,)))
        channel.send(OutgoingMessage("key", (twin,)))
        naughty, calm = posted[: len(posted) // 2], posted[len(posted) // 2 :]
        assert [flat(body) for body in naughty] == [put_in(flat(body), said) for body in calm], text


def flat(body: str) -> str:
    """Return a request's body as its receiver reads it: JSON decoded, entities resolved, the time left out."""
    body = re.sub(r', "ts": [0-9.]+', "", body)
    value = json.dumps(json.loads(body), ensure_ascii=False, sort_keys=True) if body.startswith("{") else body
    return html.unescape(value).replace('\\"', '"')
