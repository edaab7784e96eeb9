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


def maybe_urdu(data: bytes, content_type: str = "", begin: int = 0) -> bool:
    """Say whether a page may be Urdu, from its bytes and at little cost; wrong only in saying yes too often.

    Arabic and Persian do without the letters ے, ہ and ٹ, of which five are enough, as letters in UTF-8, UTF-16 or
    windows-1256, or escaped for HTML or JSON. Where the bytes may be UTF-8, the two bytes of a letter are looked for:
    to decode a page takes twice as long. The page begins at `begin` of the data, behind the header of an answer.
    """
    count = len(_ESCAPES.findall(data, begin)) if b"\\" in data else 0
    if count < _LETTERS and b"&" in data:
        count += len(_REFERENCES.findall(data, begin))
    is_ascii = data.isascii()
    if b"\0" in data[begin : begin + _LOOK] or (not is_ascii and any(byte in data for byte in _NEVER_IN_UTF8)):
        text = decode(data[begin:], content_type)[0]
        count += sum(map(text.count, _LETTERS_OF_URDU))
    elif not is_ascii:
        count += _count_in_utf8(data)
    return count >= _LETTERS


def _count_in_utf8(data: bytes) -> int:
    """Return how often the letters stand in UTF-8: pairs of bytes, from the first byte on and from the second."""
    pairs = (np.frombuffer(data, "<u2", (len(data) - begin) // 2, begin) for begin in (0, 1) if len(data) > begin + 1)
    return sum(int(np.count_nonzero(some == letter)) for some in pairs for letter in _IN_UTF8)
