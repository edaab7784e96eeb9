"""The Atom and JSON feeds can be parsed, and text of outlets stays text in them."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import warehouse
from flows.alerts.alert_feed import write_feeds
from flows.alerts.payload import AlertPayload

from .conftest import NOW


def test_feeds_can_be_read_and_show_strangers_text_as_text(
    file: Path, put: Callable[..., list[AlertPayload]], evil: AlertPayload, tmp_path: Path
) -> None:
    put([], evil)
    with warehouse.open_warehouse(file) as con:
        atom, feed = write_feeds(con, tmp_path, base="https://rabita.example/", now=NOW)
    root = ET.fromstring(atom.read_bytes())  # noqa: S314 - we wrote it
    name = {"a": "http://www.w3.org/2005/Atom"}
    (entry,) = root.findall("a:entry", name)
    assert entry.findtext("a:id", "", name) == f"urn:rabita:alert:{evil.id}"
    assert "<script" not in entry.findtext("a:content", "", name)
    (item,) = json.loads(feed.read_text("utf-8"))["items"]
    assert item["external_url"] == evil.sources[0].url
    assert "<script" not in item["content_html"]
    assert sorted(path.name for path in tmp_path.glob("*alerts*")) == ["alerts.atom", "alerts.json"]


def test_a_feed_without_alerts_is_a_feed(file: Path, tmp_path: Path) -> None:
    with warehouse.open_warehouse(file) as con:
        atom, feed = write_feeds(con, tmp_path, now=NOW)
    assert b"2025-07-03T18:00:00Z" in atom.read_bytes()
    assert json.loads(feed.read_text("utf-8"))["items"] == []
