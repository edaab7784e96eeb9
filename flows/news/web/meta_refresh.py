"""Pages that only lead to another, by `<meta http-equiv="refresh">` or the header Refresh; they count as redirects."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from flows.news.web.canonical import absolute, host_of

LONGEST_PAGE = 64 * 1024
"""Bytes up to which a page can be such a redirect."""

LITTLE_TEXT = 600
"""Characters of text from which a page is not a redirect: live pages reload after some minutes."""

LONGEST_WAIT = 10
"""Longest delay in seconds of a redirect; pages that reload themselves take longer."""

_ATTRIBUTE = re.compile(r"([A-Za-z-]{1,40})\s{0,20}=\s{0,20}(\"[^\"]{0,4200}\"|'[^']{0,4200}'|[^\s\"'>]{1,4200})")
_CONTENT = re.compile(
    r"\s{0,20}(\d{1,4})(?:\.\d{0,9})?\s{0,20}[;,]?\s{0,20}(?:url\s{0,20}=\s{0,20})?(.*)", re.IGNORECASE | re.DOTALL
)
_UNSEEN = frozenset({"script", "style", "noscript", "template", "title", "textarea"})
"""Elements whose content is not visible text, and in which a refresh has no effect."""


def refresh_target(body: bytes, header: str | None, address: str) -> str | None:
    """Return the address to which a page redirects at once, or None."""
    if len(body) > LONGEST_PAGE or not (header or b"refresh" in body.lower()):
        return None
    characters, contents = 0, [header] if header else []
    for name, attributes, text in _visible(body.decode("utf-8", "replace")):
        characters += len(text.strip())
        if name == "meta" and _of(attributes, "http-equiv").lower() == "refresh":
            contents.append(html.unescape(_of(attributes, "content")))
    found = _CONTENT.match(contents[0]) if contents and characters < LITTLE_TEXT else None
    if found is None or int(found[1]) > LONGEST_WAIT:
        return None
    place = found[2].strip().strip("\"'").strip()
    target = absolute(place, address) if place else address
    return target if target != absolute(address) and host_of(target) else None


def _visible(markup: str) -> Iterator[tuple[str, str, str]]:
    """Yield name and attributes of every tag outside comments and scripts, and the text after it."""
    inside = ""
    for piece in markup.split("<"):
        if inside == "!--" or piece.startswith("!--"):
            inside = "" if "-->" in piece else "!--"
            if not inside:
                yield "", "", piece.partition("-->")[2]
            continue
        tag, _, text = piece.partition(">")
        name = tag[:40].strip().partition(" ")[0].lower()
        if inside:
            inside = "" if name == f"/{inside}" else inside
        elif name in _UNSEEN:
            inside = name
        else:
            yield name.rstrip("/"), tag, text


def _of(attributes: str, name: str) -> str:
    pairs = ((match[1].lower(), match[2].strip("\"'")) for match in _ATTRIBUTE.finditer(attributes))
    return next((value for key, value in pairs if key == name), "")
