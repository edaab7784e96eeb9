"""Outside text on a terminal and in log lines: control characters become replacement characters."""

from __future__ import annotations

import re

ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but tabs and line ends, line and paragraph separators, bidi controls that reach beyond their own
text, and halves of surrogate pairs, which are bytes that were no UTF-8."""

SHOWN = "\ufffd"


def visible(text: str) -> str:
    """Return the text with a replacement character for each that a terminal would obey rather than show."""
    return ACTING.sub(SHOWN, text)


def escaped(line: str) -> str:
    """Return JSON in which these characters stand as escapes: it means the same, and a terminal obeys none of it."""
    return ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
