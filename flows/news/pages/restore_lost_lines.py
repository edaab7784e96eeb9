"""What trafilatura loses of a page on its way: joiners between letters, lists and paragraphs between those it keeps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from flows.news.pages.element_lines import BLOCKS, ends_a_sentence

PARAGRAPH = 20
"""Characters from which a line that is a sentence is taken for a paragraph."""

_ITEMS = frozenset({"li", "dd", "dt"})
_LISTS = frozenset({"ul", "ol", "dl"})
_SILENT = frozenset({"script", "style", "noscript"})
_UNSEEN = re.compile("[\\s\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_MATCHED, _MOSTLY = 0.8, 0.8


@dataclass(slots=True)
class _TreeLine:
    text: str
    block: etree._Element
    linked: int
    key: str

    @property
    def is_item(self) -> bool:
        return self.block.tag in _ITEMS or any(step.tag in _ITEMS for step in self.block.iterancestors())

    def stands_in(self, homes: set[etree._Element | None]) -> bool:
        """Whether the block, or what is around it, is a child of one of these."""
        return any(step in homes or step.getparent() in homes for step in (self.block, *self.block.iterancestors()))

    @property
    def belongs(self) -> bool:
        """Whether it may be a part of the story between others: an item of a list or a paragraph, and no link."""
        if ends_a_sentence(self.text):
            return len(self.text) >= PARAGRAPH and self.linked <= _MOSTLY * len(self.text)
        return self.is_item and 2 * self.linked <= len(self.text)


def with_lost_lines(text: str, tree: etree._Element) -> str:
    """Return a text that trafilatura took from a tree with the letters of the tree, and with the lines it lost.

    Those are items of lists and paragraphs between the first and the last line that it kept, and a list right behind
    them. Of a text that does not consist of lines of the tree only the letters are put right.
    """
    lines = _LineReader(tree).lines
    by_key = {line.key: line.text for line in lines}
    kept = [(_key(line), line) for line in text.split("\n") if line.strip()]
    keys = {key for key, _ in kept}
    first = {line.key: at for at, line in reversed(list(enumerate(lines))) if line.key in keys}
    places = sorted(first.values())
    if not places or sum(len(line) for key, line in kept if key in by_key) < _MATCHED * len(text):
        return "\n".join(by_key.get(key, line) for key, line in kept)
    last = _end_of_list(lines, places[-1])
    homes = {home for at in places for home in (lines[at].block, lines[at].block.getparent())}
    joined = "\n".join(key for key in keys if key not in by_key)
    after: dict[str, list[str]] = {}
    for line in lines[places[0] : last + 1]:
        if line.key in keys:
            following = after.setdefault(line.key, [])
        elif line.belongs and line.key not in joined and line.stands_in(homes):
            following.append(line.text)
    return "\n".join(one for key, line in kept for one in (by_key.get(key, line), *after.pop(key, ())))


def _key(line: str) -> str:
    key = "".join(line.split())
    return key if key.isprintable() else _UNSEEN.sub("", key)


def _end_of_list(lines: Sequence[_TreeLine], last: int) -> int:
    """Return the place of the last item of a list that begins right behind a line, or the line's own."""
    block = lines[last].block
    after = block.getnext()
    if block.tag in _ITEMS or after is None or after.tag not in _LISTS:
        return last
    end = last
    for at in range(last + 1, len(lines)):
        if after not in {lines[at].block, *lines[at].block.iterancestors()} or not lines[at].belongs:
            break
        end = at
    return end


class _LineReader:
    """Reads the lines of a tree, white space folded, each with the block that it stands in."""

    def __init__(self, tree: etree._Element) -> None:
        self.lines: list[_TreeLine] = []
        self._parts: list[str] = []
        self._linked = 0
        blocks, depth = [tree], 0
        for event, node in etree.iterwalk(tree, events=("start", "end")):
            tag, begins = node.tag, event == "start"
            if tag in BLOCKS:
                self._end_line(blocks[-1])
                if begins:
                    blocks.append(node)
                else:
                    blocks.pop()
            elif tag == "a":
                depth += 1 if begins else -1
            words = node.tail if not begins else node.text if tag not in _SILENT else None
            if words:
                self._parts.append(words)
                self._linked += len(words.strip()) if depth else 0
        self._end_line(blocks[-1])

    def _end_line(self, block: etree._Element) -> None:
        if not self._parts:
            return
        text = " ".join("".join(self._parts).split())
        if text:
            self.lines.append(_TreeLine(text, block, self._linked, _key(text)))
        self._parts.clear()
        self._linked = 0
