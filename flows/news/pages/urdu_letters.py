"""Whether bytes may be a page in Urdu: known by letters that its neighbours do without, before anybody parses them."""

from __future__ import annotations

import re

import numpy as np

from flows.news.web.charset import decode

_REFERENCES = re.compile(rb"&#(?:1746|1729|1657|[xX]6[dD]2|[xX]6[cC]1|[xX]679);")
_ESCAPES = re.compile(rb"\\u06(?:[dD]2|[cC]1|79)")

_LETTERS_OF_URDU = "ےہٹ"
_IN_UTF8 = [int.from_bytes(letter.encode(), "little") for letter in _LETTERS_OF_URDU]
_NEVER_IN_UTF8 = (b"\xff", b"\xc0")
"""What ے and ہ are in windows-1256, and what a mark of UTF-16 begins or ends with."""
_LETTERS = 5
_LOOK = 512


def maybe_urdu(body: bytes, content_type: str = "") -> bool:
    """Say whether a page may be Urdu, from its bytes and at little cost; wrong only in saying yes too often.

    Arabic and Persian do without the letters ے, ہ and ٹ, of which five are enough, as letters in UTF-8, UTF-16 or
    windows-1256, or escaped for HTML or JSON. Where the bytes may be UTF-8, the two bytes of a letter are looked for:
    to decode a page takes twice as long.
    """
    count = len(_ESCAPES.findall(body)) if b"\\" in body else 0
    if count < _LETTERS and b"&" in body:
        count += len(_REFERENCES.findall(body))
    if b"\0" in body[:_LOOK] or (not body.isascii() and any(byte in body for byte in _NEVER_IN_UTF8)):
        text = decode(body, content_type)[0]
        count += sum(map(text.count, _LETTERS_OF_URDU))
    elif not body.isascii():
        count += _count_in_utf8(body)
    return count >= _LETTERS


def _count_in_utf8(body: bytes) -> int:
    """Return how often the letters stand in a page in UTF-8, looking at two bytes at a time."""
    count = 0
    for begin in (0, 1):
        pairs = np.frombuffer(body, "<u2", (len(body) - begin) // 2, begin) if len(body) > begin + 1 else ()
        count += sum(int(np.count_nonzero(pairs == letter)) for letter in _IN_UTF8)
    return count
