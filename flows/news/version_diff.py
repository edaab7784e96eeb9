"""What an outlet changed in an article: two versions, sentence by sentence and word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

MOST_SENTENCES = 2_000
"""Sentences of a version that are compared; later ones are left out."""

MOST_WORDS = 400
"""Words of two sentences that are compared one by one; longer ones count as changed whole."""

_SENTENCE = re.compile(r"[^۔؟!?\n]+[۔؟!?]*")
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a sentence, and whether the other version has others in their place."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence as two versions have it, side by side; one of them is empty where the other has a sentence more."""

    where: Literal["title", "text"]
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether the versions differ in it."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Version:
    """The headline and the text of an article at one time."""

    title: str
    text: str


def compare(before: Version, after: Version) -> list[Passage]:
    """Return the sentences of two versions side by side, in order, those that are the same too."""
    title = [_passage("title", before.title, after.title)]
    return title + list(_compared(_sentences(before.text), _sentences(after.text)))


def changes(before: Version, after: Version) -> list[Passage]:
    """Return the sentences in which two versions differ."""
    return [passage for passage in compare(before, after) if passage.changed]


def _sentences(text: str) -> list[str]:
    found = (" ".join(match[0].split()) for match in _SENTENCE.finditer(text))
    return [sentence for sentence in found if sentence][:MOST_SENTENCES]


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Passage]:
    # What SequenceMatcher takes for junk, sentences that come again and again, is what would take it minutes.
    for tag, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            yield from (_passage("text", one, one) for one in before[i:j])
            continue
        for old, new in zip_longest(before[i:j], after[k:m], fillvalue=""):
            yield _passage("text", old, new)


def _passage(where: Literal["title", "text"], before: str, after: str) -> Passage:
    if before == after:
        return Passage(where, (Piece(before),), (Piece(after),))
    old, new = _WORD.findall(before), _WORD.findall(after)
    if not (old and new) or max(len(old), len(new)) > MOST_WORDS:
        return Passage(where, _whole(before), _whole(after))
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new])
    for tag, i, j, k, m in matcher.get_opcodes():
        changed = tag != "equal"
        left += [Piece("".join(old[i:j]), changed)] if i < j else []
        right += [Piece("".join(new[k:m]), changed)] if k < m else []
    return Passage(where, tuple(left), tuple(right))


def _whole(sentence: str) -> tuple[Piece, ...]:
    return (Piece(sentence, changed=True),) if sentence else ()
