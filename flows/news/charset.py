"""Which letters the bytes of a page are: what it declares, UTF-8 or windows-1256, or garbled beyond use."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(rb"charset\s{0,20}=[\s\"']{0,20}([\w.:-]{1,40})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s{0,20}=[\s\"']{0,20}([\w.:-]{1,40})", re.IGNORECASE)
_NO_CHARSETS = frozenset({
    "idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape",
    "utf-7", "mbcs", "oem",
})  # fmt: skip
"""Codecs of Python that no page is written in; some raise, some take minutes, some read escapes as letters."""

_ARABIC = re.compile(r"[\u0600-\u06ff]+")
# UTF-8 Arabic read as Latin-1 or windows-1252, and as windows-1256: two letters where one belongs.
_GARBLED = re.compile(
    r"[ØÙÚÛ][\u0080-\u00ff\u2013-\u2122\u0152-\u0192\u02c6\u02dc]|[طظع][\u00a0-\u00bf\u0679-\u06d2±²µ¾]|غ[Œ™]"
)
_LEADS = "ØÙÚÛطظعغ"
"""The letters that every garbled one begins with."""
_COMMON = "اینرو"
"""Letters that make up a third of any Urdu text."""
_GARBLED_FEW = 5
_DAMAGED = 0.1


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Return the text of a page and the charset it was read in.

    A byte order mark decides, then UTF-8, valid or with the odd broken byte (chance does not make it), then what header
    or page declare where that decodes strictly into Arabic letters, then windows-1256.
    """
    for mark, charset in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace"), charset
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if nearly_utf8(body):
        return body.decode("utf-8", "replace"), "utf-8"
    for charset in _declared(body, content_type):
        try:
            text = body.decode(charset)
        except ValueError:
            continue
        if _ARABIC.search(text):
            return text, charset.lower()
    return body.decode("cp1256", "replace"), "windows-1256"


def in_utf8(body: bytes, text: str, charset: str) -> bytes:
    """Return a decoded body in UTF-8: as it came where it was that without mark or fault, since encoding takes time."""
    as_it_came = charset == "utf-8" and "\ufffd" not in text and not body.startswith(codecs.BOM_UTF8)
    return body if as_it_came else text.encode("utf-8", "replace")


def nearly_utf8(body: bytes) -> bool:
    """Say whether a text is UTF-8 with the odd broken byte: whole letters outnumber the broken ones by far.

    Text in another charset makes hardly any whole letter by chance.
    """
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken <= _DAMAGED * sum(character > "\x7f" for character in text)


def mojibake(text: str) -> bool:
    """Say whether Urdu letters stand garbled in the text: UTF-8 that somebody read as another charset."""
    if sum(map(text.count, _LEADS)) <= max(_GARBLED_FEW, 0.1 * sum(map(text.count, _COMMON))):
        return False  # there cannot be enough of them, and to count letters is quicker than to look for pairs
    hits = len(_GARBLED.findall(text))
    return hits > _GARBLED_FEW and hits > 0.1 * sum(map(len, _ARABIC.findall(text)))


def _declared(body: bytes, content_type: str) -> list[str]:
    found = [match[1] for match in [_HEADER.search(content_type)] if match]
    found += [match[1].decode("ascii", "replace") for match in [_DECLARED.search(body[:4096])] if match]
    known = (charset_named(name) for name in found if name.lower() not in {"utf-8", "utf8"})
    return [name for name in known if name]


def charset_named(name: str) -> str | None:
    """Return the name of a charset that a page may be in, or None where Python knows none or it is no charset."""
    try:
        known = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    text = getattr(known, "_is_text_encoding", True)  # what bytes.decode asks; zip and hex are none
    return name if text and known.name not in _NO_CHARSETS else None
