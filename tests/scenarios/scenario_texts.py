"""The texts of texts.yaml as stories: what an outlet makes of an event."""

from __future__ import annotations

from pathlib import Path

import yaml
from scenario_runner import Story

TEXTS: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("scenario_texts.yaml").read_text("utf-8")
)
OUTLETS = tuple(TEXTS["call"])
"""Ten outlets, of which each has a text of its own for a call."""


def reported(event: str, outlet: str, at: str, when: str = "", **words: str) -> Story:
    """Return an outlet's text of an event, such as "call": `when` as it writes the day.

    Of `words`, `lasted` is such as "50 منٹ", `city` where it was, `key` the address.
    """
    lasted = f" جو {words['lasted']} تک جاری رہی" if "lasted" in words else ""
    values = {"when": when, "city": words.get("city", "ریاض"), "lasted": lasted}
    title, text = (" ".join(part.format(**values).split()) for part in TEXTS[event][outlet])
    return Story(outlet, at, title, text, words.get("key", ""))


def call(outlet: str, at: str, when: str = "", **words: str) -> Story:
    """Return an outlet's report of a call."""
    return reported("call", outlet, at, when, **words)


def meeting(outlet: str, at: str, when: str = "", **words: str) -> Story:
    """Return an outlet's report of a meeting."""
    return reported("meeting", outlet, at, when, **words)


def more(one: Story, *sentences: str, title: str = "") -> Story:
    """Return a story that says more, under another headline where one is given."""
    return Story(one.outlet, one.at, title or one.title, " ".join([one.text, *sentences]), one.key)
