"""The character encoding of a page: the declared one, UTF-8 or windows-1256; and whether its text is garbled.

Charsets are those of the WHATWG Encoding Standard, as in browsers; other codecs of Python are never used.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator

import webencodings

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
)
"""Byte order marks; one that begins with another comes before it."""

_CHARSET = re.compile(r"charset\s{0,20}=[\s\"']{0,20}([^\s\"';,<>/]{1,60})", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^<>]{0,1000}?charset\s{0,20}=[\s\"']{0,20}([^\s\"';,<>/]{1,60})", re.IGNORECASE)
_XML = re.compile(rb"^\s{0,200}<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}[\"']([^\"'<>]{1,60})")
_HEAD = 1 << 16
"""Bytes that are searched for a declared charset; browsers search 1,024 first and then more."""

_LOOK = 512
_WIDE = {"utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}
"""Charsets with two bytes per character; only a header can declare them: a page that can be searched is in another."""
_SEVERAL = frozenset({"gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr"})
"""Charsets with several bytes per character; text in another charset hardly ever decodes in them without errors."""

_ARABIC = re.compile(r"[\u0600-\u06ff]+")
_SMALL = frozenset(
    "کے کی کا میں سے کو ہے ہیں اور نے پر یہ تھا تھی تھے گا گی ہو کر رہا رہے رہی گیا گئے گئی جو بھی ہی لیے ان کیا دیا "
    "به در از که این را است با آن برای می شد شده کرد بود های خود تا يا هم في من على إلى الى أن ان عن التي الذي هذا هذه "
    "مع كان قال بعد ما لا بين".translate(str.maketrans("يكه", "یکہ")).split()
)
"""Function words of Urdu, Persian and Arabic, with letters that windows-1256 has twice made equal."""
_ONE = str.maketrans("يكه", "یکہ")
_DIFFERENT, _FEWEST = 3, 0.08
"""Different function words of a text, and their share: a fifth in real text, one in forty in a wrong charset."""

_CARELESS = frozenset({"utf-8", "windows-1252", "x-user-defined", "replacement"})
"""Charsets that servers often declare wrongly."""
_ENOUGH = 12
_SIGNS = re.compile(r"[\u0600-\u06ff][¢-ª¬-º¼-¿×-üŒœƒˆ‰‹›†‡]|[¢-ª¬-º¼-¿×-üŒœƒˆ‰‹›†‡][\u0600-\u06ff]")
# Arabic letters in UTF-8 read as Latin-1 or windows-1252, and as windows-1256: two letters instead of one.
_GARBLED = re.compile(
    r"[ØÙÚÛ][\u0080-\u00ff\u2013-\u2122\u0152-\u0192\u02c6\u02dc]|[طظع][\u00a0-\u00bf\u0679-\u06d2±²µ¾]|غ[Œ™]"
)
_LEADS = "ØÙÚÛطظعغ"
"""First letters of all garbled pairs."""
_COMMON = "اینرو"
"""Letters that make up a third of any Urdu text."""
_GARBLED_FEW = 5
_DAMAGED = 0.1


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Return the text of a page and its charset.

    Checked in this order: a byte order mark, zero bytes of UTF-16, UTF-8 with at most a few broken bytes, the declared
    charsets, and windows-1256 if that gives words of Urdu, Persian or Arabic, since servers often mislabel it. Anything
    else is read as windows-1252, as in browsers. Never raises.
    """
    marked = next(((mark, charset) for mark, charset in MARKS if body.startswith(mark)), None)
    if marked:
        return body[len(marked[0]) :].decode(marked[1], "replace"), marked[1]
    if b"\0" in body[:_LOOK] and (charset := wide(body[:_LOOK]) or _wide_by_name(content_type)):
        return body.decode(charset, "replace"), charset
    if b"\x1b" in body and "iso-2022-jp" in declared(body, content_type):
        return body.decode("iso-2022-jp", "replace"), "iso-2022-jp"
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if nearly_utf8(body):
        return body.decode("utf-8", "replace"), "utf-8"
    return _by_name(body, [name for name in declared(body, content_type) if name not in _WIDE])


def _wide_by_name(content_type: str) -> str | None:
    """Return the UTF-16 that a header declares, or None."""
    return next((_WIDE[name] for name in declared(b"", content_type) if name in _WIDE), None)


def _by_name(body: bytes, names: list[str]) -> tuple[str, str]:
    """Return the text of bytes that are not UTF-8, in one of the declared charsets, and that charset."""
    for name in names:
        text = strictly(body, name)
        if text is not None and (name in _SEVERAL or _ARABIC.search(text)):
            return text, name
    text = body.decode("cp1256", "replace")
    if _reads(text) or (_may_be_short(text) and set(names) <= _CARELESS):
        return text, "windows-1256"
    name = next(iter(names), "windows-1252")
    return str(webencodings.decode(body, name, errors="replace")[0]), name


def declared(body: bytes, content_type: str) -> list[str]:
    """Return the standard names of the known charsets that header and page declare, best first."""
    return list(dict.fromkeys(filter(None, map(standard_name, _labels(body, content_type)))))


def _labels(body: bytes, content_type: str) -> Iterator[str]:
    yield from (match[1] for match in _CHARSET.finditer(content_type))
    head = _without_comments(body[:_HEAD])
    for pattern in (_XML, _META):
        yield from (match[1].decode("ascii", "replace") for match in pattern.finditer(head))


def _without_comments(head: bytes) -> bytes:
    """Return the head of a page without its comments, except one without an end."""
    parts: list[bytes] = []
    done = 0
    while (start := head.find(b"<!--", done)) >= 0 and (end := head.find(b"-->", start + 4)) >= 0:
        parts.append(head[done:start])
        done = end + 3
    return b"".join((*parts, head[done:]))


def standard_name(label: str) -> str | None:
    """Return the name of a charset in the WHATWG Encoding Standard, or None if browsers do not know it."""
    found = webencodings.lookup(label)
    return found.name if found else None


def strictly(body: bytes, name: str) -> str | None:
    """Return the text of bytes in a charset, given by its standard name, or None if they are invalid in it."""
    try:
        return str(webencodings.decode(body, name, errors="strict")[0])
    except UnicodeError:
        return None


def _reads(text: str) -> bool:
    """Return whether a text has enough function words of Urdu, Persian or Arabic."""
    words = Counter(_ARABIC.findall(text.translate(_ONE)))
    small = [word for word in words if word in _SMALL]
    return len(small) >= _DIFFERENT and sum(words[word] for word in small) > _FEWEST * words.total()


def _may_be_short(text: str) -> bool:
    """Return whether a text is too short for that test, and does not look misread."""
    return 0 < len(_ARABIC.findall(text)) < _ENOUGH and not looks_misread(text)


def looks_misread(text: str) -> bool:
    """Return whether signs between Arabic letters show that a text was read in a wrong charset."""
    return _SIGNS.search(text) is not None


def wide(start: bytes) -> str | None:
    """Return which UTF-16 a text without a byte order mark is in, or None."""
    for charset, high, low in (("utf-16-be", start[0::2], start[1::2]), ("utf-16-le", start[1::2], start[0::2])):
        if high.count(0) > len(high) / 3 and high.count(0) > 4 * low.count(0):
            return charset
    return None


def in_utf8(body: bytes, text: str, charset: str) -> bytes:
    """Return a decoded body in UTF-8, unchanged if it was valid UTF-8 without a mark, since encoding takes time."""
    as_it_came = charset == "utf-8" and "\ufffd" not in text and not body.startswith(codecs.BOM_UTF8)
    return body if as_it_came else text.encode("utf-8", "replace")


def nearly_utf8(body: bytes) -> bool:
    """Return whether a text is UTF-8 with at most a few broken bytes.

    Text in another charset has hardly any valid letters of several bytes.
    """
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken <= _DAMAGED * sum(character > "\x7f" for character in text)


def mojibake(text: str) -> bool:
    """Return whether a text has garbled Urdu: UTF-8 that was read in another charset."""
    if sum(map(text.count, _LEADS)) <= max(_GARBLED_FEW, 0.1 * sum(map(text.count, _COMMON))):
        return False  # there cannot be enough pairs; counting letters is faster than searching for pairs
    hits = len(_GARBLED.findall(text))
    return hits > _GARBLED_FEW and hits > 0.1 * sum(map(len, _ARABIC.findall(text)))
