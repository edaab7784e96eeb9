"""How reports relate their contacts, such as a second call of one day; the phrases are in same_event_phrases.yaml."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from flows.news.urdu import match_key, match_pattern
from flows.news.yaml_text import load_yaml

fold = lru_cache(maxsize=4096)(match_key)
"""The match key of a text, kept for the texts that were compared last."""


def says(phrase: str, text: str) -> bool:
    """Return whether a text says what the phrase of that name stands for."""
    return _patterns()[phrase].search(fold(text)) is not None


def phrases() -> dict[str, Any]:
    """Return the phrases by name: patterns, examples and counterexamples."""
    text = resources.files(__package__).joinpath("same_event_phrases.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = load_yaml(text)
    return loaded


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(match_pattern("|".join(one["patterns"]))) for name, one in phrases().items()}
