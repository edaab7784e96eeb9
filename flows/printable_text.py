"""Text for a terminal and for log lines: control characters become replacement characters."""

from __future__ import annotations

import re

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters except tab and line feed, line and paragraph separators, bidi controls that affect the text around
them, and halves of surrogate pairs, which stand for bytes that were not UTF-8."""

REPLACEMENT = "\ufffd"


def visible(text: str) -> str:
    """Return the text with control characters replaced."""
    return CONTROL.sub(REPLACEMENT, text)


def escaped(line: str) -> str:
    """Return JSON with control characters as escapes, which means the same."""
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
