"""Sanitize outside text: nothing in it may act on a terminal, a chat, a mail reader or a page."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

# Isolates keep a Latin name in an Urdu line, or the other way round, from moving its neighbours (UAX #9: FSI, PDI).
ISOLATE, END = "\u2068", "\u2069"
# Format characters that carry meaning in Urdu and other Arabic script: ZWNJ, ZWJ and the signs that enclose digits.
KEPT_FORMATS = frozenset("\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd")
# More than this many marks on one letter is no orthography.
MOST_MARKS = 4

# ASCII with power in some chat's markup, and look-alikes without any. The brackets ( ) stay: alone they do nothing.
HARMLESS = str.maketrans(
    {
        "@": "＠", "#": "＃", "$": "＄", "&": "＆", "*": "∗", "_": "＿", "~": "∼", "`": "ʼ", "|": "｜", "\\": "＼",
        "<": "‹", ">": "›", "[": "［", "]": "］", "{": "｛", "}": "｝",
    }
)  # fmt: skip
# A scheme, an emoji code or a bare host name turns into a link or a picture in most chats; 10:30 and 2.5 do not.
COLON = re.compile(r":(?=/|[A-Za-z_]|[+-]\w|\d+:)|(?<=[A-Za-z]):(?=\d)")
DOT = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_])|(?<=[^\W\d_])\.(?=\d)|(?<=\d)\.(?=\d+\.\d)")
COMMAND = re.compile(r"(?<!\S)/(?=\w)|//")
MARKED = re.compile(rf"\W{{{MOST_MARKS + 1}}}")
JOINERS = re.compile("([\u200c\u200d])[\u200c\u200d]+")
LINK_SAFE = "/:?=;+,.-@!$%"


def clean(text: str) -> str:
    """Return the text as one line without controls, bidi controls, invisible or unassigned characters.

    ZWNJ and ZWJ stay, one at a time, between other characters. White space of any kind becomes one space, and no
    letter keeps more than MOST_MARKS combining marks.
    """
    if text.isprintable() and not MARKED.search(text):  # most texts: nothing to drop, ten times as fast
        return " ".join(text.split())
    kept: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        if category[0] == "Z" or char in "\t\n\r\v\f\x85":
            kept.append(" ")
        elif char in KEPT_FORMATS or category[0] != "C":
            marks = marks + 1 if category[0] == "M" else 0
            if marks <= MOST_MARKS:
                kept.append(char)
    return JOINERS.sub(r"\1", " ".join("".join(kept).split())).strip("\u200c\u200d ")


def isolate(text: str) -> str:
    """Return the text between bidi isolates, so that its direction ends with it."""
    return f"{ISOLATE}{text}{END}" if text else ""


def defang(text: str) -> str:
    """Return cleaned text in which no chat service finds a mention, link, command, emoji code or markup.

    Characters with power are replaced by look-alikes, since a service behind Apprise has markup that we cannot know.
    """
    plain = clean(text).translate(HARMLESS)
    plain = COMMAND.sub(lambda found: "／" * len(found[0]), plain)
    return DOT.sub("․", COLON.sub("：", plain))


def safe_link(url: str) -> str:
    """Return an http or https address in plain ASCII without user, markup or white space, else an empty string."""
    try:
        parts = urlsplit(clean(url))
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    try:
        name = host.encode("ascii" if host.isascii() else "idna").decode()
    except UnicodeError:
        return ""
    if not re.fullmatch(r"[A-Za-z0-9.\-]+|[0-9a-f:.]+", name):
        return ""
    netloc = (f"[{name}]" if ":" in name else name) + (f":{port}" if port else "")
    return urlunsplit(
        (
            parts.scheme,
            netloc,
            quote(parts.path, safe=LINK_SAFE),
            quote(parts.query, safe=LINK_SAFE + "&"),
            quote(parts.fragment, safe=LINK_SAFE + "&"),
        )
    )


def on_this_machine(url: str) -> bool:
    """Say whether an address is one of this machine (loopback), as all addresses of the demo's invented outlets are."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host in {"localhost", "::1"} or host.startswith("127.")
