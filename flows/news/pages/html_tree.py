"""Bytes of markup to a tree: the one way pages are parsed, whoever looks at them afterwards.

libxml2 is quick and drops what stands behind an early end of the document; `is_cut` and `Outline` say whether it
did. The same page can then be parsed as browsers do it, by the rules of the HTML standard.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree, html

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

PARSE_ERRORS = (etree.ParserError, etree.XMLSyntaxError)
"""What parsing raises where there is no markup at all."""

DEPTH = 512
"""Elements below this depth become siblings, as in Blink and WebKit."""

DEEPEST = 10_000
"""Open elements above which a page is not parsed as browsers do it: every further one looks through all of them."""

FEW, MANY = 2, 8
"""Paragraphs, and the part of them, that may be missing from a tree: some stand in scripts and comments."""

# lxml.html asks Python for the class of every element it hands out, a third of what a page costs; here C answers.
# What is lost are the classes of forms, labels and inputs, which no article has.
_CLASSES = etree.ElementDefaultClassLookup(
    element=html.HtmlElement, comment=html.HtmlComment, pi=html.HtmlProcessingInstruction, entity=html.HtmlEntity
)
_FRAME = frozenset({"html", "head", "body"})
_SCRIPT_ENDS = (b"</script", b"</SCRIPT")
_LAST = 3
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_START = re.compile(rb"[A-Za-z][A-Za-z0-9-]*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RAW_TAGS = re.compile(
    r"<!--|-->|</?(?:script|style|title|textarea|xmp|iframe|noembed|noframes|plaintext)(?=[\s/>])[^<>]*>", re.IGNORECASE
)
_NESTED = re.compile(r"<(/?)(?!(?:area|base|br|col|hr|img|input|li|link|meta|option|p|param|source|wbr)\b)[a-zA-Z]")
_BLOCK_END = re.compile(r"</(?:p|div|td|section|article)\s*>", re.IGNORECASE)
_OPEN_QUOTE = re.compile(r"""(<[a-zA-Z][^<>"']*(?:(?:"[^"<>]*"|'[^'<>]*')[^<>"']*)*=\s*)["']([^"'<>]*)>""")
_PARAGRAPH_ENDS = re.compile(rb"</p>")  # a pattern is quicker than count() where so many "<" stand


def _parser() -> html.HTMLParser:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    parser.set_element_class_lookup(_CLASSES)
    return parser


def parse(page: str | bytes) -> html.HtmlElement:
    """Return the tree of a page, text or UTF-8, however large and ill-formed.

    Raises one of PARSE_ERRORS where it has no markup.
    """
    markup = page.encode("utf-8", "replace") if isinstance(page, str) else page
    return html.document_fromstring(markup, parser=_parser())


def parse_whole(page: str) -> html.HtmlElement:
    """Return the tree of a page, as browsers make it where `parse` loses a part of it.

    Raises one of PARSE_ERRORS where it has no markup.
    """
    markup = page.encode("utf-8", "replace")
    try:
        tree = parse(markup)
    except PARSE_ERRORS:
        if not page.strip() or too_deep(page):
            raise
        return parse_as_browsers(page)
    has_lost = is_cut(markup, tree) or Outline.of(tree).lacks(markup)
    return parse_as_browsers(page) if has_lost and not too_deep(page) else tree


def parse_as_browsers(page: str) -> html.HtmlElement:
    """Return the tree that browsers make of a page, by the rules of the HTML standard; everything has a tree.

    It takes several times as long as `parse`, and ever longer with depth: see `too_deep`.
    """
    from selectolax.lexbor import LexborHTMLParser  # few pages need it

    parser = _parser()
    root = parser.makeelement("html")
    _copy(LexborHTMLParser(_CONTROL.sub("", page)).root, root, parser)
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    head = root.find("head")
    for title in [one for one in body.iter("title") if next(one.iterancestors("svg"), None) is None]:
        if head is not None:  # of the second document in one answer, which is the page
            head.insert(0, parser.makeelement("title"))
            head[0].text = title.text
        title.text = None
    return root


def _copy(source: LexborNode | None, target: html.HtmlElement, parser: html.HTMLParser) -> None:
    """Copy the tree below a node, without recursion: pages are as deep as they like."""
    if source is None:
        return
    target.attrib.update(_attributes(source))
    waiting: list[tuple[LexborNode | None, html.HtmlElement, int]] = [(_first(source), target, 1)]
    while waiting:
        node, parent, depth = waiting.pop()
        pieces: list[str] = []
        last: html.HtmlElement | None = parent[-1] if len(parent) else None
        while node is not None:
            following = node.next
            if node.is_text_node:
                pieces.append(node.text_content or "")
            elif node.is_element_node:
                _flush(pieces, parent, last)
                tag = node.tag or ""
                last = parser.makeelement(tag if _NAME.fullmatch(tag) else "span", _attributes(node))
                parent.append(last)
                child = _first(node)
                if child is not None and depth < DEPTH:
                    waiting.append((child, last, depth + 1))
                elif child is not None:
                    waiting.append((following, parent, depth))
                    following = child
            node = following
        _flush(pieces, parent, last)


def _flush(pieces: list[str], parent: html.HtmlElement, last: html.HtmlElement | None) -> None:
    """Add text to an element: behind its last child, or at its beginning where it has none."""
    text = "".join(pieces)
    pieces.clear()
    if text and last is None:
        parent.text = (parent.text or "") + text
    elif text and last is not None:
        last.tail = (last.tail or "") + text


def _first(node: LexborNode) -> LexborNode | None:
    """Return the first child of an element; those of a template stand in a document of their own."""
    fragments = node.template_fragments() if node.tag == "template" else ()
    return fragments[0].first_child if fragments else node.first_child


def _attributes(node: LexborNode) -> dict[str, str]:
    return {name: value or "" for name, value in node.attributes.items() if _NAME.fullmatch(name)}


def too_deep(page: str) -> bool:
    """Say whether a page is nested so deeply that the standard's rules take seconds for it."""
    depth = 0
    for mark in _NESTED.finditer(page):
        depth = max(0, depth + (-1 if mark[1] else 1))
        if depth > DEEPEST:
            return True
    return False


def mended(page: str) -> str:
    """Return a page in which what swallows the markup behind it is closed where it begins.

    Browsers show nothing of an article behind a script, style, title, textarea or comment without an end, or in an
    attribute whose quote is never closed; its readers miss it, and we need not. One that holds markup, begins anew
    before it ends, or never ends was meant to end where it begins. Scripts that write markup look the same, so this is
    for pages that gave no article otherwise.
    """
    parts, at = [], 0
    for begin, end in _swallowing(page):
        text = page.find("<", end)
        text = len(page) if text < 0 else text
        tag = page[begin:end].lower()
        keeps = tag.startswith(("<title", "<textarea", "<plaintext"))
        parts.append(page[at:begin] + (f"<title>{page[end:text]}</title>" if tag.startswith("<title") else ""))
        at = end if keeps and not tag.startswith("<title") else text
    return _OPEN_QUOTE.sub(r'\1"\2">', "".join((*parts, page[at:])))


def _swallowing(page: str) -> Iterator[tuple[int, int]]:
    """Yield where the start tags stand of elements without markup that have no end of their own."""
    opened: re.Match[str] | None = None
    for mark in _RAW_TAGS.finditer(page):
        kind, is_end = _kind(mark[0])
        if opened is None:
            if kind == "plaintext":
                yield mark.span()
            elif not is_end:
                opened = mark
        elif kind == _kind(opened[0])[0]:
            if not is_end or (kind != "script" and _BLOCK_END.search(page, opened.end(), mark.start())):
                yield opened.span()
            opened = None if is_end else mark
    if opened is not None:
        yield opened.span()


def _kind(tag: str) -> tuple[str, bool]:
    """Return the name of a tag of _RAW_TAGS, and whether it is an end."""
    if tag in {"<!--", "-->"}:
        return "comment", tag == "-->"
    return tag.strip("</>").split()[0].split(">")[0].lower(), tag.startswith("</")


def is_cut(markup: bytes, tree: html.HtmlElement) -> bool:
    """Say whether something stands behind the end of a tree, or within it where text ends for libxml2."""
    following = tree.getnext()
    while following is not None:
        if isinstance(following.tag, str):
            return True
        following = following.getnext()
    return b"\0" in markup


@dataclass(frozen=True, slots=True)
class Outline:
    """Of a tree what tells whether a part of its page is missing: what holds how many paragraphs, and its last tags."""

    holders: Counter[html.HtmlElement]
    last: list[str]

    @classmethod
    def of(cls, tree: html.HtmlElement) -> Outline:
        """Return the outline of a tree, before anybody takes something out of it."""
        return cls(Counter([paragraph.getparent() for paragraph in tree.iter("p")]), _last_of(tree))

    def lacks(self, markup: bytes) -> bool:
        """Say whether more paragraphs end in the page, or its last tags are others.

        Then a script or comment that never ended holds the rest, or the page is too deep. This is wrong where the lost
        part has hardly a paragraph and ends in the tags that come before it.
        """
        ends = len(_PARAGRAPH_ENDS.findall(markup))
        return ends - self.holders.total() > max(FEW, ends // MANY) or self.last != _last_in(markup)


def _last_of(tree: html.HtmlElement) -> list[str]:
    """Return the names of the last elements of a tree, the very last first."""
    names: list[str] = []
    element = tree
    while len(element):
        element = element[-1]
    while len(names) < _LAST:
        if isinstance(element.tag, str):
            if element.tag in _FRAME:
                break
            names.append(element.tag)
        before = element.getprevious()
        if before is None:
            before = element.getparent()
            if before is None:
                break
        else:
            while len(before):
                before = before[-1]
        element = before
    return names


def _last_in(markup: bytes) -> list[str]:
    """Return the names of the last start tags of a page, the very last first; what stands in scripts is no tag."""
    names: list[str] = []
    at = len(markup)
    while len(names) < _LAST and (at := markup.rfind(b"<", 0, at)) >= 0:
        if markup.startswith(_SCRIPT_ENDS, at):
            at = markup.rfind(b"<" + markup[at + 2 : at + 8], 0, at) + 1
        elif found := _START.match(markup, at + 1):
            name = found[0].decode().lower()
            if name in _FRAME:
                break
            names.append(name)
    return names
