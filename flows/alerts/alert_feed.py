"""The alerts as an Atom feed and a JSON feed, written in full each time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import warehouse
from flows.alerts.message import Message, OutgoingMessage, as_html, render
from flows.alerts.outbox import Alert
from flows.alerts.payload import AlertPayload, from_json
from flows.alerts.wording import HOME, Language

MOST_ENTRIES = 100
TITLE = "رابطہ · Rabita"
SUBTITLE = "پیوٹن اور امریکی رہنماؤں کے رابطے · Contacts between Putin and US leaders in the Urdu press"
ATOM = "http://www.w3.org/2005/Atom"


def write_feeds(
    con: warehouse.Connection, folder: Path, *, base: str = "", timezone: str = HOME, now: datetime
) -> tuple[Path, Path]:
    """Write alerts.atom and alerts.json into `folder` and return their paths; readers never see half a file.

    `base` is the address that the folder is served at, ending with a slash, where there is one. Times in texts are by
    the clock of `timezone`, an IANA name. `now` is aware UTC; it dates a feed without alerts.
    """
    payloads = [from_json(alert.facts) for alert in warehouse.read(con, "alert_latest", Alert, most=MOST_ENTRIES)]
    folder.mkdir(parents=True, exist_ok=True)
    return (
        _swap_in(folder / "alerts.atom", atom(payloads, base=base, timezone=timezone, now=now)),
        _swap_in(folder / "alerts.json", json_feed(payloads, base=base, timezone=timezone)),
    )


def atom(payloads: Sequence[AlertPayload], *, base: str = "", timezone: str = HOME, now: datetime) -> bytes:
    """Return the alerts, newest first, as an Atom feed. Source of the format: RFC 4287."""
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "ur"})
    _put(feed, "title", TITLE)
    _put(feed, "subtitle", SUBTITLE)
    _put(feed, "id", f"{base}alerts.atom" if base else "urn:rabita:alerts")
    _put(feed, "updated", _stamp(max((one.raised_at for one in payloads), default=now)))
    if base:
        ET.SubElement(feed, "link", {"rel": "self", "href": f"{base}alerts.atom", "type": "application/atom+xml"})
    for one in payloads:
        words = _words(one, timezone)
        entry = ET.SubElement(feed, "entry")
        _put(entry, "id", _urn(one))
        _put(entry, "title", words.title)
        _put(entry, "updated", _stamp(one.raised_at))
        _put(entry, "published", _stamp(one.raised_at))
        _put(ET.SubElement(entry, "author"), "name", "Rabita")
        ET.SubElement(entry, "category", {"term": one.kind})
        if words.links:
            ET.SubElement(entry, "link", {"rel": "alternate", "href": words.links[0]})
        ET.SubElement(entry, "content", {"type": "html"}).text = as_html(words)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def json_feed(payloads: Sequence[AlertPayload], *, base: str = "", timezone: str = HOME) -> bytes:
    """Return the alerts, newest first, as a JSON Feed 1.1. Source of the format: jsonfeed.org/version/1.1."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "description": SUBTITLE,
        "language": "ur",
        "authors": [{"name": "Rabita"}],
        "items": [_item(one, timezone) for one in payloads],
    }
    if base:
        feed["feed_url"] = f"{base}alerts.json"
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _item(one: AlertPayload, timezone: str) -> dict[str, Any]:
    words = _words(one, timezone)
    item = {
        "id": _urn(one),
        "title": words.title,
        "content_html": as_html(words),
        "content_text": words.body,
        "date_published": _stamp(one.raised_at),
        "tags": [one.kind, one.details.us_leader, one.details.channel],
    }
    return item | ({"external_url": words.links[0]} if words.links else {})


def _words(one: AlertPayload, timezone: str) -> Message:
    words = render(OutgoingMessage(_urn(one), (one,)), Language.BOTH, timezone=timezone)
    return replace(words, title=f"DEMO: {words.title}") if one.demo else words


def _urn(one: AlertPayload) -> str:
    return f"urn:rabita:alert:{one.id}"


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _swap_in(path: Path, content: bytes) -> Path:
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)
    return path
