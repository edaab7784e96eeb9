"""Teasers of other articles within a page, known by their structure and by where their links lead.

A teaser is a headline that leads to another page of the site, with the few words and the picture that go with it. It
stands in a block of its own, in a row of blocks of one shape, or as a few siblings that come again and again. A link
within a running sentence makes none. Names of classes are not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import groupby, pairwise

from lxml import etree

from flows.news.pages.element_lines import (
    BOXES,
    CLOSERS,
    HEADINGS,
    Line,
    PageIdentity,
    ends_a_sentence,
    is_label,
    lines_of,
    stems,
)

CARD = 1_200
"""Characters above which a block is no teaser, whatever it looks like."""

LONE = 700
"""Characters above which a block that stands alone is no teaser."""

EXCERPT = 500
"""Characters of a paragraph that may be the excerpt of a teaser."""

_LOOK_BACK = 4
_FEW, _MANY = 2, 3
_OWN_WORDS = 40
_COMMON, _FOREIGN = 0.5, 0.3
_REST = 80
_SHORTER = 0.6
_TITLED = 4
_AFTER = 100
_LINKS = 8
_IS_LARGE = etree.XPath(f"boolean(descendant::a[{_LINKS + 1}]) or string-length(normalize-space(.)) > {CARD}")
_WITH_LINKS = etree.XPath("*[self::a or descendant::a]")
_HAS_PROSE = etree.XPath(f"boolean(descendant::text()[string-length(normalize-space(.)) >= {_OWN_WORDS}])")
_FOLLOWING = etree.XPath("following::text()", smart_strings=False)


class _Block:
    """A child of a block and what it may be of a teaser; its lines are read when somebody asks."""

    def __init__(self, element: etree._Element, page: PageIdentity, *, has_link: bool) -> None:
        self.element = element
        self.has_link = has_link
        self._page = page

    @cached_property
    def _read(self) -> list[Line] | None:
        if _IS_LARGE(self.element):
            return None
        return lines_of(self.element, self._page, CARD, of_one=True)

    @cached_property
    def lines(self) -> list[Line]:
        """Its lines with words."""
        return [line for line in self._read or () if line.text]

    @cached_property
    def length(self) -> int:
        """The number of its characters."""
        return sum(len(line.text) for line in self.lines)

    @cached_property
    def has_picture(self) -> bool:
        """Whether it shows a picture."""
        return any(line.has_picture for line in self._read or ())

    @cached_property
    def first_words(self) -> str:
        """The words that it begins with, as far as they stand in one element; "" where it has none."""
        return next(filter(None, map(str.strip, self.element.itertext())), "")  # type: ignore[arg-type]  # of strings

    @property
    def is_blank(self) -> bool:
        """Whether it has no words."""
        return not self.first_words

    @property
    def _has_only_scripts(self) -> bool:
        return self._read is not None and not self.lines

    @cached_property
    def kind(self) -> str:
        """What it may be: blank, card, headline (one link), more (a few linked words), heading, text, or other."""
        if self.is_blank or self._has_only_scripts:
            return "blank"
        if self._read is None or self._page.is_own(self.lines[0].text):
            return "other"
        first = self.lines[0]
        if not any(line.targets for line in self.lines):
            if len(self.lines) == 1 and (first.is_strong or self.element.tag in HEADINGS) and first.may_be_headline:
                return "heading"
            return "text" if self.length <= EXCERPT else "other"
        if len(self.lines) == 1 and first.is_link and not self.has_picture:
            return "headline" if first.is_headline else "more"
        return "card" if _is_card(self.lines, has_picture=self.has_picture) else "other"

    @property
    def leads_away(self) -> bool:
        """Whether it is a teaser or the part of one that has its link."""
        return self.has_link and self.kind in {"card", "headline", "more"}

    @property
    def is_paragraph(self) -> bool:
        return self.element.tag == "p"

    @property
    def is_excerpt_cut(self) -> bool:
        """Whether the last line was cut short, as excerpts are."""
        last = self.lines[-1].text
        return last.rstrip(CLOSERS).endswith(("…", "..")) or not ends_a_sentence(last)


def _is_card(lines: Sequence[Line], *, has_picture: bool) -> bool:
    """Say whether lines are those of one teaser: a headline first, and no link that is not a whole line or leads it."""
    at = 0
    while at + 1 < len(lines) and at < _FEW and not lines[at].targets and lines[at].is_aside:
        at += 1  # a date, a category, the name of the box
    first, rest = lines[at], lines[at + 1 :]
    if any(line.targets and not line.is_link for line in rest):
        return False
    targets = {target for line in lines for target in line.targets if line.is_headline or not line.is_link}
    if len(targets) > 1:
        return False
    if first.leads_with_headline:
        return True
    links = [line for line in rest if line.is_link]
    has_headline = not first.targets and first.may_be_headline and (first.is_strong or len(rest) > 1)
    return has_headline and (bool(links) or has_picture)


def drop_teasers(parent: etree._Element, page: PageIdentity, prose: int) -> int:
    """Remove the teasers among the children of a block, and return how many.

    `prose` is how many characters the paragraphs of the page have: a teaser that stands alone leaves some of them.
    """
    children = [child for child in parent if isinstance(child.tag, str)]
    if len(children) < _FEW:
        return 0
    linked = set(_WITH_LINKS(parent))  # type: ignore[arg-type]  # an expression of elements gives those
    blocks = [_Block(child, page, has_link=child in linked) for child in children]
    labelled = {block.element for block in blocks if _is_labelled(block, page, prose)}
    if not (linked or labelled):
        return 0
    blocks = [block for block in blocks if block.element not in labelled] if labelled else blocks
    leading = [block for block in blocks if block.leads_away]
    if not (leading or labelled):
        return 0
    gone = labelled | {block.element for block in _rows(blocks) + _lone(leading, page, prose)}
    if any(block.kind != "card" and block.element not in gone for block in leading):
        flat = [block for block in blocks if block.element not in gone and not block.is_blank]
        gone.update(block.element for block in _with_more(flat, page) or _pairs(flat, page))
    if gone:
        gone.update(_names_of_rows(blocks, gone))
    for element in gone:
        drop(element)
    return len(labelled) + sum(block.element in gone for block in leading)


def _is_labelled(block: _Block, page: PageIdentity, prose: int) -> bool:
    """Say whether a block is a small box that begins with words such as "also read"."""
    if block.element.tag not in BOXES or not is_label(block.first_words):
        return False
    lines = lines_of(block.element, page, LONE)
    if lines is None or len(lines) < _FEW or any(page.is_own(line.text) for line in lines):
        return False
    return leaves_prose(sum(len(line.text) for line in lines), prose)


def leaves_prose(length: int, prose: int) -> bool:
    """Say whether a page with so much prose still has some when a block of this length is gone."""
    return prose - length >= _OWN_WORDS


def _rows(blocks: Sequence[_Block]) -> list[_Block]:
    """Return teasers that stand in a row: cards of one tag, one after the other."""
    found: list[_Block] = []
    shapes = groupby(
        (block for block in blocks if not block.is_blank), lambda one: one.element.tag if one.leads_away else None
    )
    for tag, run in shapes:
        members = list(run)
        found += members if tag and _is_row(members) else []
    return found


def _is_row(run: Sequence[_Block]) -> bool:
    cards = [block for block in run if block.kind == "card"]
    if run and run[0].is_paragraph:
        broken = all(len(block.lines) > 1 for block in cards)
        return len(cards) >= (_FEW if broken else _MANY) and max(block.length for block in cards) <= EXCERPT
    return bool(cards) and len(run) >= _FEW


def _lone(blocks: Sequence[_Block], page: PageIdentity, prose: int) -> list[_Block]:
    """Return blocks that are one teaser each, with nothing like them beside them."""
    return [
        block
        for block in blocks
        if block.kind == "card"
        and block.element.tag in BOXES
        and len(block.lines) > 1
        and block.length <= LONE
        and leaves_prose(block.length, prose)
        and not any(page.is_own(line.text) for line in block.lines)
    ]


def _with_more(blocks: Sequence[_Block], page: PageIdentity) -> list[_Block]:
    """Return siblings that make teasers which end in a "read more": a headline, its excerpt and the link.

    One alone may be a subheading with its paragraph, so its excerpt has to be cut or to be about the headline.
    """
    units: list[list[_Block]] = []
    for at, block in enumerate(blocks):
        if block.kind != "more":
            continue
        unit = [block]
        for before in reversed(blocks[max(0, at - _LOOK_BACK) : at]):
            if before.kind not in {"heading", "headline", "text"} or before.length > EXCERPT:
                break
            unit.insert(0, before)
            if before.kind != "text":
                units.append(unit)
                break
    if len(units) == 1:
        head, *texts, _ = units[0]
        if len(texts) != 1 or not (texts[0].is_excerpt_cut or _is_about(head, texts[0], page)):
            return []
    return [block for unit in units for block in unit] or _regular(blocks)


def _regular(seen: Sequence[_Block]) -> list[_Block]:
    """Return siblings of which every second or third is a "read more", at least three of them, and all in between."""
    places = [at for at, block in enumerate(seen) if block.kind == "more"]
    gaps = {after - before for before, after in pairwise(places)}
    if len(places) < _MANY or len(gaps) != 1 or (gap := gaps.pop()) not in {2, 3} or places[0] < gap - 1:
        return []
    found = seen[places[0] - gap + 1 : places[-1] + 1]
    return list(found) if all(block.kind in {"text", "more", "heading"} for block in found) else []


def _pairs(blocks: Sequence[_Block], page: PageIdentity) -> list[_Block]:
    """Return linked headlines with the excerpts below them, where they come again or are clearly of another subject."""
    found: list[_Block] = []
    units = _headed(blocks)
    while units:
        size = len(units[0][0])
        run = [units[0]]
        while len(run) < len(units) and units[len(run)][1] == run[-1][1] + len(run[-1][0]) and len(run[-1][0]) == size:
            run.append(units[len(run)])
        units = units[len(run) :]
        teasers = [unit[:size] for unit, _ in run]
        if size == 1 or len(run) < _FEW or not _have_excerpts(teasers, blocks, page):
            teasers = [unit[:_FEW] for unit in teasers if len(unit) > 1 and _is_about(unit[0], unit[1], page)]
        found += [block for unit in teasers for block in unit]
    return found


def _headed(blocks: Sequence[_Block]) -> list[tuple[list[_Block], int]]:
    """Return every linked headline with the texts that follow it, and its place."""
    units: list[tuple[list[_Block], int]] = []
    for at, block in enumerate(blocks):
        if block.kind == "headline":
            units.append(([block], at))
        elif block.kind == "text" and units and units[-1][1] + len(units[-1][0]) == at:
            units[-1][0].append(block)
    return units


def _have_excerpts(units: Sequence[Sequence[_Block]], blocks: Sequence[_Block], page: PageIdentity) -> bool:
    """Say whether the texts below headlines are excerpts, and not the paragraphs of a story with links between them.

    Most of them are cut or are about their headlines; or the headlines are called headings, and the texts are much
    shorter than those that have none.
    """
    excerpts = [block for unit in units for block in unit[1:]]
    telling = sum(unit[-1].is_excerpt_cut or _is_about(unit[0], unit[1], page) for unit in units if len(unit) > 1)
    if 2 * telling >= len(units):
        return True
    beside = [block for block in blocks if block.kind in {"text", "other"} and block not in excerpts]
    if any(unit[0].element.tag not in HEADINGS for unit in units):
        return False
    return not beside or _mean(excerpts) < _SHORTER * _mean(beside)


def _mean(blocks: Sequence[_Block]) -> float:
    return sum(block.length for block in blocks) / max(1, len(blocks))


def _is_about(headline: _Block, text: _Block, page: PageIdentity) -> bool:
    """Say whether a text repeats the words of the headline above it, which are not those of this page's headline."""
    words = stems(headline.lines[0].text)
    if not words or not page.title or text.length > EXCERPT:
        return False
    below = stems(" ".join(line.text for line in text.lines))
    return len(words & below) >= _COMMON * len(words) and len(words & stems(page.title)) < _FOREIGN * len(words)


def _names_of_rows(blocks: Sequence[_Block], gone: set[etree._Element]) -> list[etree._Element]:
    """Return the headings right above what goes: they are the names of the boxes."""
    seen = [block for block in blocks if not block.is_blank]
    found = []
    for before, after in pairwise(seen):
        if after.element in gone and before.element not in gone and before.kind == "heading":
            is_last = all(block.element in gone for block in seen[seen.index(after) :])
            if is_last or before.element.tag in HEADINGS or is_label(before.lines[0].text):
                found.append(before.element)
    return found


def is_empty_box(element: etree._Element, page: PageIdentity) -> bool:
    """Say whether nothing but a name is left of a box."""
    if element.tag not in BOXES:
        return False
    lines = lines_of(element, page, _REST)
    return lines is not None and not any(ends_a_sentence(line.text) or page.is_own(line.text) for line in lines)


def drop_before_headline(tree: etree._Element, page: PageIdentity) -> int:
    """Remove what stands above the page's own headline and has a headline of its own: the story of the day."""
    own = next((one for one in tree.iter("h1", "h2", "h3") if page.is_own("".join(map(str, one.itertext())))), None)
    if own is None:
        return 0
    before = [one for step in (own, *own.iterancestors()) for one in step.itersiblings(preceding=True)]
    others = [one for one in before if isinstance(one.tag, str) and _HAS_PROSE(one) and _has_headline(one, page)]
    if not others:
        return 0
    # Whatever stands between another headline and this page's belongs to the other.
    first = max(before.index(one) for one in others)
    foreign = [one for one in before[: first + 1] if isinstance(one.tag, str)]
    length = sum(len(str(words).strip()) for one in foreign for words in one.itertext())
    pieces: list[str] = _FOLLOWING(own)  # type: ignore[assignment]  # an expression of text nodes gives strings
    after = sum(map(len, filter(_is_prose, pieces)))
    if after < max(_AFTER, length // 4):
        return 0
    for one in foreign:
        drop(one)
    return len(others)


def _is_prose(words: str) -> bool:
    return len(words.strip()) >= _OWN_WORDS


def _has_headline(element: etree._Element, page: PageIdentity) -> bool:
    """Say whether a block has a headline of another article, and a sentence to it."""
    lines = lines_of(element, page, 100 * CARD) or []
    heads = [
        line
        for line in lines
        if line.is_headline or (line.is_strong and line.may_be_headline and line.words >= _TITLED)
    ]
    return bool(heads) and not any(page.is_own(line.text) for line in lines)


def drop(element: etree._Element) -> None:
    """Take an element out of its tree and leave the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
