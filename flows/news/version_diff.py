"""The differences between two versions of an article, sentence by sentence and word by word. Pure."""

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
"""Words up to which two sentences are compared word by word; longer ones count as changed as a whole."""

_SENTENCE = re.compile(r"[^۔؟!?\n]+[۔؟!?]*")
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class DiffPiece:
    """Some words of a sentence, and whether the other version has different ones in their place."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence in both versions, side by side; one side is empty where only the other has the sentence."""

    where: Literal["title", "text"]
    before: tuple[DiffPiece, ...]
    after: tuple[DiffPiece, ...]

    @property
    def changed(self) -> bool:
        """Whether the two sides differ."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Version:
    """The headline and the text of an article at one time."""

    title: str
    text: str


def compare(before: Version, after: Version) -> list[Passage]:
    """Return all sentences of two versions side by side, in order."""
    title = [_passage("title", before.title, after.title)]
    return title + list(_compared(_sentences(before.text), _sentences(after.text)))


def changes(before: Version, after: Version) -> list[Passage]:
    """Return the sentences in which two versions differ."""
    return [passage for passage in compare(before, after) if passage.changed]


def _sentences(text: str) -> list[str]:
    found = (" ".join(match[0].split()) for match in _SENTENCE.finditer(text))
    return [sentence for sentence in found if sentence][:MOST_SENTENCES]


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Passage]:
    # SequenceMatcher ignores sentences that occur very often; without that it could take minutes.
    for tag, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            yield from (_passage("text", one, one) for one in before[i:j])
            continue
        for old, new in zip_longest(before[i:j], after[k:m], fillvalue=""):
            yield _passage("text", old, new)


def _passage(where: Literal["title", "text"], before: str, after: str) -> Passage:
    if before == after:
        return Passage(where, (DiffPiece(before),), (DiffPiece(after),))
    old, new = _WORD.findall(before), _WORD.findall(after)
    if not (old and new) or max(len(old), len(new)) > MOST_WORDS:
        return Passage(where, _whole(before), _whole(after))
    left: list[DiffPiece] = []
    right: list[DiffPiece] = []
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new])
    for tag, i, j, k, m in matcher.get_opcodes():
        changed = tag != "equal"
        left += [DiffPiece("".join(old[i:j]), changed)] if i < j else []
        right += [DiffPiece("".join(new[k:m]), changed)] if k < m else []
    return Passage(where, tuple(left), tuple(right))


def _whole(sentence: str) -> tuple[DiffPiece, ...]:
    return (DiffPiece(sentence, changed=True),) if sentence else ()
