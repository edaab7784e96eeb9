"""Sanitize text of outlets, so that nothing in it acts on a terminal, a chat, a mail reader or a page."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

# Isolates (UAX #9) keep a Latin name in an Urdu line, or an Urdu name in a Latin one, from reordering the rest.
ISOLATE, END = "\u2068", "\u2069"
# Format characters that carry meaning in Urdu and other Arabic script: ZWNJ, ZWJ and the signs that enclose digits.
KEPT_FORMATS = frozenset("\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd")
# No orthography has more marks than this on one letter.
MOST_MARKS = 4

# ASCII characters with a meaning in some chat's markup, and look-alikes without one. ( and ) alone do nothing.
HARMLESS = str.maketrans(
    {
        "@": "＠", "#": "＃", "$": "＄", "&": "＆", "*": "∗", "_": "＿", "~": "∼", "`": "ʼ", "|": "｜", "\\": "＼",
        "<": "‹", ">": "›", "[": "［", "]": "］", "{": "｛", "}": "｝",
    }
)  # fmt: skip
# Most chats turn a scheme, an emoji code or a bare host name into a link or an image, but not 10:30 and 2.5.
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
    if text.isprintable() and not MARKED.search(text):  # most texts; ten times as fast
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

    Characters of markup are replaced by look-alikes, since the markup of a service behind Apprise is not known.
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
    """Return whether an address is on this machine (loopback), as all addresses of the demo are."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host in {"localhost", "::1"} or host.startswith("127.")
